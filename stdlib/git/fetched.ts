// What fetching a git source leaves for staging: a repository for the commit and one for each submodule, and the commits that
// describe it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { listCommit } from "./commit-tree.ts";
import { type DescribingTag, describingCommits } from "./history.ts";
import { parseBatch, readObjects } from "./read-objects.ts";
import { fetchFiles, type Wanted, withHistory } from "./repository.ts";
import { localGit } from "./run-git.ts";
import { type SubmoduleChoice, wantedSubmodules } from "./submodules.ts";

export interface FetchedCommit {
  /** Where it is laid out: "" or a path. */
  readonly path: string;
  /** Absolute. */
  readonly repository: string;
  readonly commit: string;
}

/** Fetches a commit and its submodules, and theirs, into `ctx.directory`. */
export async function fetchCommits(ctx: DriverContext, root: Wanted, choice: SubmoduleChoice): Promise<void> {
  const fetched: { path: string; repository: string; commit: string }[] = [];
  const paths = new Set<string>();
  const pending = [{ ...root, path: "" }];
  for (const { path, ...wanted } of pending) {
    if (pending.length > MOST) ctx.fail("FORGE2006", `the commit has more than ${MOST} submodules`, "leave some out by `submodules`");
    const name = `${fetched.length}.git`;
    const repository = join(ctx.directory, name);
    if (path !== "") ctx.log(`submodule ${path}: ${wanted.commit}`);
    await fetchFiles(ctx, wanted, repository);
    fetched.push({ path, repository: name, commit: wanted.commit });
    const entries = await listCommit(ctx, repository, wanted.commit);
    for (const entry of entries) if (entry.type === "submodule") paths.add(path === "" ? entry.path : `${path}/${entry.path}`);
    pending.push(...(await wantedSubmodules(ctx, { repository, commit: wanted.commit, url: wanted.url, path, entries }, choice)));
  }
  refuseUnknown(ctx, choice, paths);
  writeFileSync(join(ctx.directory, LIST), JSON.stringify(fetched));
}

/** What `fetchCommits` left, outermost first. */
export function fetchedCommits(directory: string): readonly FetchedCommit[] {
  const list: readonly FetchedCommit[] = JSON.parse(readFileSync(join(directory, LIST), "utf8"));
  return list.map(({ path, repository, commit }) => ({ path, repository: join(directory, repository), commit }));
}

/** Leaves the commits that describe a commit in `ctx.directory`. */
export async function fetchDescription(ctx: DriverContext, wanted: Wanted, tags: readonly DescribingTag[]): Promise<void> {
  const { commit } = wanted;
  const files = join(ctx.directory, "0.git");
  const isNear = tags.every((tag) => tag.commit === commit);
  const contents = isNear
    ? await readObjects(ctx, files, { type: "commit", ids: [commit] })
    : await withHistory(ctx, wanted, async (repository) => {
        const known = { repository, commit };
        await refuseForeign(ctx, known, tags);
        return readObjects(ctx, repository, { type: "commit", ids: await describingCommits(ctx, known, tags) });
      });
  const written = [...contents].map(([id, content]) =>
    Buffer.concat([Buffer.from(`${id} commit ${content.length}\n`), content, Buffer.from("\n")]),
  );
  writeFileSync(join(ctx.directory, COMMITS), Buffer.concat(written));
}

/** The commits that `fetchDescription` left, by digest. */
export function fetchedDescription(directory: string): ReadonlyMap<string, Uint8Array> {
  return new Map(parseBatch(readFileSync(join(directory, COMMITS)), "commit"));
}

const LIST = "commits.json";
const COMMITS = "commits";
/** More are a mistake, or a trap. */
const MOST = 1_000;

function refuseUnknown(ctx: DriverContext, choice: SubmoduleChoice, paths: ReadonlySet<string>): void {
  if (typeof choice === "boolean") return;
  const unknown = Object.keys(choice).find((path) => !paths.has(path) && !isBelowOmitted(choice, path));
  if (unknown === undefined) return;
  const known = [...paths].sort().map((path) => JSON.stringify(path));
  ctx.fail(
    "FORGE2006",
    `\`submodules\` names "${unknown}", which is no submodule`,
    known.length > 0 ? `there are ${known.join(", ")}` : "the commit has none",
  );
}

function isBelowOmitted(choice: { readonly [path: string]: string | false }, path: string): boolean {
  return Object.entries(choice).some(([other, chosen]) => chosen === false && path.startsWith(`${other}/`));
}

interface At {
  readonly repository: string;
  readonly commit: string;
}

async function refuseForeign(ctx: DriverContext, { repository, commit }: At, tags: readonly DescribingTag[]): Promise<void> {
  for (const tag of tags) {
    const words = [`--git-dir=${repository}`, "merge-base", "--is-ancestor", tag.commit, commit];
    if ((await localGit(ctx, words, { accept: [0, 1, 128] })).exitCode === 0) continue;
    ctx.fail(
      "FORGE2006",
      `the tag ${tag.name} (${tag.commit.slice(0, 12)}) is not in the history of ${commit.slice(0, 12)}`,
      "correct `tags`, or track again",
    );
  }
}
