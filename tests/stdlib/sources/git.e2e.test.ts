// `git` through the whole command: tracked, locked, built, and followed when it moves.

import { expect, test } from "vitest";
import { expectComplaint } from "../../rig/faults.ts";
import { serveGit } from "../../rig/git-server.ts";
import { build } from "../../rig/outcomes.ts";
import { createProject } from "../../rig/project.ts";

function config(source: string): string {
  return `import { defineProject, git, importElement } from "forge-build";
const data = importElement({ sources: [${source}] });
export default defineProject({ name: "p", elements: { data }, default: data });
`;
}

test("a version is tracked, built, and moves when upstream releases", async () => {
  await using server = await serveGit();
  const upstream = server.repository("project.git");
  upstream.commit({ file: "one\n" });
  upstream.git("tag", "v1.9");
  upstream.publish();
  await using project = createProject({ "build.config.ts": config(`git("${upstream.url}", { track: "v*" })`) });
  await build(project, ["--track"]);
  expect((await project.forge(["checkout", "data", "out"])).exitCode).toBe(0);
  expect(project.read("out/file")).toBe("one\n");
  expect(project.read("forge.lock")).toContain(
    `["git",["${upstream.url}",["v*"]],{"commit":"${upstream.git("rev-parse", "HEAD")}","tag":"v1.9"}]`,
  );
  upstream.commit({ file: "two\n" });
  upstream.git("tag", "v1.10");
  upstream.publish();
  const tracked = await project.forge(["track", "data"]);
  expect(tracked.stdout + tracked.stderr).toMatch(/v1\.9, [0-9a-f]{12}.*v1\.10, [0-9a-f]{12}/s);
  await build(project);
  expect((await project.forge(["checkout", "--force", "data", "out"])).exitCode).toBe(0);
  expect(project.read("out/file")).toBe("two\n");
});

test("a pinned commit with a submodule builds in the sealed child, from another address the same", async () => {
  await using server = await serveGit();
  const lib = server.repository("lib.git");
  const libCommit = lib.commit({ lib: "lib\n" });
  lib.publish();
  const upstream = server.repository("project.git");
  upstream.commit({ file: "one\n", ".gitmodules": '[submodule "lib"]\n\tpath = lib\n\turl = ../lib.git\n' });
  upstream.git("update-index", "--add", "--cacheinfo", `160000,${libCommit},lib`);
  upstream.git("commit", "--quiet", "--message", "link");
  upstream.publish();
  const commit = upstream.git("rev-parse", "HEAD");
  await using project = createProject({
    "build.config.ts": config(`git("${upstream.url}", { commit })`).replace("const data", `const commit = "${commit}";\nconst data`),
  });
  await build(project);
  project.write("build.config.ts", project.read("build.config.ts").replace("http://", "http://user@"));
  expect(Object.values(await build(project))).toEqual(["cached"]);
  expect((await project.forge(["checkout", "data", "out"])).exitCode).toBe(0);
  expect(project.read("out/lib/lib")).toBe("lib\n");
});

test("what is wrong with a source stands at the user's line", async () => {
  await using server = await serveGit();
  await using project = createProject({ "build.config.ts": config(`git("${server.url}/absent.git")`) });
  expectComplaint(await project.forge(["build", "--track"]), { code: "FORGE2004", place: "build.config.ts:2", says: ["absent.git"] });
  project.write("build.config.ts", config(`git("${server.url}/absent.git", { commit: "v1" })`));
  expectComplaint(await project.forge(["build"]), { code: "FORGE1007", place: "build.config.ts:2", says: ["must be 40"], help: false });
});
