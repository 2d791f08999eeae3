// `defineElement`: makes a kind of element, a function from what users write to a frozen value.
//
// A kind maps configuration to one of the five recipes and has no other power: no files, no network, no graph. Users and
// stdlib have the same function. Variables stay late; everything else is checked at the call, where the place is known.

import { z } from "zod";
import type { EdgeType } from "../core/model/graph.ts";
import type { Json } from "../core/model/json.ts";
import { KIND } from "./brands.ts";
import { captureCallSite } from "./call-site.ts";
import { checkRecipe } from "./check-recipe.ts";
import { parseConfig } from "./config.ts";
import type { BuiltinDomain } from "./domains.ts";
import { type Dependency, type DomainsOf, type Element, makeElement, type RuntimeDomainsOf } from "./element.ts";
import { type EdgeData, type ElementData, type KindRules, readElement } from "./element-data.ts";
import type { AnyKind, DependsEntry, InputOf, WithDomains, WithRelations } from "./element-input.ts";
import type { Environment } from "./environment.ts";
import { deepFreeze } from "./freeze.ts";
import { type KindData, mergedConfig } from "./kind-data.ts";
import type { RecipeInput } from "./recipe.ts";
import type { Script, Text } from "./text.ts";
import { defineVariables, type StandardVariable, standardVariables, type Variables } from "./variables.ts";

/** A kind: call it with what the element is. */
export interface ElementKind<Kind extends string, Input extends object> {
  <
    const Own extends string = never,
    const Depends extends readonly DependsEntry[] = readonly [],
    const Runtime extends readonly Dependency[] = readonly [],
  >(
    input: WithRelations<Input, Own, Depends, Runtime>,
  ): Element<Kind, BuiltinDomain | Own | RuntimeDomainsOf<Depends[number]> | DomainsOf<Runtime[number]>>;
  readonly kind: Kind;
}

/** A kind whose elements need nothing at run time: images, results of scripts. */
export interface BuildOnlyKind<Kind extends string, Input extends object> {
  <const Own extends string = never>(input: WithDomains<Input, Own>): Element<Kind, BuiltinDomain | Own>;
  readonly kind: Kind;
}

/** What a kind knows of the element it is to make. */
export interface KindContext<Schema extends z.ZodObject, Variable extends string> {
  /** The checked configuration, defaults filled in. */
  readonly config: z.output<Schema>;
  /** The variables that every element has, and the kind's own. */
  readonly vars: Variables<Variable | StandardVariable>;
  readonly hasSources: boolean;
  /** What it depends on, in declared order: where each is staged, and what was said about it in `config`. */
  readonly dependencies: readonly KindDependency[];
}

/** A dependency as a kind sees it. Its files are there when the commands run, not before. */
export interface KindDependency {
  readonly type: EdgeType;
  /** `/` unless said. */
  readonly at: Text;
  readonly config?: Json;
}

export interface KindDefinition<Kind extends string, Schema extends z.ZodObject, Variable extends string, Step extends string> {
  readonly kind: Kind;
  /** Enters the key of every element of the kind. Raise it when the same configuration is to give something else. 1 unless said. */
  readonly version?: number;
  /** Fields of its own. Comments on the schema's fields are what users see in their editor. */
  readonly config?: Schema;
  /** Variables of its own, which an element may have differently. */
  readonly variables?: { readonly [N in Variable]: Text };
  /** Added to the default environment. */
  readonly environment?: Environment;
  /** What its elements may have. */
  readonly rules?: KindRules;
  /** How an element is made. */
  readonly recipe?: (context: KindContext<Schema, Variable>) => RecipeInput;
  /** Instead of `recipe`: the steps of a `run` in the build directory. Users may add to each by its name. */
  readonly steps?: (context: KindContext<Schema, Variable>) => { readonly [S in Step]: readonly Script[] };
}

/**
 * Makes a kind of element. Name the type of the result, so that messages and other packages can:
 * `export const cmake: ElementKind<"cmake", CmakeInput> = defineElement({ … })`. A kind may have any signature that
 * returns an element; where it has none, it takes the schema's fields and the common ones.
 */
export function defineElement<
  const Kind extends string,
  Schema extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Variable extends string = never,
  Step extends string = never,
  Signature extends AnyKind = ElementKind<Kind, InputOf<Schema, Variable, Step>>,
>(definition: KindDefinition<Kind, Schema, Variable, Step>): Signature {
  const maker = createMaker(definition);
  return Object.freeze(Object.assign(maker, { kind: definition.kind })) as unknown as Signature;
}

function seen({ type, at, config }: EdgeData): KindDependency {
  return { type, at, ...(config !== undefined && { config }) };
}

/** The function behind every signature. */
function createMaker<Schema extends z.ZodObject, Variable extends string>(
  definition: KindDefinition<string, Schema, Variable, string>,
): ((input: unknown) => Element) & { readonly [KIND]: KindData } {
  const { kind, version = 1, recipe, steps } = definition;
  const schema: z.ZodObject = definition.config ?? z.object({});
  const fields = Object.keys(schema.shape);
  const variables: { readonly [name: string]: Text } = Object.freeze({ ...definition.variables });
  const environment: Environment = Object.freeze({ ...definition.environment });
  const vars = Object.freeze({ ...standardVariables, ...defineVariables(variables) }) as Variables<Variable | StandardVariable>;
  const rules = definition.rules ?? {};
  const recipeFor = recipe ?? stepsRecipe;
  const made: KindData = Object.freeze({ kind, version, rules, schema, variables, environment, makeRecipe });

  return Object.assign(
    (input: unknown) => {
      const site = captureCallSite();
      const { common, rest } = readElement(input, { kind, rules, variables, fields, site });
      const recipe = makeRecipe([rest], { ...common, site });
      const data: ElementData = { ...common, kind: made, site, config: rest, recipe };
      checkRecipe(data, { steps: data.steps, limits: data.limits, site });
      return makeElement(kind, data);
    },
    { [KIND]: made },
  );

  function makeRecipe(layers: readonly object[], { sources, edges, site }: Pick<ElementData, "sources" | "edges" | "site">): RecipeInput {
    const config = parseConfig(schema, mergedConfig(schema, layers), { subject: kind, site }) as z.output<Schema>;
    return deepFreeze(
      recipeFor(Object.freeze({ config, vars, hasSources: sources.length > 0, dependencies: Object.freeze(edges.map(seen)) })),
    );
  }

  function stepsRecipe(context: KindContext<Schema, Variable>): RecipeInput {
    if (steps === undefined) throw new Error(`the kind ${kind} has neither \`recipe\` nor \`steps\``);
    return { type: "run", steps: steps(context) };
  }
}
