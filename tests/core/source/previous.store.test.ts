// Sources that work on those before them: what they find, what is made of it, and what their keys are made of.

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { PreviousSources, SourceNode } from "../../../core/model/graph.ts";
import { sourceKeys, unlockedSources, withPrevious } from "../../../core/source/keys.ts";
import { readLock } from "../../../core/source/lock.ts";
import { obtainSource } from "../../../core/source/obtain.ts";
import { sourceNode, sourceRig } from "../../rig/sources.ts";

/** `local` as evaluation gives it. */
function localNode(path: string): SourceNode {
  return sourceNode({ kind: "local", operations: [], config: { path }, key: [], paths: [path] });
}

function patchNode(path: string, previous: PreviousSources): SourceNode {
  const config = { path, strip: 1, fuzz: 0 };
  return { ...sourceNode({ kind: "patch", operations: ["stage"], config, key: { strip: 1, fuzz: 0 }, paths: [path], line: 7 }), previous };
}

function over(...sources: readonly (readonly [source: number, at: string])[]): PreviousSources {
  return { type: "over", sources: sources.map(([source, at]) => ({ source, at })), within: "." };
}

function diff(from: string, to: string, file = "file"): string {
  return `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-${from}\n+${to}\n`;
}

const files = { "a/file": "1\n", "a/other": "x\n", "b/more": "y\n", "1.patch": diff("1", "2"), "2.patch": diff("2", "3") };

test("a patch changes the files of the sources before it, laid over one another", async () => {
  await using rig = sourceRig([localNode("a"), localNode("b"), patchNode("1.patch", over([0, "."], [1, "sub"]))], { files });
  const tree = await obtainSource(rig.context, 2, rig.job);
  expect(rig.files(tree)).toEqual({ file: "2\n", other: "x\n", "sub/more": "y\n" });
  expect(rig.files(await obtainSource(rig.context, 0, rig.job))).toEqual({ file: "1\n", other: "x\n" });
});

test("a chain of patches is made in one place: nothing in between is kept", async () => {
  await using rig = sourceRig([localNode("a"), patchNode("1.patch", over([0, "."])), patchNode("2.patch", over([1, "."]))], { files });
  const tree = await obtainSource(rig.context, 2, rig.job);
  expect(rig.files(tree)).toMatchObject({ file: "3\n" });
  expect([...rig.store.records.list("sources")]).toHaveLength(1);
  const between = await obtainSource(rig.context, 1, rig.job);
  expect(rig.files(between)).toMatchObject({ file: "2\n" });
});

test("a source works in a directory of those before it, and not through a link in it", async () => {
  const within = (directory: string): PreviousSources => ({ ...over([0, "."]), within: directory });
  await using rig = sourceRig([localNode("a"), patchNode("1.patch", within("sub")), patchNode("1.patch", within("link"))], {
    files: { "a/sub/file": "1\n", "1.patch": diff("1", "2") },
  });
  const { symlinkSync } = await import("node:fs");
  symlinkSync("nowhere", `${rig.project}/a/link`);
  expect(rig.files(await obtainSource(rig.context, 1, rig.job))).toMatchObject({ "sub/file": "2\n" });
  await expect(obtainSource(rig.context, 2, rig.job)).rejects.toMatchObject({
    code: "FORGE2013",
    message: expect.stringContaining("link"),
  });
});

test("a patch that does not fit is an error at its hunk, whichever patch of a chain it is", async () => {
  await using rig = sourceRig([localNode("a"), patchNode("2.patch", over([0, "."])), patchNode("1.patch", over([1, "."]))], { files });
  await expect(obtainSource(rig.context, 2, rig.job)).rejects.toMatchObject({ code: "FORGE2016", place: { file: "2.patch", line: 3 } });
});

test("the key changes with what is worked on, with where, and with the patch; not with the name of anything", () => {
  const local = (contents: { readonly [path: string]: string }) => (path: string) =>
    createHash("sha256")
      .update(contents[path] ?? path)
      .digest("hex") as never;
  const keyOf = (nodes: readonly SourceNode[], contents: { readonly [path: string]: string } = {}): string | undefined => {
    const graph = { sources: nodes } as never;
    return sourceKeys({ graph, lock: readLock("/nonexistent"), localTree: local(contents) })(nodes.length - 1);
  };
  const base = keyOf([localNode("a"), patchNode("p", over([0, "."]))]);
  expect(keyOf([localNode("other"), patchNode("p", over([0, "."]))], { other: "a" })).toBe(base);
  expect(keyOf([localNode("a"), patchNode("p", over([0, "."]))], { a: "changed" })).not.toBe(base);
  expect(keyOf([localNode("a"), patchNode("p", over([0, "."]))], { p: "changed" })).not.toBe(base);
  expect(keyOf([localNode("a"), patchNode("p", over([0, "sub"]))])).not.toBe(base);
  expect(keyOf([localNode("a"), patchNode("p", { ...over([0, "."]), within: "sub" })])).not.toBe(base);
});

test("what a source works on is tracked with it, and without it there is no key", () => {
  const remote = sourceNode({ kind: "remote", operations: ["track", "fetch"], config: { url: "u" }, lock: ["u"] });
  const graph = { sources: [remote, localNode("a"), patchNode("p", over([0, "."], [1, "."])), patchNode("q", over([2, "."]))] } as never;
  const lock = readLock("/nonexistent");
  expect([...withPrevious(graph, [3])].sort()).toEqual([0, 1, 2, 3]);
  expect(unlockedSources({ graph, lock }, [3])).toEqual([0]);
  expect(sourceKeys({ graph, lock, localTree: (path) => path as never })(3)).toBeUndefined();
});
