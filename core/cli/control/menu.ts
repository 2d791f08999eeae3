// A question that one key answers, as lines. Pure: whoever asks reads the key.

import type { Output } from "../../report/reporter.ts";
import { cut } from "../../report/width.ts";

export interface Choice {
  readonly key: string;
  readonly name: string;
  /** What it does, after the name. */
  readonly text?: string;
}

export interface Menu {
  /** Lines that stay when the answer was given. */
  readonly title: readonly string[];
  readonly choices: readonly Choice[];
}

/** A line for each choice, none wider than the window. */
export function choiceLines(choices: readonly Choice[], { columns, style }: Pick<Output, "columns" | "style">): readonly string[] {
  const longest = Math.max(...choices.map(({ name }) => name.length));
  return choices.map(({ key, name, text }) => {
    const shown = cut(text === undefined ? name : `${name.padEnd(longest)}  ${text}`, columns - 5);
    return `  ${style.strong(key)}  ${shown}`;
  });
}

/** The choice that one of these keys makes: the first that makes any. */
export function chosen(keys: string, choices: readonly Choice[]): Choice | undefined {
  for (const key of keys) {
    const found = choices.find((choice) => choice.key === key.toLowerCase());
    if (found) return found;
  }
  return undefined;
}
