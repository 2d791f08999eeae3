// Targets by pattern, the dependencies that come with them, and what is left out, for every verb that takes elements.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { build, failures, outcomes, show } from "../rig/outcomes.ts";
import { createProject, type Project } from "../rig/project.ts";

/** An app over two libraries that share a base, and a plugin that only it needs at run time. Nothing of it takes a sandbox. */
const config = `import { defineProject, importElement, local, stack } from "forge-build";

const base = importElement({ sources: [local("./files/base")] });
const codec = importElement({ sources: [local("./files/codec")] });
const libImage = stack({ depends: [base, codec] });
const libSound = stack({ depends: [base] });
const plugin = importElement({ sources: [local("./files/plugin")] });
const app = importElement({ sources: [local("./files/app")], buildDepends: [libImage, libSound], runtimeDepends: [plugin] });

export default defineProject({
  name: "chosen",
  elements: { base, codec, libs: { image: libImage, sound: libSound }, plugin, app },
  default: app,
});
`;

function createChosen(): Project {
  const files = Object.fromEntries(["base", "codec", "plugin", "app"].map((name) => [`files/${name}/${name}`, name]));
  return createProject({ "build.config.ts": config, ...files });
}

async function names(project: Project, args: readonly string[]): Promise<readonly string[]> {
  return (await show(project, args)).map(({ name }) => name);
}

describe("a pattern", () => {
  test("stands for the elements with a name that fits, in any spelling", async () => {
    await using project = createChosen();
    expect(await names(project, ["--deps", "none", "libs/*"])).toEqual(["libs/image", "libs/sound"]);
    expect(await names(project, ["--deps", "none", "libs.*"])).toHaveLength(2);
    expect(await names(project, ["--deps", "none", "*"])).toEqual(expect.not.arrayContaining(["libs/image"]));
    expect(await names(project, ["--deps", "none", "**"])).toHaveLength(6);
    expect(await names(project, ["--deps", "none", "**/[is]*"])).toHaveLength(2);
    expect(await names(project, ["--deps", "none", "**/base"])).toEqual(["base"]);
  });

  test("that fits nothing is refused with near names", async () => {
    await using project = createChosen();
    const run = await project.forge(["build", "--json", "lbs/*", "codek*"]);
    expect(run.exitCode).toBe(1);
    expect(failures(run)).toMatchObject([{ code: "FORGE1012", message: 'no element of the project fits "lbs/*"' }]);
    const near = await project.forge(["show", "codek*"]);
    expect(near.stderr).toContain("did you mean codec?");
  });

  test("builds what fits", async () => {
    await using project = createChosen();
    expect(Object.keys(await build(project, ["libs/*"])).sort()).toEqual(["base", "codec", "libs/image", "libs/sound"]);
  });
});

describe("--deps", () => {
  test("of a build chooses what is wanted beside the targets", async () => {
    await using project = createChosen();
    const wanted = async (deps: string): Promise<readonly string[]> => Object.keys(await build(project, ["--deps", deps, "app"])).sort();
    expect(await wanted("none")).toEqual(["app", "base", "codec", "libs/image", "libs/sound"]);
    // Now app is on record, and wants no more than it runs with.
    expect(await wanted("run")).toEqual(["app", "plugin"]);
    // What is staged to build it, and not itself.
    expect(await wanted("build")).toEqual(["base", "codec", "libs/image", "libs/sound"]);
    expect(await wanted("all")).toHaveLength(6);
  });

  test("is part of what nothing is to be done for", async () => {
    await using project = createChosen();
    await build(project, ["--deps", "none", "app"]);
    expect((await project.forge(["build", "--deps", "none", "app"])).stdout).toBe("up to date: app\n");
    const whole = await project.forge(["build", "--json", "app"]);
    expect(outcomes(whole)).toMatchObject({ plugin: "built", app: "cached" });
  });
});

