// Refs of git sources as projects write them: forty digits, or what `git describe` says of the commit.

import type { JsonObject } from "../../../core/model/json.ts";
import type { ResolvedSource } from "../sources.ts";

const REF = /^(?:(.+)-(\d+)-g)?([0-9a-f]{40})$/;

/**
 * The commit of a ref, which may be said as `git describe` says it. `.git` is staged with the tag where it stands right there;
 * of one further back only the name is known.
 */
export function describedCommit(ref: ResolvedSource["ref"]): { readonly commit: string; readonly tags: JsonObject[] } | undefined {
  const [, tag, distance, commit] = (typeof ref === "string" && REF.exec(ref)) || [];
  if (commit === undefined) return undefined;
  return { commit, tags: tag !== undefined && distance === "0" ? [{ name: tag, commit }] : [] };
}
