// Checkouts and archives: what is in them, and that they are there whole or not at all.

import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import type { FileMetadata } from "../../../core/model/tree.ts";
import { checkoutTree } from "../../../core/store/checkout.ts";
import type { Exportable } from "../../../core/store/export.ts";
import { writeTar } from "../../../core/store/tar.ts";
import { mergeTrees } from "../../../core/tree/merge.ts";
import { createStoreRig, type Files, readFiles } from "./rig.ts";

const rig = createStoreRig();
const { store } = rig;
afterAll(() => rig[Symbol.asyncDispose]());
const isRoot = process.getuid?.() === 0;

const files: Files = {
  "/bin/su": { text: "su", mode: 0o755 },
  "/bin/also": { text: "su", mode: 0o755 },
  "/etc/shadow": "root",
  "/tmp": null,
  "/link": { link: "/bin/su" },
};
const metadata: readonly FileMetadata[] = [
  { path: "/bin/also", hardlinkTo: "/bin/su" },
  { path: "/bin/su", mode: 0o4755 },
  { path: "/dev/null", mode: 0o666, device: { type: "char", major: 1, minor: 3 } },
  { path: "/etc/shadow", gid: 42, mode: 0o640 },
  { path: "/run/pipe", mode: 0o600, fifo: true },
  { path: "/tmp", mode: 0o1777 },
];

async function artifact(): Promise<Exportable> {
  return { tree: await rig.tree({ ...files, "/dev": null, "/run": null }), metadata };
}

function target(name: string): string {
  return join(rig.scratch, name);
}

test("a checkout has the artifact's files, modes, links and pipes, and says what only root can give", async () => {
  const out = target("out");
  const report = await checkoutTree(store, await artifact(), out, { force: false });
  expect(["bin/su", "bin/also", "etc/shadow"].map((path) => readFileSync(join(out, path), "utf8"))).toEqual(["su", "su", "root"]);
  expect([readlinkSync(join(out, "link")), readdirSync(join(out, "tmp"))]).toEqual(["/bin/su", []]);
  const modes = Object.fromEntries(
    ["bin/su", "etc/shadow", "tmp", "run/pipe", "bin"].map((path) => [path, lstatSync(join(out, path)).mode & 0o7777]),
  );
  expect(modes).toEqual({ "bin/su": isRoot ? 0o4755 : 0o755, "etc/shadow": 0o640, tmp: 0o1777, "run/pipe": 0o600, bin: 0o755 });
  expect(lstatSync(join(out, "bin/su")).ino).toBe(lstatSync(join(out, "bin/also")).ino);
  expect(lstatSync(join(out, "run/pipe")).isFIFO()).toBe(true);
  expect(lstatSync(join(out, "etc")).mtimeMs).toBe(1321009871000);
  expect(report.files).toBe(2);
  if (!isRoot) expect(report.lost).toEqual(["/bin/su", "/dev/null", "/etc/shadow"]);
  if (isRoot && !report.lost.includes("/dev/null")) {
    expect(lstatSync(join(out, "etc/shadow")).gid).toBe(42);
    expect(lstatSync(join(out, "dev/null")).isCharacterDevice()).toBe(true);
  }
});

test("a copy can be written", async () => {
  const out = target("writable");
  await checkoutTree(store, { tree: await rig.tree({ "/a": "stored" }), metadata: [] }, out, { force: false });
  writeFileSync(join(out, "a"), "changed");
  const again = target("again");
  await checkoutTree(store, { tree: await rig.tree({ "/a": "stored" }), metadata: [] }, again, { force: false });
  expect(readFileSync(join(again, "a"), "utf8")).toBe("stored");
});

test("what is in the way is not touched unless that is said", async () => {
  const out = target("way");
  mkdirSync(out);
  const artifact = { tree: await rig.tree({ "/new": "1" }), metadata: [] };
  await checkoutTree(store, artifact, out, { force: false });
  await expect(checkoutTree(store, artifact, out, { force: false })).rejects.toMatchObject({
    code: "FORGE5006",
    help: expect.stringContaining("--force"),
  });
  writeFileSync(join(out, "old"), "x");
  await checkoutTree(store, artifact, out, { force: true });
  expect(readFiles(out)).toEqual({ "/new": "1" });
  writeFileSync(target("file"), "x");
  await expect(checkoutTree(store, artifact, target("file"), { force: false })).rejects.toMatchObject({ code: "FORGE5006" });
  await checkoutTree(store, artifact, target("file"), { force: true });
  expect(readFiles(target("file"))).toEqual({ "/new": "1" });
  expect(readdirSync(rig.scratch).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a composition that never was a directory is checked out from where its files lie", async () => {
  const layers = [await rig.tree({ "/a/1": "1" }), await rig.tree({ "/a/2": { text: "2", mode: 0o755 } })];
  const { root, directories } = mergeTrees(
    store.trees,
    layers.map((tree) => ({ tree, at: "/" })),
  );
  store.trees.put(root, directories, layers);
  await checkoutTree(store, { tree: root, metadata: [] }, target("composed"), { force: false });
  expect(readFiles(target("composed"))).toEqual({ "/a": "/", "/a/1": "1", "/a/2": "x:2" });
});

test("an archive has owners, modes, devices and links, whoever writes it, and the same bytes every time", async () => {
  const long = `/${"long-directory-name/".repeat(12)}file`;
  const made = { tree: await rig.tree({ ...files, "/dev": null, "/run": null, [long]: "deep", "/é": "x" }), metadata };
  const bytes = await archive(made);
  expect(await archive(made)).toEqual(bytes);
  const listing = execFileSync("tar", ["--numeric-owner", "--full-time", "-tvf", "-"], {
    input: bytes,
    encoding: "utf8",
    env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8" },
  });
  const lines = listing
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/\s+/g, " "));
  expect(lines.filter((line) => !line.includes("long-directory-name"))).toEqual([
    "drwxr-xr-x 0/0 0 2011-11-11 11:11:11 bin/",
    "-rwsr-xr-x 0/0 2 2011-11-11 11:11:11 bin/su",
    "drwxr-xr-x 0/0 0 2011-11-11 11:11:11 dev/",
    "crw-rw-rw- 0/0 1,3 2011-11-11 11:11:11 dev/null",
    "drwxr-xr-x 0/0 0 2011-11-11 11:11:11 etc/",
    "-rw-r----- 0/42 4 2011-11-11 11:11:11 etc/shadow",
    "lrwxrwxrwx 0/0 0 2011-11-11 11:11:11 link -> /bin/su",
    "drwxr-xr-x 0/0 0 2011-11-11 11:11:11 run/",
    "prw------- 0/0 0 2011-11-11 11:11:11 run/pipe",
    "drwxrwxrwt 0/0 0 2011-11-11 11:11:11 tmp/",
    "-rw-r--r-- 0/0 1 2011-11-11 11:11:11 é",
    "hrwsr-xr-x 0/0 0 2011-11-11 11:11:11 bin/also link to bin/su",
  ]);
  expect(lines.filter((line) => line.endsWith(`${long.slice(1)}`))).toHaveLength(1);
  expect(execFileSync("tar", ["-xOf", "-", long.slice(1)], { input: bytes, encoding: "utf8" })).toBe("deep");
});

async function archive(made: Exportable): Promise<Buffer> {
  const stream = new PassThrough();
  const [bytes] = await Promise.all([buffer(stream), writeTar(store, made, stream)]);
  return bytes;
}
