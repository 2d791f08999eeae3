// `forge show` in a `.bst` project: one object an element, with the incumbent's field names, and nothing of forge's beside.

import { describe, expect, test } from "vitest";
import { createProject, parseLines } from "../rig/project.ts";

const files = {
  "project.conf": "name: small\nmin-version: 2.0\nelement-path: elements\n",
  "elements/tool.bst": "kind: stack\n",
  "elements/lib.bst": 'kind: manual\nbuild-depends: [tool.bst]\nvariables: { jobs: "%{max-jobs}" }\n',
  "elements/app.bst": "kind: stack\ndescription: the whole\ndepends: [lib.bst]\n",
  "elements/alone.bst": "kind: stack\n",
};

interface Line {
  readonly name: string;
  readonly variables: { readonly [name: string]: string };
}

describe("show --json", () => {
  test("prints a target and all it depends on, dependencies first, with sorted fields", async () => {
    await using project = createProject(files);
    const run = await project.forge(["show", "--deps", "all", "--json", "--max-jobs", "3", "app.bst"]);
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    const lines = parseLines<Line>(run.stdout);
    expect(lines.map(({ name }) => name)).toEqual(["tool.bst", "lib.bst", "app.bst"]);
    expect(lines[1]?.variables.jobs).toBe("3");
    expect(Object.keys(lines[2] ?? {})).toEqual([
      "build-depends",
      "config",
      "dependencies",
      "description",
      "environment",
      "environment-nocache",
      "kind",
      "name",
      "project",
      "public",
      "runtime-depends",
      "sandbox",
      "sources",
      "strict-depends",
      "variables",
    ]);
  });

  test("lists no more dependencies than asked for", async () => {
    await using project = createProject(files);
    const names = async (deps: string): Promise<readonly string[]> =>
      parseLines<Line>((await project.forge(["show", "--json", "--deps", deps, "app.bst"])).stdout).map(({ name }) => name);
    expect(await names("none")).toEqual(["app.bst"]);
    expect(await names("run")).toEqual(["lib.bst", "app.bst"]);
    expect(await names("build")).toEqual(["tool.bst", "lib.bst", "app.bst"]);
  });

  test("prints what loads, says what does not, and fails", async () => {
    await using project = createProject({ ...files, "elements/bad.bst": "kind: stack\ndepends: [tool.bst]\nnonsense: 1\n" });
    const run = await project.forge(["show", "--json"]);
    expect(run.exitCode).toBe(1);
    expect(parseLines<Line>(run.stdout).map(({ name }) => name)).toEqual(["alone.bst", "tool.bst", "lib.bst", "app.bst"]);
    expect(run.stderr).toContain("error FORGE1041");
    expect(run.stderr).toContain("elements/bad.bst:3:1");
  });
});

test("a directory with both is a project of forge's own", async () => {
  await using project = createProject({
    ...files,
    "build.config.ts":
      'import { defineProject, stack } from "forge-build";\nexport default defineProject({ name: "own", elements: { one: stack({}) } });\n',
  });
  expect((await project.forge(["show"])).stdout).toMatch(/^one +stack/m);
});

test("a directory that is no project says which files would make it one", async () => {
  await using project = createProject({});
  const run = await project.forge(["show"]);
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/there is no build\.config\.ts, and no project\.conf, in/);
});
