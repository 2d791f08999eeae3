// Writes a converted project into an empty directory: its modules, settings of tools, files that sources take, the lock.

import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Conversion } from "../../../dsl/convert/bst/convert.ts";
import type { Ref } from "../../model/drivers.ts";
import { ForgeError } from "../../model/errors.ts";
import type { Json } from "../../model/json.ts";
import { writeLock } from "../../source/lock.ts";
import { settingsFiles } from "../init/settings.ts";

/** Paths that were written, sorted. Throws FORGE5006 where the directory is not empty. */
export function writeConversion(to: string, made: Conversion): readonly string[] {
  if (existsSync(to) && readdirSync(to).length > 0) {
    throw new ForgeError({
      code: "FORGE5006",
      message: `${to} is not empty, and forge import replaces nothing`,
      help: "choose another directory",
    });
  }
  const name = made.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const files: { [path: string]: string } = {
    ...settingsFiles({ name: /^[a-z]/.test(name) ? name : `project-${name}` }),
    ...Object.fromEntries(made.files),
    "import-map.json": json(made.map),
    "import-report.json": json(made.elements),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
  }
  const copied = made.copied.filter((one) => existsSync(one.from) && !Object.hasOwn(files, one.to));
  for (const one of copied) {
    cpSync(one.from, join(to, one.to), { recursive: true, verbatimSymlinks: true });
    makeWritable(join(to, one.to));
  }
  const changes = made.locked.map(({ kind, inputs, ref }) => ({ kind, inputs: inputs as readonly Json[], ref: ref as Ref }));
  if (changes.length > 0) writeLock(join(to, "forge.lock"), changes);
  return [...Object.keys(files), ...copied.map((one) => one.to), ...(changes.length > 0 ? ["forge.lock"] : [])].sort();
}

/** What was fetched is read-only where it lies. */
function makeWritable(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  const { mode } = found;
  const wanted = mode | (found.isDirectory() ? 0o700 : 0o200);
  if (wanted !== mode) chmodSync(path, wanted);
  if (found.isDirectory()) for (const name of readdirSync(path)) makeWritable(join(path, name));
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
