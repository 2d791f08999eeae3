// Sources without a project's evaluation: a store, real drivers, and nodes of the graph written by hand.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createDrivers, type DriversOptions } from "../../core/drivers/create-drivers.ts";
import type { BuildEvent } from "../../core/model/events.ts";
import type { DriverOperation, MirrorNode, SourceNode } from "../../core/model/graph.ts";
import { GRAPH_FORMAT, GRAPH_VERSION } from "../../core/model/graph.ts";
import type { Json, JsonObject } from "../../core/model/json.ts";
import type { SourceContext, SourceJob } from "../../core/source/context.ts";
import { readLock } from "../../core/source/lock.ts";
import { openStore, type Store } from "../../core/store/store.ts";
import { removeTree, repository } from "./project.ts";

export interface SourceRig extends AsyncDisposable {
  readonly root: string;
  readonly project: string;
  readonly store: Store;
  readonly context: SourceContext;
  readonly events: BuildEvent[];
  /** What drivers logged. */
  readonly log: string[];
  /** How often a job was begun. */
  readonly jobs: { count: number };
  readonly job: () => SourceJob;
  write(path: string, text: string): void;
  /** Paths and contents of a tree; a link's is `-> target`, a program's begins with "x ". */
  files(tree: string): { readonly [path: string]: string };
}

export interface SourceRigOptions extends Omit<DriversOptions, "store"> {
  readonly files?: { readonly [path: string]: string };
  readonly mirrors?: { readonly [alias: string]: MirrorNode };
  readonly offline?: boolean;
  readonly signal?: AbortSignal;
  /** Links node_modules/forge-build to this repository. On unless said. */
  readonly installed?: boolean;
}

export function sourceRig(sources: readonly SourceNode[], options: SourceRigOptions = {}): SourceRig {
  const { files = {}, mirrors = {}, offline = false, signal, installed = true, ...driverOptions } = options;
  const root = mkdtempSync(join(process.env.FORGE_TEST_TMP ?? tmpdir(), "forge-sources-"));
  const project = join(root, "project");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  mkdirSync(join(project, "node_modules"), { recursive: true });
  if (installed) symlinkSync(repository, join(project, "node_modules/forge-build"));
  for (const [path, text] of Object.entries({ "package.json": '{ "type": "module" }\n', ...files })) write(path, text);
  const store = openStore(join(root, "store"));
  const events: BuildEvent[] = [];
  const log: string[] = [];
  const jobs = { count: 0 };
  const drivers = createDrivers({ store, retryDelay: 1, ...driverOptions });
  const lockFile = join(project, "forge.lock");
  const context: SourceContext = {
    graph: {
      format: GRAPH_FORMAT,
      version: GRAPH_VERSION,
      project: { name: "p", mirrors: {} },
      options: [],
      sources,
      elements: [],
      defaults: [],
    },
    projectRoot: project,
    store,
    drivers,
    lock: readLock(lockFile),
    lockFile,
    mirrors,
    offline,
    emit: (event) => events.push(event),
    now: () => 0,
    ...(signal && { signal }),
  };
  const job = (): SourceJob => {
    jobs.count++;
    return { log: () => ({ write: (line) => log.push(line) }), step: () => undefined, end: () => undefined };
  };
  return {
    root,
    project,
    store,
    context,
    events,
    log,
    jobs,
    job,
    write,
    files: (tree) => readTree(join(store.root, store.trees.relativePath(tree as never))),
    async [Symbol.asyncDispose]() {
      await drivers.close();
      store.close();
      if (existsSync(root)) removeTree(root);
    },
  };
}

export interface NodeParts {
  readonly kind: string;
  readonly module?: string;
  readonly operations: readonly DriverOperation[];
  readonly config?: JsonObject;
  readonly lock?: readonly Json[];
  readonly key?: Json;
  readonly paths?: readonly string[];
  readonly line?: number;
}

export function sourceNode({
  kind,
  module = "forge-build",
  operations,
  config = {},
  lock,
  key,
  paths = [],
  line = 1,
}: NodeParts): SourceNode {
  return {
    kind,
    version: 1,
    driver: { module, export: kind, operations },
    config,
    ...(lock && { lock }),
    key: key ?? config,
    paths,
    place: [{ file: "build.config.ts", line }],
  };
}

/** `remote` and `tar` as evaluation gives them. */
export function remoteNode(url: string, line = 1): SourceNode {
  return sourceNode({
    kind: "remote",
    operations: ["track", "fetch"],
    config: { url },
    lock: [url],
    key: { filename: url.split("/").at(-1) ?? "", executable: false },
    line,
  });
}

export function tarNode(url: string, { baseDir = "*", line = 1 }: { readonly baseDir?: string; readonly line?: number } = {}): SourceNode {
  return sourceNode({
    kind: "tar",
    operations: ["track", "fetch", "stage"],
    config: { url, baseDir },
    lock: [url],
    key: { baseDir },
    line,
  });
}

function readTree(directory: string): { readonly [path: string]: string } {
  const found: [string, string][] = [];
  for (const path of readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()) {
    const status = lstatSync(join(directory, path));
    if (status.isSymbolicLink()) found.push([path, `-> ${readlinkSync(join(directory, path))}`]);
    else if (status.isFile())
      found.push([path, `${(status.mode & 0o100) !== 0 ? "x " : ""}${readFileSync(join(directory, path), "utf8")}`]);
  }
  return Object.fromEntries(found);
}
