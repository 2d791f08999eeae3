// ForgeError: everything that can be wrong outside forge's own code, as data.
//
// The message is a lower-case sentence without a final period; the help is the next step. Rendering lives in core/report.
// Codes are stable API: 1xxx definition, 2xxx lock and sources, 3xxx build, 4xxx sandbox and host, 5xxx store and cache.
// Each has an entry in core/model/error-codes, from which docs/errors.md is generated. A bug of ours is a plain
// Error("internal: …") and never a ForgeError.

import type { ErrorCode } from "./error-codes.ts";
import type { Json } from "./json.ts";
import type { Place } from "./place.ts";

export interface ErrorDetails {
  readonly code: ErrorCode;
  readonly message: string;
  /** Where the user would mend it. */
  readonly place?: Place;
  /** Other places that matter, each with what it has to do with the matter. */
  readonly related?: readonly { readonly place?: Place; readonly message: string }[];
  /** The next step, as a sentence or a ready command. */
  readonly help?: string;
  /** Longer facts, shown indented below the message: the expanded command, the last lines of a log. */
  readonly detail?: readonly string[];
  readonly cause?: unknown;
}

export class ForgeError extends Error {
  override readonly name = "ForgeError";
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly related: readonly { readonly place?: Place; readonly message: string }[];
  readonly help: string | undefined;
  readonly detail: readonly string[];

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.place = details.place;
    this.related = details.related ?? [];
    this.help = details.help;
    this.detail = details.detail ?? [];
  }

  /** The same facts as plain data: what crosses a process border, and what `--json` prints. */
  toJSON(): Json {
    return {
      code: this.code,
      message: this.message,
      ...(this.place && { place: { ...this.place } }),
      ...(this.related.length > 0 && {
        related: this.related.map((r) => ({ message: r.message, ...(r.place && { place: { ...r.place } }) })),
      }),
      ...(this.help !== undefined && { help: this.help }),
      ...(this.detail.length > 0 && { detail: [...this.detail] }),
    };
  }

  /** The error again, from what `toJSON` gave on the other side of a process border. */
  static fromJSON(data: ErrorDetails): ForgeError {
    return new ForgeError(data);
  }
}

/** The same error, with some of it otherwise. */
export function changedError(error: ForgeError, changes: Partial<ErrorDetails>): ForgeError {
  const { code, message, place, related, help, detail, cause } = error;
  const same = { code, message, related, detail, cause, ...(place && { place }), ...(help !== undefined && { help }) };
  return new ForgeError({ ...same, ...changes });
}

/** Whether an error, of whatever copy of this module, is a ForgeError. */
export function isForgeError(error: unknown): error is ForgeError {
  return error instanceof Error && error.name === "ForgeError" && "code" in error;
}

/** The end of a switch over a union: does not compile when a member was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`internal: unexpected value ${JSON.stringify(value)}`);
}
