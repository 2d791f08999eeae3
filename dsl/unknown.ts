// Kinds and sources of which nothing but the name and the configuration is known: what another tool's plug-ins made.
//
// They load and show like any other, and say what is missing when they are to be built. Who writes the real one puts it in
// their place.

import { z } from "zod";
import type { JsonObject } from "../core/model/json.ts";
import { captureCallSite } from "./call-site.ts";
import { defineElement, type ElementKind } from "./define-element.ts";
import type { CommonInput, PublicData } from "./element-input.ts";
import { isJson } from "./json.ts";
import { describeValue, refusal } from "./refuse.ts";
import { makeSource, type Placement, type Source } from "./source.ts";
import type { SourceData } from "./source-data.ts";

export interface UnknownKindInput extends CommonInput {
  /** What its own code would be told, as the other tool had it. */
  readonly config?: { readonly [name: string]: PublicData };
}

/** A kind that nobody has written for forge yet. `needs` ends the sentence "it needs …". */
export function unknownKind<const Kind extends string>(kind: Kind, needs: string): ElementKind<Kind, UnknownKindInput> {
  return defineElement({
    kind,
    config: z.object({ config: z.record(z.string(), z.unknown()).default({}) }),
    recipe: ({ config }) => ({ type: "unknown", config: config.config, needs: [needs] }),
  });
}

/** A source of a kind that nobody has written for forge yet. All of its configuration decides what it is. */
export function unknownSource<const Kind extends string>(
  kind: Kind,
  config: JsonObject,
  { at, needs }: Placement & { /** Ends the sentence "it needs …". */ readonly needs: string },
): Source<Kind> {
  const site = captureCallSite();
  if (!isJson(config))
    throw refusal({
      code: "FORGE1007",
      message: `unknownSource: the configuration must be plain data, not ${describeValue(config)}`,
      site,
    });
  const data: SourceData = {
    kind,
    version: 1,
    operations: [],
    module: undefined,
    config,
    at,
    lock: undefined,
    key: config,
    paths: [],
    previous: undefined,
    site,
    needs,
  };
  return makeSource(kind, data);
}
