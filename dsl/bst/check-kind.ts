// What a kind demands of its elements: of the configuration, and of the dependencies once they are known.

import { BUILD, RUNTIME } from "./dependencies.ts";
import { type BstError, loadError, pluginError } from "./errors.ts";
import { readJunction } from "./junction.ts";
import { COMMAND_LISTS, type Kind } from "./kinds/kind.ts";
import type { LoadElement } from "./load-element.ts";
import type { Located } from "./plugin-table.ts";
import type { ResolvedSource } from "./sources.ts";
import * as access from "./yaml/access.ts";
import type { Mapping } from "./yaml/node.ts";

const BUILD_KEYS = new Set<string>(COMMAND_LISTS);
const COMPOSE_KEYS = new Set(["integrate", "include", "exclude", "include-orphans"]);
const FILTER_KEYS = new Set(["include", "exclude", "include-orphans", "pass-integration"]);
const IMPORT_KEYS = new Set(["source", "target"]);
const LINK_KEYS = new Set(["target"]);
const SCRIPT_KEYS = new Set(["commands", "root-read-only"]);
const SCRIPT_KEYS_1 = new Set([...SCRIPT_KEYS, "layout", "create-dev-shm"]);

/** Checks the expanded configuration. A kind that is taken for another of its name may differ from that in details. */
export function checkConfig({ loader, name, fullName }: LoadElement, { kind, trust }: Located<Kind>, config: Mapping): void {
  if (trust !== "known") return;
  if (kind.configKeys) access.validateKeys(config, kind.configKeys);
  switch (kind.family) {
    case "build":
      access.validateKeys(config, BUILD_KEYS);
      for (const list of COMMAND_LISTS) access.textsOrEmpty(config, list);
      return;
    case "script":
      access.validateKeys(config, loader.project.format === 1 ? SCRIPT_KEYS_1 : SCRIPT_KEYS);
      access.texts(access.requiredSequence(config, "commands"));
      access.booleanOr(config, "root-read-only", false);
      return;
    case "compose":
      access.validateKeys(config, COMPOSE_KEYS);
      access.requiredBoolean(config, "integrate");
      checkDomains(config);
      return;
    case "filter":
      access.validateKeys(config, FILTER_KEYS);
      checkDomains(config);
      access.booleanOr(config, "pass-integration", false);
      return;
    case "import":
      access.validateKeys(config, IMPORT_KEYS);
      access.requiredText(config, "source");
      access.requiredText(config, "target");
      return;
    case "link":
      access.validateKeys(config, LINK_KEYS);
      access.requiredScalar(config, "target");
      return;
    case "junction":
      readJunction(config, { name, fullName, project: loader.project });
      return;
    case "stack":
    case "opaque":
      return;
  }
}

function checkDomains(config: Mapping): void {
  access.texts(access.requiredSequence(config, "include"));
  access.texts(access.requiredSequence(config, "exclude"));
  access.requiredBoolean(config, "include-orphans");
}

export interface Resolved {
  readonly load: LoadElement;
  readonly kind: Located<Kind>;
  readonly sources: readonly ResolvedSource[];
}

/** Everything that can be checked once all dependencies are resolved. */
export function checkDependencies(resolved: Resolved, kindOf: (element: LoadElement) => Kind | undefined): void {
  const { load, kind, sources } = resolved;
  if (kind.trust !== "known") return;
  checkDependencyConfig(load, kind.kind.dependencyKeys);
  checkForbidden(resolved);
  if (kind.kind.family === "stack" && load.loader.project.format === 2) checkStack(load);
  if (kind.kind.family === "filter") checkFilter(load, kindOf);
  if (kind.kind.family === "import" && sources.length === 0) throw refuse(load, undefined, "an import element needs a source");
  if (sources[0]?.kind.kind.needsPrevious)
    throw refuse(load, undefined, `a ${sources[0].kind.kind.kind} source cannot be the first: it works on earlier ones`);
}

function checkDependencyConfig(load: LoadElement, keys: ReadonlySet<string> | undefined): void {
  for (const { type, configs } of load.dependencies) {
    if ((type & BUILD) === 0) continue;
    for (const config of configs) {
      if (!keys)
        throw loadError("INVALID_DEPENDENCY_CONFIG", `elements of kind ${load.kind} take no configuration for a dependency`, {
          node: config,
        });
      access.validateKeys(config, keys);
    }
  }
}

function checkForbidden({ load, kind, sources }: Resolved): void {
  const forbids = kind.kind.forbids ?? {};
  const [build, runtime] = [BUILD, RUNTIME].map((bit) => load.dependencies.some(({ type }) => (type & bit) !== 0));
  if (forbids.build && forbids.runtime && (build || runtime))
    throw refuse(load, "element-forbidden-depends", `elements of kind ${load.kind} cannot depend on anything`);
  if (forbids.runtime && runtime)
    throw refuse(load, "element-forbidden-rdepends", `elements of kind ${load.kind} cannot have runtime dependencies`);
  if (forbids.build && build)
    throw refuse(load, "element-forbidden-bdepends", `elements of kind ${load.kind} cannot have build dependencies`);
  if (forbids.sources && sources.length > 0)
    throw refuse(load, "element-forbidden-sources", `elements of kind ${load.kind} cannot have sources`);
}

function checkStack(load: LoadElement): void {
  const partial = load.dependencies.find(({ type }) => type !== (BUILD | RUNTIME));
  if (!partial) return;
  throw refuse(
    load,
    "stack-requires-build-and-run",
    `all dependencies of a stack must be both for build and for run time; "${partial.name}" is not`,
  );
}

function checkFilter(load: LoadElement, kindOf: (element: LoadElement) => Kind | undefined): void {
  const parents = load.dependencies.filter(({ type }) => (type & BUILD) !== 0);
  const [parent] = parents;
  if (!parent || parents.length !== 1)
    throw refuse(load, "filter-bdepend-wrong-count", `a filter has exactly one build dependency, and this one ${parents.length}`);
  if ((parent.type & RUNTIME) !== 0)
    throw refuse(load, "filter-bdepend-also-rdepend", "the build dependency of a filter cannot be a runtime dependency, too");
  if (load.loader.project.format === 2 && kindOf(parent.element)?.family === "stack") {
    throw refuse(load, "filter-bdepend-no-artifact", `"${parent.name}" is a stack, and has nothing to filter`);
  }
}

function refuse(load: LoadElement, reason: string | undefined, message: string): BstError {
  return pluginError("ELEMENT", reason, message, { node: load.node });
}
