// `git`: the files of a commit of a repository, with its submodules.
//
// A branch, tag or version is followed by `forge track`; what is built is always the commit in forge.lock. No setting of the
// host's git counts, no attribute of the repository changes contents, and `.git` is staged only for `describe`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type Json, type ShortSourceKind } from "../../dsl/index.ts";
import { repositoryUrl, shownUrl } from "../git/address.ts";
import { checkOut, listCommit } from "../git/commit-tree.ts";
import { writeDotGit } from "../git/dot-git.ts";
import { fetchCommits, fetchDescription, fetchedCommits, fetchedDescription } from "../git/fetched.ts";
import { nearestTags, tagsAt } from "../git/history.ts";
import { lfsPointers } from "../git/lfs.ts";
import { chooseReference, nameFilter, parseReferences, type Reference, shortName } from "../git/references.ts";
import { withHistory } from "../git/repository.ts";
import { remoteGit } from "../git/run-git.ts";

export interface GitInput {
  /** Where the repository is: an https, http, ssh or git URL, `alias:path`, or `user@host:path`. */
  readonly url: string;
  /**
   * What `forge track` follows: a branch or tag, or globs such as `v1.*`, of which the highest version is taken.
   * The repository's own default branch unless said. `refs/heads/…` and `refs/tags/…` say which is meant.
   */
  readonly track?: string | readonly string[];
  /** Globs of branches and tags that are never taken: `"*-rc*"`. */
  readonly exclude?: string | readonly string[];
  /** The commit, 40 hex digits, instead of an entry in forge.lock. Then there is nothing to track. */
  readonly commit?: string;
  /** Whether submodules are laid out, too; or, by path, which are not (`false`) or where one comes from instead. All unless said. */
  readonly submodules?: boolean | { readonly [path: string]: string | false };
  /**
   * Also stage a small `.git`, in which `git describe`, `git status` and `git archive` work. `match` and `exclude` are globs
   * of the tags that count. Needs `track`; with `commit`, name the `tags`.
   */
  readonly describe?: boolean | { readonly match?: string | readonly string[]; readonly exclude?: string | readonly string[] };
  /** Stage a small `.git` with these tags. Only with `commit`. */
  readonly tags?: readonly { readonly name: string; readonly commit: string /** True unless said. */; readonly annotated?: boolean }[];
  /** What to do about files that Git LFS keeps elsewhere: refuse them, or lay out the pointers. forge does not fetch their contents. */
  readonly lfs?: "refuse" | "pointers";
}

