// Parsers of option values. A value that does not parse is refused with what would.

import { InvalidArgumentError } from "@commander-js/extra-typings";
import { parseSize } from "./sizes.ts";

/** A whole number of at least 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("it must be a whole number of at least 1");
  return value;
}

/** Seconds, as a decimal number above 0. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("it must be a number of seconds above 0");
  return value;
}

/** An amount of storage in bytes. */
export function size(text: string): number {
  const value = parseSize(text);
  if (value === undefined) throw new InvalidArgumentError("it must be a size such as 50G or 800M");
  return value;
}

/** Collects `name=value`; the last value of a name counts. */
export function assignment(text: string, before: { readonly [name: string]: string }): { readonly [name: string]: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("it must be written NAME=VALUE");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Collects values in the order in which they are given. */
export function listed(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** Collects the values of an option that may be repeated. */
export function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
