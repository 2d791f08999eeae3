// The map of plug-ins that the user wrote for `forge import --plugins`, and the files of the kinds and sources that it names.
//
// The map is code of the user's, and runs in this process; what it names is copied, and does not run.

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, posix, resolve } from "node:path";
import { z } from "zod";
import type { Plugins } from "../../../dsl/convert/bst/plugins.ts";
import { loadModule } from "../../../dsl/driver/load-module.ts";
import type { MappedPlugin, PluginMap } from "../../../dsl/plugin-map.ts";
import { ForgeError } from "../../model/errors.ts";
import { packageFile } from "../../package.ts";

/** Throws FORGE1062 where the map cannot be used. */
export async function loadPlugins(path: string): Promise<Plugins> {
  const file = resolve(path);
  if (!existsSync(file) || !statSync(file).isFile())
    throw refused(`there is no map of plug-ins at ${path}`, "name a module whose default export is what definePlugins makes");
  const map = checked(await exportOf(file), file);
  const files = new Map<string, string>();
  for (const [group, plugins] of Object.entries(map))
    for (const [kind, plugin] of Object.entries<MappedPlugin>(plugins ?? {})) addFiles(plugin.from, `${group}.${kind}`, { file, files });
  return { map, files, file };
}

async function exportOf(file: string): Promise<unknown> {
  const directory = dirname(file);
  try {
    const exports = await loadModule({ module: `./${basename(file)}`, project: directory, entry: packageFile("index.js") });
    return exports["default"];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw refused(`${file} cannot be loaded: ${message.split("\n")[0]?.replace(/\.$/, "")}`, "mend it there", file);
  }
}

const plugin = z.strictObject({
  from: z.string().refine((from) => !/^\.\.|^\/|\/\.\.(\/|$)/.test(from), "must lie below the directory of the map, or be a package"),
  name: z.string().regex(/^[A-Za-z_$][\w$]*$/, "must be the name of an export"),
  fields: z.custom((value) => value === undefined || typeof value === "function", "must be a function").optional(),
});

const schema = z.strictObject({
  kinds: z.record(z.string(), plugin).optional(),
  sources: z
    .record(
      z.string(),
      plugin.extend({ paths: z.custom((value) => value === undefined || typeof value === "function", "must be a function").optional() }),
    )
    .optional(),
});

function checked(value: unknown, file: string): PluginMap {
  const help = "write `export default definePlugins({ kinds: { … }, sources: { … } })`";
  if (value === undefined) throw refused(`${file} has no default export`, help, file);
  const result = schema.safeParse(value);
  if (result.success) return value as PluginMap;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw refused(`${where === "" ? "the map" : where}: ${issue?.message.replace(/^[A-Z]/, (first) => first.toLowerCase())}`, help, file);
}

/** Packages that what is copied or named needs, beside forge. Sorted. */
export function packagesOf({ map, files }: Plugins): readonly string[] {
  const named = [...Object.values(map.kinds ?? {}), ...Object.values(map.sources ?? {})].map(({ from }) => from);
  const imported = [...files.values()].flatMap((file) => specifiersIn(file));
  const packages = [...named, ...imported].filter((from) => !/^\.|^node:|^forge-build$/.test(from));
  return [...new Set(packages.map((from) => from.split("/", from.startsWith("@") ? 2 : 1).join("/")))].sort();
}

function specifiersIn(file: string): readonly string[] {
  const found = readFileSync(file, "utf8").matchAll(/(?:\bfrom|^import)\s*["']([^"'\n]+)["'];?$/gm);
  return [...found].map(([, specifier = ""]) => specifier);
}

interface Found {
  readonly file: string;
  readonly files: Map<string, string>;
}

/** The file, and what it imports by paths, from there on. */
function addFiles(from: string, what: string, { file, files }: Found): void {
  if (!from.startsWith("./")) return;
  const root = dirname(file);
  const pending = [posix.normalize(from)];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (files.has(path)) continue;
    const source = join(root, path);
    if (!path.endsWith(".ts") || !existsSync(source))
      throw refused(
        `${what}: there is no module ${path} of TypeScript beside the map`,
        "write the path with its ending: ./kinds/images.ts",
        file,
      );
    files.set(path, source);
    for (const specifier of specifiersIn(source).filter((one) => one.startsWith("."))) {
      const inner = posix.join(posix.dirname(path), specifier);
      if (inner.startsWith("../"))
        throw refused(
          `${what}: ${path} imports ${specifier}, which lies outside the directory of the map`,
          "move it into that directory",
          file,
        );
      pending.push(inner);
    }
  }
}

function refused(message: string, help: string, file?: string): ForgeError {
  return new ForgeError({ code: "FORGE1062", message, help, ...(file !== undefined && { place: { file } }) });
}
