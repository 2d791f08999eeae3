// What commands that make images are given to restore of the files that are staged for them.

import { expect, test } from "vitest";
import { identity } from "../../../core/key/digest.ts";
import type { BlobDigest } from "../../../core/model/ids.ts";
import type { FileMetadata } from "../../../core/model/tree.ts";
import { artifactOf } from "../../../core/run/artifact-record.ts";
import { metadataScript } from "../../../core/run/metadata-script.ts";
import type { StagedDependency } from "../../../core/run/staging.ts";
import { buildTree, type DirectoryReader } from "../../../core/tree/trees.ts";

const readers: DirectoryReader[] = [];
const reader: DirectoryReader = {
  directory(digest) {
    for (const known of readers) {
      try {
        return known.directory(digest);
      } catch {}
    }
    throw new Error(`no directory ${digest}`);
  },
};

/** Something staged at a place: files, and what their tree loses. */
function staged(at: string, files: readonly string[], metadata: readonly FileMetadata[]): StagedDependency {
  const built = buildTree(
    files.map((path) => ({ path, type: "file", digest: identity(path) as BlobDigest, size: path.length, executable: false })),
  );
  readers.push(built.reader);
  const artifact = artifactOf({ tree: built.root, metadata, splitRules: [], integration: [], environment: [] });
  return { element: 0, at, artifact, tree: built.root, name: "test" };
}

test("owners come before modes, links before both, and paths are those of the sandbox", () => {
  const script = metadataScript(reader, [
    staged(
      "/forge/root",
      ["/bin/su", "/bin/it's", "/etc/shadow"],
      [
        { path: "/bin/su", mode: 0o4755 },
        { path: "/bin/it's", hardlinkTo: "/bin/su" },
        { path: "/dev/console", device: { type: "char", major: 5, minor: 1 }, mode: 0o600 },
        { path: "/etc/shadow", uid: 0, gid: 42, mode: 0o640 },
        { path: "/run/pipe", fifo: true },
      ],
    ),
  ]);
  expect(script).toBe(`set -e
ln -f '/forge/root/bin/su' '/forge/root/bin/it'\\''s'
chmod 4755 '/forge/root/bin/su'
mknod '/forge/root/dev/console' c 5 1
chmod 600 '/forge/root/dev/console'
chown -h 0:42 '/forge/root/etc/shadow'
chmod 640 '/forge/root/etc/shadow'
mkfifo '/forge/root/run/pipe'
`);
});

test("what is staged at the root is not restored", () => {
  expect(metadataScript(reader, [staged("/", ["/bin/su"], [{ path: "/bin/su", mode: 0o4755 }])])).toBe("set -e\n");
});

test("a file that replaced another inherits nothing from it", () => {
  const below = staged("/root", ["/bin/su"], [{ path: "/bin/su", mode: 0o4755 }]);
  expect(metadataScript(reader, [below, staged("/root", ["/bin/su", "/bin/sh"], [])])).toBe("set -e\n");
});
