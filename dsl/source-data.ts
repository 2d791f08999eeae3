// What a source holds inside.

import type { DriverOperation, PreviousSources } from "../core/model/graph.ts";
import type { Json, JsonObject } from "../core/model/json.ts";
import { SOURCE } from "./brands.ts";
import type { CallSite } from "./call-site.ts";
import type { Source } from "./source.ts";
import type { Text } from "./text.ts";

export interface SourceData {
  readonly kind: string;
  readonly version: number;
  readonly operations: readonly DriverOperation[];
  /** Absolute path of the module that defined the kind. Undefined: forge's own. */
  readonly module: string | undefined;
  readonly config: JsonObject;
  /** Where it is laid out below the element's sources. Enters neither the lock nor the source's key. */
  readonly at: Text | undefined;
  readonly lock: readonly Json[] | undefined;
  readonly key: Json;
  readonly paths: readonly string[];
  /** What it does with the sources before it. */
  readonly previous: PreviousSources["type"] | undefined;
  readonly site: CallSite;
  /** What having it takes that forge does not have: the end of "it needs …". */
  readonly needs?: string;
}

/** What a source of whatever copy of this package holds. */
export function sourceData(source: Source): SourceData {
  return Reflect.get(source, SOURCE);
}
