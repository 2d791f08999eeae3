// Garbage collection: the longest unused first, and never what may be in use.

import { existsSync, lstatSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identity } from "../../../core/key/digest.ts";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { checkStore } from "../../../core/store/fsck.ts";
import { collectGarbage } from "../../../core/store/gc.ts";
import type { RecordIndex } from "../../../core/store/records.ts";
import { openStore, type Store } from "../../../core/store/store.ts";
import { mergeTrees } from "../../../core/tree/merge.ts";
import { createStoreRig, type StoreRig } from "./rig.ts";

const DOWNLOADED = "z".repeat(10_000);
const DOWNLOAD = identity(DOWNLOADED);

/** A store with two artifacts, a composition of both, a download and a log; nobody uses it any more. */
async function filled(rig: StoreRig): Promise<{ readonly old: TreeDigest; readonly young: TreeDigest; readonly both: TreeDigest }> {
  const { store } = rig;
  const old = await rig.tree({ "/old": "x".repeat(10_000) });
  const young = await rig.tree({ "/young": "y".repeat(10_000) });
  const { root: both, directories } = mergeTrees(
    store.trees,
    [old, young].map((tree) => ({ tree, at: "/" })),
  );
  store.trees.put(both, directories, [old, young]);
  await store.records.publish(
    [
      { index: "resolved", key: "old-r" },
      { index: "artifacts", key: "old" },
    ],
    { tree: old },
  );
  await store.records.publish([{ index: "artifacts", key: "young" }], { tree: young });
  store.records.put("builds", "nothing-to-do", { all: "cached" });
  writeFileSync(join(store.root, "downloads", DOWNLOAD), DOWNLOADED);
  writeFileSync(join(store.root, "logs/a.log"), "log");
  return { old, young, both };
}

/** Sets when things were used last, in seconds before now. */
function used(
  store: Store,
  ages: {
    readonly trees?: readonly (readonly [TreeDigest, number])[];
    readonly records?: readonly (readonly [RecordIndex, string, number])[];
    readonly files?: readonly (readonly [string, number])[];
  },
): void {
  const all = [
    ...(ages.trees ?? []).map(([tree, age]) => [join(store.trees.placeOf(tree), "manifest"), age] as const),
    ...(ages.records ?? []).map(([index, key, age]) => [store.records.file(index, key), age] as const),
    ...(ages.files ?? []).map(([file, age]) => [join(store.root, file), age] as const),
  ];
  for (const [file, age] of all) utimesSync(file, Date.now() / 1000 - age, Date.now() / 1000 - age);
}

function age(store: Store, { old, young, both }: Awaited<ReturnType<typeof filled>>): void {
  used(store, {
    trees: [
      [old, 5000],
      [young, 4000],
      [both, 5000],
    ],
    records: [
      ["artifacts", "old", 5000],
      ["resolved", "old-r", 5000],
      ["artifacts", "young", 1000],
    ],
    files: [
      [`downloads/${DOWNLOAD}`, 3000],
      ["logs/a.log", 2000],
    ],
  });
}

test("below the quota nothing goes", async () => {
  await using rig = createStoreRig();
  const made = await filled(rig);
  age(rig.store, made);
  rig.store.close();
  const report = await collectGarbage(openStore(rig.store.root), { quota: 1e9 });
  expect(report).toMatchObject({
    quota: 1e9,
    before: report.after,
    removed: { tree: 0, record: 0, download: 0, log: 0, root: 0, quarantine: 0 },
    inUse: 0,
  });
  expect(rig.store.records.has("builds", "nothing-to-do")).toBe(true);
});

test("the longest unused goes first, with the records and compositions that need it, and claims that nothing is to be done before all", async () => {
  await using rig = createStoreRig();
  const made = await filled(rig);
  age(rig.store, made);
  rig.store.close();
  const store = openStore(rig.store.root);
  const { before } = await collectGarbage(store, { quota: 1e9 });
  const report = await collectGarbage(store, { quota: before - 10_000 });
  expect(report.removed).toEqual({ tree: 2, record: 2, download: 0, cache: 0, log: 0, root: 0, quarantine: 0 });
  expect(report.before - report.after).toBeGreaterThanOrEqual(10_000);
  expect([store.trees.has(made.old), store.trees.has(made.both), store.trees.has(made.young)]).toEqual([false, false, true]);
  expect([store.records.has("artifacts", "old"), store.records.has("resolved", "old-r"), store.records.has("artifacts", "young")]).toEqual([
    false,
    false,
    true,
  ]);
  expect([...store.records.list("builds")]).toEqual([]);
  expect(await checkStore(store)).toMatchObject({ quarantined: [], trees: 1 });
});

