// `forge --help` and `forge VERB --help`: one screen, verbs by what they are for, examples. Pure text from the parser's own data.

import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { exitCodes, type VerbText, verbTexts } from "./verb-texts.ts";

/** The help of the whole command, or of one verb. */
export function formatHelp(command: CommandUnknownOpts): string {
  return command.parent === null ? overview(command) : verbHelp(command, textOf(command));
}

/** What the table of texts holds for a verb. */
export function textOf(command: CommandUnknownOpts): VerbText {
  const text = (verbTexts as { readonly [verb: string]: VerbText })[command.name()];
  if (!text) throw new Error(`internal: the verb ${command.name()} has no text`);
  return text;
}

function overview(program: CommandUnknownOpts): string {
  const verbs = program.commands.map((command) => ({ ...textOf(command), name: command.name() }));
  const groups = [...new Set(verbs.map(({ group }) => group))];
  return page([
    [program.description(), "usage: forge <verb> [element…] [options]"],
    ...groups.map((group) =>
      section(
        group,
        verbs.filter((verb) => verb.group === group).map(({ name, usage, summary }) => [`${name} ${usage}`, summary] as const),
      ),
    ),
    section("Options of every verb", optionRows(program)),
    section("Examples", [
      ["forge build", "what build.config.ts exports as default"],
      ["forge build -o arch=aarch64 image", "one element, with an option of the project"],
      ["forge checkout image out", "its files, in the directory out"],
      ["forge shell --build image", "a shell where it is built"],
    ]),
    ["forge <verb> --help says more of a verb. Exit codes: 0 success, 1 failure, 2 bad command line."],
  ]);
}

function verbHelp(command: CommandUnknownOpts, text: VerbText): string {
  const options = optionRows(command);
  return page([
    [`usage: forge ${`${command.name()} ${text.usage}`.trim()} [options]`],
    ...text.description.map((paragraph) => wrapped(paragraph, 100)),
    ...(options.length > 0 ? [section("Options", options)] : []),
    section("Options of every verb", optionRows(command.parent)),
    section("Examples", text.examples),
    ...(text.json === undefined ? [] : [wrapped(`--json prints ${text.json}.`, 100)]),
    section("Exit codes", exitCodes),
  ]);
}

/** Flags and what they do. */
function optionRows(command: CommandUnknownOpts | null): readonly (readonly [string, string])[] {
  return command?.options.filter((option) => !option.hidden).map((option) => [flagsOf(option), describe(option)] as const) ?? [];
}

/** Long flags stand below one another, whether they have a short one or not. */
export function flagsOf(option: Option): string {
  return option.short === undefined ? `    ${option.flags}` : option.flags;
}

export function describe(option: Option): string {
  return option.argChoices ? `${option.description}: ${option.argChoices.join(", ")}` : option.description;
}

function section(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [`${title}:`, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd())];
}

function page(sections: readonly (readonly string[])[]): string {
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
