// What an element says to those who use it, and the environment of its commands.

import type { BstNode, Mapping, Scalar } from "../../bst/yaml/node.ts";
import { builtinDomains } from "../../domains.ts";
import { call, type Expression, type Field, object, string } from "../print/expression.ts";
import type { AtPoint, ElementWriting } from "./element-module.ts";
import { mappingIn, pointsWhere, type Saying, sayCommands, sayData, sayRecord, sayText, sayTexts, scalarIn, scalarsOf } from "./say.ts";
import { forge } from "./texts.ts";

export function environmentFields(
  trees: readonly (Mapping | undefined)[],
  resolved: readonly AtPoint[],
  { saying, kind }: ElementWriting,
): readonly Field[] {
  const own = trees.map((tree) => mappingIn(tree, "environment"));
  const nocache = new Set(trees.flatMap((tree) => scalarsOf(tree?.entries.get("environment-nocache")).map(({ text }) => text.trim())));
  const first = resolved.find((one) => one !== undefined);
  const inherited = new Set(first?.environmentNocache ?? []);
  const fields = sayRecord(own, saying, (field, value) => ({
    name: field,
    value: inherited.has(field) ? call(forge("nocache"), value) : value,
  }));
  const written = new Set(own.flatMap((node) => (node ? [...node.entries.keys()] : [])));
  const only = [...nocache].filter((field) => !written.has(field) && first?.environment.entries.has(field));
  const more = only.map((field): Field => {
    const scalars = saying.domain.points.map(() => scalarIn(kind.defaults[0]?.environment, field));
    return { name: field, value: call(forge("nocache"), sayText(scalars, saying, "") ?? string("")) };
  });
  return fields.length + more.length === 0 ? [] : [{ name: "environment", value: object([...fields, ...more]) }];
}

export function publicFields(trees: readonly (Mapping | undefined)[], { saying }: ElementWriting): readonly Field[] {
  const data = trees.map((tree) => mappingIn(tree, "public"));
  const bst = data.map((node) => mappingIn(node, "bst"));
  const fields: Field[] = [];
  const integration = bst.map((node) => scalarsOf(node?.entries.get("integration-commands")));
  if (integration.some((items) => items.length > 0)) fields.push({ name: "integration", value: sayCommands(integration, saying) });
  const whitelist = bst.map((node) => scalarsOf(node?.entries.get("overlap-whitelist")));
  if (whitelist.some((items) => items.length > 0)) fields.push({ name: "overlapWhitelist", value: sayTexts(whitelist, saying) });
  fields.push(...splitFields(bst, saying));
  const rest = data.map((node, index): Mapping | undefined => node && withoutSaid(node, bst[index]));
  if (rest.some((node) => node && node.entries.size > 0)) {
    const points = pointsWhere(rest, saying.within);
    const empty = rest.map((node) => node ?? rest.find((other) => other !== undefined && other.entries.size === 0));
    const value = sayData(points === saying.within ? rest : empty, { ...saying, within: points });
    fields.push({ name: "public", value });
  }
  return fields;
}

const SAID = new Set(["split-rules", "integration-commands", "overlap-whitelist"]);

function withoutSaid(node: Mapping, bst: Mapping | undefined): Mapping {
  const entries = new Map(node.entries);
  const more = new Map([...(bst?.entries ?? [])].filter(([key]) => !SAID.has(key)));
  if (bst && more.size > 0) entries.set("bst", { ...bst, entries: more });
  else entries.delete("bst");
  return { ...node, entries };
}

function splitFields(bst: readonly (Mapping | undefined)[], saying: Saying): readonly Field[] {
  const rules = bst.map((node) => mappingIn(node, "split-rules"));
  const domains = [...new Set(rules.flatMap((node) => (node ? [...node.entries.keys()] : [])))];
  const made = domains.map((domain) => ({
    domain,
    value: listEdit(
      rules.map((node) => node?.entries.get(domain)),
      saying,
    ),
  }));
  const builtin = made.filter(({ domain }) => Object.hasOwn(builtinDomains, domain));
  const custom = made.filter(({ domain }) => !Object.hasOwn(builtinDomains, domain));
  const field = (found: typeof made): Expression => object(found.map(({ domain, value }): Field => ({ name: domain, value })));
  return [
    ...(builtin.length > 0 ? [{ name: "split", value: field(builtin) }] : []),
    ...(custom.length > 0 ? [{ name: "domains", value: field(custom) }] : []),
  ];
}

/** A list, or what is added to the one that is there. */
function listEdit(nodes: readonly (BstNode | undefined)[], saying: Saying): Expression {
  const part = (node: BstNode | undefined, key: string): readonly Scalar[] =>
    node?.type === "mapping" ? scalarsOf(node.entries.get(key)) : [];
  const isWhole = nodes.some((node) => node?.type === "sequence" || (node?.type === "mapping" && node.entries.has("(=)")));
  if (isWhole) {
    return sayTexts(
      nodes.map((node) =>
        node?.type === "sequence" ? scalarsOf(node) : [...part(node, "(<)"), ...part(node, "(=)"), ...part(node, "(>)")],
      ),
      saying,
    );
  }
  const before = nodes.map((node) => part(node, "(<)"));
  const after = nodes.map((node) => part(node, "(>)"));
  const isPrepended = before.some((items) => items.length > 0);
  return call(forge(isPrepended ? "prepend" : "append"), sayTexts(isPrepended ? before : after, saying));
}
