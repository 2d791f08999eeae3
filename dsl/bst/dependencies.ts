// Reads `depends`, `build-depends` and `runtime-depends` of an element: which elements it names, how, and with what configuration.
//
// It names; it does not find. What is given twice is merged, types added up.

import { invalidData } from "./errors.ts";
import { strip } from "./text.ts";
import * as access from "./yaml/access.ts";
import type { BstNode, Mapping, Scalar } from "./yaml/node.ts";

export const BUILD = 1;
export const RUNTIME = 2;
const ALL = 3;

/** A dependency as it is written. */
export interface NamedDependency {
  /** Path of junctions, "a.bst:b.bst"; undefined for an element of the same project. */
  readonly junction: string | undefined;
  readonly name: string;
  /** BUILD, RUNTIME or both. */
  type: number;
  strict: boolean;
  /** One for each time it is given with a configuration. */
  configs: readonly Mapping[];
  /** Where it is first given. */
  readonly node: BstNode;
}

const TYPED_KEYS = new Set(["filename", "junction", "strict", "config"]);
const KEYS = new Set([...TYPED_KEYS, "type"]);
const FIELDS = [
  ["build-depends", BUILD],
  ["runtime-depends", RUNTIME],
  ["depends", undefined],
] as const;

export interface DependencyRules {
  /** Format 2: the same name given twice is one dependency, and one entry may name several. Format 1: neither. */
  readonly merged: boolean;
}

/** An element's dependencies, in order. */
export function readDependencies(node: Mapping, rules: DependencyRules): readonly NamedDependency[] {
  const found: NamedDependency[] = [];
  const byName = new Map<string, NamedDependency>();
  for (const [field, type] of FIELDS) {
    for (const item of access.sequenceOrEmpty(node, field).items) {
      for (const dependency of readEntry(item, type, rules)) {
        const key = dependency.junction === undefined ? dependency.name : `${dependency.junction}:${dependency.name}`;
        const known = rules.merged ? byName.get(key) : undefined;
        if (known) mergeDependency(known, dependency);
        else {
          byName.set(key, dependency);
          found.push(dependency);
        }
      }
    }
  }
  return found;
}

/** Adds to a dependency what a second mention of it says. */
export function mergeDependency(known: NamedDependency, again: NamedDependency): void {
  known.type |= again.type;
  known.strict ||= again.strict;
  if (again.configs.length > 0) known.configs = [...known.configs, ...again.configs];
}

function readEntry(node: BstNode, type: number | undefined, rules: DependencyRules): readonly NamedDependency[] {
  if (node.type === "scalar") {
    const { junction, name } = splitName(node, undefined);
    return [{ junction, name, type: type ?? ALL, strict: false, configs: NO_CONFIGS, node }];
  }
  if (node.type === "sequence") throw invalidData(node, "a dependency must be the name of an element, or a mapping");
  const given = access.optionalText(node, "junction");
  const names = fileNames(node, rules).map((name) => splitName(name, given));
  const { type: own, strict, configs } = readAttributes(node, type);
  if (strict && own === RUNTIME) throw strictRuntime(node, names[0]?.name ?? "");
  return names.map(({ junction, name }) => ({ junction, name, type: own, strict, configs, node }));
}

const NO_CONFIGS: readonly Mapping[] = [];

function fileNames(node: Mapping, { merged }: DependencyRules): readonly Scalar[] {
  const names = access.required(node, "filename");
  if (names.type === "scalar") return [names];
  if (names.type === "mapping" || !merged) throw invalidData(names, `"filename" must be a name${merged ? " or a list of names" : ""}`);
  return names.items.map((name) => {
    if (name.type !== "scalar") throw invalidData(name, "an item of a list of names must be a text");
    return name;
  });
}

function splitName(node: Scalar, junction: string | undefined): Pick<NamedDependency, "junction" | "name"> {
  const name = strip(node.text);
  const colon = name.lastIndexOf(":");
  if (colon < 0) return { junction, name };
  if (junction !== undefined) throw invalidData(node, `the dependency "${name}" names a junction twice: by ":" and by "junction"`);
  return { junction: name.slice(0, colon), name: name.slice(colon + 1) };
}

function readAttributes(node: Mapping, given: number | undefined): Pick<NamedDependency, "type" | "strict" | "configs"> {
  access.validateKeys(node, given === undefined ? KEYS : TYPED_KEYS);
  const type = given ?? typeOf(node);
  const strict = access.booleanOr(node, "strict", false);
  const config = access.optionalMapping(node, "config");
  if (config && type === RUNTIME) throw invalidData(config, `a runtime dependency cannot have a "config"`);
  const strictNode = access.entry(node, "strict");
  if (strictNode && !strict) throw invalidData(strictNode, `"strict" can only be True; leave it out instead`);
  return { type, strict, configs: config ? [config] : [] };
}

function typeOf(node: Mapping): number {
  const word = access.optionalText(node, "type");
  switch (word) {
    case undefined:
    case "all":
      return ALL;
    case "build":
      return BUILD;
    case "runtime":
      return RUNTIME;
    default:
      throw invalidData(access.required(node, "type"), `the type of a dependency is build, runtime or all, not "${word}"`);
  }
}

function strictRuntime(node: Mapping, name: string) {
  return invalidData(node, `the runtime dependency "${name}" cannot be strict`, { help: "only what a build needs can be strict" });
}
