// The modules that say what holds for the whole project: options, variables, defaults.

import { FORMAT_2_DEFAULTS } from "../../bst/builtin/project-defaults.ts";
import type { Declaration } from "../../bst/options/option-types.ts";
import type { Mapping, Scalar } from "../../bst/yaml/node.ts";
import { builtinDomains } from "../../domains.ts";
import { call, code, type Expression, type Field, literal, member, name, object, string } from "../print/expression.ts";
import type { Constant, Module } from "../print/module.ts";
import { camelCase } from "../print/names.ts";
import type { Comments } from "./comments.ts";
import { OPTIONS_FILE, optionOf, optionText } from "./domain.ts";
import { DOMAINS, DOMAINS_FILE } from "./domain-names.ts";
import { type Case, cases } from "./merge.ts";
import { isStandard, VARIABLES_FILE, variableReference } from "./project-names.ts";
import { mappingIn, type PerPoint, type Saying, sayRecord, sayText, sayTexts, scalarIn, scalarsOf } from "./say.ts";
import type { ProjectScope } from "./scope.ts";
import { forge, referencesIn } from "./texts.ts";
import { MAX_JOBS } from "./variants.ts";

export const DEFAULTS_FILE = "defaults.ts";

/** `options.ts`. */
export function optionsModule({ variants }: ProjectScope): Module {
  const fields = [...variants.declarations.values()].map(
    (declaration): Field => ({ name: camelCase(declaration.name), value: optionSpec(declaration) }),
  );
  const jobs = call(
    forge("integer"),
    object({ default: code(MAX_JOBS), min: code(1), description: string("How many jobs a build may run at a time.") }),
  );
  return {
    file: OPTIONS_FILE,
    statements: [
      {
        name: "options",
        exported: true,
        value: call(forge("defineOptions"), object([...fields, { name: "maxJobs", value: jobs }])),
        description: "What can be chosen on the command line with `-o name=value`.",
      },
    ],
  };
}

function optionSpec({ type, values = [], initial, description, fromHost }: Declaration): Expression {
  const described = description === "" ? undefined : string(description);
  switch (type) {
    case "bool":
      return call(forge("flag"), object({ default: code(initial === true), description: described }));
    case "flags":
    case "element-mask":
      return call(forge("flags"), literal(values), object({ default: literal(initial), description: described }));
    case "arch":
      return call(forge("arch"), literal(values), ...(described && fromHost ? [object({ description: described })] : []));
    default:
      return call(
        forge("choice"),
        literal(values),
        object({ default: string(values.includes(String(initial)) ? String(initial) : (values[0] ?? "")), description: described }),
      );
  }
}

/** `variables.ts`: those of the project, and the names of those that kinds have. */
export function variablesModule(scope: ProjectScope, comments: Comments): Module {
  const { domain, fields, variants } = scope;
  const nodes = scope.each(domain, ({ project }) => project.config.variables);
  const exports = new Map(
    [...variants.declarations.values()].flatMap((one) => (one.variable === undefined ? [] : [[one.variable, one] as const])),
  );
  const own = [...fields].filter(([, field]) => !isStandard(field));
  const said = own.filter(([variable]) => variable !== "element-name" && nodes.some((node) => node.entries.has(variable)));
  const levels = levelsOf(
    said.map(([variable]) => variable),
    (variable) => (exports.has(variable) || variable === "max-jobs" ? [] : nodes.flatMap((node) => referencesTo(node, variable))),
  );
  const constants: Constant[] = [];
  const holder = new Map<string, string>();
  const ofKinds = own.filter(([variable]) => !said.some(([other]) => other === variable));
  if (ofKinds.length > 0) {
    constants.push({
      name: "given",
      comments: ["Said by the kinds and elements that have them."],
      value: call(forge("defineVariables"), object(ofKinds.map(([, field]) => ({ name: field, value: string("") })))),
    });
    for (const [variable] of ofKinds) holder.set(variable, "given");
  }
  for (const [index, level] of levels.entries()) {
    const constant = index === 0 ? "plain" : `composed${index === 1 ? "" : index}`;
    const reference = (variable: string): Expression => {
      const field = fields.get(variable) ?? variable;
      return member(isStandard(field) ? forge("standardVariables") : name(holder.get(variable) ?? "given"), field);
    };
    const saying: Saying = { domain, within: domain.all, reference, comments, strip: (text) => text };
    const made = level.map((variable): Field => {
      const declaration = exports.get(variable);
      const scalars = nodes.map((node) => scalarIn(node, variable));
      const value =
        variable === "max-jobs"
          ? call(name("String"), optionOf({ name: "max-jobs" }))
          : declaration
            ? optionText(declaration)
            : (sayText(scalars, saying, "") ?? string(""));
      const first = scalars.find((scalar) => scalar !== undefined);
      return { name: fields.get(variable), value, ...(first && { comments: comments.above(first) }) };
    });
    constants.push({ name: constant, value: call(forge("defineVariables"), object(made)) });
    for (const variable of level) holder.set(variable, constant);
  }
  const all = [forge("standardVariables"), ...constants.map(({ name: constant }) => name(constant))];
  return {
    file: VARIABLES_FILE,
    statements: [
      ...constants,
      {
        name: "vars",
        exported: true,
        description: "Variables, read late: what an element says of one holds for all that is said in terms of it.",
        value: object(all.map((value): Field => ({ name: undefined, value }))),
      },
    ],
  };
}

