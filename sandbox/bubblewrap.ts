// The Sandbox port by overlay file systems and bubblewrap: prepare, run, say how it ended.
//
// Knows directories and commands; trees, keys and elements are the engine's. The host is taken as able until it refuses;
// then another mode is tried once and kept, or the refusal becomes an error that mends.

import { closeSync, mkdirSync, openSync, readFileSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../core/model/errors.ts";
import type { MergedEntry, Sandbox, SandboxReport, SandboxRequest } from "../core/model/sandbox.ts";
import type { RunningJobs } from "../core/model/suspension.ts";
import { bwrapArguments, type Mode, OWN_PLACES, RESOLVER } from "./bwrap-args.ts";
import { isCopied, prepareCopies } from "./copies.ts";
import { type Driver, driverText, JOBSERVER } from "./driver.ts";
import { launchWords } from "./launch.ts";
import { listMergedRoot } from "./merged-listing.ts";
import { outcomeOf, outOfMemoryKills } from "./outcome.ts";
import { type Overlay, prepareOverlays } from "./overlay.ts";
import { removeTree } from "./remove.ts";
import { type ProcessEnd, runProcess } from "./sandbox-process.ts";
import { seccompProgram } from "./seccomp.ts";
import { nextMode, setupError } from "./setup-failure.ts";
import { missingPlaces, removeStubs } from "./stubs.ts";

export interface SandboxOptions {
  /** How to begin; for tests of what a host falls back to. */
  readonly mode?: Partial<Mode>;
  /** Called once when a weaker mode had to be chosen. */
  onFallback?(mode: Mode): void;
  /** Told of each run that no person is at. */
  readonly jobs?: RunningJobs;
}

/** Makes the sandbox of this process. Starts nothing. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  let mode: Mode = { isolation: "namespace", proc: "new", staging: "overlay", ...options.mode };

  async function run(request: SandboxRequest): Promise<SandboxReport> {
    const jobs = request.interactive ? undefined : options.jobs;
    await jobs?.going();
    if (request.signal?.aborted) return { outcome: { type: "stopped", reason: "cancelled" } };
    mkdirSync(join(request.jobDirectory, "sandbox"), { recursive: true });
    const kills = outOfMemoryKills();
    for (;;) {
      // Others may find a weaker mode meanwhile.
      const found = mode;
      const tried: Mode = isCopied(request.jobDirectory) ? { ...found, staging: "copy" } : found;
      const layout = await prepare(request, tried);
      const { end, said } = await start({ request, layout, mode: tried, jobs });
      await removeStubs(layout.rootOnHost, layout.missing);
      if (end.ready || end.stopped) return report(request, layout, { end, kills, mode: tried });
      if (mode !== found) continue;
      const next = nextMode(tried, said);
      if (next === undefined) throw setupError({ end, said, storeRoot: request.storeRoot });
      mode = tried === found ? next : { ...next, staging: found.staging };
      options.onFallback?.(mode);
    }
  }

  return { run, remove: removeTree };
}

/** What is where, before anything is mounted. */
interface Layout {
  readonly overlays: readonly Overlay[];
  /** Directory that becomes "/", relative to the store or absolute. */
  readonly root: string;
  /** Where what is written to "/" is found from outside. */
  readonly rootOnHost: string;
  /** Mount points that bubblewrap will have to make there. */
  readonly missing: readonly string[];
  /** Where staging was copied: the time before which inodes in the roots were. */
  readonly copiedBefore?: number;
}

async function prepare(request: SandboxRequest, { staging }: Mode): Promise<Layout> {
  const { plainRoot, mounts } = request;
  const binds = bindsOf(request);
  const copies = staging === "copy" ? await prepareCopies(mounts, request) : undefined;
  const overlays = copies?.overlays ?? prepareOverlays(mounts, request);
  const root = overlays.find(({ at }) => at === "/");
  if ((root === undefined) === (plainRoot === undefined))
    throw new Error('internal: a sandbox needs either a mount at "/" or a plain root');
  const rootOnHost = root?.upper ?? plainRoot ?? "";
  const network = request.interactive?.network === true;
  const places = [...OWN_PLACES, ...(network ? [RESOLVER] : []), ...[...mounts, ...binds].map(({ at }) => at).filter((at) => at !== "/")];
  return {
    overlays,
    root: root?.directory ?? rootOnHost,
    rootOnHost,
    missing: missingPlaces(rootOnHost, places),
    ...(copies && { copiedBefore: copies.copiedBefore }),
  };
}

function bindsOf({ binds, jobserver }: SandboxRequest): SandboxRequest["binds"] {
  return jobserver === undefined ? binds : [...binds, { at: JOBSERVER, from: jobserver }];
}

interface Start {
  readonly request: SandboxRequest;
  readonly layout: Layout;
  readonly mode: Mode;
  readonly jobs: RunningJobs | undefined;
}

/** Starts it, and waits until nothing of it is left. */
async function start({ request, layout, mode, jobs }: Start): Promise<{ readonly end: ProcessEnd; readonly said: string }> {
  const { commands, interactive, jobDirectory } = request;
  const terminal = interactive !== undefined;
  const driver = driverText(commands, { interactive: terminal });
  const bwrap = bwrapArguments({
    mode,
    hostname: request.hostname,
    root: layout.root,
    binds: [...layout.overlays.filter(({ at }) => at !== "/").map(({ at, directory }) => ({ at, from: directory })), ...bindsOf(request)],
    environment: commands[0]?.environment ?? [],
    ...(driver.inFile ? {} : { driver: driver.text }),
    terminal,
    network: interactive?.network ?? false,
  });
  const files = openFiles(join(jobDirectory, "sandbox"), driver);
  // From descriptor 2 on, as driver.ts numbers them; runProcess makes the one for status.
  const inherited = [files.setup, "ignore" as const, files.seccomp, ...(files.driver === undefined ? [] : [files.driver])];
  try {
    const end = await runProcess({
      words: launchWords({ mode, overlays: layout.overlays, bwrap, terminal: terminal && process.stdin.isTTY === true }),
      cwd: request.storeRoot,
      stdio: terminal ? [0, 1, ...inherited, 2] : ["ignore", request.log, ...inherited],
      interactive: terminal,
      jobs,
      seconds: request.limits?.seconds,
      signal: request.signal,
      onCommand: (index, at) => request.onCommand?.(index, at),
    });
    const said = end.ready ? "" : readFileSync(join(jobDirectory, "sandbox/setup"), "utf8");
    return { end, said };
  } finally {
    for (const descriptor of [files.setup, files.seccomp, files.driver]) if (descriptor !== undefined) closeSync(descriptor);
  }
}

interface OpenFiles {
  readonly setup: number;
  readonly seccomp: number;
  readonly driver: number | undefined;
}

function openFiles(directory: string, { text, inFile }: Driver): OpenFiles {
  return {
    setup: openSync(join(directory, "setup"), "w"),
    seccomp: openWith(join(directory, "seccomp"), seccompProgram()),
    driver: inFile ? openWith(join(directory, "driver"), Buffer.from(text)) : undefined,
  };
}

/** A descriptor that reads these bytes from the start. */
function openWith(file: string, bytes: Buffer): number {
  const descriptor = openSync(file, "w+");
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written, bytes.length - written, written);
  return descriptor;
}

