// Which store a command works with: the command line's, the configuration's, or the default. Light.

import { resolve } from "node:path";
import type { UserConfiguration } from "./configuration.ts";
import { defaultStore } from "./places.ts";
import type { GlobalOptions } from "./program.ts";

export function storeRoot(options: Pick<GlobalOptions, "store">, configuration: Pick<UserConfiguration, "store">): string {
  if (options.store !== undefined) return resolve(options.store);
  return configuration.store ?? defaultStore(process.env);
}
