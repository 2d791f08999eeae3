// Options: what can be chosen on the command line with `-o name=value`. During an evaluation they have plain values.
//
// Declaring them is what makes a name known: unknown names are refused when the graph is made, for then all are declared.

import type { OptionNode } from "../core/model/graph.ts";
import { type CallSite, captureCallSite } from "./call-site.ts";
import { evaluationContext } from "./context.ts";
import { instanceOf, makerOf, TOP } from "./instances.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { type OptionSpec, optionType } from "./option-types.ts";
import { describeValue, refusal, relatedTo } from "./refuse.ts";

/** Options by name. */
export type OptionSpecs = { readonly [name: string]: OptionSpec<OptionNode["value"]> };

/** Their values. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [N in keyof Specs]: Specs[N] extends OptionSpec<infer Value> ? Value : never;
};

export interface DeclaredOption {
  readonly node: OptionNode;
  readonly site: CallSite;
}

/**
 * Declares options and gives their values:
 * `export const options = defineOptions({ debug: flag({ default: false }) })`, then `-o debug=true`.
 */
export function defineOptions<const Specs extends OptionSpecs>(specs: Specs): OptionValues<Specs> {
  const site = captureCallSite();
  const values = Object.entries(specs).map(([name, spec]) => [name, declare(name, spec, site)]);
  return Object.freeze(Object.fromEntries(values));
}

/** The arm for a value. Every value needs an arm, and the compiler sees to it. */
export function match<Value extends string, Result>(value: Value, arms: { readonly [V in Value]: Result }): Result {
  if (Object.hasOwn(arms, value)) return arms[value];
  throw refusal({
    code: "FORGE1007",
    message: `match has no arm for ${describeValue(value)}`,
    help: `its arms are ${Object.keys(arms).join(", ")}`,
  });
}

/** The options declared so far, by name. Throws FORGE1010 when the command line names one that is not. */
export function declaredOptions(): readonly OptionNode[] {
  const declared = registry(TOP);
  for (const name of Object.keys(evaluationContext()?.options ?? {})) {
    if (declared.has(name)) continue;
    const known = [...declared.keys()];
    throw refusal({
      code: "FORGE1010",
      message: `the project has no option "${name}"${didYouMean(name, known)}`,
      site: [],
      help: known.length === 0 ? "it declares no options" : `its options are ${known.join(", ")}`,
    });
  }
  return [...declared.values()].map(({ node }) => node).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function declare(name: string, spec: OptionSpec<OptionNode["value"]>, site: CallSite): OptionNode["value"] {
  const owner = makerOf(site);
  const declared = registry(owner);
  const earlier = declared.get(name);
  if (earlier) {
    const related = [relatedTo(earlier.site, "declared here first")];
    throw refusal({ code: "FORGE1007", message: `the option "${name}" is declared twice`, site, related });
  }
  const { type, description, values, value } = read(name, spec, { site, owner });
  declared.set(name, { node: { name, type, value, ...(description !== undefined && { description }), ...(values && { values }) }, site });
  return value;
}

interface Declaring {
  readonly site: CallSite;
  /** The instance that declares it. */
  readonly owner: number;
}

function read(name: string, spec: OptionSpec<OptionNode["value"]>, { site, owner }: Declaring) {
  const { type, description, values, expected, initial, parse } = optionType(spec);
  const instance = instanceOf(owner);
  const written = instance ? writtenValue(instance.options[name]) : evaluationContext()?.options[name];
  if (written === undefined) return { type, description, values, value: initial };
  const value = parse(written);
  if (value !== undefined) return { type, description, values, value };
  const meant = values ? nearest(written, values) : undefined;
  throw refusal({
    code: "FORGE1011",
    message: `the option "${name}" cannot be ${JSON.stringify(written)}${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
    site: instance?.site ?? site,
    ...(instance && { related: [relatedTo(site, "the option is declared here")] }),
    help: `give it ${expected}`,
  });
}

/** A value as the command line would have it. */
function writtenValue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(",") : String(value);
}

const REGISTRY = Symbol.for("forge.options");

/** One for each project of the process, whatever copies of this package there are. */
function registry(owner: number): Map<string, DeclaredOption> {
  const instance = instanceOf(owner);
  if (instance) return instance.declared;
  const known: Map<string, DeclaredOption> | undefined = Reflect.get(globalThis, REGISTRY);
  if (known) return known;
  const made = new Map<string, DeclaredOption>();
  Object.defineProperty(globalThis, REGISTRY, { value: made });
  return made;
}
