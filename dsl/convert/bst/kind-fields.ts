// The fields of an element that are its kind's own: commands, domains, paths.

import { compose, composeValue, settleDirectives } from "../../bst/composite.ts";
import { layoutOf } from "../../bst/graph/layout.ts";
import { COMMAND_LISTS } from "../../bst/kinds/kind.ts";
import * as access from "../../bst/yaml/access.ts";
import { type BstNode, EMPTY, type Mapping, type Scalar } from "../../bst/yaml/node.ts";
import { call, code, type Expression, type Field, type Item, list, member, object, template } from "../print/expression.ts";
import type { ElementWriting } from "./element-module.ts";
import { cases } from "./merge.ts";
import { mappedFields } from "./plugins.ts";
import { isIn, type PerPoint, sayCommands, sayData, sayItems, sayText, scalarIn, scalarsOf } from "./say.ts";
import { commandOf, forge } from "./texts.ts";

export function kindFields(writing: ElementWriting): readonly Field[] {
  switch (writing.kind.manner) {
    case "steps": {
      const steps = stepFields(writing, (step) => step);
      return steps.length === 0 ? [] : [{ name: "steps", value: object(steps) }];
    }
    case "manual":
      return manualFields(writing);
    case "script":
      return scriptFields(writing);
    case "compose":
      return [...domainFields(writing, true), ...booleanFields(writing, [["integrate", "integrate", true]])];
    case "filter":
      return [...domainFields(writing, false), ...booleanFields(writing, [["pass-integration", "passIntegration", false]])];
    case "import":
      return pathFields(writing);
    case "mapped":
      return writing.kind.plugin ? mappedFields(writing.kind.plugin, configsOf(writing), writing.saying) : [];
    case "unknown":
      return [{ name: "config", value: sayOpaque(writing) }];
    case "stack":
    case "collected":
      return [];
  }
}

type List = "before" | "run" | "after";

/** What an element says of a list of commands, apart: what stands before, instead and behind. */
function partsOf(node: BstNode | undefined): { readonly [L in List]: readonly Scalar[] | undefined } {
  if (node?.type === "sequence") return { before: undefined, run: scalarsOf(node), after: undefined };
  if (node?.type !== "mapping") return { before: undefined, run: undefined, after: undefined };
  const part = (key: string): readonly Scalar[] | undefined => (node.entries.has(key) ? scalarsOf(node.entries.get(key)) : undefined);
  return { before: part("(<)"), run: part("(=)"), after: part("(>)") };
}

function stepFields(writing: ElementWriting, nameOf: (step: string) => string): readonly Field[] {
  return COMMAND_LISTS.flatMap((list): readonly Field[] => {
    const parts = changesOf(list, writing);
    if (parts === undefined) return [];
    return [{ name: nameOf(list.replace(/-commands$/, "")), value: object(parts) }];
  });
}

function changesOf(list: string, writing: ElementWriting): readonly Field[] | undefined {
  const { saying, config } = writing;
  const nodes = config.map((node) => node?.entries.get(list));
  if (nodes.every((node) => node === undefined)) return undefined;
  const parts = nodes.map((node) => partsOf(node));
  const runs = parts.map(({ run }, index) => (isIn(saying.within, index) ? run !== undefined : undefined));
  // Where only some values of options replace the commands, the kind's own are written for the others.
  const whole = runs.includes(true) && runs.includes(false) ? wholeCommands(list, writing) : undefined;
  if (whole) return [{ name: "run", value: sayCommands(whole, saying) }];
  return (["before", "run", "after"] as const).flatMap((part): readonly Field[] => {
    const values = parts.map((one) => one[part]);
    if (values.every((value) => value === undefined)) return [];
    return [{ name: part, value: sayCommands(values, saying) }];
  });
}

/** The commands that the element has in the end, with variables as they are written. */
function wholeCommands(list: string, { kind, config, resolved }: ElementWriting): readonly (readonly Scalar[])[] {
  return config.map((node, index) => {
    if (resolved[index] === undefined) return [];
    const base = kind.defaults[0]?.config.entries.get(list);
    const own = node?.entries.get(list);
    return scalarsOf(own ? composeValue(list, base, own) : base);
  });
}

