// How the language refuses: a coded error at the user's line, and values that throw when they are taken for text.

import type { ErrorCode } from "../core/model/error-codes.ts";
import { ForgeError } from "../core/model/errors.ts";
import type { Place } from "../core/model/place.ts";
import { type CallSite, captureCallSite, firstPlace, placesOf } from "./call-site.ts";

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly help?: string;
  /** Where; the present call unless said. */
  readonly site?: CallSite;
  readonly related?: readonly { readonly place?: Place; readonly message: string }[];
  readonly detail?: readonly string[];
  readonly cause?: unknown;
}

/** The error for something that the user wrote at a place. Unless related places are given, they are the user's callers. */
export function refusal({ site, related, ...rest }: Refusal): ForgeError {
  const [place, ...via] = placesOf(site ?? captureCallSite());
  const all = related ?? via.map((frame) => ({ place: frame, message: "called from here" }));
  const help = rest.help ?? (rest.code === "FORGE1007" ? SLIP : undefined);
  return new ForgeError({ ...rest, ...(help !== undefined && { help }), ...(place && { place }), ...(all.length > 0 && { related: all }) });
}

/** The next step where nothing better is known. */
const SLIP = "`forge check` finds every value that does not fit, and editors show what does";

/** A related place, for errors that concern two. */
export function relatedTo(site: CallSite, message: string): { readonly place?: Place; readonly message: string } {
  return { ...firstPlace(site), message };
}

/** A prototype whose values throw when they are coerced to text: interpolated, added, joined or written as JSON. */
export function untextual(name: string, help: string): object {
  const refuse = (): never => {
    throw refusal({ code: "FORGE1008", message: `${name} was used as text`, help });
  };
  return Object.freeze(
    Object.create(Object.prototype, {
      [Symbol.toPrimitive]: { value: refuse },
      toString: { value: refuse },
      toJSON: { value: refuse },
    }),
  );
}

/** A value for messages: what it is rather than what it holds. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Promise) return "a promise";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "object") return "an object";
  if (typeof value === "function") return "a function";
  return String(value);
}
