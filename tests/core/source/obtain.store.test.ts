// Sources come into the store once, by what they are and not by where they came from.

import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ForgeError } from "../../../core/model/errors.ts";
import { obtainSource } from "../../../core/source/obtain.ts";
import { trackSources } from "../../../core/source/track.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { broken, serve, whole } from "../../rig/scripted-server.ts";
import { remoteNode, type SourceRig, sourceNode, sourceRig, tarNode } from "../../rig/sources.ts";
import { tarArchive } from "../../rig/tar-archive.ts";

const ARCHIVE = tarArchive([
  { name: "a/", type: "directory" },
  { name: "a/file", content: "good\n" },
  { name: "a/tool", content: "#!", mode: 0o755 },
  { name: "a/link", type: "symlink", target: "file" },
]);

function obtain(rig: SourceRig, id = 0): Promise<string> {
  return obtainSource(rig.context, id, rig.job);
}

/** Takes everything out of a directory of the store. */
function empty({ store }: SourceRig, directory: string): void {
  for (const name of readdirSync(join(store.root, directory))) rmSync(join(store.root, directory, name), { recursive: true });
}

async function refusal(running: Promise<unknown>): Promise<ForgeError> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ForgeError)) throw error ?? new Error("it was accepted");
  expect(error.help).toBeTruthy();
  return error;
}

test("an archive is tracked, fetched, laid out, and found on record afterwards", async () => {
  await using server = await serveFiles({ "/a.tar": ARCHIVE });
  await using rig = sourceRig([tarNode(`${server.url}/a.tar`)]);
  await trackSources(rig.context, [0]);
  const tree = await obtain(rig);
  expect(rig.files(tree)).toEqual({ file: "good\n", tool: "x #!", link: "-> file" });
  expect(await obtain(rig)).toBe(tree);
  expect(rig.jobs.count).toBe(1);
  // Tracking has downloaded it already.
  expect(server.requests).toEqual(["/a.tar"]);
});

test("a file keeps its name, and is a program where that is said", async () => {
  await using server = await serveFiles({ "/dir/tool.sh?download=1": "#!/bin/sh\n" });
  const url = `${server.url}/dir/tool.sh?download=1`;
  const plain = sourceNode({ kind: "remote", operations: ["track", "fetch"], config: { url }, lock: [url], key: 1 });
  const program = sourceNode({
    kind: "remote",
    operations: ["track", "fetch"],
    config: { url, filename: "tool", executable: true },
    lock: [url],
    key: 2,
  });
  await using rig = sourceRig([plain, program]);
  await trackSources(rig.context, [0, 1]);
  expect(rig.files(await obtain(rig, 0))).toEqual({ "tool.sh": "#!/bin/sh\n" });
  expect(rig.files(await obtain(rig, 1))).toEqual({ tool: "x #!/bin/sh\n" });
  expect(server.requests).toHaveLength(1);
});

test("two elements that want a source at once bring it once", async () => {
  await using server = await serveFiles({ "/a.tar": ARCHIVE });
  await using rig = sourceRig([tarNode(`${server.url}/a.tar`)]);
  await trackSources(rig.context, [0]);
  const [one, two] = await Promise.all([obtain(rig), obtain(rig)]);
  expect(one).toBe(two);
  expect(rig.jobs.count).toBe(1);
});

test("two sources of one URL, tracked and fetched at once, ask the server once", async () => {
  await using server = await serveFiles({ "/a.tar": ARCHIVE });
  await using rig = sourceRig([
    tarNode(`${server.url}/a.tar`),
    remoteNode(`${server.url}/a.tar`),
    tarNode(`${server.url}/a.tar`, { baseDir: "" }),
  ]);
  await trackSources(rig.context, [0, 1, 2]);
  const trees = await Promise.all([0, 1, 2].map((id) => obtain(rig, id)));
  expect(new Set(trees).size).toBe(3);
  expect(server.requests).toEqual(["/a.tar"]);
});

test("the same bytes from another address are the same source", async () => {
  await using server = await serveFiles({ "/one/a.tar": ARCHIVE, "/two/a.tar": ARCHIVE });
  await using rig = sourceRig([tarNode(`${server.url}/one/a.tar`), tarNode(`${server.url}/two/a.tar`)]);
  await trackSources(rig.context, [0, 1]);
  expect(await obtain(rig, 0)).toBe(await obtain(rig, 1));
  expect(rig.jobs.count).toBe(1);
});

test("what was downloaded is taken from the store, without a network", async () => {
  await using server = await serveFiles({ "/a.tar": ARCHIVE });
  await using rig = sourceRig([tarNode(`${server.url}/a.tar`), tarNode(`${server.url}/a.tar`, { baseDir: "" })]);
  await trackSources(rig.context, [0]);
  await obtain(rig, 0);
  empty(rig, "records/sources");
  Object.assign(rig.context, { offline: true });
  expect(rig.files(await obtain(rig, 1))).toMatchObject({ "a/file": "good\n" });
});

