// Schemas of what verbs print that answer a question with one object, or with one a line.

import { z } from "zod";
import type { ReportedElement } from "../../../dsl/convert/bst/report.ts";
import type { HostCheck } from "../../../sandbox/probe.ts";
import type { PrintedText } from "../../model/evaluation.ts";
import type { DryRun } from "../../run/dry-run.ts";
import type { Explanation } from "../../run/explain.ts";
import type { CheckReport } from "../../store/fsck.ts";
import type { GarbageReport } from "../../store/gc.ts";
import { anyObject, anything, digest, errorDetails, place } from "./error.ts";
import { schemaOf } from "./schema-of.ts";

const count = z.int().min(0);
const bytes = count.describe("bytes");
const names = z.array(z.string());

export const initAnswer = z.object({
  directory: z.string(),
  template: z.enum(["library", "system", "image"]),
  written: names.describe("files that were written"),
  kept: names.describe("files that were there"),
});

export const importAnswer = z.object({
  directory: z.string(),
  project: z.string(),
  files: names.describe("files and directories that were written"),
  elements: z.array(
    schemaOf<ReportedElement>()(
      z.object({
        element: z.string().describe("its name in the project that was imported"),
        verdict: z.enum(["converted", "mapped", "approximated", "left"]),
        file: z.string().exactOptional().describe("the module that it became"),
        remarks: z.array(
          z.object({ verdict: z.enum(["mapped", "approximated", "left"]), message: z.string(), place: place.exactOptional() }),
        ),
      }),
    ),
  ),
});

const printed = schemaOf<PrintedText>()(z.object({ text: z.string(), place: place.exactOptional() }));

export const checkAnswer = z.object({
  ok: z.boolean(),
  errors: z.array(errorDetails),
  printed: z.array(printed).describe("what the configuration printed"),
  files: count.describe("how many files were compiled"),
  elements: count,
});

const changes = z.array(
  z.object({
    path: z.string().describe("in the manifest"),
    from: anything.exactOptional(),
    to: anything.exactOptional(),
    about: z.string().exactOptional().describe("the dependency or source that is meant"),
    sameBytes: z.boolean().exactOptional().describe("the dependency was built anew to the same bytes"),
  }),
);

const defaults = z.array(
  z.object({
    name: z.string().describe("as it is written"),
    kind: z.string().exactOptional().describe("absent: all kinds"),
    from: z.string().exactOptional(),
    to: z.string().exactOptional(),
    place: place.exactOptional(),
  }),
);

export const explainAnswer = schemaOf<Explanation>()(
  z.object({
    name: z.string(),
    kind: z.string(),
    state: z.enum(["unlocked", "missing", "built", "cutoff", "cached"]),
    key: digest.exactOptional(),
    manifest: anyObject.exactOptional().describe("what the key is the digest of"),
    before: digest.exactOptional().describe("the key that it had before"),
    changes: changes.exactOptional(),
    defaults: defaults.exactOptional().describe("defaults of the project that differ from those of then"),
    unlocked: names.exactOptional().describe("elements below it whose sources are not in forge.lock"),
  }),
);

export const dryRunAnswer = schemaOf<DryRun>()(
  z.object({
    wanted: count,
    cached: count,
    elements: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        reason: z.enum(["new", "changed", "dependency", "gone", "spared", "failed", "retried", "unlocked", "impossible"]),
        message: z.string().exactOptional().describe("why it is impossible"),
        key: digest.exactOptional(),
        before: digest.exactOptional().describe("the key that it had before"),
        changes: changes.exactOptional(),
        milliseconds: z.number().exactOptional().describe("what making it took, when it was last made"),
      }),
    ),
    fetches: z.array(z.object({ kind: z.string(), source: z.string(), element: z.string() })),
  }),
);

export const logAnswer = z.object({
  path: z.string(),
  job: z.string().describe("what was done: build, fetch, test"),
  time: z.iso.datetime().describe("when it was last written to"),
  ended: z.boolean().describe("whether nothing more will be written"),
  steps: z
    .array(z.object({ step: z.string(), from: count, to: count.exactOptional() }))
    .describe("bytes of the log that a step printed: from, and up to"),
});

export const checkoutAnswer = z.object({ name: z.string(), tree: digest, path: z.string() });

const hostCheck = schemaOf<HostCheck>()(
  z.object({
    name: z.enum(["kernel", "bubblewrap", "user namespaces", "overlay", "proc", "tools", "disk"]),
    ok: z.boolean(),
    detail: z.string(),
    mend: names.exactOptional().describe("lines that mend it"),
  }),
);

export const doctorAnswer = z.object({ ok: z.boolean(), checks: z.array(hostCheck) });

export const gcAnswer = schemaOf<GarbageReport>()(
  z.object({
    quota: bytes,
    before: bytes,
    after: bytes,
    removed: z.record(z.enum(["tree", "record", "download", "cache", "log", "root", "quarantine"]), count),
    inUse: bytes.describe("bytes above the quota that a running forge may need"),
  }),
);

export const fsckAnswer = schemaOf<{ readonly ok: boolean } & CheckReport>()(
  z.object({
    ok: z.boolean(),
    trees: count,
    files: count,
    bytes,
    records: count,
    downloads: count,
    quarantined: z.array(z.object({ path: z.string(), reason: z.string() })),
    forgotten: count.describe("records that named something in quarantine"),
  }),
);
