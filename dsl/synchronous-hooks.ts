// Module hooks that run beside the code they serve: newer than the types of the oldest Node that is supported.

import module from "node:module";

export interface ResolveContext {
  readonly parentURL?: string;
  readonly conditions: readonly string[];
}

export interface Resolved {
  readonly url: string;
  readonly format?: string | null | undefined;
  readonly shortCircuit?: boolean;
}

type Next = (specifier: string, context: ResolveContext) => Resolved;
type Load = (url: string, context: object) => object;

interface SynchronousHooks {
  resolve?(specifier: string, context: ResolveContext, next: Next): Resolved;
  load?(url: string, context: object, next: Load): object;
}

/** Node's `registerHooks`, from 22.15 on. */
export const { registerHooks } = module as { readonly registerHooks?: (hooks: SynchronousHooks) => void };
