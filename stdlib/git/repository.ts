// Bare repositories that hold what a server was asked for, and nothing of a server's settings.
//
// Each wanted commit has a reference of its own, made when all of it is there. What is kept from one operation to the next
// only saves time: it is changed by one process at a time, and made anew when it is damaged. What is taken from it is
// hashed again by git.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { shownUrl } from "./address.ts";
import { localGit, remoteGit } from "./run-git.ts";

export interface Wanted {
  /** As `repositoryUrl` gave it. */
  readonly url: string;
  readonly commit: string;
  /** Name under which the commit was found, for servers that give no commit by its digest. */
  readonly reference?: string | undefined;
}

/** Makes a bare repository in `into` with the files of a commit, and no history. */
export function fetchFiles(ctx: DriverContext, wanted: Wanted, into: string): Promise<void> {
  return usingKept(ctx, wanted, {
    purpose: "files",
    filter: ["--depth=1"],
    async use(kept) {
      await createRepository(ctx, into);
      const words = [`--git-dir=${into}`, ...FETCH, "--depth=1", "--", `file://${kept}`, `${wanted.commit}:${keeper(wanted.commit)}`];
      await localGit(ctx, words, { environment: { GIT_ALLOW_PROTOCOL: "file" } });
    },
    without: into,
  });
}

/** Gives `use` a repository with the history of a commit; it need not hold any files. */
export async function withHistory<Value>(ctx: DriverContext, wanted: Wanted, use: (repository: string) => Promise<Value>): Promise<Value> {
  const without = join(ctx.scratch, `history-${wanted.commit}.git`);
  let value: { readonly result: Value } | undefined;
  const used = async (repository: string): Promise<void> => {
    value = { result: await use(repository) };
  };
  await usingKept(ctx, wanted, { purpose: "history", filter: ["--filter=tree:0"], use: used, without });
  if (!value) await used(without);
  if (!value) throw new Error("internal: a history was not used");
  return value.result;
}

interface Keeping {
  readonly purpose: "files" | "history";
  /** What need not be sent. */
  readonly filter: readonly string[];
  /** What is done with the repository that is kept. */
  readonly use: (kept: string) => Promise<void>;
  /** The repository that is made where nothing is kept. */
  readonly without: string;
}

async function usingKept(ctx: DriverContext, wanted: Wanted, { purpose, filter, use, without }: Keeping): Promise<void> {
  if (ctx.cache === undefined) {
    await createRepository(ctx, without);
    return bring(ctx, wanted, { repository: without, filter });
  }
  const kept = join(ctx.cache, `${createHash("sha256").update(`${purpose} ${wanted.url}`).digest("hex")}.git`);
  for (let mended = false; ; mended = true) {
    try {
      if (!existsSync(kept)) await createRepository(ctx, kept);
      // What was used lately is the last to be dropped.
      utimesSync(kept, new Date(), new Date());
      if (!(await hasCommit(ctx, kept, wanted.commit))) await bring(ctx, wanted, { repository: kept, filter, lock: `${kept}.lock` });
      return await use(kept);
    } catch (error) {
      // What local commands fail with, of a repository that a crash damaged for instance.
      if (mended || !(error instanceof Error && "code" in error && error.code === "FORGE2012")) throw error;
      ctx.log("what was kept of the repository is damaged: it is fetched again");
      dropRepository(ctx, kept);
    }
  }
}

/** Complete when it appears: another process may want to make it, too. */
async function createRepository(ctx: DriverContext, directory: string): Promise<void> {
  const fresh = `${mkdtempSync(`${directory}.`)}/fresh.git`;
  await localGit(ctx, ["init", "--quiet", "--bare", "--template=", "--initial-branch=none", "--", fresh]);
  mkdirSync(join(fresh, "info"), { recursive: true });
  // Over every .gitattributes: contents are laid out as they are stored.
  writeFileSync(join(fresh, "info/attributes"), "* -text -ident -filter -working-tree-encoding\n");
  try {
    renameSync(fresh, directory);
  } catch (error) {
    if (!existsSync(join(directory, "config"))) throw error;
  }
  rmSync(join(fresh, ".."), { recursive: true, force: true });
}

function dropRepository(ctx: DriverContext, directory: string): void {
  const doomed = mkdtempSync(join(ctx.scratch, "doomed-"));
  try {
    renameSync(directory, join(doomed, "repository"));
  } catch {
    // On another file system, or gone already.
    rmSync(directory, { recursive: true, force: true });
  }
  rmSync(doomed, { recursive: true, force: true });
}

/** Name of the reference that keeps a commit. */
function keeper(commit: string): string {
  return `refs/forge/${commit}`;
}

async function hasCommit(ctx: DriverContext, repository: string, commit: string): Promise<boolean> {
  const words = [`--git-dir=${repository}`, "rev-parse", "--quiet", "--verify", keeper(commit)];
  return (await localGit(ctx, words, { accept: [0, 1] })).exitCode === 0;
}

const FETCH = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--force"];

interface Bringing {
  readonly repository: string;
  readonly filter: readonly string[];
  readonly lock?: string;
}

/** The commit alone where the server gives that, else its branch or tag, else everything. */
async function bring(ctx: DriverContext, wanted: Wanted, { repository, filter, lock }: Bringing): Promise<void> {
  const git = [`--git-dir=${repository}`, ...FETCH];
  const first = await remoteGit(ctx, wanted.url, {
    words: [...git, ...filter],
    names: [`${wanted.commit}:${keeper(wanted.commit)}`],
    lock,
  });
  if ("answer" in first) return;
  if (first.refused === "absent") return gone(ctx, wanted);
  for (const names of wholeReferences(wanted.reference)) {
    const words = [...git, ...(existsSync(join(repository, "shallow")) ? ["--unshallow"] : [])];
    await remoteGit(ctx, wanted.url, { words, names, lock });
    const there = [`--git-dir=${repository}`, "cat-file", "-e", `${wanted.commit}^{commit}`];
    if ((await localGit(ctx, there, { accept: [0, 1, 128] })).exitCode !== 0) continue;
    await localGit(ctx, [`--git-dir=${repository}`, "update-ref", keeper(wanted.commit), wanted.commit], { lock });
    return;
  }
  return gone(ctx, wanted);
}

function wholeReferences(reference: string | undefined): readonly (readonly string[])[] {
  const all = ["+refs/heads/*:refs/all/heads/*", "+refs/tags/*:refs/all/tags/*"];
  if (!reference?.startsWith("refs/")) return [all];
  return [[`+${reference}:refs/all/${reference.slice("refs/".length)}`], all];
}

function gone(ctx: DriverContext, { url, commit, reference }: Wanted): never {
  return ctx.fail(
    "FORGE2010",
    `${shownUrl(url)} no longer has commit ${commit.slice(0, 12)}${reference === undefined ? "" : `, which was ${reference}`}`,
    reference === undefined ? "name another commit" : "`forge track` moves to what it has now; ask upstream why history was rewritten",
  );
}
