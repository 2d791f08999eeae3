// Local files as trees: digests by stat, and every change noticed.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { captureLocal, hashLocalTree } from "../../../core/store/local-files.ts";
import { localStamp } from "../../../core/store/local-listing.ts";
import { createStoreRig, type Files, treeEntries, writeFiles } from "./rig.ts";

const rig = createStoreRig();
const { store } = rig;
afterAll(() => rig[Symbol.asyncDispose]());
let serial = 0;

function project(files: Files): string {
  const root = join(rig.scratch, `project${serial++}`);
  writeFiles(root, files);
  return root;
}

test("the digest is that of the captured copy, and the source stays as it is", async () => {
  const root = project({
    "/src/a": "1",
    "/src/b/c": { text: "2", mode: 0o775 },
    "/src/secret": { text: "3", mode: 0o600 },
    "/src/empty": null,
    "/src/link": { link: "/etc/passwd" },
  });
  const { mtimeMs } = statSync(join(root, "src/a"));
  const { tree } = hashLocalTree(store, root, "./src");
  expect(await captureLocal(store, root, "src")).toBe(tree);
  expect(treeEntries(store.trees, tree)).toMatchObject({ "/link": "-> /etc/passwd", "/empty": "/", "/b/c": expect.stringMatching(/^x:/) });
  expect(statSync(join(root, "src/a")).mtimeMs).toBe(mtimeMs);
});

test("a single file is a tree with that file by its name", async () => {
  const root = project({ "/files/init": { text: "#!", mode: 0o755 } });
  const { tree } = hashLocalTree(store, root, "files/init");
  expect(await captureLocal(store, root, "files/init")).toBe(tree);
  expect(Object.keys(treeEntries(store.trees, tree))).toEqual(["/init"]);
});

test.each<readonly [string, (directory: string) => void]>([
  [
    "contents of the same size, with the time put back",
    (directory) => {
      const { atime, mtime } = statSync(join(directory, "file"));
      writeFileSync(join(directory, "file"), "two");
      utimesSync(join(directory, "file"), atime, mtime);
    },
  ],
  ["a mode", (directory) => chmodSync(join(directory, "file"), 0o755)],
  ["a new file", (directory) => writeFileSync(join(directory, "sub/new"), "")],
  ["an empty directory", (directory) => mkdirSync(join(directory, "new"))],
  ["a file that is gone", (directory) => rmSync(join(directory, "sub/other"))],
  [
    "where a link leads",
    (directory) => {
      rmSync(join(directory, "link"));
      symlinkSync("elsewhere", join(directory, "link"));
    },
  ],
])("a change is noticed: %s", async (_, change) => {
  const root = project({ "/d/file": "one", "/d/sub/other": "x", "/d/link": { link: "file" } });
  await settled(root);
  const before = hashLocalTree(store, root, "d");
  expect(before.stamp).toBe(localStamp(root, "d"));
  change(join(root, "d"));
  expect(localStamp(root, "d")).not.toBe(before.stamp);
  expect(hashLocalTree(store, root, "d").tree).not.toBe(before.tree);
});

test("what did not change keeps its digest and its stamp", async () => {
  const root = project({ "/d/file": "one", "/d/sub/other": "x" });
  await settled(root);
  const first = hashLocalTree(store, root, "d");
  expect(hashLocalTree(rig.reopen(), root, "d")).toEqual(first);
});

test("what changed a moment ago has no stamp yet, for the next change might look the same", () => {
  const root = project({ "/d/file": "one" });
  expect(hashLocalTree(store, root, "d").stamp).toBeUndefined();
});

test.each<readonly [string, string]>([
  ["missing", "does not exist"],
  ["../project", "leads out of the project"],
  ["a/../../x", "leads out of the project"],
  ["/etc", "is absolute"],
  ["out/passwd", "leads out of the project, to"],
  ["pipe", "is neither a file nor a directory"],
])("%s is refused: %s", (path, why) => {
  const root = project({ "/out": { link: "/etc" } });
  execFileSync("mkfifo", [join(root, "pipe")]);
  expect(() => hashLocalTree(store, root, path)).toThrow(
    expect.objectContaining({ code: "FORGE2013", message: expect.stringContaining(why), help: expect.any(String) }),
  );
});

test("a pipe inside a directory and a name that is not UTF-8 are refused", () => {
  const root = project({ "/d/file": "1", "/e/file": "1" });
  execFileSync("mkfifo", [join(root, "d/pipe")]);
  writeFileSync(Buffer.concat([Buffer.from(join(root, "e/caf")), Buffer.from([0xe9])]), "");
  expect(() => hashLocalTree(store, root, "d")).toThrow(expect.objectContaining({ code: "FORGE2013" }));
  expect(() => hashLocalTree(store, root, "e")).toThrow(
    expect.objectContaining({ code: "FORGE2007", message: expect.stringContaining("caf\\xe9") }),
  );
});

test.runIf(process.getuid?.() !== 0)("what may not be read is refused", () => {
  const root = project({ "/d/secret": { text: "1", mode: 0 }, "/e/file": "1" });
  chmodSync(join(root, "e"), 0);
  const refusal = expect.objectContaining({ code: "FORGE2013", message: expect.stringContaining("cannot be read") });
  expect(() => hashLocalTree(store, root, "d")).toThrow(refusal);
  expect(() => hashLocalTree(store, root, "e")).toThrow(refusal);
});

test("a link inside the project is followed to what it names", () => {
  const root = project({ "/real/file": "1", "/alias": { link: "real" } });
  expect(hashLocalTree(store, root, "alias").tree).toBe(hashLocalTree(store, root, "real").tree);
});

/** Until the kernel's clock has ticked, so that another change would give another stat. */
async function settled(root: string): Promise<void> {
  await expect.poll(() => hashLocalTree(store, root, "d").stamp, { interval: 5 }).toBeDefined();
}
