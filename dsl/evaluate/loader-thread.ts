// The hooks on the thread of Node's loader, for versions of Node that cannot run them beside the configuration.

import type { MessagePort } from "node:worker_threads";
import { createHooks, type HookSettings, type Hooks, type Resolution } from "./hooks.ts";

let hooks: Hooks | undefined;

interface Context {
  readonly parentURL?: string;
  readonly conditions: readonly string[];
}

/** Called by Node with what `module.register` was given. */
export function initialize({ port, ...settings }: HookSettings & { readonly port: MessagePort }): void {
  hooks = createHooks(settings, (report) => port.postMessage(report));
}

export async function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Resolution>,
): Promise<Resolution> {
  if (!hooks) return next(specifier, context);
  const shortcut = hooks.shortcut(specifier, context);
  if (shortcut) return shortcut;
  let resolution: Resolution;
  try {
    resolution = await next(specifier, context);
  } catch (error) {
    return hooks.missed(specifier, context, error);
  }
  return hooks.found(specifier, context, resolution);
}

export async function load(url: string, context: object, next: (url: string, context: object) => Promise<object>): Promise<object> {
  return hooks?.source(url) ?? next(url, context);
}
