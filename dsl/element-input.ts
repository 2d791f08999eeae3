// What users write in the object that they give to a kind: the fields that all kinds share.
//
// Types only. They are interfaces in pieces, so that a kind with a signature of its own takes the pieces it wants and the
// compiler's messages name them.

import type { z } from "zod";
import type { Json } from "../core/model/json.ts";
import type { BuiltinDomain } from "./domains.ts";
import type { List } from "./edits.ts";
import type { Dependency, Element, OnlyDependency } from "./element.ts";
import type { Environment } from "./environment.ts";
import type { Source } from "./source.ts";
import type { Script, Template, Text, VarRef } from "./text.ts";
import type { StandardVariable } from "./variables.ts";

/** JSON in which texts may hold variables. */
export type PublicData = Json | VarRef | Template | readonly PublicData[] | { readonly [name: string]: PublicData };

/** Texts for variables: the kind's own, and those that every element has. */
export type VariablesInput<Variable extends string> = { readonly [N in Variable | StandardVariable]?: Text };

/** Patterns for built-in domains: others, or more. */
export type SplitInput = { readonly [D in BuiltinDomain]?: List<Text> };

/** Fields of every kind. */
export interface AnyInput<Variable extends string = never> {
  /** What it is, for people. */
  readonly description?: string;
  /** Variables that this element has differently. */
  readonly variables?: VariablesInput<Variable>;
  /** Environment of its commands, the integration commands included. */
  readonly environment?: Environment;
  /** Commands that run wherever its files are staged at `/`, before anything else. */
  readonly integration?: readonly Script[];
  /** Patterns of the built-in domains that this element has differently. */
  readonly split?: SplitInput;
  /** Patterns of paths of its dependencies that it may overwrite. */
  readonly overlapWhitelist?: List<Text>;
  /** Data for those who depend on it, by domain. */
  readonly public?: { readonly [domain: string]: PublicData };
}

export interface SourcesInput {
  /** Laid over one another in this order. */
  readonly sources?: readonly Source[];
}

export interface BuildDependsInput {
  /** Needed while it is built. */
  readonly buildDepends?: readonly Dependency[];
}

/** What is done before and after the commands of a step, or instead of them. */
export interface StepInput {
  /** Commands before those of the kind. */
  readonly before?: readonly Script[];
  /** Commands instead of those of the kind, and of what the project's defaults add to them. `[]` leaves them out. */
  readonly run?: readonly Script[];
  /** Commands after those of the kind. */
  readonly after?: readonly Script[];
}

/** Changes by step. */
export type StepInputs<Step extends string> = { readonly [S in Step]?: StepInput };

export interface StepsInput<Step extends string> {
  /** Changes to the kind's steps. */
  readonly steps?: StepInputs<Step>;
}

/** What its commands may take of the machine. None of it enters the key. */
export interface LimitsInput {
  /** Seconds after which its commands are stopped. */
  readonly timeLimit?: number;
  /** How many of the builders' places it takes while it is built: more than 1 for what fills the machine by itself. */
  readonly slots?: number;
  /** How many jobs it may run at a time, at most: 1 where it cannot be built in parallel. */
  readonly maxJobs?: number;
}

/** Fields of kinds that build with commands over sources. */
export interface CommonInput<Variable extends string = never, Step extends string = never>
  extends AnyInput<Variable>,
    SourcesInput,
    BuildDependsInput,
    StepsInput<Step>,
    LimitsInput {}

/** A kind's input: the fields of its schema and the common ones. Give it a name: `interface MyInput extends InputOf<typeof config> {}`. */
export type InputOf<Schema extends z.ZodObject, Variable extends string = never, Step extends string = never> = CommonInput<
  Variable,
  Step
> &
  SchemaInput<Schema>;

/** zod's type for no fields at all would forbid all others too. */
type SchemaInput<Schema extends z.ZodObject> = keyof Schema["shape"] extends never ? unknown : z.input<Schema>;

/** Something in `depends`: an element, with its place, or of one type only. */
export type DependsEntry = Dependency | OnlyDependency;

/** Domains of its own: which they are is inferred at each use. */
export interface OwnDomains<Own extends string> {
  /** Domains of its own, each with the patterns of its files. For a domain of the project, others or more. */
  readonly domains?: { readonly [D in Own]: List<Text> };
}

/** What is inferred at each use: domains of its own, and those that come with its dependencies. */
export interface Relations<Own extends string, Depends extends readonly DependsEntry[], Runtime extends readonly Dependency[]>
  extends OwnDomains<Own> {
  /** Needed while it is built, and by those who use it. */
  readonly depends?: Depends;
  /** Needed by those who use it. */
  readonly runtimeDepends?: Runtime;
}

export type WithDomains<Input, Own extends string> = Input & OwnDomains<Own>;

export type WithRelations<
  Input,
  Own extends string,
  Depends extends readonly DependsEntry[],
  Runtime extends readonly Dependency[],
> = Input & Relations<Own, Depends, Runtime>;

export type AnyKind = (input: never) => Element;
