// The generic tree that everything in a `.bst` project is read into: scalars, sequences and mappings, each with its place.
//
// Nodes are never changed: composing, including and expanding make new nodes and share what stays the same, so one parsed
// file serves every element and every instance of a project. Flags say what lies below a node, so that passes which look
// for directives, conditions, includes or variables skip whole subtrees that have none.

import type { Place } from "../../../core/model/place.ts";

/** A file that nodes come from. `path` is what messages show. */
export interface SourceFile {
  readonly path: string;
  /** Parts that only `project.conf` itself may set are told apart by this. */
  readonly role: "project.conf" | "builtin" | "other";
}

/** Where a node was written. Lines and columns count from 1; line 0 is a node that forge made itself. */
export interface Origin {
  readonly file: SourceFile;
  readonly line: number;
  readonly column: number;
}

interface NodeBase extends Origin {
  readonly flags: number;
  /** Nodes at and below, counted as often as they are reached: what a walk of the tree costs. */
  readonly size: number;
}

export interface Scalar extends NodeBase {
  readonly type: "scalar";
  readonly text: string;
  /** The text cut at its references to variables: literal parts at even positions, names at odd ones. Absent: no reference. */
  readonly parts: readonly string[] | undefined;
}

export interface Sequence extends NodeBase {
  readonly type: "sequence";
  readonly items: readonly BstNode[];
}

export interface Mapping extends NodeBase {
  readonly type: "mapping";
  readonly entries: ReadonlyMap<string, BstNode>;
}

export type BstNode = Scalar | Sequence | Mapping;

/** A list directive, `(>)`, `(<)` or `(=)`, is a key of this mapping or of one below. */
export const HAS_LIST_DIRECTIVE = 1;
/** `(?)` or `(!)` at or below. */
export const HAS_CONDITION = 2;
/** `(@)` at or below. */
export const HAS_INCLUDE = 4;
/** A text at or below may refer to variables. */
export const HAS_REFERENCE = 8;
/** A mapping at or below has list directives beside other keys, which is an error where it is composed. */
export const HAS_MIXED = 16;
const INHERITED = 31;
/** The mapping itself consists of list directives only: it stands for a list. */
const IS_COMPOSITE_LIST = 32;
const IS_MIXED = 64;

const BUILTIN: SourceFile = { path: "", role: "builtin" };
/** The origin of what forge makes itself. Never overrides a real place. */
export const SYNTHETIC: Origin = { file: BUILTIN, line: 0, column: 0 };

export function scalar(text: string, origin: Origin): Scalar {
  const parts = text.includes("%{") ? partsOf(text) : undefined;
  const flags = parts === undefined ? 0 : HAS_REFERENCE;
  return { type: "scalar", file: origin.file, line: origin.line, column: origin.column, flags, size: 1, text, parts };
}

const REFERENCE = /%\{([a-zA-Z][a-zA-Z0-9_-]*)\}/;

function partsOf(text: string): readonly string[] | undefined {
  const parts = text.split(REFERENCE);
  return parts.length === 1 ? undefined : parts;
}

export function sequence(items: readonly BstNode[], origin: Origin): Sequence {
  let flags = 0;
  let size = 1;
  for (const item of items) {
    flags |= item.flags;
    size += item.size;
  }
  return { type: "sequence", file: origin.file, line: origin.line, column: origin.column, flags: flags & INHERITED, size, items };
}

export function mapping(entries: ReadonlyMap<string, BstNode>, origin: Origin): Mapping {
  let flags = 0;
  let size = 1;
  let directives = 0;
  for (const [key, value] of entries) {
    flags |= value.flags;
    size += value.size;
    if (key.length === 3 && key.startsWith("(")) {
      if (key === "(>)" || key === "(<)" || key === "(=)") directives++;
      else if (key === "(?)" || key === "(!)") flags |= HAS_CONDITION;
      else if (key === "(@)") flags |= HAS_INCLUDE;
    }
  }
  flags &= INHERITED;
  if (directives > 0) {
    flags |= HAS_LIST_DIRECTIVE;
    flags |= directives === entries.size ? IS_COMPOSITE_LIST : IS_MIXED | HAS_MIXED;
  }
  return { type: "mapping", file: origin.file, line: origin.line, column: origin.column, flags, size, entries };
}

const NO_ENTRIES: ReadonlyMap<string, BstNode> = new Map();
export const EMPTY: Mapping = mapping(NO_ENTRIES, SYNTHETIC);
export const EMPTY_LIST: Sequence = sequence([], SYNTHETIC);

/** Whether a node is a mapping that stands for a list. */
export function isCompositeList(node: BstNode): node is Mapping {
  return (node.flags & IS_COMPOSITE_LIST) !== 0;
}

/** Whether a mapping itself has list directives beside other keys. */
export function isMixed(node: BstNode): boolean {
  return (node.flags & IS_MIXED) !== 0;
}

export function isSynthetic(node: Origin): boolean {
  return node.line === 0;
}

/** The place for messages; none for what forge made itself. */
export function placeOf(node: Origin): Place | undefined {
  return node.line === 0 ? undefined : { file: node.file.path, line: node.line, column: node.column };
}
