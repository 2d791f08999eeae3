// Patches and files of the configuration through the whole command.

import { expect, test } from "vitest";
import { expectComplaint } from "../../rig/faults.ts";
import { build } from "../../rig/outcomes.ts";
import { createProject, type Project } from "../../rig/project.ts";

function config(sources: string): string {
  return `import { defineProject, importElement, inline, local, patch, patchQueue } from "forge-build";
const data = importElement({ sources: [
${sources}
] });
export default defineProject({ name: "p", elements: { data }, default: data });
`;
}

function diff(from: string, to: string, file = "file"): string {
  return `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-${from}\n+${to}\n`;
}

async function built(project: Project, file: string): Promise<string> {
  await build(project);
  expect((await project.forge(["checkout", "--force", "data", "out"])).exitCode).toBe(0);
  return project.read(`out/${file}`);
}

test("a patch changes the sources before it, and what comes after it is laid over the result", async () => {
  await using project = createProject({
    "build.config.ts": config(
      'inline({ file: "one\\n", later: "x\\n" }), patch("./fix.patch"), inline({ later: { text: "y\\n", executable: true } })',
    ),
    "fix.patch": diff("one", "two"),
  });
  expect(await built(project, "file")).toBe("two\n");
  expect(project.read("out/later")).toBe("y\n");
  project.write("fix.patch", diff("one", "three"));
  expect(await built(project, "file")).toBe("three\n");
});

test("a patch works where it is placed", async () => {
  await using project = createProject({
    "build.config.ts": config(
      'inline({ "sub/file": "one\\n" }), inline({ file: "one\\n" }, { at: "/elsewhere" }), patch("fix.patch", { at: "sub" }), patch("fix.patch", { at: "/elsewhere" })',
    ),
    "fix.patch": diff("one", "two"),
  });
  expect(await built(project, "sub/file")).toBe("two\n");
  expect(project.read("out/elsewhere/file")).toBe("two\n");
});

test("a queue is applied in the order of its series, or of its names", async () => {
  await using project = createProject({
    "build.config.ts": config('inline({ file: "1\\n" }), patchQueue("patches")'),
    "patches/10.patch": diff("1", "2"),
    "patches/9.patch": diff("2", "3"),
  });
  expect(await built(project, "file")).toBe("3\n");
  project.write("patches/series", "# in this order\n9.patch -p2 # why\n10.patch\n");
  project.write("patches/9.patch", diff("1", "5", "b/file"));
  project.write("patches/10.patch", diff("5", "6"));
  expect(await built(project, "file")).toBe("6\n");
  project.write("patches/series", "absent.patch\n");
  expectComplaint(await project.forge(["build"]), { code: "FORGE2013", place: "patches/series:1", says: ["absent.patch"] });
});

test("a hunk that does not fit is shown at its line, with what it looks for", async () => {
  await using project = createProject({
    "build.config.ts": config('inline({ file: "one\\n" }),\npatch("fix.patch")'),
    "fix.patch": `Subject: a fix\n\n${diff("other", "two")}`,
  });
  const run = await project.forge(["build"]);
  expectComplaint(run, { code: "FORGE2016", place: "fix.patch:5", says: ["hunk 1 of 1 does not fit file, at line 1", "other", "one"] });
});

test("a patch before everything else, one that is not there, and one that leads out", async () => {
  await using project = createProject({ "build.config.ts": config('patch("fix.patch"), inline({ file: "one\\n" })') });
  expectComplaint(await project.forge(["build"]), { code: "FORGE1007", place: "build.config.ts:3", says: ["no source before it"] });
  project.write("build.config.ts", config('inline({ file: "one\\n" }), patch("absent.patch")'));
  expectComplaint(await project.forge(["build"]), { code: "FORGE2013", place: "build.config.ts:3", says: ["absent.patch"] });
  project.write("hostile.patch", diff("root", "x", "../../../../etc/passwd"));
  project.write("build.config.ts", config('inline({ file: "one\\n" }), patch("hostile.patch")'));
  expectComplaint(await project.forge(["build"]), { code: "FORGE2006", place: "hostile.patch:1", says: ["leads out"] });
});

test("paths of inline files are checked where they are written", async () => {
  await using project = createProject({ "build.config.ts": config('inline({ "../x": "text" })') });
  expectComplaint(await project.forge(["build"]), { code: "FORGE1007", place: "build.config.ts:3", says: ["../x"], help: false });
  project.write("build.config.ts", config('inline({ a: "text", "a/b": "text" })'));
  expectComplaint(await project.forge(["build"]), { code: "FORGE1007", says: ["lies in another"], help: false });
});
