// Unpacks an archive, of whatever format, below a directory.
//
// Knows what a driver may ask for: directories taken off, a base directory, a choice. Formats are the readers', safety of
// paths is tree-writer.ts's.

import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { UnpackOptions } from "../driver-context.ts";
import { packingOf, plainBytes } from "./decompress.ts";
import { type Member, unacceptable } from "./member.ts";
import { looksLikeTar, tarMembers } from "./tar-reader.ts";
import { TreeWriter } from "./tree-writer.ts";
import { zipMembers } from "./zip-reader.ts";

/** Unpacks the archive in a file into a directory that exists. */
export async function unpack(file: string, into: string, options: UnpackOptions = {}): Promise<void> {
  const archive = basename(file);
  const { baseDir = "" } = options;
  if (baseDir === "") return unpackAll({ file, archive, into }, options);
  // Unpacked beside, and what is wanted moved: an archive that is read twice would be decompressed twice.
  const all = mkdtempSync(join(into, ".unpack-"));
  await unpackAll({ file, archive, into: all }, options);
  const found = directoriesIn(all).sort(byCodePoint).find(matcher(baseDir));
  if (found === undefined)
    throw unacceptable(archive, `no directory of it matches "${baseDir}"`, 'name another base directory, or "" for the archive\'s root');
  for (const name of readdirSync(join(all, found))) {
    if (existsSync(join(into, name))) throw unacceptable(archive, `"${name}" is there already`);
    renameSync(join(all, found, name), join(into, name));
  }
  rmSync(all, { recursive: true });
}

interface Unpacking {
  readonly file: string;
  readonly archive: string;
  readonly into: string;
}

async function unpackAll({ file, archive, into }: Unpacking, { strip = 0, filter, devices }: UnpackOptions): Promise<void> {
  const writer = new TreeWriter(into, archive);
  for await (const member of membersOf(archive, file)) {
    const names = cleanNames(archive, member.path, member.path);
    if (names.length <= strip) continue;
    const kept = names.slice(strip);
    if (filter && !filter(kept.join("/"))) continue;
    if (devices === "omit" && (member.type === "device" || member.type === "fifo")) continue;
    await place({ writer, archive, strip }, member, kept);
  }
}

function membersOf(archive: string, file: string): AsyncIterable<Member> {
  const { packing, head } = packingOf(file);
  if (packing === "zip") return zipMembers(archive, file);
  if (packing === "plain" && !looksLikeTar(head)) throw unacceptable(archive, "it is neither a tar archive nor a zip");
  return tarMembers(archive, plainBytes(archive, file, packing));
}

/** The path's names. A path that is absolute or leads up is refused, even where it would come back. */
function cleanNames(archive: string, path: string, member: string): readonly string[] {
  if (path.startsWith("/")) throw unacceptable(archive, `"${member}" is absolute`);
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (names.includes("..")) throw unacceptable(archive, `"${member}" leads out`);
  return names;
}

interface Placing {
  readonly writer: TreeWriter;
  readonly archive: string;
  readonly strip: number;
}

async function place({ writer, archive, strip }: Placing, member: Member, names: readonly string[]): Promise<void> {
  try {
    switch (member.type) {
      case "directory":
        return writer.directory(names);
      case "file":
        return await writer.file(names, member.content, member.executable);
      case "symlink":
        return writer.symlink(names, member.target, strip);
      case "hardlink":
        return writer.hardlink(names, cleanNames(archive, member.target, `${member.path}, a link to ${member.target}`).slice(strip));
      default:
        throw unacceptable(archive, `"${member.path}" is a ${member.type === "fifo" ? "named pipe" : "device"}`);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENAMETOOLONG")
      throw unacceptable(archive, `the name of "${member.path}" is too long`);
    throw error;
  }
}

function directoriesIn(root: string, at = ""): string[] {
  return readdirSync(join(root, at), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [at + name, ...directoriesIn(root, `${at}${name}/`)]);
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** `*` and `?` within a name, `**` across, `[abc]`; names that begin with a dot are names like others. */
function matcher(glob: string): (path: string) => boolean {
  const source = glob.replace(/^\/+|\/+$/g, "").replace(/\*\*|\*|\?|\[!?[^\]/]+\]|[\\^$.|+(){}[\]]/g, (found) => {
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    if (found === "?") return "[^/]";
    return found.startsWith("[") && found.length > 1 ? found.replace("[!", "[^") : `\\${found}`;
  });
  const pattern = new RegExp(`^${source}$`, "su");
  return (path) => pattern.test(path);
}
