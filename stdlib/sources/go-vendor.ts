// `goVendor`: Go modules that are pinned one by one to commits of their git repositories, laid out as a `vendor` directory.
//
// The list is the lock: there is nothing to track, and forge.lock has no entry.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type SourceKind } from "../../dsl/index.ts";
import { repositoryUrl } from "../git/address.ts";
import { checkOut } from "../git/commit-tree.ts";
import { fetchFiles } from "../git/repository.ts";
import { parseGoMod } from "../golang/go-mod.ts";
import { isModuleName } from "../golang/versions.ts";
import { concurrently } from "../vendor/concurrently.ts";

export interface GoVendorModule {
  /** As it is imported: `example.com/text`. */
  readonly module: string;
  /** As go.mod has it: `v0.3.7`. */
  readonly version: string;
  /** Where its git repository is: a URL, or `alias:path`. */
  readonly git: string;
  /** The commit, 40 hex digits. */
  readonly commit: string;
  /** Where in the repository the module lies. Its root unless said; a directory `v2` of a second version is found. */
  readonly directory?: string;
  /** Whether go.mod names it itself. True unless said. */
  readonly explicit?: boolean;
}

export interface GoVendorInput {
  /** Each by its name, its version, and the commit of its repository. */
  readonly modules: readonly GoVendorModule[];
}

const goModule = z.strictObject({
  module: z.string().refine(isModuleName, "must be the name of a module"),
  version: z.string().refine((text) => /^v\d[\w.+-]*$/.test(text), "must be a version"),
  git: z.string().min(1),
  commit: z.string().refine((text) => /^[0-9a-f]{40}$/.test(text), "must be 40 lower-case hex digits"),
  directory: z
    .string()
    .refine((text) => text.split("/").every((name) => !["", ".", "..", ".git"].includes(name)), "must be a path of names")
    .exactOptional(),
  explicit: z.boolean().default(true),
});

/** A list of Go modules that stands in a file of its own: `goVendor({ modules: readJson("app.modules.json", goModuleList) })`. */
export const goModuleList: z.ZodType<GoVendorInput["modules"]> = z.array(goModule).readonly();

const config = z.object({ modules: z.array(goModule).readonly() });

type Module = z.output<typeof config>["modules"][number];

/**
 * A directory `vendor` with `modules.txt`: `goVendor({ modules: [{ module, version, git, commit }] })`. Where a proxy has the
 * modules that a go.sum names, `goModules()` needs no list.
 */
export const goVendor: SourceKind<"goVendor", GoVendorInput> = defineSource({
  kind: "goVendor",
  config,
  // Where they come from does not matter: a commit is the same everywhere.
  keyInputs: ({ modules }) =>
    modules.map(({ module, version, commit, directory, explicit }) => [module, version, commit, directory ?? "", explicit]),
  async fetch(ctx, { modules }) {
    const wanted = new Map(modules.map((module) => [module.commit, module]));
    await concurrently(wanted.values(), ({ git, commit }) =>
      fetchFiles(ctx, { url: repositoryUrl(ctx, git), commit }, join(ctx.directory, `${commit}.git`)),
    );
  },
  async stage(ctx, { modules }) {
    const vendor = join(ctx.directory, "vendor");
    mkdirSync(vendor);
    // A module below another comes after it, for the outer one's files have the inner one's, too.
    for (const module of [...modules].sort((a, b) => (a.module < b.module ? -1 : 1))) await layOut(ctx, module, vendor);
    writeFileSync(join(vendor, "modules.txt"), modules.flatMap((module) => describe(module, vendor)).join(""));
  },
});

async function layOut(ctx: DriverContext, module: Module, vendor: string): Promise<void> {
  const files = mkdtempSync(join(ctx.scratch, "module-"));
  await checkOut(ctx, { repository: join(ctx.fetched ?? "", `${module.commit}.git`), commit: module.commit }, files);
  const inner = join(files, module.directory ?? "");
  if (!existsSync(inner))
    ctx.fail("FORGE2006", `the commit ${module.commit} of ${module.module} has no directory ${module.directory}`, "correct `directory`");
  const second = /^v([2-9]|\d\d+)\./.exec(module.version)?.[1];
  const ofVersion = second === undefined ? undefined : join(inner, `v${second}`);
  const from = ofVersion !== undefined && existsSync(ofVersion) ? ofVersion : inner;
  const into = join(vendor, module.module);
  mkdirSync(into, { recursive: true });
  cpSync(from, into, { recursive: true, verbatimSymlinks: true, force: true });
}

/** Lines of `modules.txt`, as Go itself writes them. */
function describe({ module, version, explicit }: Module, vendor: string): readonly string[] {
  const file = join(vendor, module, "go.mod");
  const go = existsSync(file) ? parseGoMod(readFileSync(file, "utf8")).go : undefined;
  const marks = [...(explicit ? ["explicit"] : []), ...(go === undefined ? [] : [`go ${go}`])];
  return [
    `# ${module} ${version}\n`,
    ...(marks.length > 0 ? [`## ${marks.join("; ")}\n`] : []),
    ...packages(join(vendor, module), module).map((path) => `${path}\n`),
  ];
}

/** Directories with Go code, in order. */
function packages(directory: string, path: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const isPackage = entries.some((entry) => entry.isFile() && /\.go$/.test(entry.name));
  return [
    ...(isPackage ? [path] : []),
    ...entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => packages(join(directory, name), `${path}/${name}`)),
  ];
}
