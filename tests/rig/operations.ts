// Runs the operations of a source kind in this process, with the functions that drivers really have: without the child and
// its walls, and without a store.

import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ForgeError, isForgeError } from "../../core/model/errors.ts";
import type { MirrorNode } from "../../core/model/graph.ts";
import type { JsonObject } from "../../core/model/json.ts";
import { createDriverContext } from "../../dsl/driver/create-context.ts";
import { type DriverContext, sourceDefinition } from "../../dsl/index.ts";
import type { Source } from "../../dsl/source.ts";
import { sourceData } from "../../dsl/source-data.ts";
import { removeTree } from "./project.ts";

export interface Operations extends AsyncDisposable {
  /** Everything that comes up lies below it. */
  readonly root: string;
  readonly project: string;
  readonly log: string[];
  track(source: Source): Promise<JsonObject>;
  /** Directory with what was fetched. */
  fetch(source: Source, ref?: JsonObject): Promise<string>;
  /** Directory with what was laid out. `previous` is laid out below it first, or beside it. */
  stage(source: Source, options?: StageOptions): Promise<string>;
  /** All of it, one after the other; the directory that was laid out. */
  bring(source: Source, ref?: JsonObject): Promise<string>;
}

export interface StageOptions {
  readonly ref?: JsonObject | undefined;
  readonly fetched?: string | undefined;
}

export interface OperationsOptions {
  readonly kinds: readonly unknown[];
  readonly mirrors?: { readonly [alias: string]: MirrorNode };
  readonly secrets?: { readonly [name: string]: string };
  readonly offline?: boolean;
  /** Whether something is kept from one operation to the next. Yes unless said. */
  readonly cache?: boolean;
  /** Gives the directory in which a source finds those before it. */
  readonly previous?: string;
}

export function sourceOperations(options: OperationsOptions): Operations {
  const root = mkdtempSync(join(process.env.FORGE_TEST_TMP ?? tmpdir(), "forge-operations-"));
  const project = join(root, "project");
  const cache = join(root, "cache");
  for (const directory of [project, cache]) mkdirSync(directory);
  const log: string[] = [];

  const operations: Operations = {
    root,
    project,
    log,
    async track(source) {
      const { definition, config } = partsOf(source, options.kinds);
      const ref = await definition.track?.(context("track", source), config);
      return (definition.ref?.parse(ref) ?? {}) as JsonObject;
    },
    async fetch(source, ref) {
      const { definition, config } = partsOf(source, options.kinds);
      const made = context("fetch", source);
      await definition.fetch?.(made, config, ref);
      return made.directory;
    },
    async stage(source, { ref, fetched } = {}) {
      const { definition, config } = partsOf(source, options.kinds);
      const made = context("stage", source, fetched);
      await definition.stage?.(made, config, ref);
      return made.directory;
    },
    async bring(source, ref) {
      const { definition } = partsOf(source, options.kinds);
      const locked = ref ?? (definition.track && sourceData(source).lock ? await operations.track(source) : undefined);
      return operations.stage(source, { ref: locked, fetched: await operations.fetch(source, locked) });
    },
    async [Symbol.asyncDispose]() {
      removeTree(root);
    },
  };
  return operations;

  function context(operation: "track" | "fetch" | "stage", source: Source, fetched?: string): DriverContext {
    const own = mkdtempSync(join(root, `${operation}-`));
    const [directory, scratch] = [join(own, "directory"), join(own, "scratch")];
    for (const made of [directory, scratch]) mkdirSync(made);
    return createDriverContext(
      {
        operation,
        driver: { module: "forge-build", export: source.kind, operations: ["track", "fetch", "stage"] },
        kind: source.kind,
        config: {},
        project,
        directory,
        scratch,
        ...(operation !== "stage" && options.cache !== false && { cache }),
        ...(fetched !== undefined && { fetched }),
        ...(options.previous !== undefined && { previous: options.previous }),
        mirrors: options.mirrors ?? {},
        offline: options.offline === true || operation === "stage",
        secrets: options.secrets ?? {},
        known: {},
        entry: "",
        retryDelay: 1,
      },
      (message) => {
        if (message.type === "log") log.push(message.line);
      },
    );
  }
}

/** What went wrong. */
export async function failure(work: Promise<unknown>): Promise<ForgeError> {
  try {
    await work;
  } catch (error) {
    if (isForgeError(error)) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** Paths and contents below a directory; a link's is `-> target`, a program's begins with "x ". */
export function filesIn(directory: string, filter: (path: string) => boolean = () => true): { readonly [path: string]: string } {
  const found: [string, string][] = [];
  for (const path of pathsIn(directory).filter(filter)) {
    const status = lstatSync(join(directory, path));
    if (status.isSymbolicLink()) found.push([path, `-> ${readlinkSync(join(directory, path))}`]);
    else if (status.isFile())
      found.push([path, `${(status.mode & 0o100) !== 0 ? "x " : ""}${readFileSync(join(directory, path), "utf8")}`]);
  }
  return Object.fromEntries(found);
}

/** Everything below a directory, sorted. Links are not followed. */
function pathsIn(directory: string, below = ""): readonly string[] {
  const entries = readdirSync(join(directory, below), { withFileTypes: true });
  return entries
    .flatMap((entry) => [below + entry.name, ...(entry.isDirectory() ? pathsIn(directory, `${below}${entry.name}/`) : [])])
    .sort();
}

function partsOf(source: Source, kinds: readonly unknown[]) {
  const definition = kinds.map(sourceDefinition).find((one) => one?.kind === source.kind);
  if (!definition) throw new Error(`the test did not name the kind ${source.kind}`);
  return { definition, config: JSON.parse(JSON.stringify(sourceData(source).config)) as JsonObject };
}
