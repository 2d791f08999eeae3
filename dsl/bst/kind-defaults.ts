// What every element of one kind starts from in one project: the project's own defaults, the kind's over them, and over
// those what the project says of the kind. Put together once for each kind.

import { compose, settleDirectives } from "./composite.ts";
import type { Kind } from "./kinds/kind.ts";
import type { Located } from "./plugin-table.ts";
import type { Project } from "./project.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, EMPTY, type Mapping, mapping, SYNTHETIC } from "./yaml/node.ts";

export interface KindDefaults {
  readonly kind: Located<Kind>;
  readonly variables: Mapping;
  readonly environment: Mapping;
  readonly environmentNocache: readonly string[];
  readonly config: Mapping;
  readonly sandbox: Mapping;
  readonly splitRules: Mapping;
}

/** `node`: an element of the kind, for messages. */
export function kindDefaults(
  project: Project,
  kindName: string,
  { firstPass, node }: { readonly firstPass: boolean; readonly node: BstNode },
): KindDefaults {
  const kind = project.plugins.element(kindName, node);
  const pass = firstPass ? project.firstPass : project.config;
  const complete = firstPass ? undefined : project.complete;
  const own = kind.kind.defaults;
  const ownSplits = splitRulesOf(own);
  const splits = complete ? compose(complete.splitRules, ownSplits) : ownSplits;
  const overrides = access.optionalMapping(pass.elements, kindName) ?? EMPTY;
  const all = compose(withSplitRules(own, splits), overrides);
  const defaults = kind.trust === "unknown" ? settleDirectives(all) : all;
  return {
    kind,
    variables: compose(pass.variables, access.mappingOrEmpty(defaults, "variables")),
    environment: compose(complete?.environment ?? EMPTY, access.mappingOrEmpty(defaults, "environment")),
    environmentNocache: [...(complete?.environmentNocache ?? []), ...access.textsOrEmpty(defaults, "environment-nocache")],
    config: access.mappingOrEmpty(defaults, "config"),
    sandbox: compose(complete?.sandbox ?? (project.format === 1 ? ROOT_USER : EMPTY), access.mappingOrEmpty(defaults, "sandbox")),
    splitRules: splitRulesOf(defaults),
  };
}

const ROOT_USER = mapping(new Map(), SYNTHETIC);

export function splitRulesOf(node: Mapping): Mapping {
  return access.mappingOrEmpty(access.mappingOrEmpty(access.mappingOrEmpty(node, "public"), "bst"), "split-rules");
}

/** The tree with its `public.bst.split-rules` replaced. */
export function withSplitRules(node: Mapping, rules: Mapping): Mapping {
  const shared = access.mappingOrEmpty(node, "public");
  const bst = access.mappingOrEmpty(shared, "bst");
  return set(node, "public", set(shared, "bst", set(bst, "split-rules", rules)));
}

function set(node: Mapping, key: string, value: BstNode): Mapping {
  return mapping(new Map(node.entries).set(key, value), node);
}
