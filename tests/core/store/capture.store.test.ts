// Capture: what becomes of a build's output, and what of it is kept as metadata.

import { execFileSync } from "node:child_process";
import { existsSync, linkSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { TREE_MTIME } from "../../../core/model/tree.ts";
import { createStoreRig, readFiles, treeEntries } from "./rig.ts";

const rig = createStoreRig();
const { store } = rig;
const { trees } = store;
afterAll(() => rig[Symbol.asyncDispose]());

function stored(tree: TreeDigest): string {
  return join(store.root, trees.relativePath(tree));
}

test("a captured directory is moved, and has the digest of what is in it", async () => {
  const files = { "/bin/sh": { text: "#!", mode: 0o755 }, "/etc/conf": "x", "/empty": null, "/link": { link: "../out" } } as const;
  const directory = rig.directory(files);
  const { ino } = statSync(join(directory, "bin/sh"));
  const { tree, metadata } = await trees.capture(directory);
  expect(tree).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), files: 2, bytes: 3 });
  expect(metadata).toEqual([]);
  expect(existsSync(directory)).toBe(false);
  expect(statSync(join(stored(tree.digest), "bin/sh")).ino).toBe(ino);
  expect(readFiles(stored(tree.digest))).toEqual({
    "/bin": "/",
    "/bin/sh": "x:#!",
    "/etc": "/",
    "/etc/conf": "x",
    "/empty": "/",
    "/link": "-> ../out",
  });
  expect((await trees.capture(rig.directory(files))).tree).toEqual(tree);
});

test("every file has one time, one of two modes and an inode of its own; other modes are metadata", async () => {
  const { tree, metadata } = await trees.capture(
    rig.directory({
      "/setuid": { text: "1", mode: 0o4755 },
      "/secret": { text: "2", mode: 0o600 },
      "/group": { text: "3", mode: 0o664 },
      "/plain": { text: "4", mode: 0o644 },
      "/unreadable": { text: "5", mode: 0o001 },
    }),
  );
  expect(metadata).toEqual([
    { path: "/group", mode: 0o664 },
    { path: "/secret", mode: 0o600 },
    { path: "/setuid", mode: 0o4755 },
    { path: "/unreadable", mode: 0o001 },
  ]);
  const modes = readdirSync(stored(tree.digest)).map((name) => {
    const status = lstatSync(join(stored(tree.digest), name));
    expect([status.mtimeMs, status.nlink]).toEqual([TREE_MTIME * 1000, 1]);
    return [name, status.mode & 0o7777];
  });
  expect(Object.fromEntries(modes)).toEqual({ setuid: 0o755, secret: 0o644, group: 0o644, plain: 0o644, unreadable: 0o644 });
});

test("directories without permissions are read, and theirs are metadata", async () => {
  const directory = rig.directory({ "/locked/in/file": "1", "/sticky": null });
  execFileSync("chmod", ["000", join(directory, "locked")]);
  execFileSync("chmod", ["1777", join(directory, "sticky")]);
  const { tree, metadata } = await trees.capture(directory);
  expect(metadata).toEqual([
    { path: "/locked", mode: 0 },
    { path: "/sticky", mode: 0o1777 },
  ]);
  expect(readFiles(stored(tree.digest))).toEqual({ "/locked": "/", "/locked/in": "/", "/locked/in/file": "1", "/sticky": "/" });
  expect(lstatSync(join(stored(tree.digest), "locked")).mode & 0o7777).toBe(0o755);
});

test("the mode that forge's umask gave the directory itself is nobody's metadata", async () => {
  const directory = rig.directory({ "/a": "1" });
  execFileSync("chmod", ["700", directory]);
  const { tree, metadata } = await trees.capture(directory);
  expect(metadata).toEqual([]);
  expect(lstatSync(stored(tree.digest)).mode & 0o7777).toBe(0o755);
});

test("hard links become files of their own, and are on record as links of the first name", async () => {
  const directory = rig.directory({ "/b/first": "1", "/drop/other": "2" });
  linkSync(join(directory, "b/first"), join(directory, "a"));
  linkSync(join(directory, "b/first"), join(directory, "c"));
  linkSync(join(directory, "drop/other"), join(directory, "kept"));
  const outside = join(store.createJob("outside"), "name");
  writeFileSync(outside, "3");
  linkSync(outside, join(directory, "inside"));
  const { tree, metadata } = await trees.capture(directory, { drop: ["/drop"] });
  expect(metadata).toEqual([
    { path: "/b/first", hardlinkTo: "/a" },
    { path: "/c", hardlinkTo: "/a" },
  ]);
  for (const path of ["a", "b/first", "c", "kept", "inside"]) expect(lstatSync(join(stored(tree.digest), path)).nlink, path).toBe(1);
  expect(readFiles(stored(tree.digest))).toMatchObject({ "/a": "1", "/b/first": "1", "/c": "1", "/kept": "2", "/inside": "3" });
});