test("everything that nobody uses can go, and nothing is left in the trash", async () => {
  await using rig = createStoreRig();
  const made = await filled(rig);
  age(rig.store, made);
  rig.store.close();
  const store = openStore(rig.store.root);
  const report = await collectGarbage(store, { quota: 0 });
  expect(report).toMatchObject({ after: 0, inUse: 0, removed: { tree: 3, record: 3, download: 1, log: 1 } });
  expect(["trees", "downloads", "trash"].map((name) => readdirSync(join(store.root, name)))).toEqual([[], [], []]);
});

test("a log stays as long as the failure that is said again with it", async () => {
  await using rig = createStoreRig();
  const made = await filled(rig);
  age(rig.store, made);
  rig.store.records.put("failures", "failed", { time: 0, log: "logs/a.log" });
  used(rig.store, { records: [["failures", "failed", 10]], files: [["logs/a.log", 9000]] });
  rig.store.close();
  const store = openStore(rig.store.root);
  const { before } = await collectGarbage(store, { quota: 1e9 });
  await collectGarbage(store, { quota: before - 10_000 });
  expect(existsSync(join(store.root, "logs/a.log"))).toBe(true);
  await collectGarbage(store, { quota: 0 });
  expect([existsSync(join(store.root, "logs/a.log")), store.records.has("failures", "failed")]).toEqual([false, false]);
});

test("what was touched since a live session began stays, and what that needs", async () => {
  await using rig = createStoreRig();
  const made = await filled(rig);
  age(rig.store, made);
  // A build that began long ago, and has read one composition and one record.
  const build = rig.reopen();
  build.trees.root(made.both);
  const store = rig.reopen();
  const report = await collectGarbage(store, { quota: 0 });
  expect(report.inUse).toBeGreaterThan(20_000);
  expect([made.old, made.young, made.both].map((tree) => store.trees.has(tree))).toEqual([true, true, true]);
  expect(existsSync(join(store.root, "downloads", DOWNLOAD))).toBe(false);
  expect(await checkStore(store)).toMatchObject({ quarantined: [] });
});

test("a composition that became a directory does not need what it was composed of", async () => {
  await using rig = createStoreRig();
  const made = await filled(rig);
  await rig.store.trees.materialize(made.both);
  age(rig.store, made);
  used(rig.store, { trees: [[made.both, 10]] });
  rig.store.close();
  const store = openStore(rig.store.root);
  const { before } = await collectGarbage(store, { quota: 1e9 });
  await collectGarbage(store, { quota: before - 10_000 });
  expect([store.trees.has(made.old), store.trees.has(made.both)]).toEqual([false, true]);
  expect(await checkStore(store)).toMatchObject({ quarantined: [] });
});

test("readers beside a collection find a tree whole or not at all", async () => {
  await using rig = createStoreRig();
  const trees: TreeDigest[] = [];
  for (let index = 0; index < 60; index++) trees.push(await rig.tree({ "/a": `text ${index}`, "/b/c": "x" }));
  used(rig.store, { trees: trees.map((tree) => [tree, 1000]) });
  rig.store.close();
  const gc = collectGarbage(openStore(rig.store.root), { quota: 0 });
  const kept: TreeDigest[] = [];
  for (const tree of trees.toReversed()) {
    await new Promise(setImmediate);
    const reader = rig.reopen();
    if (!reader.trees.has(tree)) continue;
    reader.trees.root(tree);
    kept.push(tree);
  }
  const report = await gc;
  expect(report.removed.tree + kept.length).toBe(trees.length);
  for (const tree of kept) expect(lstatSync(join(rig.store.root, rig.store.trees.relativePath(tree), "a")).isFile()).toBe(true);
});

test("what drivers keep goes like everything else, one repository or file at a time", async () => {
  await using rig = await createStoreRig();
  const { store } = rig;
  for (const name of ["old.git", "young.git"]) {
    mkdirSync(join(store.root, "cache/kind", name), { recursive: true });
    writeFileSync(join(store.root, "cache/kind", name, "pack"), "x".repeat(100_000));
  }
  used(store, {
    files: [
      ["cache/kind/old.git", 2_000],
      ["cache/kind/young.git", 1_000],
    ],
  });
  store.close();
  const again = openStore(store.root);
  const { before } = await collectGarbage(again, { quota: Number.MAX_SAFE_INTEGER });
  const { removed } = await collectGarbage(again, { quota: before - 50_000 });
  expect(removed.cache).toBe(1);
  expect(readdirSync(join(store.root, "cache/kind"))).toEqual(["young.git"]);
  again.close();
});
