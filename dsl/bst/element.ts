// Resolves one element: variables, environment, public data, configuration, sandbox and sources, all expanded and checked.
//
// The elements it depends on play no part: what a kind demands of them is checked when they are resolved (check-kind.ts).

import { checkConfig } from "./check-kind.ts";
import { assertComposed, compose, settleDirectives } from "./composite.ts";
import { loadError } from "./errors.ts";
import { type KindDefaults, kindDefaults, splitRulesOf } from "./kind-defaults.ts";
import type { LoadElement } from "./load-element.ts";
import { resolveSandbox, type Sandbox } from "./sandbox-config.ts";
import { type ResolvedSource, resolveSources } from "./sources.ts";
import { compareText, strip } from "./text.ts";
import { Variables } from "./variables.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, isSynthetic, type Mapping, mapping, SYNTHETIC, scalar, sequence } from "./yaml/node.ts";

export interface ResolvedElement {
  readonly load: LoadElement;
  readonly kind: KindDefaults["kind"];
  readonly variables: Variables;
  readonly environment: Mapping;
  /** Sorted, each once. */
  readonly environmentNocache: readonly string[];
  readonly config: Mapping;
  readonly public: Mapping;
  /** Format 1 shows these two as they are before variables are expanded. */
  readonly shown: { readonly config: Mapping; readonly public: Mapping };
  readonly sandbox: Sandbox;
  readonly sources: readonly ResolvedSource[];
}

/** Throws what is wrong with the element itself. */
export function resolveElement(load: LoadElement): ResolvedElement {
  const { loader, node, firstPass } = load;
  const { project } = loader;
  if (!firstPass) project.ensureFullyLoaded();
  const defaults = project.session.defaultsOf(
    project,
    load.kind,
    (): KindDefaults => kindDefaults(project, load.kind, { firstPass, node }),
  );
  const variables = resolveVariables(load, defaults);
  if (!firstPass) variables.check();
  // Format 1 keeps texts as they are written until they are used.
  const trim = project.format === 1 ? stripped : (tree: Mapping) => tree;
  const environment = composed(defaults.environment, access.mappingOrEmpty(node, "environment"));
  const nocache = new Set([...defaults.environmentNocache, ...access.textsOrEmpty(node, "environment-nocache")]);
  const shared = resolvePublic(load, defaults, trim);
  const expandedPublic = variables.expand(shared);
  const written = compose(defaults.config, access.mappingOrEmpty(node, "config"));
  const config = defaults.kind.trust === "unknown" ? settleDirectives(written) : written;
  assertComposed(config);
  const expandedConfig = variables.expand(config);
  checkConfig(load, defaults.kind, expandedConfig);
  const sandbox = resolveSandbox(project, variables.expand(composed(defaults.sandbox, access.mappingOrEmpty(node, "sandbox"))));
  return {
    load,
    kind: defaults.kind,
    variables,
    environment: variables.expand(trim(environment)),
    environmentNocache: [...nocache].sort(compareText),
    config: expandedConfig,
    public: expandedPublic,
    shown:
      project.format === 1 ? { config, public: showPublic(shared, expandedPublic) } : { config: expandedConfig, public: expandedPublic },
    sandbox,
    sources: resolveSources(load, variables),
  };
}

const PROTECTED = ["project-name", "element-name", "max-jobs"];

function resolveVariables({ name, node }: LoadElement, defaults: KindDefaults): Variables {
  const all = composed(defaults.variables, access.mappingOrEmpty(node, "variables"));
  for (const variable of PROTECTED) {
    const value = all.entries.get(variable);
    if (value && !isSynthetic(value))
      throw loadError("PROTECTED_VARIABLE_REDEFINED", `the variable "${variable}" is set automatically`, { node: value });
  }
  return new Variables(mapping(new Map(all.entries).set("element-name", scalar(name, SYNTHETIC)), all));
}

/** An element's own public data replaces its kind's, but for the split rules, which are laid over. */
function resolvePublic({ node }: LoadElement, defaults: KindDefaults, trim: (tree: Mapping) => Mapping): Mapping {
  const own = access.mappingOrEmpty(node, "public");
  const bst = access.mappingOrEmpty(own, "bst");
  const rules = trim(compose(defaults.splitRules, splitRulesOf(node)));
  const entries = new Map(own.entries).set("bst", mapping(new Map(bst.entries).set("split-rules", rules), bst));
  const result = mapping(entries, own);
  assertComposed(result);
  return result;
}

function composed(under: Mapping, over: Mapping): Mapping {
  const result = compose(under, over);
  assertComposed(result);
  return result;
}

/** Of what format 1 shows of public data, only the split rules are expanded. */
function showPublic(shared: Mapping, expanded: Mapping): Mapping {
  const bst = access.mappingOrEmpty(shared, "bst");
  const rules = access.mappingOrEmpty(access.mappingOrEmpty(expanded, "bst"), "split-rules");
  return mapping(new Map(shared.entries).set("bst", mapping(new Map(bst.entries).set("split-rules", rules), bst)), shared);
}

function stripped(node: Mapping): Mapping;
function stripped(node: BstNode): BstNode;
function stripped(node: BstNode): BstNode {
  switch (node.type) {
    case "scalar":
      return scalar(strip(node.text), node);
    case "sequence":
      return sequence(
        node.items.map((item) => stripped(item)),
        node,
      );
    case "mapping":
      return mapping(new Map([...node.entries].map(([key, value]): [string, BstNode] => [key, stripped(value)])), node);
  }
}
