// Sources that are wrong, gone or hostile are refused with a code and a next step; nothing of them is kept.

import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { serveFiles } from "../rig/file-server.ts";
import { build } from "../rig/outcomes.ts";
import { createProject, type ForgeRun, type Project } from "../rig/project.ts";
import { type Member, tarArchive } from "../rig/tar-archive.ts";

function config(source: string): string {
  return `import { defineProject, importElement, remote, tar } from "forge-build";
const data = importElement({ sources: [${source}] });
export default defineProject({ name: "p", elements: { data }, default: data });
`;
}

/** Tracks and builds a tar archive with these members. */
async function buildArchive(members: readonly Member[], look: (project: Project, run: ForgeRun) => void | Promise<void>): Promise<void> {
  await using server = await serveFiles({ "/a.tar": tarArchive(members) });
  await using project = createProject({ "build.config.ts": config(`tar("${server.url}/a.tar")`) });
  await look(project, await project.forge(["build", "--track"]));
}

test("a source that is not locked", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using project = createProject({ "build.config.ts": config(`remote("${server.url}/file")`) });
  expectComplaint(await project.forge(["build"]), { code: "FORGE2001", place: "build.config.ts:2", says: [/forge track/] });
  expect(server.requests).toEqual([]);
  expect(existsSync(join(project.root, "forge.lock"))).toBe(false);
});

test("an upstream file that changed", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using project = createProject({ "build.config.ts": config(`remote("${server.url}/file")`) });
  expect((await project.forge(["track", "data"])).exitCode).toBe(0);
  server.files.set("/file", "another text\n");
  await using elsewhere = createProject({ "build.config.ts": project.read("build.config.ts"), "forge.lock": project.read("forge.lock") });
  expectComplaint(await elsewhere.forge(["build"]), { code: "FORGE2005", says: [sha256("text\n").slice(0, 8)] });
});

test("an unreachable mirror", async () => {
  const { url } = await closedServer();
  await using project = createProject({ "build.config.ts": config(`remote("${url}/file")`) });
  expectComplaint(await project.forge(["build", "--track"]), { code: "FORGE2004", place: "build.config.ts:2", says: ["127.0.0.1"] });
});

test("a file that the server does not have", async () => {
  await using server = await serveFiles();
  await using project = createProject({ "build.config.ts": config(`remote("${server.url}/file")`) });
  expectComplaint(await project.forge(["build", "--track"]), { code: "FORGE2004", says: ["404"] });
});

test("--offline refuses the network", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using project = createProject({ "build.config.ts": config(`remote("${server.url}/file")`) });
  expect((await project.forge(["track", "data"])).exitCode).toBe(0);
  await using elsewhere = createProject({ "build.config.ts": project.read("build.config.ts"), "forge.lock": project.read("forge.lock") });
  expectComplaint(await elsewhere.forge(["build", "--offline"]), { code: "FORGE2014" });
});

for (const [what, members] of [
  ["a member with ../", [{ name: "a/../../../escaped", content: "x" }]],
  ["an absolute member", [{ name: "/tmp/escaped", content: "x" }]],
  ["a device node", [{ name: "a/null", type: "char" }]],
  [
    "a link leading out, and a member through it",
    [
      { name: "a/out", type: "symlink", target: "../.." },
      { name: "a/out/escaped", content: "x" },
    ],
  ],
  [
    "a hard link leading out",
    [
      { name: "a/b", content: "x" },
      { name: "a/hard", type: "hardlink", target: "../../etc/passwd" },
    ],
  ],
] as const satisfies readonly (readonly [string, readonly Member[]])[]) {
  test(`an archive with ${what}`, async () => {
    await buildArchive(members, (project, run) => {
      expectComplaint(run, { code: "FORGE2006", says: [/a\.tar/] });
      expect(filesNamed(join(project.root, ".."), "escaped")).toEqual([]);
      expect(existsSync("/tmp/escaped")).toBe(false);
    });
  });
}

test("an archive with a name that is not UTF-8", async () => {
  await buildArchive(
    [
      { name: "a/b", content: "x" },
      { name: Buffer.from("a/caf\xe9", "latin1"), content: "x" },
    ],
    (_, run) => expectComplaint(run, { code: "FORGE2007" }),
  );
});

test("an archive that is cut short", async () => {
  await using server = await serveFiles({ "/a.tar": tarArchive([{ name: "a/b", content: "x".repeat(4000) }]).subarray(0, 1500) });
  await using project = createProject({ "build.config.ts": config(`tar("${server.url}/a.tar")`) });
  expectComplaint(await project.forge(["build", "--track"]), { code: "FORGE2006" });
});

test("a good archive builds, and its second build asks the server for nothing", async () => {
  await using server = await serveFiles({
    "/a.tar": tarArchive([
      { name: "a/", type: "directory" },
      { name: "a/file", content: "good\n" },
    ]),
  });
  await using project = createProject({ "build.config.ts": config(`tar("${server.url}/a.tar")`) });
  await build(project, ["--track"]);
  const asked = server.requests.length;
  expect([...new Set(Object.values(await build(project)))]).toEqual(["cached"]);
  expect(server.requests.length).toBe(asked);
  expect((await project.forge(["checkout", "data", "out"])).exitCode).toBe(0);
  expect(project.read("out/file")).toBe("good\n");
});

test("a lock written by a newer forge", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using project = createProject({ "build.config.ts": config(`remote("${server.url}/file")`), "forge.lock": '["forge-lock",99]\n' });
  expectComplaint(await project.forge(["build", "--track"]), { code: "FORGE2002", says: ["99"] });
  expect(project.read("forge.lock")).toBe('["forge-lock",99]\n');
});

test("a lock with a damaged line", async () => {
  await using server = await serveFiles({ "/file": "text\n" });
  await using project = createProject({
    "build.config.ts": config(`remote("${server.url}/file")`),
    "forge.lock": '["forge-lock",1]\n["remote",[\n',
  });
  expectComplaint(await project.forge(["build"]), { code: "FORGE2003", place: "forge.lock:2" });
});

test("a store written by a newer forge", async () => {
  await using project = createProject({ "build.config.ts": config(`remote("http://127.0.0.1:1/file")`) });
  await project.forge(["build"]);
  project.write("../cache/forge/format", JSON.stringify({ format: "forge-store", version: 99, owner: process.getuid?.() }));
  expectComplaint(await project.forge(["build"]), { code: "FORGE5003", says: ["99"] });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** An address at which nobody listens any more. */
async function closedServer(): Promise<{ readonly url: string }> {
  await using server = await serveFiles();
  return { url: server.url };
}

function filesNamed(directory: string, name: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(`/${name}`));
}
