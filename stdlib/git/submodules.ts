// Submodules: which ones a commit has, from where they come, and which of them are wanted.
//
// What a repository says of its submodules is not trusted: addresses are checked like the user's own.

import type { DriverContext } from "../../dsl/index.ts";
import { isRepositoryUrl, repositoryUrl, submoduleUrl } from "./address.ts";
import type { CommitEntry } from "./commit-tree.ts";
import { localGit } from "./run-git.ts";

/** All of them, none, or what differs by path: false, or another address. */
export type SubmoduleChoice = boolean | { readonly [path: string]: string | false };

export interface Submodule {
  /** Relative to the outermost repository. */
  readonly path: string;
  readonly url: string;
  readonly commit: string;
}

export interface Superproject {
  readonly repository: string;
  readonly commit: string;
  readonly url: string;
  /** Where it lies itself: "" or a path. */
  readonly path: string;
  readonly entries: readonly CommitEntry[];
}

/** The submodules to fetch. Ends with FORGE2006 when an address is not acceptable. */
export async function wantedSubmodules(ctx: DriverContext, parent: Superproject, choice: SubmoduleChoice): Promise<readonly Submodule[]> {
  const links = parent.entries.filter(({ type }) => type === "submodule");
  if (choice === false || links.length === 0) return [];
  const declared = await declaredUrls(ctx, parent);
  return links.flatMap(({ path: own, object }) => {
    const path = parent.path === "" ? own : `${parent.path}/${own}`;
    const chosen = choice === true ? undefined : choice[path];
    if (chosen === false) return [];
    if (chosen !== undefined) return [{ path, url: repositoryUrl(ctx, chosen), commit: object }];
    const address = declared.get(own);
    if (address !== undefined) return [{ path, url: declaredUrl(ctx, { parent: parent.url, address, path }), commit: object }];
    ctx.log(`warning: ${path} is a submodule that .gitmodules does not name; it stays empty`);
    return [];
  });
}

/** Addresses by path, as .gitmodules has them. */
async function declaredUrls(ctx: DriverContext, { repository, commit, entries }: Superproject): Promise<ReadonlyMap<string, string>> {
  const file = entries.find(({ path }) => path === ".gitmodules");
  if (file === undefined || (file.type !== "file" && file.type !== "executable")) return new Map();
  const words = [
    `--git-dir=${repository}`,
    "config",
    "--null",
    "--blob",
    `${commit}:.gitmodules`,
    "--get-regexp",
    "^submodule\\..*\\.(path|url)$",
  ];
  const { stdout } = await localGit(ctx, words, { accept: [0, 1] });
  const byName = new Map<string, { path?: string; url?: string }>();
  for (const record of stdout.split("\0")) {
    const [, name = "", field, value = ""] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(record) ?? [];
    if (field === undefined) continue;
    const known = byName.get(name) ?? {};
    byName.set(name, { ...known, [field]: value });
  }
  return new Map([...byName.values()].flatMap(({ path, url }) => (path === undefined || url === undefined ? [] : [[path, url] as const])));
}

function declaredUrl(
  ctx: DriverContext,
  { parent, address, path }: { readonly parent: string; readonly address: string; readonly path: string },
): string {
  const url = submoduleUrl(parent, address);
  if (isRepositoryUrl(url)) return url;
  return ctx.fail(
    "FORGE2006",
    `the submodule ${path} has an address that is not acceptable: ${JSON.stringify(address)}`,
    `leave it out or give another, submodules: { ${JSON.stringify(path)}: false }`,
  );
}
