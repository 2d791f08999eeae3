// Tracking writes what was found in one go, keeps what is not its own, and tells every failure.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ForgeError } from "../../../core/model/errors.ts";
import { lookup } from "../../../core/source/lock.ts";
import { trackSources } from "../../../core/source/track.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { remoteNode, sourceRig, tarNode } from "../../rig/sources.ts";

test("what moved is told, from what to what, with the user's place", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  const url = `${server.url}/file`;
  await using rig = sourceRig([remoteNode(url, 5)]);
  await trackSources(rig.context, [0]);
  server.files.set("/file", "more\n");
  await trackSources(rig.context, [0]);
  await trackSources(rig.context, [0]);
  const place = { file: "build.config.ts", line: 5 };
  expect(rig.events).toEqual([
    { type: "tracked", time: 0, source: `remote ${url}`, to: "b9e68e1bea3e", place, elements: [] },
    { type: "tracked", time: 0, source: `remote ${url}`, from: "b9e68e1bea3e", to: "2396099c6c08", place, elements: [] },
  ]);
  expect(lookup(rig.context.lock, "remote", [url])).toMatchObject({ size: 5 });
});

test("sources that fail are all told, and the others are written", async () => {
  await using server = await serveFiles({ "/good": "text\n" });
  await using rig = sourceRig([
    remoteNode(`${server.url}/one`, 1),
    remoteNode(`${server.url}/good`, 2),
    tarNode(`${server.url}/two`, { line: 3 }),
  ]);
  const error = await trackSources(rig.context, [0, 1, 2]).catch((thrown: unknown) => thrown);
  if (!(error instanceof ForgeError)) throw error;
  const told = [error, ...error.related].map(({ message, place }) => [message.replace(/^FORGE\d+: /, ""), place?.line]);
  expect(told).toEqual([
    [`cannot download ${server.url}/one: the server answers 404 Not Found`, 1],
    [`cannot download ${server.url}/two: the server answers 404 Not Found`, 3],
  ]);
  expect(readFileSync(rig.context.lockFile, "utf8").trim().split("\n")).toHaveLength(2);
});

test("an entry that several sources share is asked for once", async () => {
  await using server = await serveFiles({ "/a.tar": "x" });
  await using rig = sourceRig([tarNode(`${server.url}/a.tar`), tarNode(`${server.url}/a.tar`, { baseDir: "" })]);
  expect(await trackSources(rig.context, [0, 1])).toHaveLength(1);
  expect(server.requests).toHaveLength(1);
});

test("entries of other options stay as they are", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  const other = '["debian",["ubuntu"],{"arch":"amd64"}]\n';
  await using rig = sourceRig([remoteNode(`${server.url}/file`)], { files: { "forge.lock": `["forge-lock",1]\n${other}` } });
  await trackSources(rig.context, [0]);
  expect(readFileSync(rig.context.lockFile, "utf8")).toContain(other);
});

test("checking says what would move and writes nothing", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using rig = sourceRig([remoteNode(`${server.url}/file`)]);
  expect(await trackSources(rig.context, [0], { check: true })).toMatchObject([{ moved: true, kind: "remote" }]);
  expect(existsSync(join(rig.project, "forge.lock"))).toBe(false);
});

test("an alias is what the lock names, never the mirror behind it", async () => {
  await using server = await serveFiles({ "/mirror/file": "text\n" });
  await using rig = sourceRig([remoteNode("gnu:file")], { mirrors: { gnu: { url: `${server.url}/mirror/` } } });
  await trackSources(rig.context, [0]);
  const text = readFileSync(rig.context.lockFile, "utf8");
  expect(text).toContain('["remote",["gnu:file"],');
  expect(text).not.toContain("127.0.0.1");
});