test("pipes are metadata, sockets are nothing", async () => {
  const directory = rig.directory({ "/run/file": "1" });
  execFileSync("mkfifo", ["-m", "640", join(directory, "run/pipe")]);
  const server = createServer().listen(join(directory, "run/s"));
  await new Promise((resolve) => server.once("listening", resolve));
  const { tree, metadata } = await trees.capture(directory);
  server.close();
  expect(metadata).toEqual([{ path: "/run/pipe", mode: 0o640, fifo: true }]);
  expect(readFiles(stored(tree.digest))).toEqual({ "/run": "/", "/run/file": "1" });
});

test("patterns that are dropped leave nothing behind", async () => {
  const directory = rig.directory({ "/var/log/a": "1", "/var/log/b/c": "2", "/var/cache/aux": "3", "/var/cache/keep": "4" });
  const { tree } = await trees.capture(directory, { drop: ["/var/log/*", "var/cache/aux"] });
  expect(readFiles(stored(tree.digest))).toEqual({ "/var": "/", "/var/log": "/", "/var/cache": "/", "/var/cache/keep": "4" });
});

test.each(["name", "target"])("a %s that is not UTF-8 is refused", async (what) => {
  const directory = rig.directory({ "/d/ok": "1" });
  const bytes = Buffer.concat([Buffer.from(`${directory}/d/caf`), Buffer.from([0xe9])]);
  if (what === "name") writeFileSync(bytes, "x");
  else symlinkSync(Buffer.from([0x63, 0xe9]), join(directory, "d/link"));
  await expect(trees.capture(directory)).rejects.toMatchObject({ code: "FORGE2007", message: expect.stringMatching(/(caf|c)\\xe9$/) });
});

test("what fakeroot pretends is metadata: owners, modes, devices", async () => {
  const directory = rig.directory({ "/owned": "1", "/setgid": "2", "/d/file": "3", "/untouched": { text: "4", mode: 0o755 } });
  const state = join(store.createJob("state"), "fakeroot");
  const script =
    "chown 5:6 owned && chgrp 7 setgid && chmod 2755 setgid && mknod -m 600 d/null c 1 3 && mknod d/disk b 259 70000 && ln -s owned link && chown -h 8 link && chmod 1777 d";
  execFileSync("fakeroot", ["-s", state, "sh", "-ec", script], { cwd: directory, env: { ...process.env, FAKEROOTDONTTRYCHOWN: "1" } });
  const { tree, metadata } = await trees.capture(directory, { fakerootState: state });
  expect(metadata).toEqual([
    { path: "/d", mode: 0o1777 },
    { path: "/d/disk", mode: 0o644, device: { type: "block", major: 259, minor: 70000 } },
    { path: "/d/null", mode: 0o600, device: { type: "char", major: 1, minor: 3 } },
    { path: "/link", uid: 8 },
    { path: "/owned", uid: 5, gid: 6 },
    { path: "/setgid", gid: 7, mode: 0o2755 },
  ]);
  expect(Object.keys(treeEntries(trees, tree.digest)).sort()).toEqual(["/d", "/d/file", "/link", "/owned", "/setgid", "/untouched"]);
});

test("a fakeroot state that was not left is said", async () => {
  await expect(trees.capture(rig.directory({ "/a": "1" }), { fakerootState: "/nowhere/state" })).rejects.toMatchObject({
    code: "FORGE3005",
  });
});

test("two captures of the same contents at once give one tree", async () => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`/d${index % 9}/f${index}`, `text ${index}`]));
  const results = await Promise.all([rig.tree(files), rig.tree(files), rig.tree(files)]);
  expect(new Set(results).size).toBe(1);
  expect(Object.keys(readFiles(stored(results[0]!)))).toHaveLength(309);
});

test("many bytes are hashed to the same digest as few", async () => {
  const directory = rig.directory({});
  mkdirSync(join(directory, "big"));
  for (let index = 0; index < 700; index++) writeFileSync(join(directory, "big", String(index)), Buffer.alloc(20_000, index));
  const { tree } = await trees.capture(directory);
  const one = rig.directory({});
  mkdirSync(join(one, "big"));
  for (let index = 0; index < 700; index++) writeFileSync(join(one, "big", String(index)), Buffer.alloc(20_000, index));
  expect((await rig.reopen().trees.capture(one)).tree.digest).toBe(tree.digest);
  expect(tree).toMatchObject({ files: 700, bytes: 14_000_000 });
});
