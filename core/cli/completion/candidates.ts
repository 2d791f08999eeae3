// What may stand at the end of a command line that is being typed. From the parser's own data, so it cannot lag behind.
//
// Pure but for the elements, which are asked for where a name may stand.

import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { commonOptions, describe, isWorking, optionsOf, textOf, WORKING } from "../help.ts";

export interface Candidate {
  readonly text: string;
  readonly about?: string;
}

/** Candidates, or what the shell itself is to complete. */
export type Completion = readonly Candidate[] | "files" | "directories";

export interface TypedLine {
  /** Words after `forge`, the last one being typed, perhaps empty. */
  readonly words: readonly string[];
  /** `-C` and `--store` as far as they were typed. */
  readonly elements: (given: { readonly directory?: string; readonly store?: string }) => readonly string[];
}

export function complete(program: CommandUnknownOpts, { words, elements }: TypedLine): Completion {
  const typed = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  const given: { directory?: string; store?: string } = {};
  const positional: string[] = [];
  let verb: CommandUnknownOpts | undefined;
  let pending: Option | undefined;
  let ended = false;
  for (const word of typed) {
    if (pending) {
      if (pending.long === "--directory") given.directory = word;
      if (pending.long === "--store") given.store = word;
      pending = undefined;
    } else if (!ended && word === "--") ended = true;
    else if (!ended && word.startsWith("-")) {
      const option = optionsFor(program, verb).find(({ long, short }) => long === word || short === word);
      if (option && (option.required || option.optional)) pending = option;
    } else if (verb) positional.push(word);
    else verb = program.commands.find((command) => command.name() === word);
  }
  const named = (): readonly Candidate[] =>
    matching(
      elements(given).map((text) => ({ text })),
      current,
    );
  if (pending) return valuesOf(pending, current);
  const assigned = /^(--[^=]+)=(.*)$/s.exec(current);
  const option = assigned && optionsFor(program, verb).find(({ long }) => long === assigned[1]);
  if (option && assigned) {
    const values = valuesOf(option, assigned[2] ?? "");
    return typeof values === "string" ? values : values.map(({ text, ...rest }) => ({ text: `${assigned[1]}=${text}`, ...rest }));
  }
  if (ended) return "files";
  if (current.startsWith("-")) return matching(optionsFor(program, verb).flatMap(candidatesOf), current);
  if (!verb)
    return matching(
      program.commands.map((command) => ({ text: command.name(), about: textOf(command).summary })),
      current,
    );
  const { registeredArguments } = verb;
  const argument = registeredArguments[positional.length] ?? registeredArguments.findLast(({ variadic }) => variadic);
  if (!argument) return [];
  if (argument.argChoices)
    return matching(
      argument.argChoices.map((text) => ({ text })),
      current,
    );
  if (ELEMENTS.has(argument.name())) return named();
  return argument.name() === "directory" ? "directories" : "files";

  function valuesOf({ argChoices, flags }: Option, begun: string): Completion {
    if (argChoices)
      return matching(
        argChoices.map((text) => ({ text })),
        begun,
      );
    if (/<element>/.test(flags))
      return matching(
        elements(given).map((text) => ({ text })),
        begun,
      );
    if (/<directory>/.test(flags)) return "directories";
    return /<file>|<host:path>/.test(flags) ? "files" : [];
  }
}

/** Names of arguments at whose place an element is named. */
const ELEMENTS = new Set(["element", "needed", "artifact", "other"]);

/** The options that may stand behind a verb; without one, those of every verb. */
function optionsFor(program: CommandUnknownOpts, verb: CommandUnknownOpts | undefined): readonly Option[] {
  const every = commonOptions(program);
  if (!verb) return every;
  return [...optionsOf(verb), ...(isWorking(verb) ? optionsOf(program, WORKING) : []), ...every];
}

function candidatesOf(option: Option): readonly Candidate[] {
  return option.long ? [{ text: option.long, about: describe(option) }] : [];
}

function matching(candidates: readonly Candidate[], begun: string): readonly Candidate[] {
  return candidates.filter(({ text }) => text.startsWith(begun));
}
