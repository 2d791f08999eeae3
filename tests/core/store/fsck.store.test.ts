// fsck finds every kind of damage, puts it aside, and forgets what needs it.

import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identity } from "../../../core/key/digest.ts";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { checkStore } from "../../../core/store/fsck.ts";
import { mergeTrees } from "../../../core/tree/merge.ts";
import { createStoreRig, type StoreRig } from "./rig.ts";

async function artifact(rig: StoreRig): Promise<TreeDigest> {
  const tree = await rig.tree({ "/bin/tool": { text: "tool", mode: 0o755 }, "/lib/data": "data", "/link": { link: "lib" } });
  await rig.store.records.publish([{ index: "artifacts", key: "tool" }], { tree });
  rig.store.records.put("builds", "done", {});
  return tree;
}

test("a sound store is counted", async () => {
  await using rig = createStoreRig();
  await artifact(rig);
  const download = join(rig.store.createJob("x"), "file");
  writeFileSync(download, "bytes");
  await rig.store.downloads.adopt(download, identity("bytes"));
  expect(await checkStore(rig.store)).toEqual({ trees: 1, files: 2, bytes: 8, records: 2, downloads: 1, quarantined: [], forgotten: 0 });
});

test.each<readonly [string, (files: string) => void, string]>([
  ["other contents", (files) => writeFileSync(join(files, "lib/data"), "DATA"), "/lib/data has other contents"],
  ["another size", (files) => appendFileSync(join(files, "lib/data"), "more"), "/lib/data has another size"],
  ["another mode", (files) => chmodSync(join(files, "bin/tool"), 0o644), "/bin/tool has another mode"],
  ["a file too many", (files) => writeFileSync(join(files, "stray"), ""), "/stray does not belong to it"],
  ["a file that is missing", (files) => rmSync(join(files, "lib/data")), "/lib/data is missing"],
  ["a shared inode", (files) => linkSync(join(files, "lib/data"), join(files, "../data")), "/lib/data shares its inode"],
  [
    "a link elsewhere",
    (files) => {
      rmSync(join(files, "link"));
      symlinkSync("bin", join(files, "link"));
    },
    "/link leads elsewhere",
  ],
  [
    "another kind",
    (files) => {
      rmSync(join(files, "link"));
      mkdirSync(join(files, "link"));
    },
    "/link is no symlink",
  ],
  ["a damaged manifest", (files) => appendFileSync(join(files, "../manifest"), "x"), "its manifest is damaged"],
  ["no manifest", (files) => rmSync(join(files, "../manifest")), "a file of it is missing"],
])("a tree with %s is put aside, its records and the claim that nothing is to be done are forgotten", async (_, damage, reason) => {
  await using rig = createStoreRig();
  const tree = await artifact(rig);
  damage(join(rig.store.root, rig.store.trees.relativePath(tree)));
  const store = rig.reopen();
  expect(await checkStore(store)).toMatchObject({ trees: 0, records: 1, forgotten: 1, quarantined: [{ path: `trees/${tree}`, reason }] });
  expect([store.trees.has(tree), store.records.has("artifacts", "tool"), store.records.has("builds", "done")]).toEqual([
    false,
    false,
    false,
  ]);
  const [aside = ""] = readdirSync(join(store.root, "quarantine"));
  expect(readdirSync(join(store.root, "quarantine", aside))).toEqual([`trees-${tree}`]);
  expect(await checkStore(store)).toMatchObject({ quarantined: [], forgotten: 0 });
  expect(await rig.tree({ "/bin/tool": { text: "tool", mode: 0o755 }, "/lib/data": "data", "/link": { link: "lib" } })).toBe(tree);
});

test("a composition whose contents are lacking goes with them", async () => {
  await using rig = createStoreRig();
  const { store } = rig;
  const one = await artifact(rig);
  const two = await rig.tree({ "/two": "2" });
  const { root, directories } = mergeTrees(
    store.trees,
    [one, two].map((tree) => ({ tree, at: "/" })),
  );
  store.trees.put(root, directories, [one, two]);
  store.records.put("artifacts", "both", { tree: root });
  writeFileSync(join(store.root, store.trees.relativePath(one), "lib/data"), "DATA");
  const report = await checkStore(store);
  expect(report.quarantined.map(({ path }) => path).sort()).toEqual([`trees/${one}`, `trees/${root}`].sort());
  expect(report).toMatchObject({ trees: 1, forgotten: 2 });
});

test("damaged records, downloads and strangers are put aside", async () => {
  await using rig = createStoreRig();
  const { store } = rig;
  const file = store.records.file("sources", "s");
  store.records.put("sources", "s", { a: 1 });
  writeFileSync(file, readFileSync(file, "utf8").replace("1", "2"));
  store.records.put("artifacts", "dangling", { tree: "0".repeat(64) });
  writeFileSync(join(store.root, "downloads", identity("right")), "wrong");
  writeFileSync(join(store.root, "trees/stranger"), "");
  const report = await checkStore(store);
  expect(report.quarantined).toEqual(
    expect.arrayContaining([
      { path: "records/sources/s", reason: "its checksum is wrong" },
      { path: `downloads/${identity("right")}`, reason: `its contents have the digest ${identity("wrong")}` },
      { path: "trees/stranger", reason: "it is no tree" },
    ]),
  );
  expect(existsSync(store.records.file("artifacts", "dangling"))).toBe(false);
  expect(await checkStore(store)).toMatchObject({ quarantined: [] });
});

test("a record of a tree that is not there is found where nothing else is wrong", async () => {
  await using rig = createStoreRig();
  rig.store.records.put("artifacts", "dangling", { tree: "0".repeat(64) });
  expect((await checkStore(rig.store)).quarantined).toEqual([
    { path: "records/artifacts/dangling", reason: expect.stringContaining("which is not there") },
  ]);
});

test("a download with another digest is not taken", async () => {
  await using rig = createStoreRig();
  const file = join(rig.store.createJob("x"), "file");
  writeFileSync(file, "bytes");
  await expect(rig.store.downloads.adopt(file, identity("other"))).rejects.toMatchObject({
    code: "FORGE2005",
    message: expect.stringContaining(identity("bytes")),
  });
  expect(rig.store.downloads.path(identity("bytes"))).toBeUndefined();
  await rig.store.downloads.adopt(file, identity("bytes"));
  expect(readFileSync(rig.store.downloads.path(identity("bytes")) ?? "", "utf8")).toBe("bytes");
});
