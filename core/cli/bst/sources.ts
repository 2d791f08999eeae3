// Forge's own kinds of sources by name, for projects that are not written in TypeScript.

import type { Source } from "../../../dsl/source.ts";
import { cpan, crates, docker, git, goVendor, inline, local, ostree, patch, patchQueue, remote, tar, zip } from "../../../stdlib/public.ts";
import type { JsonObject } from "../../model/json.ts";

const KINDS = { cpan, crates, docker, git, goVendor, inline, local, ostree, patch, patchQueue, remote, tar, zip };

/** A source of a kind. The kind checks its input, and throws where it is not as it takes it. */
export function makeSource(kind: string, input: JsonObject): Source {
  if (!Object.hasOwn(KINDS, kind)) throw new Error(`internal: no source kind ${kind}`);
  const make = KINDS[kind as keyof typeof KINDS] as (input: JsonObject) => Source;
  return make(input);
}
