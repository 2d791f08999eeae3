// Schema of the events that verbs print which run something: one object a line.

import { z } from "zod";
import type { BuildEvent, BuildReason, ElementOutcome, EventElement, JobKind } from "../../model/events.ts";
import { digest, errorDetails, place } from "./error.ts";
import { schemaOf } from "./schema-of.ts";

const element = schemaOf<EventElement>()(z.object({ name: z.string(), kind: z.string() }).meta({ id: "Element" }));

const jobKind = schemaOf<JobKind>()(
  z.enum(["track", "fetch", "build", "import", "compose", "filter", "stack", "test", "checkout"]).meta({ id: "JobKind" }),
);

const outcome = schemaOf<ElementOutcome>()(
  z.enum(["cached", "cutoff", "built", "passed", "failed", "skipped", "cancelled"]).meta({ id: "Outcome" }),
);

const reason = schemaOf<BuildReason>()(
  z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("new").describe("never built here") }),
      z.object({ type: z.literal("gone").describe("built before, and no longer in the store") }),
      z.object({
        type: z.literal("changed"),
        changes: z.array(z.object({ path: z.string().describe("in the manifest"), about: z.string().exactOptional() })),
        count: z.int().min(0).describe("how many changes there are; the first are listed"),
      }),
    ])
    .meta({ id: "BuildReason", description: "why an element is made" }),
);

const queue = z.enum(["fetch", "build"]).describe("which places it waits for");
const count = z.int().min(0);
const time = z.number().min(0).describe("milliseconds since the run began");
const milliseconds = z.number().min(0).describe("how long it took");
const log = z.string().exactOptional().describe("path of the log");
const before = z.iso.datetime().exactOptional().describe("when it failed, where that is on record and it was not built again");

const tainted = z.literal(true).exactOptional().describe("resumed by hand, or made over something that was");

export const eventSchema = schemaOf<BuildEvent>()(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("changed"), time, paths: z.array(z.string()).describe("where something happened") }),
    z.object({ type: z.literal("stale"), time, element, why: reason }),
    z.object({ type: z.literal("evaluated"), time, cached: z.boolean(), reason: z.string().exactOptional(), milliseconds }),
    z.object({ type: z.literal("printed"), time, text: z.string(), place: place.exactOptional() }),
    z.object({
      type: z.literal("planned"),
      time,
      elements: count.describe("how many are wanted"),
      cached: count.describe("how many of them are in the store"),
      targets: z.array(element),
      logs: z.string().exactOptional().describe("directory of the logs"),
      builders: count.exactOptional(),
      fetchers: count.exactOptional(),
      expected: z
        .array(
          z.object({
            name: z.string(),
            milliseconds: z.number().exactOptional().describe("how long it took before"),
            path: z.number().describe("milliseconds from its start to the end of the longest chain that needs it"),
          }),
        )
        .exactOptional()
        .describe("elements that are to be made"),
    }),
    z.object({ type: z.literal("queued"), time, element, queue }),
    z.object({ type: z.literal("admitted"), time, element, queue, milliseconds }),
    z.object({ type: z.literal("job-started"), time, job: count, kind: jobKind, subject: element, why: reason.exactOptional() }),
    z.object({ type: z.literal("job-log"), time, job: count, log: z.string() }),
    z.object({ type: z.literal("job-phase"), time, job: count, phase: z.enum(["stage", "sandbox", "capture", "publish"]) }),
    z.object({ type: z.literal("job-step"), time, job: count, subject: element, step: z.string() }),
    z.object({
      type: z.literal("job-finished"),
      time,
      job: count,
      kind: jobKind,
      subject: element,
      milliseconds,
      ok: z.boolean(),
      log,
      stored: count.exactOptional().describe("bytes of files that it put into the store"),
    }),
    z.object({ type: z.literal("critical-path"), time, elements: z.array(z.object({ element, milliseconds })), milliseconds }),
    z.object({
      type: z.literal("element-finished"),
      time,
      element,
      outcome,
      key: digest.exactOptional(),
      milliseconds,
      log,
      before,
      tainted,
    }),
    z.object({
      type: z.literal("tracked"),
      time,
      source: z.string(),
      from: z.string().exactOptional(),
      to: z.string(),
      place: place.exactOptional(),
      elements: z.array(z.string()).exactOptional(),
    }),
    z.object({ type: z.literal("warning"), time, warning: errorDetails }),
    z.object({ type: z.literal("strays"), time, element, count, paths: z.array(z.string()) }),
    z.object({
      type: z.literal("unstaged"),
      time,
      element,
      count,
      paths: z.array(z.object({ path: z.string(), by: z.array(z.string()) })),
    }),
    z.object({
      type: z.literal("overlap"),
      time,
      element,
      count,
      paths: z.array(z.object({ path: z.string(), by: z.array(z.string()) })),
    }),
    z.object({ type: z.literal("failed"), time, element: element.exactOptional(), error: errorDetails, before }),
    z.object({ type: z.literal("retried"), time, element, resumed: z.literal(true).exactOptional() }),
    z.object({ type: z.literal("finished"), time, ok: z.boolean(), counts: z.record(outcome, count), milliseconds }),
  ]),
);
