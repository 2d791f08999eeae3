// Where registries of packages are: the user or the project says so, by alias; forge knows none.

import type { DriverContext } from "../../dsl/index.ts";

/** The base URL of a registry, with a slash behind it. Ends with FORGE2011. */
export function registryUrl(ctx: DriverContext, alias: string, what: string): string {
  const found = Object.hasOwn(ctx.mirrors, alias) ? ctx.mirrors[alias] : undefined;
  if (found) return found.url.replace(/\/*$/, "/");
  return ctx.fail(
    "FORGE2011",
    `nothing says where the registry "${alias}" is, ${what}`,
    `set "mirrors": { "${alias}": { "url": "https://…" } } in the user configuration (docs/configuration.md), or defineProject({ mirrors: { ${alias}: { url: "https://…" } } })`,
  );
}

/** The code of what a driver's function failed with. */
function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Whether a server said that it does not have what was asked for. */
export function isAbsent(error: unknown): boolean {
  return hasCode(error, "FORGE2004") && error instanceof Error && /the server answers (404|410)\b/.test(error.message);
}
