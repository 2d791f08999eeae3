// The files of a commit: what its tree lists, refused where no honest tree says so, and laid out in a directory.
//
// Contents are as they are stored: no line endings are changed, no filters run, nothing is substituted. Modes are 0644, 0755
// and symbolic links.

import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { localGit } from "./run-git.ts";

export interface CommitEntry {
  readonly type: "file" | "executable" | "symlink" | "directory" | "submodule";
  readonly object: string;
  /** Relative to the root. */
  readonly path: string;
}

/** All entries, directories before what is in them. Ends with FORGE2006 and FORGE2007. */
export async function listCommit(ctx: DriverContext, repository: string, commit: string): Promise<readonly CommitEntry[]> {
  const { stdoutBytes } = await localGit(ctx, [`--git-dir=${repository}`, "ls-tree", "-r", "-t", "-z", "--full-tree", commit]);
  const entries: CommitEntry[] = [];
  const seen = new Map<string, CommitEntry>();
  for (const record of records(stdoutBytes)) {
    const entry = parseRecord(ctx, record);
    const parent = seen.get(entry.path.slice(0, Math.max(0, entry.path.lastIndexOf("/"))));
    if (seen.has(entry.path) || (parent !== undefined && parent.type !== "directory")) refuse(ctx, entry.path, "is there twice");
    seen.set(entry.path, entry);
    entries.push(entry);
  }
  return entries;
}

/** Lays a commit out in a directory that is empty. Submodules become empty directories. */
export async function checkOut(
  ctx: DriverContext,
  from: { readonly repository: string; readonly commit: string },
  into: string,
): Promise<void> {
  const git = [`--git-dir=${from.repository}`, `--work-tree=${into}`];
  const environment = { GIT_INDEX_FILE: join(ctx.scratch, `index-${from.commit}`) };
  await localGit(ctx, [...git, "read-tree", from.commit], { environment });
  await localGit(ctx, [...git, "checkout-index", "--all", "--force", "--quiet"], { environment, cwd: into });
}

const TYPES: { readonly [mode: string]: CommitEntry["type"] } = {
  "040000": "directory",
  "120000": "symlink",
  "160000": "submodule",
};

function* records(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    yield bytes.subarray(start, end < 0 ? bytes.length : end);
    start = end < 0 ? bytes.length : end + 1;
  }
}

function parseRecord(ctx: DriverContext, record: Uint8Array): CommitEntry {
  const tab = record.indexOf(9);
  const [mode = "", , object = ""] = Buffer.from(record.subarray(0, tab)).toString("latin1").split(" ");
  const path = decode(ctx, record.subarray(tab + 1));
  const wrong = path.split("/").find((name) => name === "" || name === "." || name === ".." || isGitDirectory(name));
  if (wrong !== undefined) refuse(ctx, path, "no honest commit contains");
  const type = TYPES[mode] ?? (/^100/.test(mode) ? (isExecutable(mode) ? "executable" : "file") : undefined);
  return { type: type ?? refuse(ctx, path, `has mode ${mode}`), object, path };
}

function isExecutable(mode: string): boolean {
  return (Number.parseInt(mode, 8) & 0o100) !== 0;
}

/** What some file system takes for `.git`. */
function isGitDirectory(name: string): boolean {
  return /^(\.git|git~1)$/i.test(
    name
      .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
      .replace(/[ .]+$/, "")
      .replace(/:.*$/, ""),
  );
}

function decode(ctx: DriverContext, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return ctx.fail("FORGE2007", `the commit has a file whose name is not UTF-8: ${JSON.stringify(Buffer.from(bytes).toString("latin1"))}`);
  }
}

function refuse(ctx: DriverContext, path: string, why: string): never {
  return ctx.fail("FORGE2006", `the commit is not acceptable: ${JSON.stringify(path)} ${why}`, "tell upstream; nothing of it was laid out");
}
