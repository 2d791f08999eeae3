// The command line: what is refused, with which words, and what help says.

import { CommanderError } from "@commander-js/extra-typings";
import { expect, test } from "vitest";
import { positiveInteger, seconds, size } from "../../../core/cli/options.ts";
import { createProgram } from "../../../core/cli/program.ts";
import { parseSize } from "../../../core/cli/sizes.ts";
import { usageError } from "../../../core/cli/usage.ts";
import { verbTexts } from "../../../core/cli/verb-texts.ts";

/** The complaint about a command line that must not reach a verb. */
async function refusal(...words: readonly string[]): Promise<string> {
  const program = createProgram(() => undefined);
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput({ outputError: () => undefined });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const usage = usageError(error);
    expect(usage?.code).toBe("FORGE1021");
    return `${usage?.message}; ${usage?.help}`;
  }
  throw new Error("it was accepted");
}

test("an unknown verb or option is refused with what was perhaps meant", async () => {
  expect(await refusal("biuld")).toBe("unknown command 'biuld'; did you mean build?");
  expect(await refusal("build", "--of-line")).toBe("unknown option '--of-line'; did you mean --offline?");
  expect(await refusal("frobnicate")).toBe("unknown command 'frobnicate'; forge --help lists verbs and options");
});

test("values that do not fit are refused", async () => {
  expect(await refusal("build", "-o", "colour")).toContain("it must be written NAME=VALUE");
  expect(await refusal("build", "--builders", "0")).toContain("whole number of at least 1");
  expect(await refusal("build", "--on-error", "stop")).toContain("continue, quit, terminate");
  expect(await refusal("gc", "--quota", "much")).toContain("50G");
  expect(await refusal("build", "--evaluation-timeout", "soon")).toContain("seconds");
});

test("a missing argument, and one too many, are refused", async () => {
  expect(await refusal("explain")).toContain("missing required argument 'element'");
  expect(await refusal("doctor", "image")).toContain("too many arguments");
});

test("numbers and sizes", () => {
  expect([positiveInteger("3"), seconds("1.5"), size("2K")]).toEqual([3, 1.5, 2048]);
  expect(["1K", "1k", "1KiB", "1.5M", "2 GB", "7", "1T"].map(parseSize)).toEqual([1024, 1024, 1024, 1572864, 2147483648, 7, 2 ** 40]);
  expect(["", "K", "-1", "1X", "1.G"].map(parseSize)).toEqual(Array(5).fill(undefined));
});

test("help fits one screen and names every verb", () => {
  const help = createProgram(() => undefined).helpInformation();
  const lines = help.split("\n");
  expect(lines.length).toBeLessThanOrEqual(50);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  for (const verb of Object.keys(verbTexts)) expect(help).toMatch(new RegExp(`^  ${verb}\\b`, "m"));
  expect(help).toMatchInlineSnapshot(`
    "forge builds and integrates whole systems from build.config.ts
    usage: forge <verb> [element…] [options]

    Build:
      init [directory]                write a small project that builds
      import <source> <destination>   write in TypeScript what a BuildStream or Baserock project means
      build [element…]                build elements; without a name, what the project has as default
      watch [element…]                build elements again when what they are made from changes
      test <element…>                 run the tests of elements
      fetch [element…]                download sources, so that a build needs no network
      track [element…]                find the newest sources and pin them in forge.lock

    Look:
      show [element…]                 list elements, and what of them is in the store
      sync                            write down what .bst projects have, for editors and the compiler
      check                           compile the configuration, and see that it says the same twice
      explain <element>               why an element was built, or why it will be
      why <element> <needed>          by which ways one element needs another
      rdeps <element>                 who needs an element
      diff <artifact> [other]         in what two artifacts differ, file by file
      graph [element…]                the graph of elements: a page for browsers, or for other tools
      log <element>                   what an element's last build printed

    Use:
      checkout <element> [directory]  write an element's files to a directory or a tar archive
      shell <element> [-- command…]   a shell where an element runs, or where it was built

    This machine:
      completion bash|zsh|fish        teach a shell to complete verbs, options and elements
      doctor                          say what this machine can do, and how to mend what it cannot
      gc                              make the store smaller, what was used longest ago first
      fsck                            verify every digest in the store

    Options of every verb:
      -C, --directory <directory>  run as if started there
      -o, --option <name=value>    set an option of the project; may be repeated
          --store <directory>      use another store
          --json                   say it in JSON, for tools
      -q, --quiet                  say only what is wrong
      -v, --verbose                say each step, too
          --offline                refuse the network
      -V, --version                print forge's version

    Examples:
      forge build                what build.config.ts exports as default
      forge checkout image out   its files, in the directory out
      forge shell --build image  a shell where it is built

    forge <verb> --help has all options. Exit codes: 0 success, 1 failure, 2 bad command line.
    "
  `);
});

test("each verb has a help with examples", () => {
  for (const verb of createProgram(() => undefined).commands) {
    const help = verb.helpInformation();
    expect(help).toContain(`usage: forge ${verb.name()}`);
    expect(help).toContain("Examples:");
    for (const line of help.split("\n")) expect(line.length, line).toBeLessThanOrEqual(120);
  }
});