interface Ran {
  readonly end: ProcessEnd;
  /** What outOfMemoryKills said before. */
  readonly kills: number;
  readonly mode: Mode;
}

async function report(request: SandboxRequest, layout: Layout, { end, kills, mode }: Ran): Promise<SandboxReport> {
  const outcome = outcomeOf(end, kills);
  if (outcome.type === "failed") refuseFullDisk(request.jobDirectory);
  const overlaid = request.plainRoot === undefined;
  const listed = request.listMerged === true && outcome.type === "succeeded";
  const merged = listed ? await list(request, layout, mode) : undefined;
  return { outcome, ...(overlaid && { upper: layout.rootOnHost, writtenSince: layout.copiedBefore ?? 0 }), ...(merged && { merged }) };
}

function list(request: SandboxRequest, layout: Layout, mode: Mode): Promise<readonly MergedEntry[]> {
  // A copied root is all there is to see.
  const lowers = mode.staging === "copy" ? [] : (request.mounts.find(({ at }) => at === "/")?.lowers ?? []);
  return listMergedRoot({ place: request, lowers, upper: layout.rootOnHost, mountPoint: layout.root, mode });
}

/** Below this, whatever failed probably failed for want of room, and may not be remembered as the build's failure. */
const NO_ROOM = 1 << 20;

function refuseFullDisk(directory: string): void {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize >= NO_ROOM) return;
  throw new ForgeError({
    code: "FORGE5001",
    message: "the disk of the store is full",
    detail: [`a command failed while ${directory} had ${bavail * bsize} bytes left`],
    help: "make room, or lower the quota and run `forge gc`",
  });
}
