// `ostree`: the files of a commit in an OSTree repository that is served over HTTP.
//
// Needs no program of the host. The commit's digest vouches for all that it lists, and each object is hashed before it counts.

import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { digestOf, fileOf, isLink, isRegular, type ListedTree, rootOf, treeOf } from "../ostree/objects.ts";
import { concurrently } from "../vendor/concurrently.ts";
import { isAbsent } from "../vendor/registry.ts";
import { sha256 } from "./download.ts";

export interface OstreeInput {
  /** Where the repository is: http or https, or `alias:path` of a mirror. */
  readonly url: string;
  /** The branch that `forge track` follows: `runtime/org.example/x86_64/stable`. */
  readonly track?: string;
  /** The commit, 64 hex digits, instead of an entry in forge.lock. Then there is nothing to track. */
  readonly commit?: string;
}

const config = z
  .object({
    url: z.string().min(1),
    track: z
      .string()
      .refine(
        (text) => text.split("/").every((name) => /^[\w.@+-]+$/.test(name) && name !== "." && name !== ".."),
        "must be the name of a branch",
      )
      .optional(),
    commit: sha256.optional(),
  })
  .refine(({ track, commit }) => (track === undefined) !== (commit === undefined), {
    error: "needs `track`, or a `commit`",
    path: ["track"],
  });

const ref = z.strictObject({ commit: sha256 });
type Config = z.output<typeof config>;

/** The files of a commit: `ostree("https://…/repo", { track: "os/x86_64/stable" })`. Owners and extended attributes are not kept. */
export const ostree: ShortSourceKind<"ostree", OstreeInput> = defineSource({
  kind: "ostree",
  config,
  ref,
  shorthand: (address) => ({ url: address }),
  lockInputs: ({ url: address, track, commit }) => (commit === undefined ? [address, track ?? ""] : undefined),
  // A commit is the same wherever it comes from.
  keyInputs: ({ commit }) => (commit === undefined ? {} : { commit }),
  async track(ctx, asked) {
    const text = (await ctx.httpText(`${baseOf(asked)}refs/heads/${asked.track}`)).trim();
    if (!/^[0-9a-f]{64}$/.test(text)) return ctx.fail("FORGE2006", `${asked.url} has something else than a commit as ${asked.track}`);
    ctx.log(`${asked.track} is ${text}`);
    return { commit: text };
  },
  async fetch(ctx, asked, locked) {
    const commit = await bring(ctx, asked, { checksum: asked.commit ?? locked?.commit ?? "", ending: "commit" });
    const root = rootOf(commit) ?? damaged(ctx, "the commit");
    const seen = new Set([root]);
    const files = new Set<string>();
    for (const checksum of seen) {
      const tree = treeOf(await bring(ctx, asked, { checksum, ending: "dirtree" })) ?? damaged(ctx, `the directory ${checksum}`);
      for (const file of tree.files) files.add(file.checksum);
      for (const directory of tree.directories) seen.add(directory.checksum);
    }
    await concurrently(files, (checksum) => bring(ctx, asked, { checksum, ending: "filez" }));
    writeFileSync(join(ctx.directory, ROOT), root);
  },
  async stage(ctx) {
    layOut(ctx, readFileSync(join(ctx.fetched ?? "", ROOT), "utf8"), { into: ctx.directory, depth: 0, count: { entries: 0 } });
  },
});

const ROOT = "root";

function baseOf({ url: address }: Config): string {
  return address.replace(/(?<![/:])$/, "/");
}

interface Wanted {
  readonly checksum: string;
  readonly ending: "commit" | "dirtree" | "filez";
}

/** Downloads an object and looks whether it is what it is called. Ends with FORGE2005 and FORGE2010. */
async function bring(ctx: DriverContext, asked: Config, { checksum, ending }: Wanted): Promise<Uint8Array> {
  const to = join(ctx.directory, `${checksum}.${ending}`);
  try {
    await ctx.download(`${baseOf(asked)}objects/${checksum.slice(0, 2)}/${checksum.slice(2)}.${ending}`, { to });
  } catch (error) {
    if (!isAbsent(error)) throw error;
    ctx.fail("FORGE2010", `the repository does not have the object ${checksum}.${ending}`, "it may have been pruned: run `forge track`");
  }
  const bytes = readFileSync(to);
  const found = ending === "filez" ? fileOf(bytes)?.checksum : digestOf(bytes);
  if (found !== checksum) ctx.fail("FORGE2005", `the object ${checksum}.${ending} is not what it is called by`);
  return bytes;
}

interface Laying {
  readonly into: string;
  readonly depth: number;
  /** How much is laid out already, in all. */
  readonly count: { entries: number };
}

function layOut(ctx: DriverContext, checksum: string, { into, depth, count }: Laying): void {
  // Listings that name one another twice would be more than any disk holds.
  if (depth > MOST_DEEP || count.entries > MOST_ENTRIES) damaged(ctx, "a directory without end");
  const { files, directories }: ListedTree = treeOf(object(ctx, `${checksum}.dirtree`)) ?? damaged(ctx, "a directory");
  count.entries += files.length + directories.length;
  for (const { name, checksum: file } of files) {
    const { mode, target, content } = fileOf(object(ctx, `${file}.filez`)) ?? damaged(ctx, name);
    const path = join(into, name);
    if (isLink(mode)) symlinkSync(target, path);
    else if (isRegular(mode)) {
      writeFileSync(path, content, { flag: "wx" });
      chmodSync(path, (mode & 0o111) === 0 ? 0o644 : 0o755);
    }
  }
  for (const { name, checksum: inner } of directories) {
    mkdirSync(join(into, name));
    layOut(ctx, inner, { into: join(into, name), depth: depth + 1, count });
  }
}

const MOST_DEEP = 256;
const MOST_ENTRIES = 5_000_000;

function object(ctx: DriverContext, name: string): Uint8Array {
  return readFileSync(join(ctx.fetched ?? "", name));
}

function damaged(ctx: DriverContext, what: string): never {
  return ctx.fail("FORGE2006", `${what} is not as OSTree has it`, "forge reads repositories of the mode `archive`");
}
