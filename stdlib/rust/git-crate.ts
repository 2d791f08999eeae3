// A crate out of a git repository, as cargo wants it beside those of a registry: alone, with what it has from its workspace
// written into its own Cargo.toml.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { checkOut } from "../git/commit-tree.ts";
import { fetchedCommits } from "../git/fetched.ts";
import { writeChecksums } from "./lay-out.ts";

export interface GitCrate {
  readonly name: string;
  readonly version: string;
  readonly commit: string;
}

type Table = { [key: string]: unknown };

/** Lays the files of a repository out that was fetched into `fetched`; the directory, which is dropped afterwards. */
export async function checkOutRepository(ctx: DriverContext, fetched: string): Promise<string> {
  const directory = mkdtempSync(join(ctx.scratch, "crates-"));
  for (const { path, repository, commit } of fetchedCommits(fetched)) {
    const into = join(directory, path);
    mkdirSync(into, { recursive: true });
    await checkOut(ctx, { repository, commit }, into);
  }
  return directory;
}

interface Laying {
  /** What `checkOutRepository` gave. */
  readonly files: string;
  readonly vendor: string;
}

/** Lays one crate of a repository out below `vendor`. Ends with FORGE2006 where the repository has none of its name. */
export async function layOutGitCrate(ctx: DriverContext, crate: GitCrate, { files, vendor }: Laying): Promise<void> {
  const { parse, stringify } = await import("smol-toml");
  const read = (file: string): Table | undefined => {
    try {
      return parse(readFileSync(file, "utf8"));
    } catch {
      return undefined;
    }
  };
  const found = manifests(files).find((file) => table(read(file)?.["package"])?.["name"] === crate.name);
  if (found === undefined)
    return ctx.fail("FORGE2006", `the commit ${crate.commit} has no crate ${crate.name}`, "correct the commit, or the name of the crate");
  const directory = join(vendor, `${crate.name}-${crate.version}`);
  cpSync(dirname(found), directory, { recursive: true, verbatimSymlinks: true });
  const manifest = read(found) ?? {};
  const workspace = table(workspaceOf(found, files, read)?.["workspace"]);
  if (workspace) inherit(manifest, workspace);
  delete manifest["workspace"];
  writeFileSync(join(directory, "Cargo.toml"), `${stringify(manifest)}\n`);
  writeChecksums(directory, null);
}

/** Every Cargo.toml, those higher up first. */
function manifests(root: string): readonly string[] {
  const found: string[] = [];
  const pending = [root];
  for (const directory of pending) {
    if (existsSync(join(directory, "Cargo.toml"))) found.push(join(directory, "Cargo.toml"));
    for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
      if (entry.isDirectory() && entry.name !== ".git") pending.push(join(directory, entry.name));
  }
  return found;
}

/** The nearest manifest at or above one that has a workspace, within the repository. */
function workspaceOf(file: string, root: string, read: (file: string) => Table | undefined): Table | undefined {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const path = join(directory, "Cargo.toml");
    const found = existsSync(path) ? read(path) : undefined;
    if (found && "workspace" in found) return found;
    if (directory === root || relative(root, directory).startsWith("..")) return undefined;
  }
}

const DEPENDENCIES = ["dependencies", "dev-dependencies", "build-dependencies"];

/** What a manifest says it has from its workspace is what the workspace says. */
function inherit(manifest: Table, workspace: Table): void {
  const own = table(manifest["package"]);
  const shared = table(workspace["package"]) ?? {};
  for (const [key, value] of Object.entries(own ?? {})) if (own && table(value)?.["workspace"] === true) own[key] = shared[key];
  if (table(manifest["lints"])?.["workspace"] === true) manifest["lints"] = workspace["lints"] ?? {};
  const known = table(workspace["dependencies"]) ?? {};
  for (const target of [manifest, ...Object.values(table(manifest["target"]) ?? {})]) {
    for (const name of DEPENDENCIES) inheritDependencies(table(table(target)?.[name]), known);
  }
}

function inheritDependencies(dependencies: Table | undefined, known: Table): void {
  for (const [name, value] of Object.entries(dependencies ?? {})) {
    const asked = table(value);
    if (!dependencies || asked?.["workspace"] !== true) continue;
    const { workspace: _, features, ...more } = asked;
    const shared = known[name];
    const base = typeof shared === "string" ? { version: shared } : (table(shared) ?? {});
    const all = [...list(base["features"]), ...list(features)];
    dependencies[name] = { ...base, ...more, ...(all.length > 0 && { features: all }) };
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function table(value: unknown): Table | undefined {
  return isTable(value) ? value : undefined;
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
