// What help and the pages of docs/verbs say of each verb beside its options: group, summary, description, examples.

import type { VerbText } from "./verb-text.ts";

const PATTERNS =
  "A pattern stands for all elements that fit it: `*` and `?` stay within a folder, `**` does not, `[…]` is a class: `forge build 'libs/*'`. One that fits none is refused (FORGE1012).";

const SELECTION =
  "`--deps` says which dependencies come with the elements: `none`, those at `run` time, or `all`; `build` is what is staged to build them, without themselves. `--except` leaves an element out, and with it what is reached through it alone.";

const NAMES =
  "Elements are named by their path in the record given to `defineProject`, written with `/` or `.`, in kebab or camel case: `initScripts`, `init-scripts`, `boot/kernel`, `boot.kernel`.";

export const verbTexts = {
  init: {
    group: "Build",
    usage: "[directory]",
    summary: "write a small project that builds",
    description: [
      "Writes build.config.ts, tsconfig.json, a README, settings for an editor, and package.json where there is none. Nothing that exists is changed: settings that are there stay as they are, and where a file of the project itself is in the way nothing is written at all (FORGE5006).",
      "The templates: `system` is a Debian or Ubuntu with files and a program of your own; `library` is a C library and a program that uses it, compiled and tested; `image` is an initramfs that boots. The distribution is that of this machine.",
    ],
    examples: [
      ["forge init", "here"],
      ["forge init --template image machine", "in a new directory"],
    ],
    json: "one object: `directory`, `template`, and the files that were `written` and `kept`",
  },
  import: {
    group: "Build",
    usage: "<source> <destination>",
    summary: "write in TypeScript what a BuildStream or Baserock project means",
    description: [
      "Reads a project of BuildStream 1 or 2 and writes one in TypeScript: a module for each element in the same folders, options, variables and defaults once, refs in forge.lock. Each element is looked at under all values of the options that its file asks for, so conditions stay conditions.",
      "Nothing is written over anything: the destination is empty, or not there. `import-map.json` says what each element, option and variable is called now; `import-report.json` says of each element whether it was converted, approximated or left, and why. How it is done, with examples, is in docs/import.md.",
      "Kinds and sources that forge does not have are written so that they load, and say what is missing when they are to be built. With `--plugins` a module of yours, a map from them to kinds and sources in TypeScript, says what is written instead (docs/import.md).",
      "A tree of Baserock definitions, versions 0 to 8, becomes a module for each stratum, system and cluster, with an option `arch` and presets for its build systems (docs/baserock.md).",
      "A project need not be imported to be built: in a directory with a project.conf, or of definitions, every verb works on the YAML.",
    ],
    examples: [
      ["forge import ../sdk sdk-ts", "write the project sdk-ts"],
      ["forge import --report ../sdk sdk-ts", "and say what became of each element"],
      ["forge import --plugins map.ts ../sdk sdk-ts", "with your own kinds in the place of plug-ins"],
      ["forge import ../definitions systems", "the same for Baserock definitions"],
    ],
    json: "one object: `directory`, `project`, the `files` that were written, and `elements`, each with its `verdict`, its `file` and `remarks`",
  },
  build: {
    group: "Build",
    usage: "[element…]",
    summary: "build elements; without a name, what the project has as default",
    description: [
      "Builds the elements named and everything they need that is not in the store. What did not change is not built again, and what stands above a dependency that was rebuilt to the same bytes is not built either.",
      NAMES,
      PATTERNS,
      `${SELECTION} What is left out is used where it is in the store, and never made; a target that is built with it is refused (FORGE1060).`,
      "What failed is on record, too: until the element or something it is built with changes, the next build says the same error again at once, with the end of the log. `--retry-failed` builds it again. What the host did (a full disk, a signal, too little memory, a time limit) is never put on record.",
      "`--resume` goes on with the element's last failed build, after a repair in `forge shell --failed` or of its steps: from the failed step on, or the one that `--from` names, in the sandbox as it is now. What comes out, and all that is built over it, is *tainted*: nobody can say what it was made from. It can be used on this machine, is never shared and never taken for the element's clean artifact; `forge show` marks it, and a clean build replaces it.",
      "`--dry-run` says for each element that would be made why: it is new, this or that field of it changed, a dependency changed (then it is spared if that comes out the same), its artifact is gone, or it failed before; and which sources would be fetched. Nothing is built, fetched or tracked. Exit code 1 when something stands in the way: a source without an entry in forge.lock, a failure on record, an element that cannot be built. With `--json` it prints [one object](../schemas/dry-run.json).",
      "At a terminal, Ctrl-C suspends everything that runs and asks: continue, quit, terminate. A failure does so too, unless `--on-error` says what becomes of the rest, and also offers to retry, to see the log, and to repair in a shell and go on. docs/at-the-terminal.md says more.",
      "A source without an entry in `forge.lock` is tracked first at a terminal or with `--track`; otherwise the build stops with FORGE2001 and the command that tracks it.",
    ],
    examples: [
      ["forge build", "what build.config.ts names as default"],
      ["forge build -o arch=aarch64 image", "one element, with an option of the project"],
      ["forge build 'libs/*' --except libs/broken", "all elements that fit, but one"],
      ["forge build --on-error continue", "everything that does not depend on a failure"],
      ["forge build --dry-run", "what would be done, and why"],
      ["forge build --retry-failed", "what failed before, once more"],
      ["forge build --resume kernel --from install", "after a repair, without compiling again"],
    ],
    json: "the run's events, one JSON object a line: `evaluated`, `planned`, `job-started`, `element-finished`, `failed`, `finished` and others (core/model/events.ts)",
  },
  watch: {
    group: "Build",
    usage: "[element…]",
    summary: "build elements again when what they are made from changes",
    description: [
      "Builds as `forge build` does, then waits: for the configuration and everything that it read, local sources, `forge.lock` and the user's settings; of a `.bst` project, for its files. When one of them changes it says which, which elements are stale for it and why, and builds again. A burst of changes is one. What failed is said again after every build until it is mended.",
      "What changes while a build runs lets the jobs that run end and begins again: what they made is in the store. Nothing is asked at a failure; Ctrl-C ends it.",
      PATTERNS,
    ],
    examples: [
      ["forge watch", "what build.config.ts names as default"],
      ["forge watch image --track", "one element, tracking sources as they are added"],
    ],
    json: "the events of every build, one JSON object a line, each run after the first begun by `changed`; times begin anew with each",
  },
  test: {
    group: "Build",
    usage: "<element…>",
    summary: "run the tests of elements",
    description: [
      "Builds what the elements named are built with, then runs their steps again and behind them their step `test`, in one sandbox. Nothing of that is kept but the log. Tests have no part in an element's key: changing them builds nothing anew.",
      "Tests that passed are not run again until the element, what it is built with, or the tests change. Tests that failed fail again at once until then; `--retry-failed` runs them again.",
      NAMES,
      PATTERNS,
    ],
    examples: [
      ["forge test zlib", "one element"],
      ["forge test --on-error continue zlib libpng", "all of several, though some fail"],
    ],
    json: "the run's events, one JSON object a line; `element-finished` says `passed`, `failed`, or `cached` for tests that had passed before",
  },
  fetch: {
    group: "Build",
    usage: "[element…]",
    summary: "download sources, so that a build needs no network",
    description: [
      "Downloads and unpacks the sources of the elements named and of everything they depend on, as `forge.lock` pins them. Without a name, those of the whole project. What is in the store already is not fetched again.",
      NAMES,
      PATTERNS,
      SELECTION,
    ],
    examples: [["forge fetch && forge build --offline", "build without a network"]],
    json: "the run's events, one JSON object a line",
  },
  track: {
    group: "Build",
    usage: "[element…]",
    summary: "find the newest sources and pin them in forge.lock",
    description: [
      "Asks each source of the elements named, and of everything they depend on, what is newest now, and writes that to `forge.lock`. Without a name, all sources of the project. Prints what moved, from what, to what, and who needs it.",
      NAMES,
      PATTERNS,
      SELECTION,
    ],
    examples: [
      ["forge track", "every source of the project"],
      ["forge track kernel", "those that one element needs"],
      ["forge track --check", "only say whether something newer exists: exit code 1 if so"],
    ],
    json: "the run's events, one JSON object a line; `tracked` says what moved",
  },
  show: {
    group: "Look",
    usage: "[element…]",
    summary: "list elements, and what of them is in the store",
    description: [
      "Lists the elements named and everything they depend on, dependencies first. Without a name, all elements of the project.",
      "State is `cached` (in the store), `tainted` (only what was resumed by hand, or made over that, is in the store), `failed` (it failed as it is now, and a build says so again), `missing` (a build makes it) or `unlocked` (a source below it is not in forge.lock).",
      NAMES,
      PATTERNS,
      SELECTION,
    ],
    examples: [
      ["forge show", "all elements"],
      ["forge show --deps none image", "one element alone"],
      ['forge show --json | grep \'"kind":"script"\'', "for tools: everything that is known, one element a line"],
    ],
    json: "one element a line, with the field names that the incumbent uses and forge's own additions below `forge`",
  },
  sync: {
    group: "Look",
    usage: "",
    summary: "write down what .bst projects have, for editors and the compiler",
    description: [
      "For each project of BuildStream that the configuration stands on by `junction(source, { as })`, writes `NAME.bst.d.ts` beside build.config.ts: its options and its elements, with their kinds and domains. With it, `junction<Name>(…)` knows them: completion offers them, and one that is not there does not compile.",
      "What is not in the store yet is fetched. `forge check` says when a file that was written is not so any more (FORGE1055).",
    ],
    examples: [["forge sync", "after a junction was added, or its ref moved"]],
  },
  check: {
    group: "Look",
    usage: "",
    summary: "compile the configuration, and see that it says the same twice",
    description: [
      "Runs the TypeScript compiler of the project over everything that tsconfig.json includes: every error with its line, as an editor shows them. Then evaluates the configuration a second time and compares: what it says may depend on nothing but its files and options.",
      "Builds nothing. Exit code 1 when something is wrong.",
    ],
    examples: [
      ["forge check", "before a commit, and in CI"],
      ["forge check -o arch=aarch64", "with an option of the project"],
    ],
    json: "one object: `ok`, `errors`, `printed`, and how many `files` and `elements` were looked at",
  },
  explain: {
    group: "Look",
    usage: "<element>",
    summary: "why an element was built, or why it will be",
    description: [
      "Says what changed since the element was last built here, and prints the manifest: everything that decides what the element builds. The manifest's digest is the key, so the explanation is the decision.",
      NAMES,
    ],
    examples: [["forge explain image", "what is different since the last build"]],
    json: "one object: `name`, `key`, `state`, `changes` and `manifest`",
  },
  why: {
    group: "Look",
    usage: "<element> <needed>",
    summary: "by which ways one element needs another",
    description: [
      "Shows the shortest ways from the first element to the second, each step with how it needs the next (to be built, to run, or both), its kind, where that is staged unless at `/`, and where it is written. `--deps build` or `run` follows the edges of one kind.",
      "Exit code 1 when it does not need it.",
      NAMES,
    ],
    examples: [
      ["forge why image zlib", "how zlib came into the image"],
      ["forge why --deps run --paths 10 image zlib", "only what is needed at run time"],
    ],
    json: "one object: `from`, `to`, `ways` (their number, in digits) and `paths`, each a list of elements with `name`, `kind`, `place` and the `edges` by which the one before needs it",
  },
  rdeps: {
    group: "Look",
    usage: "<element>",
    summary: "who needs an element",
    description: [
      "Lists what needs the element directly, and how: to be built, to run, or both. With `--all`, also what needs it by way of others, the nearest first, with the first step of the shortest way.",
      NAMES,
    ],
    examples: [
      ["forge rdeps zlib", "who names it"],
      ["forge rdeps --all --deps run zlib", "everything that has it with it at run time"],
    ],
    json: "one object for each dependant: `name`, `kind`, `place`, `edges`, `distance` and, where it needs it by way of others, `through`",
  },
  diff: {
    group: "Look",
    usage: "<artifact> [other]",
    summary: "in what two artifacts differ, file by file",
    description: [
      "Lists files, directories and links that are in one artifact alone or not the same in both: contents, modes, owners, kinds, targets of links. An artifact is an element's name, for what it builds as it is defined now; `NAME@before`, for what was built of it before that; or the beginning of a key, as `forge show` prints it. With one alone, an element is compared with what it was before.",
      "`--content` shows the lines in which texts differ. Directories that are alike are not looked into. Exit code 0 when the two are the same, 1 when not.",
      NAMES,
    ],
    examples: [
      ["forge diff image", "what the last change did to it"],
      ["forge diff --content library@before library", "the same with the lines of texts"],
      ["forge diff debug-image image", "two elements"],
    ],
    json: "one object: `from` and `to`, each with `name`, `key` and `tree`, whether they are the `same`, and the `changes`",
  },
  graph: {
    group: "Look",
    usage: "[element…]",
    summary: "the graph of elements: a page for browsers, or for other tools",
    description: [
      "Writes the elements named and everything they depend on; without a name, all of the project. `--dot` prints it for Graphviz: what is needed to run is drawn with dashes. `--web` writes one page that needs nothing else: search, what an element needs and what needs it, states and times, the critical path, and the last build on a line of time. It works by keyboard, too.",
      NAMES,
      SELECTION,
    ],
    examples: [
      ["forge graph --web graph.html", "a page to look around in"],
      ["forge graph --dot image | dot -Tsvg >image.svg", "a drawing"],
      ["forge graph --junctions", "other projects: versions, options, replacements, duplicates"],
    ],
    json: "one object: `project`, `elements` (in an order in which dependencies come first; an edge's `to` is a position in it) and `build`, the jobs of the last build that had something to do; `junctions` are the other projects that it stands on",
  },
  log: {
    group: "Look",
    usage: "<element>",
    summary: "what an element's last build printed",
    description: [
      "Prints the element's last log; its path goes to standard error. With `--follow` it goes on while the job runs, whichever terminal that was started from.",
      NAMES,
    ],
    examples: [
      ["forge log image", "the last log"],
      ["forge log -f kernel", "as it is written"],
      ["forge log --step install --run 2 image", "what one step printed the time before"],
      ["less $(forge log --path image)", "in a pager"],
    ],
    json: "one object for each log, the newest first: `path`, `job`, `time`, whether it `ended`, and which bytes of it are of each of its `steps`",
  },
  checkout: {
    group: "Use",
    usage: "<element> [directory]",
    summary: "write an element's files to a directory or a tar archive",
    description: [
      "Writes what the element built. Owners and devices are written by root only; a tar archive holds them whoever writes it, and is the same byte for byte each time.",
      "With `--deps`, what the element needs is laid below it, all at `/` and not integrated: a `compose` element makes a whole system. `--except` leaves out one of those, and what is reached through it alone.",
      NAMES,
    ],
    examples: [
      ["forge checkout image out", "a directory that does not exist or is empty"],
      ["forge checkout image --tar image.tar", "a tar archive; `-` is standard output"],
    ],
    json: "one object: `name`, `tree` and `path`",
  },
  shell: {
    group: "Use",
    usage: "<element> [-- command…]",
    summary: "a shell where an element runs, or where it was built",
    description: [
      "Opens a shell over the element and what it needs at run time, integrated, as on the machine it is made for. With `--build`, over what it is built with, sources in place. Nothing that is written there stays.",
      "With `--failed`, in the sandbox of the element's last failed build as it was left: the same files, environment and directory. What is written there stays, until the element is built or fails again. The sandboxes of the last 8 elements that failed are kept, 10 GiB at most (`keepFailed` in the user configuration).",
      "It sees nothing of this machine but what `--mount` and `--network` bring in, or `shell` in the user configuration for all shells. `--isolate` leaves out all of that: then it may do what a build may.",
      "The command's exit code is forge's.",
      NAMES,
    ],
    examples: [
      ["forge shell image", "look around"],
      ["forge shell --build program", "where its commands run"],
      ["forge shell --failed program", "where its last build failed"],
      ["forge shell --mount ~/src:/src:ro --network image", "with files of this machine and a network"],
      ["forge shell image -- sh -c 'ls -l /etc'", "one command"],
    ],
  },
  completion: {
    group: "This machine",
    usage: "bash|zsh|fish",
    summary: "teach a shell to complete verbs, options and elements",
    description: [
      "Prints a script for the shell to read. Elements are completed from what the project's last evaluation found, at once: nothing is evaluated while somebody types.",
    ],
    examples: [
      ['eval "$(forge completion bash)"', "in ~/.bashrc"],
      ["forge completion fish >~/.config/fish/completions/forge.fish", "for fish, for good"],
    ],
  },
  doctor: {
    group: "This machine",
    usage: "",
    summary: "say what this machine can do, and how to mend what it cannot",
    description: [
      "Tries what a build needs (bubblewrap, user namespaces, overlay file systems, tools, room) and prints the lines that mend what is missing. Exit code 1 when something is.",
    ],
    examples: [["forge doctor", "after FORGE4002, for instance"]],
    json: "one object: `ok` and `checks`, each with `name`, `ok`, `detail` and `mend`",
  },
  gc: {
    group: "This machine",
    usage: "",
    summary: "make the store smaller, what was used longest ago first",
    description: [
      "Removes artifacts, sources and downloads until the store is within the quota, least recently used first. What a running build needs is never taken. The quota is 50 GiB unless the user configuration or `--quota` says otherwise.",
    ],
    examples: [["forge gc --quota 20G", "keep at most 20 GiB"]],
    json: "one object: what was removed and what is left, in bytes",
  },
  fsck: {
    group: "This machine",
    usage: "",
    summary: "verify every digest in the store",
    description: [
      "Reads everything in the store and compares it with its digest. What does not match is put into quarantine, so that the next build makes it again. Exit code 1 when something was wrong.",
    ],
    examples: [["forge fsck", "after trouble with a disk"]],
    json: "one object: what was looked at, and everything that was wrong",
  },
} as const satisfies { readonly [verb: string]: VerbText };

export type VerbName = keyof typeof verbTexts;

export const exitCodes: readonly (readonly [code: string, meaning: string])[] = [
  ["0", "all is well"],
  ["1", "something failed, and was said with a code"],
  ["2", "the command line was not understood"],
  ["129, 130, 143", "stopped by SIGHUP, by Ctrl-C, by SIGTERM"],
];
