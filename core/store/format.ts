// The store's directory: what lies in it, what its format file says, and whose it is.
//
// One user, one store: overlays over another user's files fail. The format file is written first, so a directory without
// one holds nothing of ours.

import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../model/errors.ts";
import { guarded, hasCode, isMissing } from "./failures.ts";

const FORMAT = "forge-store";
const VERSION = 1;

/** Directories of the store. Names relative to the store stand in mount options, so they are short and plain. */
const PLACES = ["trees", "records", "downloads", "jobs", "logs", "failed", "sessions", "trash", "quarantine"] as const;

/** Makes the store if there is none. Throws FORGE5002 for another user's, FORGE5003 for a newer forge's. */
export function openFormat(root: string): void {
  guarded(root, () => {
    const file = join(root, "format");
    const text = read(file) ?? create(root, file);
    check(root, text);
    for (const place of PLACES) if (!existsSync(join(root, place))) mkdirSync(join(root, place), { recursive: true });
  });
}

function create(root: string, file: string): string {
  mkdirSync(root, { recursive: true });
  const foreign = readdirSync(root).filter((name) => !name.startsWith(".format-") && name !== "format" && name !== "lost+found");
  if (foreign.length > 0) {
    // Places are made behind the format file: where they are, another forge was faster.
    const text = read(file);
    if (text !== undefined) return text;
    throw new ForgeError({
      code: "FORGE5007",
      message: `${root} holds files of something else`,
      detail: foreign.slice(0, 5),
      help: "name an empty directory, or one that does not exist, with `--store DIRECTORY`",
    });
  }
  const temporary = join(root, `.format-${process.pid}-${Date.now().toString(36)}`);
  writeFileSync(temporary, `${JSON.stringify({ format: FORMAT, version: VERSION, owner: process.getuid?.() ?? 0 })}\n`, { flush: true });
  try {
    linkSync(temporary, file);
  } catch (error) {
    // Another forge made it at the same moment.
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  return readFileSync(file, "utf8");
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function check(root: string, text: string): void {
  const format = parse(text);
  if (format === undefined) {
    throw new ForgeError({
      code: "FORGE5004",
      message: `${join(root, "format")} cannot be read`,
      help: "restore it, or remove the store: it will be made again",
    });
  }
  if (format.version > VERSION) {
    throw new ForgeError({
      code: "FORGE5003",
      message: `the store ${root} has format ${format.version}, and this forge knows ${VERSION}`,
      help: "use the forge that wrote it, or name another store with `--store DIRECTORY`",
    });
  }
  const user = process.getuid?.() ?? 0;
  if (format.owner !== user) {
    throw new ForgeError({
      code: "FORGE5002",
      message: `the store ${root} belongs to user ${format.owner}, and this is user ${user}`,
      help: "name a store of your own with `--store DIRECTORY` or XDG_CACHE_HOME; artifacts are shared through a remote cache",
    });
  }
}

function parse(text: string): { readonly version: number; readonly owner: number } | undefined {
  try {
    const { format, version, owner } = JSON.parse(text);
    return format === FORMAT && typeof version === "number" && typeof owner === "number" ? { version, owner } : undefined;
  } catch {
    return undefined;
  }
}