test("a file that lies in a tree and among the downloads has two inodes", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using rig = sourceRig([remoteNode(`${server.url}/file`)]);
  await trackSources(rig.context, [0]);
  const tree = await obtain(rig);
  writeFileSync(join(rig.store.root, "downloads", (rig.context.lock.entries.values().next().value?.ref.sha256 ?? "") as string), "damaged");
  expect(rig.files(tree)).toEqual({ file: "text\n" });
});

test("an upstream file that changed is refused at the user's line, and nothing of it is kept", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using rig = sourceRig([remoteNode(`${server.url}/file`, 7)]);
  await trackSources(rig.context, [0]);
  empty(rig, "downloads");
  server.files.set("/file", "other\n");
  expect(await refusal(obtain(rig))).toMatchObject({ code: "FORGE2005", place: { file: "build.config.ts", line: 7 } });
});

test("a download that breaks off is taken up inside the child", async () => {
  const bytes = Buffer.concat([ARCHIVE, Buffer.alloc(200_000)]);
  await using server = await serve(broken(bytes, 100_000, { etag: '"1"' }), whole(bytes, { etag: '"1"' }));
  await using rig = sourceRig([tarNode(`${server.url}/a.tar`)]);
  await trackSources(rig.context, [0]);
  expect(rig.files(await obtain(rig))).toMatchObject({ file: "good\n" });
  expect(server.requests[1]).toMatch(/bytes=\d+-/);
});

test("an archive that is cut short is refused by name", async () => {
  await using server = await serveFiles({ "/a.tar": ARCHIVE.subarray(0, 1030) });
  await using rig = sourceRig([tarNode(`${server.url}/a.tar`)]);
  await trackSources(rig.context, [0]);
  expect(await refusal(obtain(rig))).toMatchObject({ code: "FORGE2006", message: "a.tar: it is cut short", place: { line: 1 } });
});

test("offline, what is missing is refused by its URL", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using rig = sourceRig([remoteNode(`${server.url}/file`)], { offline: true });
  expect(await refusal(trackSources(rig.context, [0]))).toMatchObject({
    code: "FORGE2014",
    message: expect.stringContaining(`${server.url}/file`),
  });
  expect(server.requests).toEqual([]);
});

test("a source that is not locked is refused", async () => {
  await using rig = sourceRig([remoteNode("http://127.0.0.1:1/file")]);
  expect(await refusal(obtain(rig))).toMatchObject({ code: "FORGE2001", place: { file: "build.config.ts", line: 1 } });
});

test("a ref that its kind refuses is refused at its line of the lock", async () => {
  const url = "http://127.0.0.1:1/file";
  await using rig = sourceRig([remoteNode(url, 4)], {
    files: { "forge.lock": `["forge-lock",1]\n["remote",["${url}"],{"sha256":"short","size":1}]\n` },
  });
  expect(await refusal(obtain(rig))).toMatchObject({
    code: "FORGE2003",
    message: "the entry of a remote source is not a ref of that kind: `sha256`: must be 64 lower-case hex digits",
    place: { file: "forge.lock", line: 2 },
    related: [{ message: "the source", place: { file: "build.config.ts", line: 4 } }],
  });
});

test("a source that is pinned by its own digest needs no lock", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  const sha256 = "c1a4fb22d47a2a8e3a3e9d6a1f2c3b4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
  const url = `${server.url}/file`;
  await using rig = sourceRig([sourceNode({ kind: "remote", operations: ["track", "fetch"], config: { url, sha256 } })]);
  expect(await refusal(obtain(rig))).toMatchObject({ code: "FORGE2005", message: expect.stringContaining(`not ${sha256}`) });
});

test("local files are copied when their tree is not there, and have no job when it is", async () => {
  const local = sourceNode({ kind: "local", operations: [], paths: ["files"] });
  await using rig = sourceRig([local], { files: { "files/a": "one", "files/sub/b": "two" } });
  const tree = await obtain(rig);
  expect(rig.files(tree)).toEqual({ a: "one", "sub/b": "two" });
  expect(await obtain(rig)).toBe(tree);
  expect(rig.jobs.count).toBe(1);
  rig.write("files/a", "changed");
  expect(rig.files(await obtain(rig))).toMatchObject({ a: "changed" });
});

test("a local path that is not there is refused at the user's line", async () => {
  await using rig = sourceRig([sourceNode({ kind: "local", operations: [], paths: ["nowhere"], line: 3 })]);
  expect(await refusal(obtain(rig))).toMatchObject({ code: "FORGE2013", place: { file: "build.config.ts", line: 3 } });
});
