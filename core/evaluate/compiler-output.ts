// Reads what `tsc --pretty false --listFiles` prints: errors with their places, and the files it looked at.
//
// Pure. The compiler's sentences stay as they are; its explanations, indented below them, become details.

import type { ErrorDetails } from "../model/errors.ts";

export interface CompilerOutput {
  readonly errors: readonly ErrorDetails[];
  /** Absolute paths. */
  readonly files: readonly string[];
}

/** `elements/base.ts(3,7): error TS2322: Type …`, or without a place: `error TS18003: No inputs …`. */
const ERROR = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/;

export function readCompilerOutput(text: string): CompilerOutput {
  const errors: { readonly head: ErrorDetails; readonly detail: string[] }[] = [];
  const files: string[] = [];
  for (const line of text.split("\n")) {
    const [, file, row, column, number, message] = ERROR.exec(line) ?? [];
    if (number !== undefined) {
      const place = file === undefined ? { file: "tsconfig.json" } : { file, line: Number(row), column: Number(column) };
      errors.push({ head: { code: "FORGE1026", message: `${number}: ${message?.replace(/\.$/, "")}`, place }, detail: [] });
    } else if (/^\s+\S/.test(line)) {
      errors.at(-1)?.detail.push(line.replace(/^ {2}/, "").replace(/\.$/, ""));
    } else if (line.startsWith("/")) {
      files.push(line);
    }
  }
  return { errors: errors.map(({ head, detail }) => ({ ...head, ...(detail.length > 0 && { detail }) })), files };
}
