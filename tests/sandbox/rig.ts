// A small store with a busybox base, and runs of sandboxes in it. Runs as whoever runs it, on a directory of its own.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SandboxCommand, SandboxReport, SandboxRequest } from "../../core/model/sandbox.ts";
import { createSandbox, type SandboxOptions } from "../../sandbox/bubblewrap.ts";
import { fileSystemName } from "../../sandbox/probe.ts";

/** Contents of a layer: text of a file, null of a directory, or the target of a link. */
export interface LayerFiles {
  readonly [path: string]: string | null | { readonly link: string };
}

export interface Ran {
  readonly report: SandboxReport;
  readonly log: string;
  readonly job: string;
  /** What was bound at /out. */
  readonly out: string;
}

export type RunOptions = Partial<Omit<SandboxRequest, "commands" | "log" | "storeRoot">>;

export interface Rig {
  readonly root: string;
  readonly sandbox: ReturnType<typeof createSandbox>;
  /** Name of the layer with busybox and its links in /bin. */
  readonly base: string;
  /** Makes a layer; returns its name. */
  layer(files: LayerFiles): string;
  /** A layer with the host's perl and what that is linked with. */
  perl(): string;
  job(): string;
  run(commands: string | readonly (string | SandboxCommand)[], options?: RunOptions): Promise<Ran>;
  dispose(): Promise<void>;
}

export const environment: SandboxCommand["environment"] = [
  ["PATH", "/usr/bin:/bin"],
  ["HOME", "/tmp"],
];

/** Links that the tests' commands use. */
const APPLETS = [
  "sh",
  "cat",
  "chown",
  "env",
  "find",
  "hostname",
  "id",
  "ip",
  "ls",
  "mkdir",
  "mount",
  "mv",
  "ps",
  "rm",
  "sleep",
  "tar",
  "touch",
  "true",
  "umount",
  "unshare",
  "wc",
  "yes",
];

export function createRig(options: SandboxOptions = {}): Rig {
  const root = mkdtempSync(join(storageDirectory(), "forge-sandbox-"));
  const sandbox = createSandbox(options);
  let made = 0;
  mkdirSync(join(root, "trees"));
  mkdirSync(join(root, "tmp"));

  function layer(files: LayerFiles): string {
    const name = `trees/${String(made++).padStart(64, "0")}`;
    mkdirSync(join(root, name));
    for (const [path, contents] of Object.entries(files)) {
      const file = join(root, name, path);
      mkdirSync(contents === null ? file : dirname(file), { recursive: true });
      if (typeof contents === "string") writeFileSync(file, contents);
      else if (contents) symlinkSync(contents.link, file);
    }
    return name;
  }

  function copyInto(name: string, from: string, to: string): void {
    mkdirSync(dirname(join(root, name, to)), { recursive: true });
    copyFileSync(from, join(root, name, to));
    chmodSync(join(root, name, to), 0o755);
  }

  const base = layer(Object.fromEntries(APPLETS.map((name) => [`bin/${name}`, { link: "busybox" }])));
  copyInto(base, which("busybox"), "bin/busybox");
  let perlLayer: string | undefined;

  function perl(): string {
    if (perlLayer !== undefined) return perlLayer;
    perlLayer = layer({});
    copyInto(perlLayer, "/usr/bin/perl", "usr/bin/perl");
    const libraries = execFileSync("ldd", ["/usr/bin/perl"], { encoding: "utf8" }).match(/\/\S+\.so\S*/g) ?? [];
    for (const library of libraries) copyInto(perlLayer, realpathSync(library), library);
    return perlLayer;
  }

  function job(): string {
    const directory = join(root, "tmp", `job-${made++}`);
    mkdirSync(directory);
    mkdirSync(join(directory, "out"));
    return directory;
  }

  async function run(commands: string | readonly (string | SandboxCommand)[], more: RunOptions = {}): Promise<Ran> {
    const jobDirectory = more.jobDirectory ?? job();
    const log = openSync(join(jobDirectory, "log"), "w");
    const out = join(jobDirectory, "out");
    try {
      const report = await sandbox.run({
        jobDirectory,
        storeRoot: root,
        mounts: [{ at: "/", lowers: [base] }],
        binds: [{ at: "/out", from: out }],
        hostname: "forge",
        ...more,
        commands: [commands].flat().map((command) => (typeof command === "string" ? { script: command, cwd: "/", environment } : command)),
        log,
      });
      return { report, log: readFileSync(join(jobDirectory, "log"), "utf8"), job: jobDirectory, out };
    } finally {
      closeSync(log);
    }
  }

  async function dispose(): Promise<void> {
    await sandbox.remove(root);
    rmSync(root, { recursive: true, force: true });
  }

  return { root, sandbox, base, layer, perl, job, run, dispose };
}

/** A directory on a file system that an overlay's upper layer may lie on, also inside a container. */
export function storageDirectory(): string {
  const given = process.env["FORGE_TEST_STORAGE"];
  if (given !== undefined) return given;
  const found = [tmpdir(), "/var/tmp", "/dev/shm"].find((directory) => fileSystemName(directory) !== "overlay");
  if (found === undefined) throw new Error("no file system here can be overlaid");
  return found;
}

function which(program: string): string {
  return realpathSync(execFileSync("sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8" }).trim());
}

/** Whether any process on this host has a text in its arguments. */
export function isRunning(marker: string): boolean {
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && Number(name) !== process.pid && argumentsOf(name).includes(marker));
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Waits until something is so; fails after ten seconds. */
export async function waitFor(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
