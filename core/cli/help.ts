// `forge --help` and `forge VERB --help`: one screen, verbs by what they are for, examples. Pure text from the parser's own data.

import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { VerbText } from "./verb-text.ts";
import { exitCodes, verbTexts } from "./verb-texts.ts";

/** Heading of options that only matter where something is built, tested or fetched. */
export const WORKING = "Options of build, watch, test and fetch";

/** Heading of options of every verb that the overview has no room for. */
export const SELDOM = "Options of every verb, seldom needed";

type Row = readonly [left: string, right: string];

/** Lines below a heading. Its columns are those of its neighbours. */
interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The help of the whole command, or of one verb. */
export function formatHelp(command: CommandUnknownOpts): string {
  return command.parent === null ? overview(command) : verbHelp(command, command.parent);
}

/** What the table of texts holds for a verb. */
export function textOf(command: CommandUnknownOpts): VerbText {
  const text = (verbTexts as { readonly [verb: string]: VerbText })[command.name()];
  if (!text) throw new Error(`internal: the verb ${command.name()} has no text`);
  return text;
}

/** The options that stand below a heading of their own, or those that do not. */
export function optionsOf(command: CommandUnknownOpts, heading?: string): readonly Option[] {
  return command.options.filter(({ hidden, helpGroupHeading }) => !hidden && helpGroupHeading === heading);
}

/** The options of every verb. */
export function commonOptions(program: CommandUnknownOpts): readonly Option[] {
  return [...optionsOf(program), ...optionsOf(program, SELDOM)];
}

/** Whether a verb builds, tests or fetches. */
export function isWorking(command: CommandUnknownOpts): boolean {
  return ["build", "watch", "test", "fetch"].includes(command.name());
}

/** An option's flags, long ones below one another whether they have a short one or not. */
export function flagsOf(option: Option): string {
  return option.short === undefined ? `    ${option.flags}` : option.flags;
}

export function describe(option: Option): string {
  return option.argChoices ? `${option.description}: ${option.argChoices.join(", ")}` : option.description;
}

function overview(program: CommandUnknownOpts): string {
  const verbs = program.commands.map((command) => ({ ...textOf(command), name: command.name() }));
  const groups = [...new Set(verbs.map(({ group }) => group))].map((title) => ({
    title,
    rows: verbs.filter(({ group }) => group === title).map(({ name, usage, summary }): Row => [`${name} ${usage}`, summary]),
  }));
  return page([
    `${program.description()}\nusage: forge <verb> [element…] [options]`,
    ...sections(groups),
    ...sections([{ title: "Options of every verb", rows: optionsOf(program).map(optionRow) }]),
    ...sections([{ title: "Examples", rows: EXAMPLES }]),
    "forge <verb> --help has all options. Exit codes: 0 success, 1 failure, 2 bad command line.",
  ]);
}

const EXAMPLES: readonly Row[] = [
  ["forge build", "what build.config.ts exports as default"],
  ["forge checkout image out", "its files, in the directory out"],
  ["forge shell --build image", "a shell where it is built"],
];

function verbHelp(command: CommandUnknownOpts, program: CommandUnknownOpts): string {
  const { usage, description, examples, json } = textOf(command);
  const own = { title: "Options", rows: optionsOf(command).map(optionRow) };
  return page([
    `usage: forge ${`${command.name()} ${usage}`.trim()} [options]`,
    ...description.map((paragraph) => wrapped(paragraph, 100)),
    ...sections([...(own.rows.length > 0 ? [own] : []), ...optionSections(program, isWorking(command))]),
    ...sections([{ title: "Examples", rows: examples }]),
    ...(json === undefined ? [] : [wrapped(`--json prints ${json}.`, 100)]),
    ...sections([{ title: "Exit codes", rows: exitCodes }]),
  ]);
}

function optionSections(program: CommandUnknownOpts, working: boolean): readonly Section[] {
  const every = { title: "Options of every verb", rows: commonOptions(program).map(optionRow) };
  return working ? [every, { title: WORKING, rows: optionsOf(program, WORKING).map(optionRow) }] : [every];
}

function optionRow(option: Option): Row {
  return [flagsOf(option), describe(option)];
}

/** Texts of sections whose columns are the same. */
function sections(all: readonly Section[]): readonly string[] {
  const width = Math.max(...all.flatMap(({ rows }) => rows.map(([left]) => left.length)));
  return all.map(({ title, rows }) =>
    [`${title}:`, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd())].join("\n"),
  );
}

function page(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

function wrapped(text: string, columns: number): string {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length + 1 > columns) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}
