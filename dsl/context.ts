// What an evaluation tells the language: options of the command line, where the project lies, and who records reads.
//
// Set by dsl/evaluate/main.ts before the configuration is imported; a global under a registered symbol, because the
// configuration may load another copy of this package than the one that evaluates it. Absent outside an evaluation.

import type { Graph } from "../core/model/graph.ts";

export interface EvaluationContext {
  /** `-o name=value`, as written. */
  readonly options: { readonly [name: string]: string };
  /** Absolute real path of the directory that holds build.config.ts. */
  readonly projectRoot: string;
  readonly recorder: ReadRecorder;
  /** Imports build.config.ts of another project, in an instance of its own. */
  readonly importJunction: (request: JunctionImport) => Promise<object>;
}

export interface JunctionImport {
  readonly id: number;
  /** Absolute real path of the other project. */
  readonly directory: string;
  /** Absolute path of its build.config.ts. */
  readonly entry: string;
  /** As it is written, and in which file. */
  readonly specifier: string;
  readonly parent: string;
}

/** Receives absolute paths that a result depends on; each is an input of the evaluation cache. */
export interface ReadRecorder {
  /** The contents of a file were used. */
  file(path: string): void;
  /** The names and types in a directory were used. `glob` records every directory it looked into. */
  directory(path: string): void;
  /** It mattered that nothing is there. */
  absent(path: string): void;
}

const EVALUATION = Symbol.for("forge.evaluation");

/** The running evaluation, if there is one. */
export function evaluationContext(): EvaluationContext | undefined {
  const context: EvaluationContext | undefined = Reflect.get(globalThis, EVALUATION);
  return context;
}

/** Absolute directory that the paths of a configuration are relative to. Outside an evaluation, where the process is. */
export function projectRoot(): string {
  return evaluationContext()?.projectRoot ?? process.cwd();
}

/** Begins the evaluation of this process. */
export function beginEvaluation(context: EvaluationContext): void {
  Object.defineProperty(globalThis, EVALUATION, { value: Object.freeze(context) });
}

/**
 * The property under which a project value of any copy of this package keeps the function that makes its graph:
 * `{ [PROJECT]: () => Graph }`. The evaluator calls it on the default export.
 */
export const PROJECT: unique symbol = Symbol.for("forge.project");

/** The property under which it keeps what `defineProject` was given, for projects that stand on it. */
export const PROJECT_DATA: unique symbol = Symbol.for("forge.project-data");

export interface BrandedProject {
  readonly [PROJECT]: () => Graph;
}

/** Whether a value is a project, made by whatever copy of this package. */
export function isProject(value: unknown): value is BrandedProject {
  return typeof value === "object" && value !== null && PROJECT in value && typeof value[PROJECT] === "function";
}
