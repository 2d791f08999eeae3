// forge show: a table for people, and for tools one element a line with the incumbent's field names.

import { expect, test } from "vitest";
import { build, keys, show } from "../rig/outcomes.ts";
import { parseLines } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

test("a table of all elements, dependencies first, with what of them is in the store", async () => {
  await using project = createSmallSystem();
  const before = await project.forge(["show"]);
  expect(before.stdout.split("\n").map((line) => line.trim().split(/\s+/).slice(0, 3))).toEqual([
    ["element", "kind", "state"],
    ["base", "import", "missing"],
    ["library", "script", "missing"],
    ["program", "script", "missing"],
    ["image", "compose", "missing"],
    [""],
  ]);
  await build(project, ["library"]);
  const after = await project.forge(["show", "library"]);
  expect(after.stdout).toMatch(/^base +import +cached/m);
  expect(after.stdout).toMatch(/^library +script +cached/m);
  expect(after.stdout).not.toContain("image");
});

test("--deps chooses the dependencies that are listed", async () => {
  await using project = createSmallSystem();
  const names = async (deps: string): Promise<readonly string[]> =>
    (await show(project, ["--deps", deps, "program"])).map(({ name }) => name);
  expect(await names("none")).toEqual(["program"]);
  expect(await names("all")).toEqual(["base", "library", "program"]);
  expect(await names("build")).toEqual(["base", "library"]);
  expect(await names("run")).toEqual(["program"]);
});

test("--json has the incumbent's field names, and forge's own below one key", async () => {
  await using project = createSmallSystem();
  await build(project);
  const run = await project.forge(["show", "--json", "--deps", "none", "program"]);
  const [program] = parseLines<{ readonly [name: string]: unknown }>(run.stdout);
  expect(Object.keys(program ?? {}).sort()).toEqual(
    [
      "build-depends",
      "config",
      "dependencies",
      "description",
      "environment",
      "environment-nocache",
      "forge",
      "kind",
      "name",
      "project",
      "public",
      "runtime-depends",
      "sandbox",
      "sources",
      "variables",
    ].sort(),
  );
  expect(program).toMatchObject({
    name: "program",
    project: "small",
    kind: "script",
    "build-depends": ["base", "library"],
    "runtime-depends": [],
    dependencies: [
      { name: "base", type: "build" },
      { name: "library", type: "build" },
    ],
    config: { commands: [expect.stringContaining("cat /usr/lib/library")] },
    sandbox: { "build-os": "linux" },
    forge: {
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      tree: expect.stringMatching(/^[0-9a-f]{64}$/),
      state: "cached",
      places: ["/", "/"],
    },
  });
});

test("an element over a source that is not locked is shown, without a key", async () => {
  const config = smallConfig
    .replace("local, script", "local, remote, script")
    .replace("const image", 'const data = importElement({ sources: [remote("http://127.0.0.1:1/file")] });\nconst image')
    .replace("program, image }", "program, image, data }");
  await using project = createSmallSystem({ "build.config.ts": config });
  const found = await keys(project);
  expect(found["data"]).toBeUndefined();
  expect(found["image"]).toMatch(/^[0-9a-f]{64}$/);
  expect((await project.forge(["show"])).stdout).toMatch(/^data +import +unlocked/m);
});
