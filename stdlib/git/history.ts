// Which tags describe a commit, and which commits `git describe` must have to say so.
//
// `git describe` counts the commits that a tag does not have. In a history that is cut off, what lies beyond the cut would be
// counted as well; so from the tag one way to each cut is kept, whose commits pass on that the tag has them. The choice
// depends on the history alone.

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import type { Reference } from "./references.ts";
import { shortName } from "./references.ts";
import { localGit } from "./run-git.ts";
import { compareVersionNames } from "./version-order.ts";

export interface DescribingTag {
  readonly name: string;
  readonly commit: string;
  readonly annotated: boolean;
}

/** The nearest annotated tag and the nearest of all, in a repository that has the history. */
export async function nearestTags(
  ctx: DriverContext,
  { repository, commit }: At,
  tags: readonly Reference[],
): Promise<readonly DescribingTag[]> {
  const annotated = await nearest(
    ctx,
    { repository, commit },
    tags.filter((tag) => tag.annotated),
  );
  const any = await nearest(ctx, { repository, commit }, tags);
  return [...(annotated ? [annotated] : []), ...(any && any.name !== annotated?.name ? [any] : [])];
}

/** The same where no history is needed: undefined when it is. */
export function tagsAt(commit: string, tags: readonly Reference[]): readonly DescribingTag[] | undefined {
  const best = bestOf(tags.filter((tag) => tag.commit === commit && tag.annotated));
  return best ? [best] : tags.length === 0 ? [] : undefined;
}

/** Digests of the commits that are needed, the commit itself among them, sorted. */
export async function describingCommits(
  ctx: DriverContext,
  { repository, commit }: At,
  tags: readonly DescribingTag[],
): Promise<readonly string[]> {
  const needed = new Set([commit]);
  for (const tag of tags) {
    needed.add(tag.commit);
    if (tag.commit === commit) continue;
    const { inside, edge } = await revisions(ctx, repository, ["--boundary", `${tag.commit}..${commit}`]);
    for (const id of [...inside.keys(), ...edge]) needed.add(id);
    for (const cut of edge) {
      if (cut === tag.commit) continue;
      const between = await revisions(ctx, repository, ["--ancestry-path", `${cut}..${tag.commit}`]);
      for (const id of wayTo(cut, tag.commit, between.inside)) needed.add(id);
    }
  }
  return [...needed].sort();
}

interface At {
  readonly repository: string;
  readonly commit: string;
}

async function nearest(ctx: DriverContext, { repository, commit }: At, tags: readonly Reference[]): Promise<DescribingTag | undefined> {
  if (tags.length === 0) return undefined;
  const known = await knownCommits(ctx, repository, tags);
  // Names that stand for nothing but themselves, where nobody else sees them: git chooses a commit, the name is chosen here.
  const lines = tags.flatMap((tag) => (known.has(tag.commit) ? [`update refs/tags/${tag.commit} ${tag.commit}\n`] : []));
  if (lines.length === 0) return undefined;
  const beside = join(mkdtempSync(join(ctx.scratch, "describe-")), "beside.git");
  await localGit(ctx, ["init", "--quiet", "--bare", "--template=", "--initial-branch=none", "--", beside]);
  mkdirSync(join(beside, "objects/info"), { recursive: true });
  writeFileSync(join(beside, "objects/info/alternates"), `${join(repository, "objects")}\n`);
  await localGit(ctx, [`--git-dir=${beside}`, "update-ref", "--stdin"], { input: [...new Set(lines)].join("") });
  const words = [`--git-dir=${beside}`, "describe", "--tags", "--abbrev=0", commit];
  const { stdout, exitCode } = await localGit(ctx, words, { accept: [0, 128] });
  return exitCode === 0 ? bestOf(tags.filter((tag) => tag.commit === stdout.trim())) : undefined;
}

async function knownCommits(ctx: DriverContext, repository: string, tags: readonly Reference[]): Promise<ReadonlySet<string>> {
  const input = tags.map(({ commit }) => `${commit}\n`).join("");
  const { stdout } = await localGit(ctx, [`--git-dir=${repository}`, "cat-file", "--batch-check=%(objecttype) %(objectname)"], { input });
  return new Set([...stdout.matchAll(/^commit ([0-9a-f]{40})$/gm)].map(([, id = ""]) => id));
}

function bestOf(tags: readonly Reference[]): DescribingTag | undefined {
  const [best] = [...tags].sort((a, b) => Number(b.annotated) - Number(a.annotated) || compareVersionNames(b.name, a.name));
  return best && { name: shortName(best.name), commit: best.commit, annotated: best.annotated };
}

interface Revisions {
  /** Parents of each. */
  readonly inside: ReadonlyMap<string, readonly string[]>;
  /** What lies just beyond. */
  readonly edge: readonly string[];
}

async function revisions(ctx: DriverContext, repository: string, words: readonly string[]): Promise<Revisions> {
  const { stdout } = await localGit(ctx, [`--git-dir=${repository}`, "rev-list", "--parents", ...words]);
  const inside = new Map<string, readonly string[]>();
  const edge: string[] = [];
  for (const line of stdout.split("\n")) {
    const [id = "", ...parents] = line.split(" ");
    if (id.startsWith("-")) edge.push(id.slice(1));
    else if (id !== "") inside.set(id, parents);
  }
  return { inside, edge };
}

/** A shortest way from a commit back to another, with the other parents along it. */
function wayTo(goal: string, start: string, parents: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const cameFrom = new Map<string, string>();
  const pending = [start];
  for (const id of pending) {
    if (id === goal) break;
    for (const parent of parents.get(id) ?? []) {
      if (cameFrom.has(parent) || parent === start) continue;
      cameFrom.set(parent, id);
      pending.push(parent);
    }
  }
  const way: string[] = [];
  for (let id = cameFrom.get(goal); id !== undefined; id = cameFrom.get(id)) way.push(id, ...(parents.get(id) ?? []));
  return way;
}
