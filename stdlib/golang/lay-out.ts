// Lays modules out for Go: as the `vendor` directory of a module, or as a proxy of files.
//
// Of a module all files are kept, and all of its packages are listed: Go uses those that are imported.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import { writeZip } from "../vendor/zip-writer.ts";
import type { BuildModule } from "./build-list.ts";
import { filesIn } from "./dirhash.ts";
import { moduleFile, zipDepth } from "./fetch-modules.ts";
import { type GoMod, listsEverything, parseGoMod, type Replacement } from "./go-mod.ts";
import type { SummedModule } from "./go-sum.ts";

/** Makes `directory` with the modules of a build that have files, and `modules.txt`. */
export async function layOutVendor(ctx: DriverContext, main: GoMod, modules: readonly BuildModule[], directory: string): Promise<void> {
  const lines: string[] = [];
  const used = new Set<string>();
  for (const module of modules) {
    const { name, version, replacement, explicit } = module;
    const source = replacement?.version === undefined ? { name, version } : { name: replacement.name, version: replacement.version };
    const files = join(ctx.fetched ?? "", moduleFile(source, "zip"));
    const packages = existsSync(files)
      ? await unpackModule(ctx, { files, depth: zipDepth(source), into: join(directory, name) })
      : undefined;
    if (!packages && !explicit) continue;
    if (replacement) used.add(`${name}@${version}`);
    const arrow = replacement ? ` => ${shown(replacement)}` : "";
    lines.push(`# ${name} ${version}${arrow}`);
    const go = goVersionOf(ctx, source);
    const marks = [...(explicit ? ["explicit"] : []), ...(go !== undefined && listsEverything(main.go) ? [`go ${go}`] : [])];
    if (marks.length > 0) lines.push(`## ${marks.join("; ")}`);
    lines.push(...(packages ?? []).map((path) => (path === "" ? name : `${name}/${path}`)));
  }
  for (const { name, version, by } of main.replaces) {
    if (version === undefined || !used.has(`${name}@${version}`))
      lines.push(`# ${name}${version === undefined ? "" : ` ${version}`} => ${shown(by)}`);
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "modules.txt"), lines.map((line) => `${line}\n`).join(""));
}

/** Makes `directory` a proxy of files, `GOPROXY=file://…`, with everything that go.sum names. */
export async function layOutProxy(ctx: DriverContext, modules: Iterable<SummedModule>, directory: string): Promise<void> {
  const versions = new Map<string, string[]>();
  for (const module of modules) {
    const [mod, zip] = [moduleFile(module, "mod"), moduleFile(module, "zip")];
    const at = dirname(join(directory, mod));
    mkdirSync(at, { recursive: true });
    if (module.modSum !== undefined) writeFileSync(join(directory, mod), readFileSync(join(ctx.fetched ?? "", mod)));
    if (module.sum !== undefined) await repack(ctx, join(ctx.fetched ?? "", zip), join(directory, zip));
    // When a version was made is what a proxy says, and nothing that go.sum would vouch for.
    writeFileSync(join(directory, moduleFile(module, "info")), `${JSON.stringify({ Version: module.version })}\n`);
    versions.set(at, [...(versions.get(at) ?? []), module.version]);
  }
  for (const [at, found] of versions)
    writeFileSync(
      join(at, "list"),
      found
        .sort()
        .map((version) => `${version}\n`)
        .join(""),
    );
}

function goVersionOf(ctx: DriverContext, module: Pick<SummedModule, "name" | "version">): string | undefined {
  const file = join(ctx.fetched ?? "", moduleFile(module, "mod"));
  return existsSync(file) ? parseGoMod(readFileSync(file, "utf8")).go : undefined;
}

function shown({ name, version }: Replacement["by"]): string {
  return version === undefined ? name : `${name} ${version}`;
}

interface Unpacking {
  readonly files: string;
  readonly depth: number;
  readonly into: string;
}

/** Moves a module's files into a directory, which other modules may share; gives the directories that are packages. */
async function unpackModule(ctx: DriverContext, { files, depth, into }: Unpacking): Promise<readonly string[]> {
  const unpacked = mkdtempSync(join(ctx.scratch, "module-"));
  await ctx.unpack(files, unpacked, { strip: depth });
  const paths = (filesIn(unpacked) ?? []).filter((path) => path !== "go.mod" && path !== "go.sum");
  for (const path of paths) {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    move(join(unpacked, path), join(into, path));
  }
  rmSync(unpacked, { recursive: true, force: true });
  const packages = paths.filter((path) => /\.go$/.test(path) && !/_test\.go$/.test(path) && !/(^|\/)(testdata|[._][^/]*)\//.test(path));
  return [...new Set(packages.map((path) => (path.includes("/") ? dirname(path) : "")))].sort();
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Another mount.
    writeFileSync(to, readFileSync(from));
  }
  // Whatever the archive says: Go's have no programs.
  chmodSync(to, 0o644);
}

/** The same files in an archive that is the same whichever proxy it came from. */
async function repack(ctx: DriverContext, from: string, to: string): Promise<void> {
  const unpacked = mkdtempSync(join(ctx.scratch, "module-"));
  await ctx.unpack(from, unpacked);
  const paths = [...(filesIn(unpacked) ?? [])].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  writeZip(
    to,
    paths.map((name) => ({ name, content: () => readFileSync(join(unpacked, name)) })),
  );
  rmSync(unpacked, { recursive: true, force: true });
}
