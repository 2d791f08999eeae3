// Sandboxes of failed builds in the store: one for each name, within limits, and the first that gc takes.

import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collectGarbage } from "../../../core/store/gc.ts";
import { openStore, type Store } from "../../../core/store/store.ts";
import { createStoreRig } from "./rig.ts";

function keep(store: Store, name: string, { text = "", trees = [] as readonly string[] } = {}): Promise<boolean> {
  const job = store.createJob("build");
  writeFileSync(join(job, "file"), text);
  return store.kept.keep(job, name, { text, trees });
}

test("the newest of a name takes the place of the one before", async () => {
  await using rig = createStoreRig();
  expect(await keep(rig.store, "a", { text: "first" })).toBe(true);
  expect(await keep(rig.store, "a", { text: "second" })).toBe(true);
  expect(rig.store.kept.find("a")?.description).toMatchObject({ text: "second", trees: [] });
  expect(rig.store.kept.find("b")).toBeUndefined();
  rig.store.close();
  expect(["jobs", "trash"].map((place) => readdirSync(join(rig.store.root, place)))).toEqual([[], []]);
});

test("what somebody uses is neither replaced nor trimmed", async () => {
  await using rig = createStoreRig();
  await keep(rig.store, "a", { text: "mine" });
  {
    const other = rig.reopen();
    using _ = other.kept.use("a");
    expect(await keep(rig.store, "a", { text: "theirs" })).toBe(false);
    rig.store.kept.trim({ count: 0, size: 0 });
    expect(rig.store.kept.find("a")?.description).toMatchObject({ text: "mine" });
  }
  rig.store.kept.trim({ count: 0, size: 0 });
  expect(rig.store.kept.find("a")).toBeUndefined();
});

test("more than may be kept, or larger, goes: the oldest first", async () => {
  await using rig = createStoreRig();
  const { store } = rig;
  for (const [age, name] of ["a", "b", "c"].entries()) {
    await keep(store, name, { text: "x".repeat(20_000) });
    const time = Date.now() / 1000 - 100 + age;
    utimesSync(join(store.kept.directory(name), "kept"), time, time);
  }
  store.kept.trim({ count: 2, size: 1e9 });
  expect(readdirSync(join(store.root, "failed")).sort()).toEqual(["b", "c"]);
  store.kept.trim({ count: 2, size: 30_000 });
  expect(readdirSync(join(store.root, "failed"))).toEqual(["c"]);
});

test("gc takes them before anything else, with what a build locked away in them, and then the trees that they lie over", async () => {
  await using rig = createStoreRig();
  const tree = await rig.tree({ "/lower": "x".repeat(10_000) });
  rig.store.records.put("artifacts", "old", { tree });
  const record = rig.store.records.file("artifacts", "old");
  utimesSync(record, 1, 1);
  await keep(rig.store, "a", { text: "y".repeat(20_000), trees: [tree] });
  utimesSync(join(rig.store.kept.directory("a"), "kept"), 2, 2);
  const locked = join(rig.store.kept.directory("a"), "locked");
  mkdirSync(join(locked, "inner"), { recursive: true });
  chmodSync(locked, 0o000);
  rig.store.close();
  const store = openStore(rig.store.root);
  const { before } = await collectGarbage(store, { quota: 1e9 });
  const first = await collectGarbage(store, { quota: before - 10_000 });
  expect(first.removed).toMatchObject({ root: 1, tree: 0, record: 0 });
  expect([existsSync(store.kept.directory("a")), existsSync(record)]).toEqual([false, true]);
});

test("what a loss of power cut short is nothing", async () => {
  await using rig = createStoreRig();
  await keep(rig.store, "a");
  writeFileSync(join(rig.store.kept.directory("a"), "kept"), '{"text":');
  expect(rig.store.kept.find("a")).toBeUndefined();
  expect(await keep(rig.store, "a", { text: "again" })).toBe(true);
});
