// Who needs whom, and by which ways: `forge why`, `forge rdeps`, `forge graph`.

import { describe, expect, test } from "vitest";
import { build } from "../rig/outcomes.ts";
import { createProject, type Project, parseLines } from "../rig/project.ts";

const config = `import { compose, defineProject, importElement, local } from "forge-build";

const base = importElement({ sources: [local("./base")] });

const library = importElement({ sources: [local("./base")], buildDepends: [base] });

const program = importElement({ sources: [local("./base")], buildDepends: [base], depends: [library] });

const image = compose({ buildDepends: [program, library], integrate: false });

export default defineProject({ name: "small", elements: { base, library, program, image }, default: image });
`;

function createNeeding(): Project {
  return createProject({ "build.config.ts": config, "base/file": "1" });
}

describe("why", () => {
  test("shows the ways with their edges and the places where they are written", async () => {
    await using project = createNeeding();
    const run = await project.forge(["why", "image", "base"]);
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout.trimEnd().split("\n")).toEqual([
      "image needs base in 3 ways:",
      "",
      "image  compose  build.config.ts:9:15",
      "└ is built with program  import  build.config.ts:7:17",
      "  └ is built with base  import  build.config.ts:3:14",
      "",
      "image  compose  build.config.ts:9:15",
      "└ is built with library  import  build.config.ts:5:17",
      "  └ is built with base  import  build.config.ts:3:14",
      "",
      "image  compose  build.config.ts:9:15",
      "└ is built with program  import  build.config.ts:7:17",
      "  └ is built and runs with library  import  build.config.ts:5:17",
      "    └ is built with base  import  build.config.ts:3:14",
    ]);
    const one = await project.forge(["why", "image", "base", "--paths", "1", "--json"]);
    expect(JSON.parse(one.stdout)).toEqual({
      from: "image",
      to: "base",
      ways: "3",
      paths: [
        [
          { name: "image", kind: "compose", place: { file: "build.config.ts", line: 9, column: 15 }, edges: [] },
          { name: "program", kind: "import", place: expect.anything(), edges: [{ type: "build", at: "/" }] },
          { name: "base", kind: "import", place: expect.anything(), edges: [{ type: "build", at: "/" }] },
        ],
      ],
    });
  });

  test("says that there is no way, by the exit code, too", async () => {
    await using project = createNeeding();
    expect(await project.forge(["why", "base", "image"])).toMatchObject({
      exitCode: 1,
      stdout: "base does not need image; image needs base\n",
    });
    expect(await project.forge(["why", "--deps", "run", "image", "library"])).toMatchObject({ exitCode: 1 });
    expect(await project.forge(["why", "image", "image"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("FORGE1021") });
    expect(await project.forge(["why", "image", "*"])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("FORGE1013") });
  });
});

describe("rdeps", () => {
  test("lists who needs an element, directly or by way of others", async () => {
    await using project = createNeeding();
    const lines = async (args: readonly string[]): Promise<readonly string[][]> =>
      (await project.forge(["rdeps", ...args])).stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/));
    expect(await lines(["library"])).toEqual([
      ["element", "kind", "how", "place"],
      ["program", "import", "is built and runs with", "build.config.ts:7:17"],
      ["image", "compose", "is built with", "build.config.ts:9:15"],
    ]);
    expect((await lines(["--all", "base"])).at(-1)).toEqual(["image", "compose", "is built with", "program", "build.config.ts:9:15"]);
    expect(await lines(["image"])).toEqual([["nothing needs image"]]);
    const json = await project.forge(["rdeps", "--all", "--json", "--deps", "run", "library"]);
    expect(parseLines(json.stdout)).toEqual([
      { name: "program", kind: "import", place: expect.anything(), edges: [{ type: "all", at: "/" }], distance: 1 },
    ]);
  });

  test("of a `.bst` project looks at all of it, whatever its default targets are", async () => {
    await using project = createProject({
      "project.conf": "name: small\nmin-version: 2.0\nelement-path: elements\ndefaults: { targets: [a.bst] }\n",
      "elements/a.bst": "kind: stack\n",
      "elements/b.bst": "kind: stack\ndepends: [a.bst]\n",
    });
    expect((await project.forge(["rdeps", "a.bst"])).stdout).toMatch(/^b\.bst +stack +is built and runs with +elements\/b\.bst/m);
  });
});

describe("graph", () => {
  test("prints elements with state and time, and the last build", async () => {
    await using project = createNeeding();
    const before = JSON.parse((await project.forge(["graph", "--json"])).stdout);
    expect(before).toMatchObject({ project: "small", elements: [{ name: "base", state: "missing" }, {}, {}, {}] });
    expect(before).not.toHaveProperty("build");
    await build(project);
    const { elements, build: last } = JSON.parse((await project.forge(["graph", "--json", "program"])).stdout);
    expect(elements).toMatchObject([
      { name: "base", kind: "import", state: "cached", key: expect.stringMatching(/^[0-9a-f]{64}$/), edges: [] },
      { name: "library", milliseconds: expect.any(Number), edges: [{ to: 0, type: "build" }] },
      {
        name: "program",
        edges: [
          { to: 0, type: "build" },
          { to: 1, type: "all" },
        ],
      },
    ]);
    expect(last).toMatchObject({
      began: expect.any(Number),
      jobs: expect.arrayContaining([expect.objectContaining({ name: "program", kind: "import", ok: true })]),
    });
    for (const { start, end } of last.jobs) expect(0 <= start && start <= end && end <= last.milliseconds).toBe(true);
  });

  test("is drawn for Graphviz", async () => {
    await using project = createNeeding();
    const run = await project.forge(["graph", "--dot", "program", "--except", "base"]);
    expect(run.stdout).toContain('n1 [label="program\\nimport", fillcolor="#fbe7c3"];');
    expect(run.stdout).toContain("n1 -> n0;");
    expect(run.stdout).not.toContain("base");
    expect(await project.forge(["graph"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("FORGE1021") });
  });
});
