// The difference of two manifests, as facts: which path changed, from what, to what.
//
// Pure. The manifests are those that were hashed (invariant 5). Wording lives in core/report.

import type { Json, JsonObject } from "../model/json.ts";

/** One difference. `path` is in the manifest: `recipe.commands[2]`. Absent `from`: added; absent `to`: removed. */
export interface ManifestChange {
  readonly path: string;
  readonly from?: Json;
  readonly to?: Json;
}

/** Everything in which `after` differs from `before`, in the manifest's own order. */
export function manifestChanges(before: JsonObject, after: JsonObject): readonly ManifestChange[] {
  const changes: ManifestChange[] = [];
  compare("", before, after);
  return changes;

  function compare(path: string, from: Json | undefined, to: Json | undefined): void {
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined) {
      changes.push({ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
    } else if (isList(from) && isList(to)) {
      for (let index = 0; index < Math.max(from.length, to.length); index++) compare(`${path}[${index}]`, from[index], to[index]);
    } else if (isRecord(from) && isRecord(to)) {
      for (const name of new Set([...Object.keys(from), ...Object.keys(to)]))
        compare(path === "" ? name : `${path}.${name}`, from[name], to[name]);
    } else if (from !== to) {
      changes.push({ path, from, to });
    }
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
