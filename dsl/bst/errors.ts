// What can be wrong with a `.bst` project, as BuildStream names it: a domain and a reason beside forge's own code.
//
// The reasons are those of reference BuildStream 2.8 and are compared with it, so they are data and not prose. A place is
// kept as forge keeps places, lines and columns from 1.

import type { ErrorCode } from "../../core/model/error-codes.ts";
import { type ErrorDetails, ForgeError } from "../../core/model/errors.ts";
import { type BstNode, placeOf } from "./yaml/node.ts";

const CODES = {
  MISSING_FILE: "FORGE1045",
  INVALID_YAML: "FORGE1040",
  INVALID_DATA: "FORGE1041",
  ILLEGAL_COMPOSITE: "FORGE1042",
  CIRCULAR_DEPENDENCY: "FORGE1009",
  UNRESOLVED_VARIABLE: "FORGE1017",
  UNSUPPORTED_PROJECT: "FORGE1048",
  UNSUPPORTED_PLUGIN: "FORGE1049",
  EXPRESSION_FAILED: "FORGE1043",
  USER_ASSERTION: "FORGE1044",
  TRAILING_LIST_DIRECTIVE: "FORGE1042",
  CONFLICTING_JUNCTION: "FORGE1047",
  INVALID_JUNCTION: "FORGE1047",
  SUBPROJECT_INCONSISTENT: "FORGE1047",
  SUBPROJECT_FETCH_NEEDED: "FORGE1047",
  INVALID_SYMBOL_NAME: "FORGE1041",
  MISSING_PROJECT_CONF: "FORGE1045",
  LOADING_DIRECTORY: "FORGE1045",
  PROJ_PATH_INVALID: "FORGE1045",
  PROJ_PATH_INVALID_KIND: "FORGE1045",
  RECURSIVE_INCLUDE: "FORGE1046",
  CIRCULAR_REFERENCE_VARIABLE: "FORGE1017",
  PROTECTED_VARIABLE_REDEFINED: "FORGE1041",
  INVALID_DEPENDENCY_CONFIG: "FORGE1041",
  LINK_FORBIDDEN_DEPENDENCIES: "FORGE1023",
  CIRCULAR_REFERENCE: "FORGE1046",
  BAD_ELEMENT_SUFFIX: "FORGE1041",
  BAD_CHARACTERS_IN_NAME: "FORGE1041",
  UNDEFINED_SOURCE_PROVENANCE_ATTRIBUTE: "FORGE1041",
} as const satisfies Record<string, ErrorCode>;

/** The reasons of domain LOAD. Those of other domains are whatever text the plugin gives. */
export type LoadReason = keyof typeof CODES;

export type Domain = "LOAD" | "ELEMENT" | "PLUGIN" | "SOURCE" | "PLATFORM";

export interface BstErrorDetails extends ErrorDetails {
  readonly domain: Domain;
  readonly reason: string | undefined;
}

/** A refusal, with BuildStream's domain and reason for it. */
export class BstError extends ForgeError {
  readonly domain: Domain;
  readonly reason: string | undefined;

  constructor(details: BstErrorDetails) {
    super(details);
    this.domain = details.domain;
    this.reason = details.reason;
  }

  /** The same error, with a further place that matters. */
  alsoAt(node: BstNode, message: string): BstError {
    const { domain, reason, code, place, help, detail } = this;
    const other = placeOf(node);
    const related = [...this.related, { message, ...(other && { place: other }) }];
    return new BstError({
      domain,
      reason,
      code,
      message: this.message,
      related,
      detail,
      ...(place && { place }),
      ...(help !== undefined && { help }),
    });
  }
}

export interface Circumstances extends Pick<ErrorDetails, "help" | "detail" | "related"> {
  readonly node?: BstNode | undefined;
  readonly code?: ErrorCode;
}

/** A refusal of domain LOAD. */
export function loadError(reason: LoadReason, message: string, { node, code, ...rest }: Circumstances = {}): BstError {
  const place = node && placeOf(node);
  return new BstError({ domain: "LOAD", reason, code: code ?? CODES[reason], message, ...(place && { place }), ...rest });
}

/** The commonest refusal: data that does not have the form wanted. */
export function invalidData(node: BstNode | undefined, message: string, rest: Omit<Circumstances, "node"> = {}): BstError {
  return loadError("INVALID_DATA", message, { node, ...rest });
}

const OTHER_CODES = { ELEMENT: "FORGE1023", PLUGIN: "FORGE1049", SOURCE: "FORGE1041", PLATFORM: "FORGE1041" } as const;

/** A refusal by an element or source kind, or by the table of plugins. */
export function pluginError(
  domain: Exclude<Domain, "LOAD">,
  reason: string | undefined,
  message: string,
  { node, code, ...rest }: Circumstances = {},
): BstError {
  const place = node && placeOf(node);
  return new BstError({ domain, reason, code: code ?? OTHER_CODES[domain], message, ...(place && { place }), ...rest });
}

export function isBstError(error: unknown): error is BstError {
  return error instanceof BstError;
}
