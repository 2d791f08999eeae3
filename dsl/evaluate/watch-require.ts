// Reports what CommonJS code requires and what it finds: inputs of the evaluation like any import.

import { createRequire } from "node:module";
import { ownerOf } from "./frames.ts";
import type { HookReport } from "./hooks.ts";

interface CommonJsModule {
  readonly filename?: string | null;
}

/** Calls `report` for every `require` from code that is not forge's own. */
export function watchRequire(report: (report: HookReport) => void): void {
  const Module: { _resolveFilename(request: string, parent: CommonJsModule | undefined, ...rest: unknown[]): string } = createRequire(
    import.meta.url,
  )("node:module");
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function watchedResolve(request, parent, ...rest) {
    const file = parent?.filename;
    const isWatched = typeof file === "string" && ownerOf(file) !== "forge";
    try {
      const found = resolve.call(this, request, parent, ...rest);
      if (isWatched && found.startsWith("/")) report({ specifier: request, parent: file, found });
      return found;
    } catch (error) {
      if (isWatched) report({ specifier: request, parent: file });
      throw error;
    }
  };
}
