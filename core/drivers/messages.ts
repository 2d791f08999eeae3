// What a child says, as far as it can be believed: its code is a stranger's, and shares the line with ours.

import type { DriverMessage } from "../model/drivers.ts";
import { type ErrorCode, errorCodes } from "../model/error-codes.ts";
import type { ErrorDetails } from "../model/errors.ts";
import { isDigest } from "../model/ids.ts";
import type { Json } from "../model/json.ts";
import type { Place } from "../model/place.ts";

/** The message in a line, or undefined when it is none. */
export function parseMessage(line: string): DriverMessage | undefined {
  const said = parse(line);
  if (!isObject(said)) return undefined;
  switch (said.type) {
    case "ready":
      return { type: "ready" };
    case "log":
      return typeof said.line === "string" ? { type: "log", line: said.line } : undefined;
    case "downloaded":
      return typeof said.url === "string" && typeof said.path === "string" && isDigest(said.sha256)
        ? { type: "downloaded", url: said.url, path: said.path, sha256: said.sha256 }
        : undefined;
    case "done":
      return { type: "done", ...(said.ref !== undefined && { ref: said.ref }) };
    case "failed":
      return { type: "failed", error: detailsOf(said.error) };
    case "bug":
      return { type: "bug", stack: String(said.stack) };
    default:
      return undefined;
  }
}

type JsonObject = { readonly [name: string]: Json };

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

/** The error with nothing in it but what an error has. */
function detailsOf(value: Json | undefined): ErrorDetails {
  const error = isObject(value) ? value : {};
  const place = placeOf(error.place);
  return {
    code: isErrorCode(error.code) ? error.code : "FORGE2012",
    message: typeof error.message === "string" ? error.message : "the driver failed and did not say why",
    help: typeof error.help === "string" ? error.help : "see the log for what it said last",
    ...(place && { place }),
    related: listOf(error.related).flatMap((one) => {
      if (!isObject(one) || typeof one.message !== "string") return [];
      const at = placeOf(one.place);
      return [{ message: one.message, ...(at && { place: at }) }];
    }),
    detail: listOf(error.detail).filter((line) => typeof line === "string"),
  };
}

function placeOf(value: Json | undefined): Place | undefined {
  if (!isObject(value) || typeof value.file !== "string") return undefined;
  return {
    file: value.file,
    ...(typeof value.line === "number" && { line: value.line }),
    ...(typeof value.column === "number" && { column: value.column }),
  };
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCodes, value);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