describe("--except", () => {
  test("leaves out an element and what is reached through it alone", async () => {
    await using project = createChosen();
    expect([...(await names(project, ["--except", "libs/image", "app"]))].sort()).toEqual(["app", "base", "libs/sound", "plugin"]);
    expect([...(await names(project, ["--except", "libs/*", "app"]))].sort()).toEqual(["app", "plugin"]);
    expect(await names(project, ["--except", "app"])).toEqual([]);
  });

  test("of a build leaves what is needed at run time alone, and says what cannot be built without it", async () => {
    await using project = createChosen();
    expect(await build(project, ["--except", "plugin"])).not.toHaveProperty("plugin");
    await using other = createChosen();
    const run = await other.forge(["build", "--json", "--except", "codec"]);
    expect(run.exitCode).toBe(1);
    expect(failures(run)).toMatchObject([
      { code: "FORGE1060", message: expect.stringMatching(/^app cannot be built: it needs codec, /), place: { file: "build.config.ts" } },
    ]);
    expect(outcomes(run)).toMatchObject({ app: "failed", base: "skipped" });
    const rest = await other.forge(["build", "--json", "--except", "codec", "--on-error", "continue"]);
    expect(outcomes(rest)).toEqual({ app: "failed", base: "built", "libs/image": "skipped", "libs/sound": "built", plugin: "built" });
    // What is left out is used where it is there.
    await build(other, ["codec"]);
    expect(await build(other, ["--except", "codec"])).toMatchObject({ codec: "cached", app: "built" });
  });

  test("is part of what nothing is to be done for", async () => {
    await using project = createChosen();
    await build(project, ["--except", "plugin"]);
    expect((await project.forge(["build", "--except", "plugin"])).stdout).toBe("up to date: app\n");
    expect(await build(project)).toMatchObject({ plugin: "built" });
  });

  test("of a fetch needs no ref for what is left out", async () => {
    const open = config
      .replace("local, stack", "local, remote, stack")
      .replace('local("./files/plugin")', 'remote("http://127.0.0.1:9/plugin")');
    await using project = createProject({ ...filesOf(), "build.config.ts": open });
    expect(failures(await project.forge(["fetch", "--json", "app"]))).toMatchObject([{ code: "FORGE2001" }]);
    expect((await project.forge(["fetch", "app", "--except", "plugin"])).stdout).toContain("fetched 3 of 3 sources");
    expect((await project.forge(["fetch", "app", "--deps", "none"])).stdout).toContain("nothing to fetch: 1 source in the store");
    expect((await project.forge(["track", "app", "--deps", "none"])).stdout).toContain("nothing to track");
  });
});

describe("a checkout", () => {
  test("takes what the element needs with it, less what is left out", async () => {
    await using project = createChosen();
    await build(project, ["--deps", "all", "app"]);
    const files = async (args: readonly string[]): Promise<readonly string[]> => {
      const run = await project.forge(["checkout", "app", "out", "--force", ...args]);
      expect(run.exitCode, run.stderr).toBe(0);
      return readdirSync(join(project.root, "out")).sort();
    };
    expect(await files([])).toEqual(["app"]);
    expect(await files(["--deps", "run"])).toEqual(["app", "plugin"]);
    expect(await files(["--deps", "all"])).toEqual(["app", "base", "codec", "plugin"]);
    expect(await files(["--deps", "all", "--except", "libs/image"])).toEqual(["app", "base", "plugin"]);
  });

  test("of what is left out is refused", async () => {
    await using project = createChosen();
    await build(project);
    const run = await project.forge(["checkout", "app", "out", "--except", "app"]);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("FORGE1021") });
  });
});

describe("in a `.bst` project", () => {
  const files = {
    "project.conf": "name: small\nmin-version: 2.0\nelement-path: elements\n",
    "elements/base.bst": "kind: stack\n",
    "elements/libs/a.bst": "kind: stack\ndepends: [base.bst]\n",
    "elements/libs/b.bst": "kind: stack\ndepends: [base.bst]\n",
    "elements/app.bst": "kind: stack\ndepends: [libs/a.bst, libs/b.bst]\n",
  };

  test("patterns, --deps and --except are the same", async () => {
    await using project = createProject(files);
    expect(await names(project, ["libs/*.bst"])).toEqual(["base.bst", "libs/a.bst", "libs/b.bst"]);
    expect(await names(project, ["--deps", "none", "libs/*"])).toEqual(["libs/a.bst", "libs/b.bst"]);
    expect(await names(project, ["app.bst", "--except", "libs/a.bst"])).toEqual(["base.bst", "libs/b.bst", "app.bst"]);
    expect((await project.forge(["show", "app.bst", "--except", "libs/*"])).stdout).not.toContain("base.bst");
    expect(Object.keys(await build(project, ["libs/?.bst"])).sort()).toEqual(["base.bst", "libs/a.bst", "libs/b.bst"]);
    expect((await project.forge(["build", "libs/?.bst"])).stdout).toMatch(/^up to date/);
    project.write("elements/libs/c.bst", "kind: stack\n");
    expect(await build(project, ["libs/?.bst"])).toHaveProperty(["libs/c.bst"]);
  });

  test("a pattern that fits nothing is refused, and one that fits something broken says so and goes on", async () => {
    await using project = createProject({ ...files, "elements/libs/bad.bst": "kind: stack\nnonsense: 1\n" });
    const none = await project.forge(["show", "--json", "lib/*"]);
    expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no element of the project fits "lib/*"') });
    const run = await project.forge(["build", "--json", "libs/*"]);
    expect(run.exitCode).toBe(1);
    expect(outcomes(run)).toMatchObject({ "libs/a.bst": "built", "libs/b.bst": "built" });
  });
});

function filesOf(): { readonly [path: string]: string } {
  return Object.fromEntries(["base", "codec", "plugin", "app"].map((name) => [`files/${name}/${name}`, name]));
}
