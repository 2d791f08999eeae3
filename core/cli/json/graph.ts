// Schemas of what `forge why`, `forge rdeps` and `forge graph` print.

import { z } from "zod";
import type { GraphView } from "../../report/graph-view.ts";
import type { NeedAnswer } from "../../report/needs.ts";
import { place } from "./error.ts";
import { schemaOf } from "./schema-of.ts";

const edgeType = z.enum(["build", "runtime", "all"]);
const milliseconds = z.int().min(0).describe("milliseconds");

const needing = z.object({
  name: z.string(),
  kind: z.string(),
  place: place.exactOptional(),
  edges: z
    .array(z.object({ type: edgeType, at: z.string().describe("where it is staged for building") }))
    .describe("how it is needed by the one before, or how it needs what was asked for"),
});

export const whyAnswer = schemaOf<NeedAnswer>()(
  z.object({
    from: z.string(),
    to: z.string(),
    ways: z.string().regex(/^\d+$/).describe("how many ways there are, which may be more than a number holds"),
    paths: z.array(z.array(needing)).describe("the shortest of them, shortest first"),
  }),
);

export const rdepsAnswer = needing.extend({
  distance: z.int().min(1).describe("how many edges it is away, by the shortest way"),
  through: z.string().optional().describe("the first element on that way; absent where it needs it directly"),
});

const element = z.object({
  name: z.string(),
  kind: z.string(),
  description: z.string().exactOptional(),
  state: z.enum(["cached", "tainted", "failed", "missing", "unlocked"]),
  key: z.string().exactOptional(),
  milliseconds: milliseconds.exactOptional().describe("what making it took, when it was last really made"),
  place: place.exactOptional(),
  edges: z.array(z.object({ to: z.int().min(0).describe("position in the list of elements"), type: edgeType })),
});

export const graphAnswer = schemaOf<GraphView>()(
  z.object({
    project: z.string(),
    elements: z.array(element).describe("dependencies before dependants"),
    build: z
      .object({
        began: z.int().describe("milliseconds of the epoch"),
        milliseconds,
        jobs: z.array(
          z.object({
            name: z.string(),
            kind: z.string(),
            start: milliseconds.describe("since the build began"),
            end: milliseconds.describe("since the build began"),
            ok: z.boolean(),
          }),
        ),
      })
      .exactOptional()
      .describe("the last build that had something to do"),
    junctions: z
      .array(
        z.object({
          name: z.string().describe("what its elements are called by"),
          project: z.string().describe("what the project calls itself"),
          version: z.string().exactOptional(),
          aliases: z.array(z.string()).describe("other names that lead to it"),
          options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
          replaced: z.array(z.tuple([z.string(), z.string()])).describe("elements of it, and what stands in their place"),
          differs: z
            .array(z.object({ from: z.string(), why: z.array(z.string()) }))
            .describe("earlier instances of the project, and why this one is another"),
        }),
      )
      .exactOptional()
      .describe("other projects that it stands on"),
  }),
);
