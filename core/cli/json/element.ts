// Schema of an element as `forge show --json` prints it: the incumbent's field names, and forge's own below `forge`.

import { z } from "zod";
import { anyObject, anything, digest, place } from "./error.ts";

const names = z.array(z.string());
const texts = z.record(z.string(), z.string());

/** What only a TypeScript project says. */
const additions = z.object({
  key: digest.optional(),
  state: z.enum(["cached", "tainted", "failed", "missing", "unlocked"]),
  tainted: z.array(z.string()).optional().describe("elements that were resumed by hand, of what is tainted"),
  tree: digest.optional(),
  artifact: digest.optional(),
  duration: z.number().optional().describe("milliseconds that making it took"),
  names,
  places: names.describe("where each dependency is staged, in their order"),
  place: z.array(place),
  recipe: anyObject,
});

export const elementSchema = z.object({
  name: z.string(),
  project: z.string(),
  kind: z.string(),
  description: z.string().optional(),
  "build-depends": names,
  "runtime-depends": names,
  "strict-depends": names.optional(),
  dependencies: z
    .array(z.object({ name: z.string(), type: z.enum(["build", "runtime", "all"]), strict: z.boolean(), config: z.array(anything) }))
    .optional(),
  variables: texts,
  environment: texts,
  "environment-nocache": names,
  config: anyObject,
  public: anyObject,
  sandbox: anyObject,
  sources: z.array(anyObject),
  forge: additions.optional().describe("absent in a .bst project"),
});
