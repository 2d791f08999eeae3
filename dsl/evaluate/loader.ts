// Registers tsx and, around it, forge's module hooks: beside the configuration where Node can, else on its loader thread.

import module from "node:module";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { registerHooks } from "../synchronous-hooks.ts";
import { createHooks, type HookReport, type HookSettings } from "./hooks.ts";
import { watchRequire } from "./watch-require.ts";

export interface Loader {
  /** Every import so far, in the order in which they were resolved. */
  imports(): readonly HookReport[];
}

/** Makes this process load TypeScript, as `tsconfig` says. `thread` is the URL of the program for the loader thread. */
export async function registerLoader(
  settings: HookSettings,
  { thread, tsconfig }: { readonly thread: string; readonly tsconfig: string | undefined },
): Promise<Loader> {
  const { register } = await import("tsx/esm/api");
  register({ tsconfig: tsconfig ?? false });
  const reports: HookReport[] = [];
  watchRequire((report) => reports.push(report));
  if (registerHooks) {
    const hooks = createHooks(settings, (report) => reports.push(report));
    registerHooks({
      resolve(specifier, context, next) {
        const shortcut = hooks.shortcut(specifier, context);
        if (shortcut) return shortcut;
        try {
          return hooks.found(specifier, context, next(specifier, context));
        } catch (error) {
          return hooks.missed(specifier, context, error);
        }
      },
      load: (url, context, next) => hooks.source(url) ?? next(url, context),
    });
    return { imports: () => reports };
  }
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  module.register(thread, { data: { ...settings, port: port2 }, transferList: [port2] });
  return {
    imports() {
      for (let received = receiveMessageOnPort(port1); received; received = receiveMessageOnPort(port1)) reports.push(received.message);
      return reports;
    },
  };
}
