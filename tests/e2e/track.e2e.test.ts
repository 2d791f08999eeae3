// forge track and forge fetch: what is pinned, what moved and who needs it, what is downloaded before a build.

import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { serveFiles } from "../rig/file-server.ts";
import { createProject } from "../rig/project.ts";

function config(url: string, more = ""): string {
  return `import { defineProject, importElement, remote, stack } from "forge-build";
const one = importElement({ sources: [remote("${url}/one")] });
const two = importElement({ sources: [remote("${url}/two")] });
${more}
const all = stack({ depends: [one, two] });
export default defineProject({ name: "p", elements: { one, two, all }, default: all });
`;
}

test("names what moved, from what, to what, and who needs it", async () => {
  await using server = await serveFiles({ "/one": "1\n", "/two": "2\n" });
  await using project = createProject({ "build.config.ts": config(server.url) });
  const first = await project.forge(["track"]);
  expect(first.exitCode, first.stderr).toBe(0);
  expect(project.read("forge.lock").split("\n")).toHaveLength(4);

  server.files.set("/one", "another\n");
  const second = await project.forge(["track"]);
  expect(second.stdout).toMatch(/\/one/);
  expect(second.stdout).toMatch(/[0-9a-f]{8,} → [0-9a-f]{8,}/);
  expect(second.stdout).toContain("build.config.ts:2");
  expect(second.stdout).toContain("one");
  expect(second.stdout).not.toMatch(/^moved .*\/two/m);
  expect(second.stdout).toContain("1 of 2 sources moved");
});

test("with names, only what those elements need", async () => {
  await using server = await serveFiles({ "/one": "1\n", "/two": "2\n" });
  await using project = createProject({ "build.config.ts": config(server.url) });
  expect((await project.forge(["track", "two"])).exitCode).toBe(0);
  expect(server.requests).toEqual(["/two"]);
  expectComplaint(await project.forge(["build"]), { code: "FORGE2001", says: [/forge track one/] });
});

test("nothing moved is said, and changes nothing", async () => {
  await using server = await serveFiles({ "/one": "1\n", "/two": "2\n" });
  await using project = createProject({ "build.config.ts": config(server.url) });
  await project.forge(["track"]);
  const lock = project.read("forge.lock");
  const run = await project.forge(["track"]);
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain("nothing moved");
  expect(project.read("forge.lock")).toBe(lock);
});

test("--check writes nothing, and says by its exit code whether something newer exists", async () => {
  await using server = await serveFiles({ "/one": "1\n", "/two": "2\n" });
  await using project = createProject({ "build.config.ts": config(server.url) });
  await project.forge(["track"]);
  const lock = project.read("forge.lock");
  expect((await project.forge(["track", "--check"])).exitCode).toBe(0);
  server.files.set("/two", "newer\n");
  const run = await project.forge(["track", "--check"]);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch(/\/two/);
  expect(project.read("forge.lock")).toBe(lock);
});

test("--prune drops entries that nothing needs any more", async () => {
  await using server = await serveFiles({ "/one": "1\n", "/two": "2\n" });
  await using project = createProject({ "build.config.ts": config(server.url) });
  await project.forge(["track"]);
  project.write("build.config.ts", config(server.url).replace("/one", "/two"));
  const run = await project.forge(["track", "--prune"]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(project.read("forge.lock")).not.toContain("/one");
  expect(project.read("forge.lock")).toContain("/two");
});

test("fetch brings everything into the store, so that a build needs no network", async () => {
  await using server = await serveFiles({ "/one": "1\n", "/two": "2\n" });
  await using project = createProject({ "build.config.ts": config(server.url) });
  await project.forge(["track"]);
  await using elsewhere = createProject({ "build.config.ts": project.read("build.config.ts"), "forge.lock": project.read("forge.lock") });
  const run = await elsewhere.forge(["fetch"]);
  expect(run.exitCode, run.stderr).toBe(0);
  const asked = server.requests.length;
  expect((await elsewhere.forge(["build", "--offline"])).exitCode).toBe(0);
  expect(server.requests).toHaveLength(asked);
  expect((await elsewhere.forge(["fetch"])).exitCode).toBe(0);
  expect(server.requests).toHaveLength(asked);
});

test("fetch of what is gone fails with its code, and fetches the rest", async () => {
  await using server = await serveFiles({ "/one": "1\n", "/two": "2\n" });
  await using project = createProject({ "build.config.ts": config(server.url) });
  await project.forge(["track"]);
  server.files.delete("/one");
  await using elsewhere = createProject({ "build.config.ts": project.read("build.config.ts"), "forge.lock": project.read("forge.lock") });
  expectComplaint(await elsewhere.forge(["fetch"]), { code: "FORGE2004", says: ["404"] });
  server.files.clear();
  expect((await elsewhere.forge(["build", "two"])).exitCode).toBe(0);
});
