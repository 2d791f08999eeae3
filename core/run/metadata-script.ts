// A shell script that gives staged files back what their trees lose: owners, modes, devices and links.
//
// For commands that assemble an image of what is staged beside the root: run under fakeroot, it makes the programs that
// write file systems and archives see what the artifacts say. It knows nothing of who runs it.

import type { FileMetadata } from "../model/tree.ts";
import type { DirectoryReader } from "../tree/trees.ts";
import { mergedMetadata } from "./merged-metadata.ts";
import type { StagedDependency } from "./staging.ts";

/** The script for what is staged anywhere but at "/". Its paths are those of the sandbox. */
export function metadataScript(reader: DirectoryReader, dependencies: readonly StagedDependency[]): string {
  const placed = dependencies.filter(({ at }) => at !== "/");
  const entries = [...mergedMetadata(reader, placed).values()].sort(({ path: a }, { path: b }) => (a < b ? -1 : 1));
  // Links first, for they share what is said of the file that they lead to.
  const lines = [...entries.flatMap(linkLines), ...entries.flatMap(ownLines)];
  return ["set -e", ...lines, ""].join("\n");
}

function linkLines({ path, hardlinkTo }: FileMetadata): readonly string[] {
  return hardlinkTo === undefined ? [] : [`ln -f ${quote(hardlinkTo)} ${quote(path)}`];
}

function ownLines({ path, uid, gid, mode, device, fifo }: FileMetadata): readonly string[] {
  const file = quote(path);
  return [
    ...(device ? [`mknod ${file} ${device.type === "char" ? "c" : "b"} ${device.major} ${device.minor}`] : []),
    ...(fifo ? [`mkfifo ${file}`] : []),
    ...(uid !== undefined || gid !== undefined ? [`chown -h ${uid ?? 0}:${gid ?? 0} ${file}`] : []),
    // Behind the owner, for a change of that takes setuid away.
    ...(mode === undefined ? [] : [`chmod ${mode.toString(8)} ${file}`]),
  ];
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
