// Runs the operations of the `debian` source in this process, with the functions that drivers really have: what a test of
// the source needs of the world, without the child and its walls.

import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { MirrorNode } from "../../../core/model/graph.ts";
import type { JsonObject } from "../../../core/model/json.ts";
import { createDriverContext } from "../../../dsl/driver/create-context.ts";
import { sourceDefinition } from "../../../dsl/index.ts";
import type { DebianRef } from "../../../stdlib/debian/locked.ts";
import { debian } from "../../../stdlib/sources/debian.ts";

export interface DebianRun {
  readonly log: readonly string[];
  track(config: JsonObject): Promise<DebianRef>;
  /** Directory with what was fetched. */
  fetch(config: JsonObject, ref: DebianRef): Promise<string>;
  /** Directory with what was laid out. */
  stage(config: JsonObject, ref: DebianRef, fetched: string): Promise<string>;
}

/** `within` is a directory for everything that comes up, which the caller removes. */
export function runDebian(within: string, mirrors: { readonly [alias: string]: MirrorNode }): DebianRun {
  const log: string[] = [];
  const definition = sourceDefinition(debian);
  if (!definition?.track || !definition.fetch || !definition.stage) throw new Error("debian is no whole source kind");
  const { track, fetch, stage } = definition;
  const parsed = (config: JsonObject): JsonObject => definition.config.parse(config) as JsonObject;

  return {
    log,
    async track(config) {
      const ref = await track(context("track"), parsed(config));
      return definition.ref?.parse(ref) as DebianRef;
    },
    async fetch(config, ref) {
      const made = context("fetch");
      await fetch(made, parsed(config), ref);
      return made.directory;
    },
    async stage(config, ref, fetched) {
      const made = context("stage", fetched);
      await stage(made, parsed(config), ref);
      return made.directory;
    },
  };

  function context(operation: "track" | "fetch" | "stage", fetched?: string): ReturnType<typeof createDriverContext> {
    const root = mkdtempSync(join(within, `${operation}-`));
    const [directory, scratch] = [join(root, "directory"), join(root, "scratch")];
    for (const made of [directory, scratch]) mkdirSync(made);
    const driver = { module: "forge-build", export: "debian", operations: ["track", "fetch", "stage"] } as const;
    return createDriverContext(
      {
        ...{ operation, driver, kind: "debian", config: {}, project: within, directory, scratch, mirrors, offline: false },
        ...{ secrets: {}, known: {}, entry: "", retryDelay: 10, ...(fetched !== undefined && { fetched }) },
      },
      (message) => {
        if (message.type === "log") log.push(message.line);
      },
    );
  }
}