function manualFields(writing: ElementWriting): readonly Field[] {
  return COMMAND_LISTS.flatMap((list): readonly Field[] => {
    const name = list.replace(/-commands$/, "");
    const parts = changesOf(list, writing);
    if (parts === undefined) return [];
    const [only] = parts;
    if (parts.length === 1 && only?.name === "run") return [{ name, value: only.value }];
    const base = writing.kind.defaults[0]?.config.entries.get(list);
    if (scalarsOf(base).length === 0 || parts.length > 1)
      return [{ name, value: sayCommands(wholeCommands(list, writing), writing.saying) }];
    return only ? [{ name, value: call(forge(only.name === "before" ? "prepend" : "append"), only.value) }] : [];
  });
}

function scriptFields(writing: ElementWriting): readonly Field[] {
  const { saying, config, resolved, kind } = writing;
  const commands = config.map((node, index) => {
    const own = node?.entries.get("commands");
    const base = kind.defaults[0]?.config.entries.get("commands");
    return resolved[index] === undefined ? [] : scalarsOf(own ? composeValue("commands", base, own) : base);
  });
  const first = resolved.find((one) => one !== undefined);
  const directories = first ? layoutOf(first, () => 0).directories : [];
  const made = directories.map(
    (path): Item => ({ value: template(member(forge("sh"), "raw"), [`mkdir -p '${path.replaceAll("'", "'\\''")}'`], { raw: true }) }),
  );
  const items = sayItems(commands, saying, (scalar) => commandOf(scalar, saying.reference));
  const cwd = resolved.map((one) => one?.variables.node("cwd"));
  const text = cwd.every((scalar) => scalar === undefined || scalar.text === "/" || scalar.text === "") ? undefined : sayText(cwd, saying);
  return [{ name: "run", value: list([...made, ...items]) }, ...(text ? [{ name: "cwd", value: text }] : [])];
}

function domainFields(writing: ElementWriting, orphans: boolean): readonly Field[] {
  const { saying, resolved } = writing;
  const lists = (["include", "exclude"] as const).flatMap((name): readonly Field[] => {
    const values = resolved.map((one) => (one ? scalarsOf(one.config.entries.get(name)) : undefined));
    if (values.every((value) => value === undefined || value.length === 0)) return [];
    // A list as a whole at each point: what is spread into one has lost the type that its place gives it.
    const found = cases(values, (value) => JSON.stringify((value ?? []).map(({ text }) => text)), saying.within);
    const choices = found.map(({ points, value = [] }) => ({
      points,
      value: list(value.map(({ text }) => writing.domainReference(text))),
    }));
    return [{ name, value: saying.domain.choose(choices, saying.within) }];
  });
  return [...lists, ...booleanFields(writing, [["include-orphans", "orphans", orphans]])];
}

function booleanFields(
  { saying, resolved }: ElementWriting,
  fields: readonly (readonly [key: string, name: string, usual: boolean])[],
): readonly Field[] {
  return fields.flatMap(([key, name, usual]): readonly Field[] => {
    const values = resolved.map((one) => (one ? access.booleanOr(one.config, key, usual) : usual));
    const found = cases(values, String, saying.within);
    if (found.every(({ value }) => value === usual)) return [];
    return [
      {
        name,
        value: saying.domain.choose(
          found.map(({ points, value }) => ({ points, value: code(value) })),
          saying.within,
        ),
      },
    ];
  });
}

function pathFields({ saying, resolved, config, kind }: ElementWriting): readonly Field[] {
  return (
    [
      ["source", "from"],
      ["target", "to"],
    ] as const
  ).flatMap(([key, name]): readonly Field[] => {
    const values = config.map((node, index) =>
      resolved[index] ? (scalarIn(node, key) ?? scalarIn(kind.defaults[0]?.config, key)) : undefined,
    );
    if (values.every((value) => value === undefined || value.text === "/" || value.text === "")) return [];
    const value = sayText(values, saying);
    return value ? [{ name, value }] : [];
  });
}

/** Configuration that nobody here knows the meaning of, over what the kind and the project say of it. */
function sayOpaque(writing: ElementWriting): Expression {
  return sayData(configsOf(writing), writing.saying);
}

function configsOf({ resolved, config, kind }: ElementWriting): PerPoint<Mapping | undefined> {
  return config.map((node, index) => {
    if (resolved[index] === undefined) return undefined;
    const whole = compose(kind.defaults[0]?.config ?? EMPTY, node ?? EMPTY);
    return kind.defaults[0]?.kind.trust === "unknown" ? settleDirectives(whole) : whole;
  });
}
