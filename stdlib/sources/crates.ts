// `crates`: crates that are pinned one by one, from a registry or out of git repositories, without a Cargo.lock to read.
//
// The list is the lock: there is nothing to track, and forge.lock has no entry.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type SourceKind } from "../../dsl/index.ts";
import { repositoryUrl } from "../git/address.ts";
import { fetchCommits } from "../git/fetched.ts";
import { checkOutRepository, layOutGitCrate } from "../rust/git-crate.ts";
import { crateAddresses } from "../rust/index-config.ts";
import { crateFile, layOutArchive } from "../rust/lay-out.ts";
import { concurrently } from "../vendor/concurrently.ts";
import { sha256 } from "./download.ts";

export interface RegistryCrate {
  readonly name: string;
  readonly version: string;
  /** Of the archive, as Cargo.lock has it: 64 hex digits. */
  readonly sha256: string;
}

export interface RepositoryCrate {
  readonly name: string;
  readonly version: string;
  /** Where the repository is: a URL, or `alias:path`. */
  readonly git: string;
  /** The commit, 40 hex digits. */
  readonly commit: string;
  /** The address as Cargo.lock has it behind `git+`, where `git` is another. */
  readonly url?: string;
  /** What Cargo.toml names beside the address, if anything: a branch, … */
  readonly branch?: string;
  /** … a tag, … */
  readonly tag?: string;
  /** … or a revision. */
  readonly rev?: string;
}

export interface CratesInput {
  /** Each by its name, its version, and the digest of its archive or the commit of its repository. */
  readonly crates: readonly (RegistryCrate | RepositoryCrate)[];
  /**
   * Where archives are, as `NAME/NAME-VERSION.crate` below it: a URL, or `alias:path`. Unless said, the alias `crates` leads to
   * the index of a registry, which knows.
   */
  readonly from?: string;
  /** The directory that they are laid out in. `vendor` unless said. */
  readonly directory?: string;
}

const crateName = z.string().refine((text) => /^[A-Za-z0-9_-]+$/.test(text), "must be the name of a crate");
const crateVersion = z.string().refine((text) => /^\d[0-9A-Za-z.+-]*$/.test(text), "must be the version of a crate");
const commit = z.string().refine((text) => /^[0-9a-f]{40}$/.test(text), "must be 40 lower-case hex digits");

const registryCrate = z.strictObject({ name: crateName, version: crateVersion, sha256 });
const repositoryCrate = z.strictObject({
  name: crateName,
  version: crateVersion,
  git: z.string().min(1),
  commit,
  url: z.string().min(1).exactOptional(),
  branch: z.string().min(1).exactOptional(),
  tag: z.string().min(1).exactOptional(),
  rev: z.string().min(1).exactOptional(),
});

/** A list of crates that stands in a file of its own: `crates({ crates: readJson("app.crates.json", crateList) })`. */
export const crateList: z.ZodType<CratesInput["crates"]> = z.array(z.union([registryCrate, repositoryCrate])).readonly();

const config = z
  .object({
    crates: z.array(z.union([registryCrate, repositoryCrate])).readonly(),
    from: z.string().min(1).optional(),
    directory: z
      .string()
      .refine((text) => /^[^./][^/]*$/.test(text), "must be the name of a directory")
      .default("vendor"),
  })
  .check(({ value, issues }) => {
    const seen = new Set<string>();
    for (const [index, { name, version }] of value.crates.entries()) {
      if (seen.has(`${name}-${version}`))
        issues.push({ code: "custom", input: value, path: ["crates", index], message: `${name} ${version} is there twice` });
      seen.add(`${name}-${version}`);
    }
  });

type Config = z.output<typeof config>;
type Repository = z.output<typeof repositoryCrate>;
type Archived = z.output<typeof registryCrate>;

/**
 * Crates in a directory, and `.cargo/config.toml` that leads cargo there:
 * `crates({ crates: [{ name: "words", version: "1.0.0", sha256: "…" }] })`. A project that has a Cargo.lock needs only `cargoVendor`.
 */
export const crates: SourceKind<"crates", CratesInput> = defineSource({
  kind: "crates",
  config,
  // Where they come from does not matter; what cargo is told they come from does.
  keyInputs: ({ crates: list, directory }) => ({
    crates: list.map((crate) =>
      isArchived(crate) ? { ...crate } : { ...origin(crate), name: crate.name, version: crate.version, commit: crate.commit },
    ),
    directory,
  }),
  async fetch(ctx, { crates: list, from }) {
    await fetchArchives(ctx, list.filter(isArchived), from);
    for (const crate of repositories(list)) {
      const directory = join(ctx.directory, repositoryDirectory(crate));
      mkdirSync(directory);
      await fetchCommits({ ...ctx, directory }, { url: repositoryUrl(ctx, crate.git), commit: crate.commit }, true);
    }
  },
  async stage(ctx, { crates: list, directory }) {
    const vendor = join(ctx.directory, directory);
    mkdirSync(vendor);
    for (const crate of list.filter(isArchived)) await layOutArchive(ctx, crate, vendor);
    for (const repository of repositories(list)) {
      const files = await checkOutRepository(ctx, join(ctx.fetched ?? "", repositoryDirectory(repository)));
      for (const crate of list) {
        if (!isArchived(crate) && repositoryDirectory(crate) === repositoryDirectory(repository))
          await layOutGitCrate(ctx, crate, { files, vendor });
      }
    }
    mkdirSync(join(ctx.directory, ".cargo"));
    writeFileSync(join(ctx.directory, ".cargo/config.toml"), cargoConfig(list, directory));
  },
});

function isArchived(crate: Config["crates"][number]): crate is Archived {
  return "sha256" in crate;
}

async function fetchArchives(ctx: DriverContext, list: readonly Archived[], from: string | undefined): Promise<void> {
  if (list.length === 0) return;
  const root = from?.replace(/(?<![/:])$/, "/");
  const address =
    root === undefined ? await crateAddresses(ctx, "crates") : (crate: Archived) => `${root}${crate.name}/${crateFile(crate)}`;
  await concurrently(list, (crate) => ctx.download(address(crate), { to: join(ctx.directory, crateFile(crate)), sha256: crate.sha256 }));
}

/** One crate of each repository and commit. */
function repositories(list: Config["crates"]): readonly Repository[] {
  const found = new Map<string, Repository>();
  for (const crate of list) if (!isArchived(crate)) found.set(repositoryDirectory(crate), found.get(repositoryDirectory(crate)) ?? crate);
  return [...found.values()];
}

/** Repositories of one commit are the same files, wherever they come from. */
function repositoryDirectory({ commit }: Repository): string {
  return `${commit}.git`;
}

function origin({ git, url = git, branch, tag, rev }: Repository): { readonly [key: string]: string } {
  return { git: url, ...(branch !== undefined && { branch }), ...(tag !== undefined && { tag }), ...(rev !== undefined && { rev }) };
}

function cargoConfig(list: Config["crates"], directory: string): string {
  const origins = new Map<string, string>();
  for (const crate of list) {
    if (isArchived(crate)) continue;
    const entries = Object.entries(origin(crate));
    const name = entries.map(([key, value]) => (key === "git" ? `git+${value}` : `${key}=${value}`)).join("?");
    origins.set(name, entries.map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join(""));
  }
  const others = [...origins].map(([name, lines]) => `[source.${JSON.stringify(name)}]\n${lines}replace-with = "vendored-sources"\n\n`);
  const own = '[source.crates-io]\nreplace-with = "vendored-sources"\n\n';
  return `${own}${others.join("")}[source.vendored-sources]\ndirectory = ${JSON.stringify(directory)}\n`;
}
