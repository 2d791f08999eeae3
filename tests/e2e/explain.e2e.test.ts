// forge explain: what an element is hashed from, and what of that changed.

import { expect, test } from "vitest";
import { build } from "../rig/outcomes.ts";
import { type Project, parseLines } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

interface Explained {
  readonly name: string;
  readonly key: string;
  readonly state: string;
  readonly manifest: { readonly [name: string]: unknown };
  readonly defaults?: readonly { readonly name: string; readonly to?: string }[];
  readonly changes?: readonly {
    readonly path: string;
    readonly about?: string;
    readonly sameBytes?: boolean;
    readonly from?: unknown;
    readonly to?: unknown;
  }[];
}

async function explained(project: Project, name: string): Promise<Explained> {
  const run = await project.forge(["explain", "--json", name]);
  expect(run.exitCode, run.stderr).toBe(0);
  const [found] = parseLines<Explained>(run.stdout);
  if (!found) throw new Error("nothing was explained");
  return found;
}

test("an element that was never built", async () => {
  await using project = createSmallSystem();
  const run = await project.forge(["explain", "program"]);
  expect(run.stdout).toContain("it was never built here");
  expect(run.stdout).toContain('"recipe"');
});

test("a changed command: before the build and after it, with both texts", async () => {
  await using project = createSmallSystem();
  await build(project);
  project.write("build.config.ts", smallConfig.replace("cat /usr/lib/library >", "cat /usr/lib/library /usr/lib/library >"));
  const before = await explained(project, "program");
  expect(before).toMatchObject({
    state: "missing",
    changes: [
      {
        path: "recipe.commands[0]",
        from: expect.stringContaining("cat /usr/lib/library >"),
        to: expect.stringContaining("library /usr/lib"),
      },
    ],
  });
  await build(project);
  const after = await explained(project, "program");
  expect(after).toMatchObject({ state: "built", key: before.key, changes: before.changes });
  expect((await project.forge(["explain", "program"])).stdout).toMatch(/recipe\.commands\[0\]\n.*- .*\n.*\+ /);
});

test("a changed source is named", async () => {
  await using project = createSmallSystem({ "data/file": "one\n", "build.config.ts": withData });
  await build(project, ["data"]);
  project.write("data/file", "two\n");
  expect(await explained(project, "data")).toMatchObject({
    state: "missing",
    changes: [{ path: "sources[0].key", about: "the local source data" }],
  });
  expect((await project.forge(["explain", "data"])).stdout).toContain("the local source data has other contents");
});

test("a dependency that was rebuilt to the same bytes is named, and that nothing ran", async () => {
  await using project = createSmallSystem();
  await build(project);
  project.write("build.config.ts", smallConfig.replace("echo library >", ": another way; echo library >"));
  await build(project);
  expect(await explained(project, "program")).toMatchObject({
    state: "cutoff",
    changes: [{ path: "dependencies[1].run", about: "library", sameBytes: true }],
  });
  const { stdout } = await project.forge(["explain", "program"]);
  expect(stdout).toContain("nothing ran for it");
  expect(stdout).toContain("library was built anew, to the same bytes as before");
});

test("the manifest is the one whose digest is the key", async () => {
  await using project = createSmallSystem();
  const first = await explained(project, "program");
  project.write("build.config.ts", smallConfig.replace("cat /usr/lib/library >", "cat  /usr/lib/library >"));
  const second = await explained(project, "program");
  expect(second.key).not.toBe(first.key);
  expect(second.manifest).not.toEqual(first.manifest);
});

const withData = smallConfig
  .replace("const image", 'const data = importElement({ sources: [local("./data")] });\nconst image')
  .replace("program, image }", "program, image, data }");

test("a default of the project that changed is named, with its line, for the elements that it concerns", async () => {
  const withDefault = (loud: string, other: string) =>
    smallConfig
      .replace("import { compose,", "import { compose, kindDefaults,")
      .replace(
        'name: "small",',
        `name: "small",\n  defaults: {\n    environment: { LOUD: "${loud}" },\n    kinds: [kindDefaults(script, { environment: { OTHER: "${other}" } })],\n  },`,
      );
  await using project = createSmallSystem({ "build.config.ts": withDefault("no", "1") });
  await build(project);
  project.write("build.config.ts", withDefault("no", "2"));
  const changed = { name: "environment.OTHER", kind: "script", from: "1", to: "2", place: { file: "build.config.ts" } };
  expect(await explained(project, "program")).toMatchObject({ state: "missing", defaults: [changed] });
  const run = await project.forge(["explain", "program"]);
  expect(run.stdout).toMatch(
    /the project's default `environment\.OTHER` for script is another than then {2}build\.config\.ts:\d+.*\n +- 1\n +\+ 2\n/,
  );
  await build(project);
  expect(await explained(project, "program")).toMatchObject({ state: "built", defaults: [changed] });
  expect(await explained(project, "image")).not.toHaveProperty("defaults");

  project.write("build.config.ts", smallConfig);
  expect((await explained(project, "program")).defaults?.map(({ name, to }) => [name, to])).toEqual([
    ["environment.LOUD", undefined],
    ["environment.OTHER", undefined],
  ]);
});
