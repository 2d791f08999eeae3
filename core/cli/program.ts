// The command line: verbs, their arguments and options. What a verb does is loaded when it is called, so that help and a
// build with nothing to do cost next to nothing.

import { Argument, Command, Option } from "@commander-js/extra-typings";
import { packageVersion } from "../package.ts";
import { DEPENDENCIES, type Dependencies } from "../plan/select-elements.ts";
import { formatHelp, SELDOM, WORKING } from "./help.ts";
import { assignment, collected, listed, positiveInteger, seconds, size } from "./options.ts";
import { type VerbName, verbTexts } from "./verb-texts.ts";

/** Options that every verb has. */
export interface GlobalOptions {
  readonly directory: string;
  readonly option: { readonly [name: string]: string };
  readonly store?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly offline?: true;
  readonly unsealed?: true;
  readonly evaluationTimeout?: number;
  readonly builders?: number;
  readonly fetchers?: number;
  readonly maxJobs?: number;
  /** False: no sandbox of a failed build is kept. */
  readonly keepFailed?: boolean;
  readonly onError?: "continue" | "quit" | "terminate";
  readonly verbose?: true;
  readonly logFile?: string;
  readonly trace?: string;
  readonly stack?: true;
}

/** Makes the parser. `ended` is told the exit code of the verb that ran. */
export function createProgram(ended: (code: number) => void): Command {
  const program = new Command("forge")
    .description("forge builds and integrates whole systems from build.config.ts")
    .option("-C, --directory <directory>", "run as if started there", ".")
    .addOption(
      new Option("-o, --option <name=value>", "set an option of the project; may be repeated").default({}, "none").argParser(assignment),
    )
    .option("--store <directory>", "use another store")
    .option("--json", "say it in JSON, for tools")
    .option("-q, --quiet", "say only what is wrong")
    .addOption(new Option("-v, --verbose", "say each step, too").conflicts("quiet"))
    .option("--offline", "refuse the network")
    .addOption(below(SELDOM, new Option("--unsealed", "evaluate outside a sandbox, and write no lock")))
    .addOption(below(SELDOM, new Option("--evaluation-timeout <seconds>", "stop an evaluation after so long (60)").argParser(seconds)))
    .addOption(below(SELDOM, new Option("--stack", "show forge's own stack when forge itself fails")))
    .addOption(below(WORKING, new Option("--log-file <file>", "write all that is said to a file, too")))
    .addOption(below(WORKING, new Option("--trace <file>", "write a trace of the run, in Chrome's format")))
    .addOption(below(WORKING, new Option("--builders <number>", "how many elements are built at a time").argParser(positiveInteger)))
    .addOption(below(WORKING, new Option("--fetchers <number>", "how many sources are fetched at a time").argParser(positiveInteger)))
    .addOption(below(WORKING, new Option("--max-jobs <number>", "what %{max-jobs} is in a .bst project").argParser(positiveInteger)))
    .addOption(
      below(
        WORKING,
        new Option("--on-error <what>", "what a failure does to the rest").choices(["continue", "quit", "terminate"] as const),
      ),
    )
    .version(packageVersion(), "-V, --version", "print forge's version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ formatHelp: (command) => formatHelp(command) });

  const verb = <Name extends VerbName>(name: Name) => {
    const { summary, description, group } = verbTexts[name];
    return program.command(name).summary(summary).description(description.join("\n\n")).helpGroup(group);
  };
  const elements = () => new Argument("[element...]", "names of elements").default([] as string[], "all");
  const element = () => new Argument("<element>", "name of an element");
  const deps = (usual: Dependencies) =>
    new Option("--deps <which>", "dependencies that come with the elements").choices(DEPENDENCIES).default(usual);
  const followed = () =>
    new Option("--deps <which>", "dependencies that are followed").choices(["run", "build", "all"] as const).default("all" as const);
  const except = () =>
    new Option("--except <element>", "leave it out, and what is reached through it alone; may be repeated")
      .default([] as readonly string[], "none")
      .argParser(listed);

  verb("init")
    .argument("[directory]", "where to write; made where it is not there", ".")
    .addOption(
      new Option("--template <what>", "what the project makes").choices(["library", "system", "image"] as const).default("system" as const),
    )
    .action(async (directory, _, command) => {
      const { init } = await import("./commands/init.ts");
      ended(await init(directory, command.optsWithGlobals()));
    });

  verb("import")
    .argument("<source>", "directory of the project that there is")
    .argument("<destination>", "where to write; made where it is not there")
    .option("--report", "say what became of each element")
    .option("--plugins <map>", "a module that says which kinds and sources of your own take the place of plug-ins")
    .action(async (source, destination, _, command) => {
      const { importProject } = await import("./commands/import.ts");
      ended(await importProject(source, destination, command.optsWithGlobals()));
    });

  verb("build")
    .argument("[element...]", "names of elements; without one, the project's default")
    .addOption(deps("run"))
    .addOption(except())
    .option("--track", "track sources that are not in forge.lock")
    .option("--retry-failed", "build again what failed before")
    .option("--no-keep-failed", "keep no sandbox of what fails")
    .option("--resume <element>", "go on with its failed build in the sandbox that was kept; the result is tainted")
    .option("--from <step>", "where to go on; the failed step unless said")
    .option("--dry-run", "say what would be built and why, and what fetched; do nothing")
    .action(async (names, _, command) => {
      const options = command.optsWithGlobals();
      const { upToDate } = await import("./up-to-date.ts");
      if (options.dryRun) {
        if (!options.json && (await upToDate(names, options))) return ended(0);
        const { dryRun } = await import("./commands/dry-run.ts");
        return ended(await dryRun(names, options));
      }
      if (options.resume === undefined && (await upToDate(names, options))) return ended(0);
      const { build } = await import("./commands/build.ts");
      ended(await build(names, options));
    });

  verb("watch")
    .argument("[element...]", "names of elements; without one, the project's default")
    .addOption(deps("run"))
    .addOption(except())
    .option("--track", "track sources that are not in forge.lock")
    .option("--no-keep-failed", "keep no sandbox of what fails")
    .action(async (names, _, command) => {
      const { watch } = await import("./commands/watch.ts");
      ended(await watch(names, command.optsWithGlobals()));
    });

  verb("test")
    .argument("<element...>", "names of elements")
    .option("--track", "track sources that are not in forge.lock")
    .option("--retry-failed", "run again what failed before")
    .option("--no-keep-failed", "keep no sandbox of what fails")
    .action(async (names, _, command) => {
      const { test } = await import("./commands/test.ts");
      ended(await test(names, command.optsWithGlobals()));
    });

  verb("fetch")
    .addArgument(elements())
    .addOption(deps("all"))
    .addOption(except())
    .action(async (names, _, command) => {
      const { fetch } = await import("./commands/fetch.ts");
      ended(await fetch(names, command.optsWithGlobals()));
    });

  verb("track")
    .addArgument(elements())
    .addOption(deps("all"))
    .addOption(except())
    .option("--check", "write nothing; exit code 1 when something newer exists")
    .option("--prune", "drop entries that no source of the project needs")
    .action(async (names, _, command) => {
      const { track } = await import("./commands/track.ts");
      ended(await track(names, command.optsWithGlobals()));
    });

  verb("show")
    .addArgument(elements())
    .addOption(deps("all"))
    .addOption(except())
    .action(async (names, _, command) => {
      const { show } = await import("./commands/show.ts");
      ended(await show(names, command.optsWithGlobals()));
    });

  verb("sync").action(async (_, command) => {
    const { sync } = await import("./commands/sync.ts");
    ended(await sync(command.optsWithGlobals()));
  });

  verb("check").action(async (_, command) => {
    const { check } = await import("./commands/check.ts");
    ended(await check(command.optsWithGlobals()));
  });

  verb("explain")
    .addArgument(element())
    .action(async (name, _, command) => {
      const { explain } = await import("./commands/explain.ts");
      ended(await explain(name, command.optsWithGlobals()));
    });

  verb("why")
    .argument("<element>", "what needs")
    .argument("<needed>", "what is needed")
    .addOption(followed())
    .addOption(new Option("--paths <number>", "how many ways are shown").default(3).argParser(positiveInteger))
    .action(async (from, to, _, command) => {
      const { why } = await import("./commands/why.ts");
      ended(await why(from, to, command.optsWithGlobals()));
    });

  verb("rdeps")
    .addArgument(element())
    .addOption(followed())
    .option("--all", "also what needs it by way of others")
    .action(async (name, _, command) => {
      const { rdeps } = await import("./commands/rdeps.ts");
      ended(await rdeps(name, command.optsWithGlobals()));
    });

  verb("diff")
    .argument("<artifact>", "an element, NAME@before, or the beginning of a key")
    .argument("[other]", "what to compare it with; without it, the first is compared with what it was before")
    .option("--content", "show the lines in which texts differ")
    .action(async (first, second, _, command) => {
      const { diff } = await import("./commands/diff.ts");
      ended(await diff(first, second, command.optsWithGlobals()));
    });

  verb("graph")
    .addArgument(elements())
    .addOption(deps("all"))
    .addOption(except())
    .option("--dot", "print it for Graphviz")
    .option("--web <file>", "write it as a page for browsers; - is standard output")
    .option("--junctions", "list other projects that it stands on, and why one is there twice")
    .action(async (names, _, command) => {
      const { graph } = await import("./commands/graph.ts");
      ended(await graph(names, command.optsWithGlobals()));
    });

  verb("log")
    .addArgument(element())
    .option("--path", "print only the log's path")
    .option("--list", "print the paths of all logs, the newest first")
    .option("-f, --follow", "print what is written until the job ends")
    .option("--step <step>", "only what a step printed")
    .addOption(new Option("--run <number>", "that of an earlier run: 2 is the one before the last").argParser(positiveInteger))
    .action(async (name, _, command) => {
      const { log } = await import("./commands/log.ts");
      ended(await log(name, command.optsWithGlobals()));
    });

  verb("checkout")
    .addArgument(element())
    .argument("[directory]", "where to write; it must not exist or be empty")
    .addOption(deps("none"))
    .addOption(except())
    .option("--tar <file>", "write a tar archive instead; - is standard output")
    .option("--force", "replace what is there")
    .action(async (name, directory, _, command) => {
      const { checkout } = await import("./commands/checkout.ts");
      ended(await checkout(name, directory, command.optsWithGlobals()));
    });

  verb("shell")
    .addArgument(element())
    .argument("[command...]", "a command to run instead of a shell, after --")
    .option("--build", "where the element is built, with its sources")
    .option("--failed", "in the sandbox of its last failed build, as it was left")
    .option("--network", "let the shell reach the network")
    .addOption(
      new Option("--mount <host:path>", "show a file or directory of this machine; with :ro, read-only; may be repeated")
        .default([] as readonly string[], "none")
        .argParser(collected),
    )
    .option("--isolate", "as strict as a build: nothing of this machine, whatever the configuration says")
    .action(async (name, words, _, command) => {
      const { shell } = await import("./commands/shell.ts");
      ended(await shell(name, words, command.optsWithGlobals()));
    });

  verb("completion")
    .argument("[shell]", "bash, zsh or fish")
    .argument("[word...]", "with --words, after --: the words behind forge, the last one being typed")
    .option("--words", "print what may stand at the end of a line; for the scripts")
    .action(async (shell, words, _, command) => {
      const { completion } = await import("./commands/completion.ts");
      ended(completion(program, shell === undefined ? [] : [shell, ...words], command.optsWithGlobals()));
    });

  verb("doctor").action(async (_, command) => {
    const { doctor } = await import("./commands/doctor.ts");
    ended(await doctor(command.optsWithGlobals()));
  });

  verb("gc")
    .option("--quota <size>", "how large the store may be, such as 50G", size)
    .action(async (_, command) => {
      const { gc } = await import("./commands/gc.ts");
      ended(await gc(command.optsWithGlobals()));
    });

  verb("fsck").action(async (_, command) => {
    const { fsck } = await import("./commands/fsck.ts");
    ended(await fsck(command.optsWithGlobals()));
  });

  return program as unknown as Command;
}

/** Puts an option below a heading of its own. */
function below<Kind extends Option>(heading: string, option: Kind): Kind {
  option.helpGroup(heading);
  return option;
}