const commitSchema = z.string().refine((text) => /^[0-9a-f]{40}$/.test(text), "must be 40 lower-case hex digits");
const globs = z.union([z.string(), z.array(z.string()).readonly()]);
const tagSchema = z.object({
  name: z.string().refine((text) => /^[^-/\s][^\s~^:?*[\\]*$/.test(text), "must be the name of a tag"),
  commit: commitSchema,
  annotated: z.boolean().default(true),
});

const config = z
  .object({
    url: z.string().min(1),
    track: globs.optional(),
    exclude: globs.optional(),
    commit: commitSchema.optional(),
    submodules: z.union([z.boolean(), z.record(z.string(), z.union([z.literal(false), z.string()]))]).default(true),
    describe: z.union([z.boolean(), z.object({ match: globs.optional(), exclude: globs.optional() })]).default(false),
    tags: z.array(tagSchema).readonly().optional(),
    lfs: z.enum(["refuse", "pointers"]).default("refuse"),
  })
  .refine(({ commit, track, exclude }) => commit === undefined || (track === undefined && exclude === undefined), {
    error: "either pins the source or follows something: leave out `track` and `exclude`",
    path: ["commit"],
  })
  .refine(({ commit, describe }) => commit === undefined || describe === false, {
    error: "needs `track`: with `commit`, name the `tags`",
    path: ["describe"],
  })
  .refine(({ commit, tags }) => tags === undefined || commit !== undefined, {
    error: "is for a pinned `commit`: with `track`, write `describe: true`",
    path: ["tags"],
  });

const ref = z.strictObject({
  commit: commitSchema,
  /** The tag that it was found as. */
  tag: z.string().optional(),
  /** Or the branch, or a name in full. */
  ref: z.string().optional(),
  tags: z.array(tagSchema.strict()).readonly().optional(),
});

type Config = z.output<typeof config>;
type Ref = z.output<typeof ref>;

/**
 * The files of a commit: `git("https://…/project.git", { track: "v2.*", exclude: "*-rc*" })`. `.git` is not staged unless
 * `describe` asks for it, and neither line endings, filters nor `export-subst` of .gitattributes are applied.
 */
export const git: ShortSourceKind<"git", GitInput> = defineSource({
  kind: "git",
  config,
  ref,
  shorthand: (url) => ({ url }),
  lockInputs: ({ url, track, exclude, commit, describe }) =>
    commit === undefined ? lockInputs({ url, track, exclude, describe }) : undefined,
  // Addresses are not in it: a commit is the same wherever it comes from.
  keyInputs: ({ commit, submodules, describe, tags, lfs }) => ({
    ...(commit !== undefined && { commit }),
    ...(tags !== undefined && { tags }),
    without:
      typeof submodules === "boolean"
        ? !submodules
        : Object.keys(submodules)
            .filter((path) => submodules[path] === false)
            .sort(),
    describe: describe !== false,
    lfs,
  }),
  track,
  async fetch(ctx, config, ref) {
    const { commit, tags, reference } = pinned(config, ref);
    const wanted = { url: repositoryUrl(ctx, config.url), commit, reference };
    await fetchCommits(ctx, wanted, config.submodules);
    if (tags) await fetchDescription(ctx, wanted, tags);
  },
  async stage(ctx, config, ref) {
    const { tags } = pinned(config, ref);
    const fetched = ctx.fetched ?? ctx.fail("FORGE2012", "nothing was fetched");
    for (const { path, repository, commit } of fetchedCommits(fetched)) {
      const directory = join(ctx.directory, path);
      mkdirSync(directory, { recursive: true });
      const entries = await listCommit(ctx, repository, commit);
      await checkOut(ctx, { repository, commit }, directory);
      if (config.lfs === "refuse") refusePointers(ctx, lfsPointers(directory, entries), path);
      if (path === "" && tags)
        await writeDotGit(ctx, { commit, repository, entries, tags, commits: fetchedDescription(fetched) }, directory);
    }
  },
});

/** What is asked for, in fixed positions; absent ones at the end are left out, so that adding a position changes no entry. */
function lockInputs({ url, track, exclude, describe }: Pick<Config, "url" | "track" | "exclude" | "describe">): readonly Json[] {
  const filter = typeof describe === "boolean" ? describe : { match: [...listOf(describe.match)], exclude: [...listOf(describe.exclude)] };
  const inputs: Json[] = [url, [...listOf(track)], [...listOf(exclude)], filter];
  const defaults = [undefined, "[]", "[]", "false"];
  while (inputs.length > 1 && JSON.stringify(inputs.at(-1)) === defaults[inputs.length - 1]) inputs.pop();
  return inputs;
}

async function track(ctx: DriverContext, { url: address, track, exclude, describe }: Config): Promise<Ref> {
  const url = repositoryUrl(ctx, address);
  const references = await askReferences(ctx, url);
  const wanted = { track: listOf(track), exclude: listOf(exclude) };
  const chosen = chooseReference(ctx, references, wanted) ?? nothing(ctx, { url, ...wanted });
  const { commit, name } = chosen;
  if (!/^[0-9a-f]{40}$/.test(commit))
    return ctx.fail("FORGE2006", `${shownUrl(url)} names its commits by sha256, which forge does not read yet`);
  ctx.log(`${name} is ${commit}`);
  const found = { commit, ...lockedName(name) };
  if (describe === false) return found;
  const counts = nameFilter(typeof describe === "boolean" ? {} : { match: listOf(describe.match), exclude: listOf(describe.exclude) });
  const tags = references.filter((reference) => reference.name.startsWith("refs/tags/") && counts(shortName(reference.name)));
  const near = tagsAt(commit, tags);
  if (near) return { ...found, tags: [...near] };
  const tagsBefore = await withHistory(ctx, { url, commit, reference: name }, (repository) =>
    nearestTags(ctx, { repository, commit }, tags),
  );
  return { ...found, tags: [...tagsBefore] };
}

async function askReferences(ctx: DriverContext, url: string): Promise<readonly Reference[]> {
  const asked = await remoteGit(ctx, url, { words: ["ls-remote", "--quiet"], names: [] });
  return "answer" in asked ? parseReferences(asked.answer.stdout) : [];
}

interface Nothing {
  readonly url: string;
  readonly track: readonly string[];
  readonly exclude: readonly string[];
}

function nothing(ctx: DriverContext, { url, track, exclude }: Nothing): never {
  const [first] = track;
  if (first === undefined) return ctx.fail("FORGE2004", `${shownUrl(url)} has no default branch`, "say what to follow: `track`");
  const what = track.map((name) => `"${name}"`).join(" or ");
  return ctx.fail(
    "FORGE2004",
    `${shownUrl(url)} has no branch or tag ${what}${exclude.length > 0 ? " that is not excluded" : ""}`,
    "`git ls-remote` lists what it has",
  );
}

function refusePointers(ctx: DriverContext, pointers: readonly string[], path: string): void {
  const [first] = pointers;
  if (first === undefined) return;
  ctx.fail(
    "FORGE2006",
    `${path === "" ? first : `${path}/${first}`}${pointers.length > 1 ? ` and ${pointers.length - 1} more files are` : " is"} kept by Git LFS, which forge does not fetch`,
    'add the contents by another source, or lay out the pointers: lfs: "pointers"',
  );
}

interface Pinned {
  readonly commit: string;
  /** Full name. */
  readonly reference?: string | undefined;
  readonly tags?: Ref["tags"];
}

function pinned({ commit, tags }: Config, ref: Ref | undefined): Pinned {
  if (commit !== undefined) return { commit, ...(tags && { tags }) };
  if (ref === undefined) throw new Error("internal: a source that is not pinned has no ref");
  return { ...ref, reference: fullName(ref) };
}

/** As people write it. */
function lockedName(name: string): Pick<Ref, "tag" | "ref"> {
  return name.startsWith("refs/tags/") ? { tag: shortName(name) } : { ref: shortName(name) };
}

function fullName({ tag, ref }: Pick<Ref, "tag" | "ref">): string | undefined {
  if (tag !== undefined) return `refs/tags/${tag}`;
  return ref === undefined || ref === "HEAD" || ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}
