// Every error code there is: whose fault it is, what it means, what to do. docs/errors.md is generated from this table,
// and a test holds that each code is thrown somewhere and shown by some test.

/** Whose fault: the project's definition, this host, the network, or forge's own state. */
export type Fault = "project" | "host" | "network" | "forge";

interface CodeEntry {
  readonly fault: Fault;
  readonly title: string;
  /** What it means and what to do about it, for the page. */
  readonly explanation: string;
}

export const errorCodes = {
  // 1xxx definition: the command line, the configuration, the graph
  FORGE1001: {
    fault: "project",
    title: "no project here",
    explanation:
      "forge looks for `build.config.ts` in the current directory and its parents. Run it inside a project, or name one with `-C DIRECTORY`.",
  },
  FORGE1002: {
    fault: "project",
    title: "the configuration does not compile",
    explanation: "A module of the configuration is not valid TypeScript. The place is where the compiler stopped.",
  },
  FORGE1003: {
    fault: "project",
    title: "the configuration threw",
    explanation: "Code in the configuration threw an error while it was evaluated.",
  },
  FORGE1004: {
    fault: "project",
    title: "evaluation took too long or too much memory",
    explanation: "Evaluation is stopped after 60 s (`--evaluation-timeout SECONDS`) or 2 GB. Look for a loop that does not end.",
  },
  FORGE1005: {
    fault: "project",
    title: "the configuration is not repeatable",
    explanation:
      "Time, random numbers, environment variables, the network, other processes and files read directly are refused, for the result must be the same on every machine. The help names the alternative: options, `readText`, `readJson`, `glob`, or a source.",
  },
  FORGE1006: {
    fault: "project",
    title: "the configuration exports no project",
    explanation: "`build.config.ts` must `export default defineProject({ … })`.",
  },
  FORGE1007: {
    fault: "project",
    title: "a value is refused",
    explanation: "A field of an element, source or project does not satisfy its schema.",
  },
  FORGE1008: {
    fault: "project",
    title: "an element, source or variable was used as text",
    explanation:
      "Elements and sources are values, not names; variables are late. Use `sh` or `text` templates for variables, and `depends` for elements.",
  },
  FORGE1009: {
    fault: "project",
    title: "dependency cycle",
    explanation: "Elements depend on one another in a circle. The related places show the way round.",
  },
  FORGE1010: { fault: "project", title: "unknown option", explanation: "`-o NAME=VALUE` names an option the project does not declare." },
  FORGE1011: { fault: "project", title: "bad option value", explanation: "The value does not belong to the option's type." },
  FORGE1012: {
    fault: "project",
    title: "unknown element",
    explanation: "No element of the project has this name. Names are paths in the record given to `defineProject`.",
  },
  FORGE1013: { fault: "project", title: "ambiguous element", explanation: "The name fits several elements. Write one of the candidates." },
  FORGE1014: {
    fault: "project",
    title: "unknown domain",
    explanation: "A `compose` or `filter` names a domain that none of its dependencies declares.",
  },
  FORGE1015: {
    fault: "project",
    title: "a file outside the project was asked for",
    explanation: "`readText`, `readJson`, `glob` and `local` reach files of the project only.",
  },
  FORGE1016: {
    fault: "project",
    title: "a file cannot be read",
    explanation: "A file that the configuration names does not exist, or is not what it should be.",
  },
  FORGE1017: {
    fault: "project",
    title: "undefined or circular variable",
    explanation: "A text refers to a variable that the element does not have, or that is defined through itself.",
  },
  FORGE1018: { fault: "project", title: "module not found", explanation: "An import of the configuration cannot be resolved." },
  FORGE1019: {
    fault: "forge",
    title: "the graph is not valid",
    explanation:
      "What evaluation produced does not have the graph's format: a plugin built for another version, or a damaged installation.",
  },
  FORGE1020: {
    fault: "project",
    title: "the configuration printed",
    explanation: "Configuration declares; it does not print. What it wrote is shown. Remove the call.",
  },
  FORGE1021: {
    fault: "project",
    title: "bad command line",
    explanation: "The command, an argument or a flag is not known. `forge --help` lists them.",
  },
  FORGE1022: {
    fault: "host",
    title: "bad user configuration",
    explanation: "The user configuration file does not satisfy its schema. See docs/configuration.md.",
  },
  FORGE1023: {
    fault: "project",
    title: "a dependency is not allowed here",
    explanation:
      "A kind restricts what it may depend on: `filter` takes exactly one build dependency, `compose` and `script` no runtime dependencies.",
  },
  FORGE1024: {
    fault: "project",
    title: "the package is CommonJS",
    explanation:
      'The project\'s package.json says `"type": "commonjs"`, and the configuration needs a module feature that CommonJS lacks. Write `"type": "module"`.',
  },
  FORGE1025: {
    fault: "host",
    title: "the configuration is evaluated outside a sandbox",
    explanation:
      "`--unsealed` runs the configuration with all that you may do yourself: only for one that you trust, on a host without a sandbox. What comes out may depend on this machine, so nothing is written to `forge.lock`.",
  },
  FORGE1026: {
    fault: "project",
    title: "the compiler refuses the configuration",
    explanation:
      "`forge check` runs the TypeScript compiler of the project over what tsconfig.json includes. The sentence is the compiler's, with its own number.",
  },
  FORGE1027: {
    fault: "project",
    title: "the configuration is not the same twice",
    explanation:
      "`forge check` evaluates a second time, and the graphs must be the same. The first path at which they differ is shown. Look there for what depends on time, chance or order.",
  },
  FORGE1028: {
    fault: "host",
    title: "the TypeScript compiler is missing",
    explanation: "`forge check` runs the compiler that the project has installed, 5.9 or newer: `npm install --save-dev typescript`.",
  },
  FORGE1029: {
    fault: "project",
    title: "tsconfig.json leaves the configuration out",
    explanation:
      'The compiler looks at what tsconfig.json includes. Without the file, or without build.config.ts in it, `forge check` and editors would let every error pass. `{ "extends": "forge-build/tsconfig.json", "include": ["**/*.ts"] }` is enough.',
  },
  FORGE1040: {
    fault: "project",
    title: "a `.bst` project's YAML cannot be read",
    explanation:
      "The file is not text, not valid YAML, or uses what BuildStream projects may not: anchors, aliases, foreign tags, a key twice, a second document. The place is where reading stopped.",
  },
  FORGE1041: {
    fault: "project",
    title: "a `.bst` project's data is refused",
    explanation: "A key is missing or not known, or a value does not have the type or form that is wanted there.",
  },
  FORGE1042: {
    fault: "project",
    title: "values of a `.bst` project cannot be composed",
    explanation: "A list meets a text or a mapping, or `(>)`, `(<)` or `(=)` meets no list to work on.",
  },
  FORGE1043: {
    fault: "project",
    title: "a condition cannot be evaluated",
    explanation:
      "What stands in `(?)` is not an expression over the project's options: `==`, `!=`, `in`, `not in`, `and`, `or`, `not`, parentheses, texts and lists.",
  },
  FORGE1044: {
    fault: "project",
    title: "the project refuses this configuration",
    explanation: "The project has an assertion, `(!)`, for the options that were chosen. Its own text says why.",
  },
  FORGE1045: {
    fault: "project",
    title: "a file of a `.bst` project is missing",
    explanation:
      "An element, include, directory or local file that the project names does not exist, is of another kind, or lies outside the project.",
  },
  FORGE1046: {
    fault: "project",
    title: "a circle of includes, links or junctions",
    explanation: "Files or projects refer to one another in a circle.",
  },
  FORGE1047: {
    fault: "project",
    title: "a junction cannot be used",
    explanation:
      "The other project is not there, is no project, leads back to where it was asked for, or is reached by two ways that do not agree. In TypeScript, `as` tells instances apart; in `project.conf`, `junctions: duplicates` and `internal` say which may differ.",
  },
  FORGE1048: {
    fault: "project",
    title: "a `.bst` format that is not supported",
    explanation:
      "forge loads projects for BuildStream 2 (`min-version`) up to the version it knows, and for BuildStream 1 (`format-version` 0 to 18).",
  },
  FORGE1049: {
    fault: "project",
    title: "a plugin is not known",
    explanation: "The kind is neither one of BuildStream's own nor declared under `plugins` in `project.conf`.",
  },
  FORGE1050: {
    fault: "project",
    title: "an element that forge cannot build",
    explanation:
      "It loads and shows, but building it takes something that forge does not have, which the message names: a kind of element or source that is code of another tool, a machine of another architecture. What does not depend on it builds with `--on-error continue`.",
  },
  FORGE1055: {
    fault: "project",
    title: "a declaration is stale",
    explanation:
      "`forge sync` wrote down what a project of BuildStream has, and it has something else now. `forge sync` writes it anew; what the configuration uses and is gone is then an error of the compiler, at its line.",
  },
  FORGE1060: {
    fault: "project",
    title: "what is left out is needed",
    explanation:
      "`--except` leaves an element out of a build, and a target is built with it. What is left out is used where it is in the store, and never made. With `--on-error continue` all is built that does without it.",
  },
  FORGE1062: {
    fault: "project",
    title: "a map of plug-ins that cannot be used",
    explanation:
      "`forge import --plugins` takes a module whose default export is what `definePlugins` makes: for each kind, the module that has it and its name there. Modules lie below the directory of the map, or are packages.",
  },
  FORGE1081: {
    fault: "project",
    title: "a file of a definitions tree is not as the format has it",
    explanation:
      "A file of Baserock definitions is no YAML, has a field of another type than the format's, or names a path outside of the tree. The place is in the file. What is wrong in one system costs that system and what names it; the rest loads.",
  },
  FORGE1082: {
    fault: "project",
    title: "definitions name what is not there",
    explanation:
      "A file, chunk, build system or system that Baserock definitions name is not in the tree, or strata need one another in a circle.",
  },
  FORGE1083: {
    fault: "project",
    title: "definitions of an unknown version",
    explanation:
      "`VERSION` says that the definitions are of a newer format than forge reads. Newer formats may mean something else by the same words.",
  },
  // 2xxx lock and sources
  FORGE2001: {
    fault: "project",
    title: "a source is not locked",
    explanation: "`forge.lock` has no entry for a source. `forge track ELEMENT` writes it; `forge build --track` does both.",
  },
  FORGE2002: {
    fault: "forge",
    title: "the lock was written by a newer forge",
    explanation: "Use the forge that wrote it, or track again.",
  },
  FORGE2003: {
    fault: "project",
    title: "the lock is damaged",
    explanation: "A line of `forge.lock` cannot be read. The place is the line; `git checkout forge.lock` or `forge track` mends it.",
  },
  FORGE2004: { fault: "network", title: "download failed", explanation: "The server could not be reached or answered with an error." },
  FORGE2005: {
    fault: "network",
    title: "the upstream file changed",
    explanation:
      "What was downloaded does not have the digest that `forge.lock` names. Nothing of it was kept. If the change is wanted, track again.",
  },
  FORGE2006: {
    fault: "project",
    title: "an archive is not acceptable",
    explanation: "A member is absolute, leaves its directory, is a device, or the archive is damaged.",
  },
  FORGE2007: { fault: "project", title: "a file name is not UTF-8", explanation: "File names in trees are UTF-8. Rename the file." },
  FORGE2008: {
    fault: "network",
    title: "a signature is not valid",
    explanation: "The index of a package archive is not signed by a key of the keyring that was named.",
  },
  FORGE2009: {
    fault: "project",
    title: "a package cannot be resolved",
    explanation: "No version of a package satisfies what depends on it, or two packages conflict.",
  },
  FORGE2010: {
    fault: "network",
    title: "what was locked is gone upstream",
    explanation:
      "The mirror no longer has the package version, or the repository no longer has the commit, that `forge.lock` names. `forge track` moves to what it has now.",
  },
  FORGE2011: {
    fault: "host",
    title: "no mirror is known",
    explanation:
      "Nothing says where an alias leads: neither the user configuration, nor the project's `mirrors`, nor, for Debian's archives, the machine's apt configuration. Name it in the user configuration.",
  },
  FORGE2012: { fault: "project", title: "a source driver failed", explanation: "A source's own code failed. Its output is in the log." },
  FORGE2013: {
    fault: "project",
    title: "a local path is not acceptable",
    explanation: "The path does not exist, or leads out of the project.",
  },
  FORGE2014: { fault: "network", title: "the network is refused", explanation: "`--offline` was given and something must be downloaded." },
  FORGE2015: {
    fault: "host",
    title: "the lock cannot be written",
    explanation: "`forge.lock` or its directory refuses it: permissions, or a full disk. What the lock held is still there.",
  },
  FORGE2016: {
    fault: "project",
    title: "a patch does not fit",
    explanation:
      "A hunk of a patch does not find the lines that it changes, or a file that it names is not there, or is there already. The place is the hunk. Make the patch again from the sources that it is applied to, or move it behind the sources that it needs.",
  },
  // 3xxx build
  FORGE3001: {
    fault: "project",
    title: "a command failed",
    explanation: "A build command ended with an error. The message names the command, its exit code and the log.",
  },
  FORGE3002: {
    fault: "project",
    title: "a program is missing in the sandbox",
    explanation:
      "The sandbox holds what the element depends on and nothing else. Add the element that provides the program to its dependencies.",
  },
  FORGE3003: {
    fault: "project",
    title: "dependencies conflict",
    explanation: "One dependency has a directory where another has a file or link.",
  },
  FORGE3004: {
    fault: "project",
    title: "nothing at the import path",
    explanation: "The directory that an import element names does not exist in its sources, or is empty.",
  },
  FORGE3005: { fault: "project", title: "no output", explanation: "The output directory of a build does not exist after its commands." },
  FORGE3006: {
    fault: "project",
    title: "a dependency was staged at or below the output",
    explanation: "Nothing may be staged where the output is captured.",
  },
  FORGE3007: { fault: "project", title: "integration failed", explanation: "An integration command of a dependency failed." },
  FORGE3009: {
    fault: "host",
    title: "the build was stopped by the host",
    explanation: "Out of memory, a signal, or a time limit. Such a failure is never cached.",
  },
  FORGE3010: {
    fault: "project",
    title: "nothing to test",
    explanation:
      "The element has no `test` step: its kind has none, or the step has no commands. `steps: { test: { run: [sh`…`] } }` gives it some.",
  },
  FORGE3011: {
    fault: "project",
    title: "no failed build is kept",
    explanation:
      "`forge shell --failed` and `forge build --resume` work in the sandbox of the element's last failed build. There is none: it did not fail, was built since, or its sandbox made room for others (`keepFailed` in the user configuration, `forge gc`).",
  },
  FORGE3012: {
    fault: "project",
    title: "a dependency overwrites files of another",
    explanation:
      'The project says that overlaps are errors: `fatalWarnings: ["overlaps"]`. Each element that may overwrite files of others says so: `overlapWhitelist: ["/etc/**"]`, with paths as it has them. Or list the one whose files shall be there behind the other, so that it is the one which overwrites. What is staged at two places that lie in one another is not asked for whitelists.',
  },
  FORGE3013: {
    fault: "project",
    title: "a file of a dependency has no place",
    explanation:
      'Another dependency has a directory with files in it at its path, so it is left out; the project says that this is an error: `fatalWarnings: ["unstagedFiles"]`.',
  },
  FORGE3014: {
    fault: "project",
    title: "files were written outside the output",
    explanation:
      'What commands write beside the output and the build directory is dropped; the project says that this is an error: `fatalWarnings: ["strays"]`. Mostly an installing command was not given the output directory, such as `DESTDIR`; files that are not wanted are removed in the step that makes them.',
  },
  FORGE3015: {
    fault: "project",
    title: "a failed build cannot be resumed",
    explanation:
      "`forge build --resume` runs the steps that are left of a failed build. The element has no steps, or not the one that `--from` names, or it is built by now.",
  },
  FORGE3016: {
    fault: "project",
    title: "an artifact is tainted",
    explanation:
      "A warning: what is used was resumed by hand after a failed build, or made over something that was, so nobody can say what it was made from. It is of this machine alone and never shared. A clean build replaces it.",
  },
  // 4xxx sandbox and host
  FORGE4001: { fault: "host", title: "bubblewrap is missing", explanation: "Install it: `apt-get install bubblewrap`." },
  FORGE4002: {
    fault: "host",
    title: "user namespaces are not available",
    explanation: "`forge doctor` says why and prints the line that mends it.",
  },
  FORGE4004: { fault: "host", title: "the sandbox could not be set up", explanation: "A mount failed. `forge doctor` checks the host." },
  FORGE4005: {
    fault: "host",
    title: "a host tool is missing",
    explanation: "A program that forge itself needs is not installed. The help names the package.",
  },
  FORGE4006: {
    fault: "host",
    title: "the sandbox is weaker or slower than it could be",
    explanation:
      "A warning, said once: the host refuses user namespaces to root, overlays on the store's file system, or a /proc of the sandbox's own. Builds give the same result. `forge doctor` says why, and how to mend it.",
  },
  FORGE4020: {
    fault: "host",
    title: "too many directories to watch",
    explanation:
      "`forge watch` watches every directory that a build is made from. Raise `fs.inotify.max_user_watches` and `fs.inotify.max_user_instances` with sysctl.",
  },
  // 5xxx store and cache
  FORGE5001: {
    fault: "host",
    title: "the disk is full",
    explanation: "Nothing was lost. Make room, or lower the quota and run `forge gc`.",
  },
  FORGE5002: {
    fault: "host",
    title: "the store belongs to another user",
    explanation: "One user, one store: overlays over another's files fail. Name your own with `--store` or XDG_CACHE_HOME.",
  },
  FORGE5003: { fault: "forge", title: "the store was written by a newer forge", explanation: "Use that forge, or name another store." },
  FORGE5004: {
    fault: "forge",
    title: "something in the store is damaged",
    explanation: "`forge fsck` finds and quarantines what does not have its digest; the next build makes it again.",
  },
  FORGE5005: {
    fault: "project",
    title: "not built",
    explanation: "The command needs an artifact that does not exist yet. `forge build ELEMENT` makes it.",
  },
  FORGE5006: {
    fault: "host",
    title: "a path is in the way",
    explanation:
      "`forge checkout` writes to a path that does not exist or is an empty directory; `--force` replaces it. `forge init` replaces nothing: choose another directory, or move the files that it names.",
  },
  FORGE5007: {
    fault: "host",
    title: "the store cannot be used",
    explanation:
      "Its directory is read-only, its permissions do not let this user in, or it holds files of something else. Mend that, or name another with `--store`.",
  },
} as const satisfies Record<`FORGE${number}`, CodeEntry>;

export type ErrorCode = keyof typeof errorCodes;
