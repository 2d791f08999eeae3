// What can be wrong with a `.bst` project, as BuildStream names it: a domain and a reason beside forge's own code.
//
// The reasons are those of reference BuildStream 2.8 and are compared with it, so they are data and not prose. A place is
// kept as forge keeps places, lines and columns from 1.

import type { ErrorCode } from "../../core/model/error-codes.ts";
import { type ErrorDetails, ForgeError } from "../../core/model/errors.ts";
import { type BstNode, placeOf } from "./yaml/node.ts";

/** For each reason of domain LOAD: forge's code, and the next step where whoever refuses knows no better one. */
const REASONS = {
  MISSING_FILE: { code: "FORGE1045", help: "mend the path there, or add the file" },
  INVALID_YAML: { code: "FORGE1040", help: "mend the file: YAML in UTF-8, without anchors, tags and keys that are there twice" },
  INVALID_DATA: { code: "FORGE1041", help: "mend the value there" },
  ILLEGAL_COMPOSITE: { code: "FORGE1042", help: "give it the same form in both places, or replace it whole with (=)" },
  CIRCULAR_DEPENDENCY: { code: "FORGE1009", help: "take one of these dependencies out, or split an element in two" },
  UNRESOLVED_VARIABLE: { code: "FORGE1017", help: "define it under `variables`, or mend its name" },
  UNSUPPORTED_PROJECT: { code: "FORGE1048", help: "mend `min-version`, or bring the project to BuildStream 2 first" },
  UNSUPPORTED_PLUGIN: { code: "FORGE1049", help: "mend how the plug-in is declared in project.conf" },
  EXPRESSION_FAILED: { code: "FORGE1043", help: "mend the expression: it compares options with texts by ==, !=, in, not in, and, or, not" },
  USER_ASSERTION: { code: "FORGE1044", help: "the project refuses this itself: choose other options, or mend what the assertion looks at" },
  TRAILING_LIST_DIRECTIVE: { code: "FORGE1042", help: "put (>), (<) and (=) where there is a list to change" },
  CONFLICTING_JUNCTION: { code: "FORGE1047", help: "make the junctions to that project one, or override one with the other" },
  INVALID_JUNCTION: { code: "FORGE1047", help: "mend the junction, or the name that leads through it" },
  SUBPROJECT_INCONSISTENT: { code: "FORGE1047", help: "forge track JUNCTION finds what it stands for" },
  SUBPROJECT_FETCH_NEEDED: { code: "FORGE1047", help: "forge fetch JUNCTION brings it" },
  INVALID_SYMBOL_NAME: { code: "FORGE1041", help: "use letters, digits, dashes and underscores, with a letter or underscore first" },
  MISSING_PROJECT_CONF: { code: "FORGE1045", help: "run forge where project.conf is, or name that directory: forge -C DIRECTORY" },
  LOADING_DIRECTORY: { code: "FORGE1045", help: "name a file there" },
  PROJ_PATH_INVALID: { code: "FORGE1045", help: "name what lies in the project, by a path relative to it" },
  PROJ_PATH_INVALID_KIND: { code: "FORGE1045", help: "name a file where a file is wanted, and a directory where a directory is" },
  RECURSIVE_INCLUDE: { code: "FORGE1046", help: "take one of the includes out" },
  CIRCULAR_REFERENCE_VARIABLE: { code: "FORGE1017", help: "give one of the variables a value of its own" },
  PROTECTED_VARIABLE_REDEFINED: { code: "FORGE1041", help: "choose another name: the element sets this one itself" },
  INVALID_DEPENDENCY_CONFIG: { code: "FORGE1041", help: "take the configuration out, or depend on it by a kind that has one" },
  LINK_FORBIDDEN_DEPENDENCIES: { code: "FORGE1023", help: "take the dependencies out: what the link leads to has its own" },
  CIRCULAR_REFERENCE: { code: "FORGE1046", help: "let one of the links lead to an element" },
  BAD_ELEMENT_SUFFIX: { code: "FORGE1041", help: "write the name of its file, with .bst" },
  BAD_CHARACTERS_IN_NAME: { code: "FORGE1041", help: "name the file without those characters" },
  UNDEFINED_SOURCE_PROVENANCE_ATTRIBUTE: { code: "FORGE1041", help: "declare it under `source-provenance-attributes` in project.conf" },
} as const satisfies Record<string, { readonly code: ErrorCode; readonly help: string }>;

/** The reasons of domain LOAD. Those of other domains are whatever text the plugin gives. */
export type LoadReason = keyof typeof REASONS;

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
  const usual = REASONS[reason];
  return new BstError({ domain: "LOAD", reason, code: code ?? usual.code, help: usual.help, message, ...(place && { place }), ...rest });
}

/** The commonest refusal: data that does not have the form wanted. */
export function invalidData(node: BstNode | undefined, message: string, rest: Omit<Circumstances, "node"> = {}): BstError {
  return loadError("INVALID_DATA", message, { node, ...rest });
}

/** The next step for what a kind refuses. */
const OTHER_HELP = {
  ELEMENT: "mend the element there",
  PLUGIN: "mend how the plug-in is declared in project.conf",
  SOURCE: "mend the source there",
  PLATFORM: "name an architecture as `uname -m` does",
} as const;

const OTHER_CODES = { ELEMENT: "FORGE1023", PLUGIN: "FORGE1049", SOURCE: "FORGE1041", PLATFORM: "FORGE1041" } as const;

/** A refusal by an element or source kind, or by the table of plugins. */
export function pluginError(
  domain: Exclude<Domain, "LOAD">,
  reason: string | undefined,
  message: string,
  { node, code, ...rest }: Circumstances = {},
): BstError {
  const place = node && placeOf(node);
  return new BstError({
    domain,
    reason,
    code: code ?? OTHER_CODES[domain],
    help: OTHER_HELP[domain],
    message,
    ...(place && { place }),
    ...rest,
  });
}

export function isBstError(error: unknown): error is BstError {
  return error instanceof BstError;
}
