// What every element of one kind starts from in one project: the project's own defaults, the kind's over them, and over
// those what the project says of the kind. Put together once for each kind.

import { assertComposed, compose, settleDirectives } from "./composite.ts";
import type { Kind } from "./kinds/kind.ts";
import type { Located } from "./plugin-table.ts";
import type { Project } from "./project.ts";
import { strip } from "./text.ts";
import { Variables } from "./variables.ts";
import * as access from "./yaml/access.ts";
import { type BstNode, EMPTY, type Mapping, mapping, scalar, sequence } from "./yaml/node.ts";

export interface KindDefaults {
  readonly kind: Located<Kind>;
  readonly variables: Variables;
  readonly environment: Mapping;
  readonly environmentNocache: readonly string[];
  readonly config: Mapping;
  readonly sandbox: Mapping;
  readonly splitRules: Mapping;
  /** Drops outer blanks of texts where the format has kept them till now. */
  readonly trim: (tree: Mapping) => Mapping;
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
  const trim = project.format === 1 ? stripped : (tree: Mapping) => tree;
  return {
    kind,
    variables: new Variables(composed(pass.variables, access.mappingOrEmpty(defaults, "variables"))),
    environment: trim(compose(complete?.environment ?? EMPTY, access.mappingOrEmpty(defaults, "environment"))),
    environmentNocache: [...(complete?.environmentNocache ?? []), ...access.textsOrEmpty(defaults, "environment-nocache")],
    config: access.mappingOrEmpty(defaults, "config"),
    sandbox: compose(complete?.sandbox ?? EMPTY, access.mappingOrEmpty(defaults, "sandbox")),
    splitRules: trim(splitRulesOf(defaults)),
    trim,
  };
}

function composed(under: Mapping, over: Mapping): Mapping {
  const result = compose(under, over);
  assertComposed(result);
  return result;
}

export function splitRulesOf(node: Mapping): Mapping {
  return access.mappingOrEmpty(access.mappingOrEmpty(access.mappingOrEmpty(node, "public"), "bst"), "split-rules");
}

/** The tree with its `public.bst.split-rules` replaced. */
function withSplitRules(node: Mapping, rules: Mapping): Mapping {
  const shared = access.mappingOrEmpty(node, "public");
  const bst = access.mappingOrEmpty(shared, "bst");
  return set(node, "public", set(shared, "bst", set(bst, "split-rules", rules)));
}

function set(node: Mapping, key: string, value: BstNode): Mapping {
  return mapping(new Map(node.entries).set(key, value), node);
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
