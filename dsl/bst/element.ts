// Resolves one element: variables, environment, public data, configuration, sandbox and sources, all expanded and checked.
//
// The elements it depends on play no part: what a kind demands of them is checked when they are resolved (check-kind.ts).

import { checkConfig } from "./check-kind.ts";
import { assertComposed, compose, composeValue, settleDirectives } from "./composite.ts";
import { loadError } from "./errors.ts";
import { type KindDefaults, kindDefaults, splitRulesOf } from "./kind-defaults.ts";
import type { LoadElement } from "./load-element.ts";
import { resolveSandbox, type Sandbox } from "./sandbox-config.ts";
import { type ResolvedSource, resolveSources } from "./sources.ts";
import { compareText } from "./text.ts";
import { Variables } from "./variables.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, isSynthetic, type Mapping, mapping, SYNTHETIC, scalar } from "./yaml/node.ts";

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
  const environment = composed(defaults.environment, defaults.trim(access.mappingOrEmpty(node, "environment")));
  const nocache = new Set([...defaults.environmentNocache, ...access.textsOrEmpty(node, "environment-nocache")]);
  const data = resolvePublic(load, defaults);
  const expandedPublic = expandPublic(data, defaults, variables);
  const written = compose(defaults.config, access.mappingOrEmpty(node, "config"));
  const config = defaults.kind.trust === "unknown" ? settleDirectives(written) : written;
  assertComposed(config);
  const expandedConfig = config === defaults.config ? variables.expandShared(config) : variables.expand(config);
  checkConfig(load, defaults.kind, expandedConfig);
  const wanted = composed(defaults.sandbox, access.mappingOrEmpty(node, "sandbox"));
  return {
    load,
    kind: defaults.kind,
    variables,
    environment: environment === defaults.environment ? variables.expandShared(environment) : variables.expand(environment),
    environmentNocache: [...nocache].sort(compareText),
    config: expandedConfig,
    public: expandedPublic,
    shown: project.format === 1 ? { config, public: showPublic(data, expandedPublic) } : { config: expandedConfig, public: expandedPublic },
    sandbox: resolveSandbox(project, variables.expand(wanted)),
    sources: resolveSources(load, variables),
  };
}

const PROTECTED = ["project-name", "element-name", "max-jobs"];

function resolveVariables({ name, node }: LoadElement, { variables }: KindDefaults): Variables {
  const own = new Map<string, BstNode>();
  for (const [key, value] of access.mappingOrEmpty(node, "variables").entries) own.set(key, composeValue(key, variables.node(key), value));
  for (const value of own.values()) assertComposed(value);
  for (const variable of PROTECTED) {
    const value = own.get(variable) ?? variables.node(variable);
    if (!value || isSynthetic(value)) continue;
    throw loadError("PROTECTED_VARIABLE_REDEFINED", `the variable "${variable}" is set automatically`, { node: value });
  }
  own.set("element-name", scalar(name, SYNTHETIC));
  return new Variables(mapping(own, SYNTHETIC), variables);
}

/** An element's own public data replaces its kind's, but for the split rules, which are laid over. */
function resolvePublic({ node }: LoadElement, defaults: KindDefaults): Mapping {
  const own = access.mappingOrEmpty(node, "public");
  const bst = access.mappingOrEmpty(own, "bst");
  const rules = compose(defaults.splitRules, defaults.trim(splitRulesOf(node)));
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

/** Most lists of split rules are those of the kind, and come to the same for most elements. */
function expandPublic(data: Mapping, defaults: KindDefaults, variables: Variables): Mapping {
  const bst = access.mappingOrEmpty(data, "bst");
  const rules = new Map<string, BstNode>();
  for (const [domain, list] of access.mappingOrEmpty(bst, "split-rules").entries) {
    rules.set(domain, defaults.splitRules.entries.get(domain) === list ? variables.expandShared(list) : variables.expand(list));
  }
  const expanded = mapping(rules, bst);
  const others = variables.expand(mapping(without(bst, "split-rules"), bst));
  return mapping(
    new Map(variables.expand(mapping(without(data, "bst"), data)).entries).set(
      "bst",
      mapping(new Map(others.entries).set("split-rules", expanded), bst),
    ),
    data,
  );
}

function without(node: Mapping, key: string): Map<string, BstNode> {
  const entries = new Map(node.entries);
  entries.delete(key);
  return entries;
}

/** Of what format 1 shows of public data, only the split rules are expanded. */
function showPublic(shared: Mapping, expanded: Mapping): Mapping {
  const bst = access.mappingOrEmpty(shared, "bst");
  const rules = access.mappingOrEmpty(access.mappingOrEmpty(expanded, "bst"), "split-rules");
  return mapping(new Map(shared.entries).set("bst", mapping(new Map(bst.entries).set("split-rules", rules), bst)), shared);
}