/** Names in the order of the file, those that others refer to in an earlier level. */
function levelsOf(names: readonly string[], referencesOf: (name: string) => readonly string[]): readonly (readonly string[])[] {
  const known = new Set(names);
  const level = new Map<string, number>();
  const visit = (one: string, above: ReadonlySet<string>): number => {
    const found = level.get(one);
    if (found !== undefined) return found;
    const inner = referencesOf(one).filter((other) => known.has(other) && !above.has(other) && other !== one);
    const deepest = Math.max(-1, ...inner.map((other) => visit(other, new Set([...above, one]))));
    level.set(one, deepest + 1);
    return deepest + 1;
  };
  for (const one of names) visit(one, new Set());
  const levels: string[][] = [];
  for (const one of names) {
    const index = level.get(one) ?? 0;
    for (let missing = levels.length; missing <= index; missing++) levels.push([]);
    levels[index]?.push(one);
  }
  return levels.filter((found) => found.length > 0);
}

function referencesTo(node: Mapping, variable: string): readonly string[] {
  const scalar = scalarIn(node, variable);
  return scalar ? referencesIn(scalar) : [];
}

interface DefaultsParts {
  readonly kinds: readonly Expression[];
  /** Domains that some elements have or ask for. */
  readonly foreign: Iterable<string>;
}

/** `defaults.ts` and, where the project has domains of its own, `domains.ts`. */
export function defaultsModules(scope: ProjectScope, comments: Comments, { kinds, foreign }: DefaultsParts): readonly Module[] {
  const { domain, fields } = scope;
  const reference = (variable: string): Expression => variableReference(fields.get(variable) ?? variable);
  const saying: Saying = { domain, within: domain.all, reference, comments, strip: (text) => text.trim() };
  const environments = scope.each(domain, ({ project }) => project.complete.environment);
  const nocache = new Set(scope.each(domain, ({ project }) => project.complete.environmentNocache).flat());
  const rules = scope.each(domain, ({ project }) => project.complete.splitRules);
  const domains = domainsOf(rules);
  const custom = domains.filter((one) => !Object.hasOwn(builtinDomains, one));
  const others = [...foreign].sort();
  const patterns = (one: string): Expression =>
    sayTexts(
      rules.map((node) => scalarsOf(node.entries.get(one))),
      saying,
    );
  const variables = standardFields(scope, saying);
  const environment = sayRecord(environments, saying, (field, value) => ({
    name: field,
    value: nocache.has(field) ? call(forge("nocache"), value) : value,
  }));
  const defaults: Module = {
    file: DEFAULTS_FILE,
    statements: [
      {
        name: "defaults",
        exported: true,
        annotation: "ProjectDefaults",
        description: "What holds for every element that does not say otherwise.",
        value: object({
          ...(variables.length > 0 && { variables: object(variables) }),
          environment: object(environment),
          split: object(domains.filter((one) => Object.hasOwn(builtinDomains, one)).map((one) => ({ name: one, value: patterns(one) }))),
          ...(custom.length + others.length > 0 && { domains: DOMAINS }),
          ...(kinds.length > 0 && { kinds: { type: "list", items: kinds.map((value) => ({ value })) } }),
        }),
      },
    ],
    types: [{ from: "forge-build", name: "ProjectDefaults" }],
  };
  if (custom.length + others.length === 0) return [defaults];
  const declared = call(
    forge("defineDomains"),
    object([
      ...custom.map((one): Field => ({ name: one, value: patterns(one) })),
      ...others.map((one): Field => ({ name: one, value: code(null) })),
    ]),
  );
  return [
    defaults,
    {
      file: DOMAINS_FILE,
      statements: [
        { name: "domains", exported: true, description: "Domains that every element has beside the built-in ones.", value: declared },
      ],
    },
  ];
}

/** Domains that the project gives all its elements. */
export function projectDomains(scope: ProjectScope): readonly string[] {
  return domainsOf(scope.each(scope.domain, ({ project }) => project.complete.splitRules));
}

function domainsOf(rules: PerPoint<Mapping>): readonly string[] {
  return [...new Set(rules.flatMap((node) => [...node.entries.keys()]))];
}

/** Standard variables that the project has differently. */
function standardFields({ domain, fields, variants }: ProjectScope, saying: Saying): readonly Field[] {
  const usual = mappingIn(FORMAT_2_DEFAULTS, "variables");
  const nodes = domain.points.map((point) => variants.with(point).project.config.variables);
  return [...fields].flatMap(([variable, field]): readonly Field[] => {
    if (!isStandard(field)) return [];
    const scalars = nodes.map((node) => scalarIn(node, variable));
    const here = cases(scalars, (scalar) => scalar?.text ?? "\0", domain.all);
    const isUsual = here.every(({ value }: Case<Scalar | undefined>) => value?.text === scalarIn(usual, variable)?.text);
    if (isUsual && field !== "buildRoot" && field !== "installRoot") return [];
    return [{ name: field, value: sayText(scalars, saying, "") ?? string("") }];
  });
}
