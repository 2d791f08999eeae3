// Replaces `(@)` by what it names: files of this project, or of one reached through a junction.
//
// An included file goes through conditions and includes of its own, in its own project, before it is laid below the mapping
// that names it; a later include lies above an earlier one. A file from another project has that project's variables.
// Bounded: by the number of includes in one document, and by the size of what they make.

import { join } from "node:path";
import { composeUnder } from "./composite.ts";
import { applyConditions } from "./conditions.ts";
import { type BstError, invalidData, isBstError, loadError } from "./errors.ts";
import type { OptionPool } from "./options/option-pool.ts";
import { strip } from "./text.ts";
import { type BstNode, HAS_INCLUDE, type Mapping, mapping, type Scalar, sequence } from "./yaml/node.ts";

/** What an included file sees of its project. */
export interface IncludeScope {
  readonly directory: string;
  /** Evaluates conditions; not there while the project's own options are still being declared. */
  readonly options: OptionPool | undefined;
  /** The tree of a file, by absolute path. */
  readonly read: (path: string) => Mapping;
  /** The scope of a subproject, fully loaded. */
  readonly junction: (name: string, node: Scalar) => IncludeScope;
  /** Expands variables of the project, for a file that another project includes. */
  readonly expand: (tree: Mapping, path: string) => Mapping;
}

export interface IncludeOptions {
  /** First pass: junctions cannot be used yet, and includes through them are left out. */
  readonly localOnly: boolean;
}

const MAX_INCLUDES = 10_000;
const MAX_SIZE = 4_000_000;

interface Walk extends IncludeOptions {
  /** Files being included, to notice circles. */
  readonly open: Set<string>;
  /** Whether conditions of the present project are applied in what is included. */
  readonly conditions: boolean;
  count: number;
}

/** `node` with its includes. Its own conditions must have been applied, unless it is `project.conf`. */
export function processIncludes(node: Mapping, scope: IncludeScope, options: IncludeOptions & { readonly conditions: boolean }): Mapping {
  if ((node.flags & HAS_INCLUDE) === 0) return node;
  return processMapping(node, scope, { ...options, open: new Set(), count: 0 });
}

function processMapping(node: Mapping, scope: IncludeScope, walk: Walk): Mapping {
  if ((node.flags & HAS_INCLUDE) === 0) return node;
  const directive = node.entries.get("(@)");
  let current = node;
  if (directive !== undefined) {
    const entries = new Map(node.entries);
    entries.delete("(@)");
    current = mapping(entries, node);
    for (const include of includesOf(directive).reverse()) current = includeOne(current, include, { directive, scope, walk });
  }
  if ((current.flags & HAS_INCLUDE) === 0) return current;
  const entries = new Map<string, BstNode>();
  for (const [key, value] of current.entries) entries.set(key, processValue(value, scope, walk));
  return mapping(entries, current);
}

function processValue(node: BstNode, scope: IncludeScope, walk: Walk): BstNode {
  if ((node.flags & HAS_INCLUDE) === 0 || node.type === "scalar") return node;
  if (node.type === "mapping") return processMapping(node, scope, walk);
  return sequence(
    node.items.map((item) => processValue(item, scope, walk)),
    node,
  );
}

function includesOf(directive: BstNode): Scalar[] {
  const items = directive.type === "sequence" ? directive.items : [directive];
  return items.map((item) => {
    if (item.type !== "scalar") throw invalidData(item, `"(@)" takes the path of a file, or a list of them`);
    return item;
  });
}

interface Include {
  readonly directive: BstNode;
  readonly scope: IncludeScope;
  readonly walk: Walk;
}

function includeOne(node: Mapping, include: Scalar, { directive, scope, walk }: Include): Mapping {
  const name = strip(include.text);
  const colon = name.lastIndexOf(":");
  if (colon >= 0 && walk.localOnly) return node;
  if (++walk.count > MAX_INCLUDES) throw invalidData(include, `more than ${MAX_INCLUDES} files are included`);
  const inner = colon < 0 ? scope : scope.junction(name.slice(0, colon), include);
  const path = join(inner.directory, name.slice(colon + 1));
  const read = readIncluded(include, () => (inner === scope ? inner.read(path) : inner.expand(inner.read(path), path)));
  if (walk.open.has(path)) throw loadError("RECURSIVE_INCLUDE", `the file includes itself by way of "${name}"`, { node: directive });
  walk.open.add(path);
  const conditions = walk.conditions || inner !== scope;
  const applied = conditions && inner.options ? applyConditions(read, inner.options) : read;
  const below: Walk = { ...walk, conditions };
  const included = processMapping(applied, inner, below);
  walk.count = below.count;
  walk.open.delete(path);
  const result = composeUnder(node, included);
  if (result.size > MAX_SIZE) throw invalidData(include, "what is included is too large");
  return result;
}

/** An error in reading is shown where the file is included; one inside the file keeps its own place, too. */
function readIncluded(include: Scalar, read: () => Mapping): Mapping {
  try {
    return read();
  } catch (error) {
    if (!isBstError(error) || error.domain !== "LOAD") throw error;
    throw atInclude(error, include);
  }
}

function atInclude(error: BstError, include: Scalar): BstError {
  if (error.reason === "MISSING_FILE" || error.reason === "LOADING_DIRECTORY")
    return loadError(error.reason, error.message, { node: include });
  return error.alsoAt(include, "included here");
}
