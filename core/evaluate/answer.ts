// Reads what the evaluating child wrote: one line of JSON, and the graph's text behind it.
//
// The child ran the project's code, so nothing of it is believed before it is checked.

import { errorCodes } from "../model/error-codes.ts";
import type { ErrorDetails } from "../model/errors.ts";
import type { EvaluationAnswer, ImportTrace, PrintedText } from "../model/evaluation.ts";
import type { Place } from "../model/place.ts";

/** The parts of an answer; undefined when it is not one. */
export function readAnswer(bytes: Buffer): { readonly answer: EvaluationAnswer; readonly graph: string } | undefined {
  const end = bytes.indexOf("\n");
  if (end < 0) return undefined;
  let answer: unknown;
  try {
    answer = JSON.parse(bytes.toString("utf8", 0, end));
  } catch {
    return undefined;
  }
  return isAnswer(answer) ? { answer, graph: bytes.toString("utf8", end + 1) } : undefined;
}

function isAnswer(value: unknown): value is EvaluationAnswer {
  return (
    isObject(value) &&
    (value.error === undefined || isError(value.error)) &&
    isListOf(value.imports, isImport) &&
    isObject(value.reads) &&
    ["files", "directories", "absent"].every((name) => isObject(value.reads) && isListOf(value.reads[name], isString)) &&
    isListOf(value.printed, isPrinted)
  );
}

function isError(value: unknown): value is ErrorDetails {
  return (
    isObject(value) &&
    typeof value.code === "string" &&
    Object.hasOwn(errorCodes, value.code) &&
    typeof value.message === "string" &&
    isOptional(value.place, isPlace) &&
    isOptional(value.help, isString) &&
    isOptional(value.detail, (detail) => isListOf(detail, isString)) &&
    isOptional(value.related, (related) => isListOf(related, isRelated))
  );
}

function isRelated(value: unknown): boolean {
  return isObject(value) && typeof value.message === "string" && isOptional(value.place, isPlace);
}

function isImport(value: unknown): value is ImportTrace {
  return isObject(value) && isString(value.specifier) && isString(value.parent) && isOptional(value.found, isString);
}

function isPrinted(value: unknown): value is PrintedText {
  return isObject(value) && isString(value.text) && isOptional(value.place, isPlace);
}

function isPlace(value: unknown): value is Place {
  return isObject(value) && isString(value.file) && isOptional(value.line, isNumber) && isOptional(value.column, isNumber);
}

function isOptional(value: unknown, accepts: (value: unknown) => boolean): boolean {
  return value === undefined || accepts(value);
}

function isListOf(value: unknown, accepts: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(accepts);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
