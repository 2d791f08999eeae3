// A module as converters make it: comments above all, constants in order, each exported or not.

import type { Commented, Expression } from "./expression.ts";

export interface Constant extends Commented {
  readonly name: string;
  readonly value: Expression;
  readonly exported?: boolean;
  /** Written behind the name. */
  readonly annotation?: string;
  /** A comment that editors show, one paragraph. */
  readonly description?: string;
}

/** A statement that is written as it is. */
export interface Verbatim {
  readonly verbatim: string;
}

export interface DefaultExport extends Commented {
  readonly defaultExport: Expression;
}

/** Everything that another file exports is exported here too; under one name, if there is one. */
export interface Reexport {
  readonly reexport: string;
  readonly as?: string;
  /** Some names of it, instead of everything. */
  readonly names?: readonly string[];
}

export type Statement = Constant | Verbatim | DefaultExport | Reexport;

export interface Module {
  /** Path in the project, with its ending. */
  readonly file: string;
  /** Lines above everything. */
  readonly comments?: readonly string[];
  readonly statements: readonly Statement[];
  /** Other files as a whole, each under a name. */
  readonly namespaces?: readonly { readonly from: string; readonly name: string }[];
  /** What annotations name. */
  readonly types?: readonly { readonly from: string; readonly name: string }[];
}
