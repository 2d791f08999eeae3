// What a definitions tree says, rule by rule, and what it becomes.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kinds } from "../../core/cli/baserock/kinds.ts";
import { validateGraph } from "../../core/evaluate/validate-graph.ts";
import { type ElementNode, elementName, type Graph } from "../../core/model/graph.ts";
import { decodeGraph, encodeGraph } from "../../core/model/graph-text.ts";
import { baserockGraph } from "../../dsl/baserock/graph.ts";
import { type LoadedDefinitions, loadDefinitions } from "../../dsl/baserock/load.ts";
import { type Plan, planOf } from "../../dsl/baserock/plan.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(process.env["FORGE_TEST_TMP"] ?? tmpdir(), "forge-baserock-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function load(files: { readonly [path: string]: string | Buffer }): LoadedDefinitions {
  const directory = join(root, `tree-${count++}`);
  for (const [path, text] of Object.entries({ VERSION: "version: 8\n", ...files })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return loadDefinitions(directory);
}

const chunk = (name: string, more = ""): string =>
  `- name: ${name}\n  build-system: manual\n  repo: upstream:${name}\n  ref: ${SHA}\n${more}`;
const stratum = (name: string, chunks: string, more = ""): string => `name: ${name}\nkind: stratum\n${more}chunks:\n${chunks}`;
const system = (strata: readonly string[], more = ""): string =>
  `name: s\nkind: system\narch: x86_64\nstrata:\n${strata.map((name) => `- morph: strata/${name}.morph\n`).join("")}${more}`;

function planned(files: { readonly [path: string]: string }, arch = "x86_64"): { readonly plan: Plan; readonly graph: Graph } {
  const { definitions, failures } = load(files);
  expect(failures).toEqual([]);
  const plan = planOf(definitions);
  const graph = baserockGraph(definitions, plan, { name: "t", arch, kinds });
  expect(validateGraph(decodeGraph(JSON.parse(encodeGraph(graph))))).toEqual(graph);
  return { plan, graph };
}

function node(graph: Graph, name: string): ElementNode {
  const found = graph.elements.find((element) => elementName(element) === name);
  if (!found) throw new Error(`no element ${name}`);
  return found;
}

function stepsOf({ recipe }: ElementNode): { readonly [step: string]: readonly string[] } {
  if (recipe.type !== "run") throw new Error("no run");
  return Object.fromEntries(recipe.steps.map(({ name, commands }) => [name, commands]));
}

function edgesOf(graph: Graph, name: string): readonly string[] {
  return node(graph, name).edges.map(({ to, type }) => `${type} ${elementName(graph.elements[to] as ElementNode)}`);
}

describe("chunks", () => {
  test("commands replace a phase of the build system; pre and post stand around it", () => {
    const { graph } = planned({
      DEFAULTS: "build-systems:\n  b:\n    build-commands: [&x one, two]\n    install-commands: [*x]\n",
      "strata/a.morph": stratum("a", `- name: c\n  morph: strata/a/c.morph\n  repo: upstream:c\n  ref: ${SHA}\n`),
      "strata/a/c.morph":
        "name: c\nkind: chunk\nbuild-system: b\npre-build-commands: [before]\npost-build-commands: [after]\ninstall-commands: [true, own]\n",
    });
    expect(stepsOf(node(graph, "chunks/a/c"))).toEqual({ build: ["before", "one", "two", "after"], install: ["true", "own"] });
  });

  test("the environment has what commands count on; a prefix brings its programs to those that need it", () => {
    const { graph } = planned(
      {
        "strata/a.morph": stratum(
          "a",
          `${chunk("t", "  build-mode: bootstrap\n  prefix: /tools\n")}${chunk("u", "  build-depends: [t]\n")}`,
        ),
        "systems/s.morph": "name: s\nkind: system\narch: x86_64\nstrata: []\n",
        "systems/arm.morph": "name: arm\nkind: system\narch: armv7lhf\nstrata: []\n",
      },
      "armv7lhf",
    );
    const environment = Object.fromEntries(node(graph, "chunks/a/t").environment);
    expect(environment).toMatchObject({
      PREFIX: "/tools",
      DESTDIR: "/forge/install",
      MORPH_ARCH: "armv7lhf",
      TARGET: "armv7l-baserock-linux-gnueabihf",
    });
    expect(Object.fromEntries(node(graph, "chunks/a/u").environment)).toMatchObject({
      PREFIX: "/usr",
      PATH: "/tools/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    });
  });

  test("a bootstrap chunk stands on the base, is in no stratum, and is not what its users need", () => {
    const { graph } = planned({
      "strata/a.morph": stratum(
        "a",
        `${chunk("t", "  build-mode: bootstrap\n")}${chunk("t2", "  build-mode: bootstrap\n  build-depends: [t]\n")}${chunk("u", "  build-depends: [t2]\n")}`,
      ),
    });
    expect(edgesOf(graph, "chunks/a/t")).toEqual(["build base"]);
    expect(edgesOf(graph, "chunks/a/t2")).toEqual(["build base", "all chunks/a/t"]);
    expect(edgesOf(graph, "chunks/a/u")).toEqual(["build chunks/a/t2"]);
    expect(edgesOf(graph, "strata/a")).toEqual(["all chunks/a/u"]);
  });

  test("a chunk sees all that its stratum needs, and what it needs itself", () => {
    const { graph } = planned({
      "strata/a.morph": stratum("a", chunk("x")),
      "strata/b.morph": stratum(
        "b",
        `${chunk("y")}${chunk("z", "  build-depends: [y]\n")}`,
        "build-depends: [{ morph: strata/a.morph }]\n",
      ),
    });
    expect(edgesOf(graph, "chunks/b/z")).toEqual(["all strata/a", "all chunks/b/y"]);
  });

  test("a digest pins, a name is tracked, submodules come from where the entry says", () => {
    const { graph, plan } = planned({
      "strata/a.morph": stratum(
        "a",
        `${chunk("x", "  submodules: { po: { url: upstream:po } }\n")}- { name: y, build-system: manual, repo: "upstream:y", ref: master }\n`,
      ),
    });
    const configs = ["x", "y"].map((name) => graph.sources[node(graph, `chunks/a/${name}`).sources[0]?.source ?? -1]?.config);
    expect(configs).toMatchObject([
      { url: "upstream:x", commit: SHA, submodules: { po: "upstream:po" } },
      { url: "upstream:y", track: "master" },
    ]);
    expect(graph.project.mirrors["upstream"]).toBeDefined();
    expect(plan.notes.map(({ message }) => message)).toContain(
      'it follows "master", which is no digest: `forge track` writes down which commit that is',
    );
  });

  test("a name or digest that looks like a number is what is written", () => {
    const digits = "1".repeat(40);
    const { graph } = planned({
      "strata/a.morph": stratum("a", `- { name: 1_0, build-system: manual, repo: "upstream:x", ref: ${digits} }\n`),
    });
    expect(graph.sources[node(graph, "chunks/a/1_0").sources[0]?.source ?? -1]?.config).toMatchObject({ commit: digits });
  });

  test("before version 6 a build system is found when the chunk is built, and strips from version 5 on", () => {
    const entry = `- { name: c, repo: "upstream:c", ref: ${SHA} }\n`;
    const five = planned({ VERSION: "version: 5\n", "strata/a.morph": stratum("a", entry) });
    const steps = stepsOf(node(five.graph, "chunks/a/c"));
    expect(steps["configure"]?.[0]).toMatch(/^if \[ -e configure /);
    expect(Object.keys(steps)).toEqual(["configure", "build", "install", "strip"]);
    expect(
      Object.keys(stepsOf(node(planned({ VERSION: "version: 4\n", "strata/a.morph": stratum("a", entry) }).graph, "chunks/a/c"))),
    ).not.toContain("strip");
    expect(load({ "strata/a.morph": stratum("a", entry) }).failures).toMatchObject([
      { code: "FORGE1081", place: { file: "strata/a.morph", line: 4 } },
    ]);
  });

  test("one job at a time, where it says so", () => {
    const { graph } = planned({
      "strata/a.morph": stratum("a", `- { name: c, morph: strata/a/c.morph, repo: "upstream:c", ref: ${SHA} }\n`),
      "strata/a/c.morph": "name: c\nkind: chunk\nmax-jobs: 1\ninstall-commands: [x]\n",
    });
    expect(node(graph, "chunks/a/c")).toMatchObject({ recipe: { maxJobs: 1 } });
  });
});

describe("systems", () => {
  const chunkFile = (name: string, integration: string): string => `name: ${name}\nkind: chunk\nsystem-integration: ${integration}\n`;
  const entry = (name: string): string => `- { name: ${name}, morph: strata/${name}.c, repo: "upstream:${name}", ref: ${SHA} }\n`;

  test("integration commands of all chunks run by group and artifact, whatever chunk they are from", () => {
    const { graph } = planned({
      "strata/a.morph": stratum("a", `${entry("x")}${entry("y")}`),
      "strata/x.c": chunkFile("x", "{ x-misc: { 01-b: [x1], 00-a: [x0] } }"),
      "strata/y.c": chunkFile("y", "{ y-bins: { 00-a: [y0, y00] }, a-bins: { 01-b: [first] } }"),
      "systems/s.morph": system(["a"]),
    });
    expect(node(graph, "integration/s").integration).toEqual(["x0", "y0", "y00", "first", "x1"]);
    expect(edgesOf(graph, "systems/s")).toEqual(["build strata/a", "build integration/s"]);
  });

  test("a system that does not list what its strata need has only what it lists", () => {
    const { graph } = planned({
      "strata/a.morph": stratum("a", chunk("x")),
      "strata/b.morph": stratum("b", chunk("y"), "build-depends: [{ morph: strata/a.morph }]\n"),
      "systems/s.morph": system(["b"]),
    });
    expect(edgesOf(graph, "systems/s")).toEqual(["build parts/b/y"]);
    expect(node(graph, "parts/b/y").recipe).toMatchObject({ type: "filter", orphans: true });
  });

  test("artifacts are picked in rounds: the first rule that matches decides, also where an artifact has two", () => {
    const { graph } = planned({
      DEFAULTS:
        "split-rules:\n  chunk: [{ artifact: -misc, include: ['.*'] }]\n  stratum: [{ artifact: -one, include: ['.*-one'] }, { artifact: -rest, include: ['.*'] }]\n",
      "strata/a.morph": stratum("a", `- { name: x, morph: strata/x.c, repo: "upstream:x", ref: ${SHA} }\n`),
      "strata/x.c":
        "name: x\nkind: chunk\nproducts:\n- { artifact: x-one, include: [usr/a] }\n- { artifact: x-two, include: ['usr/(b|c)/.*'] }\n- { artifact: x-one, include: ['usr/.*'] }\n",
      "systems/s.morph": system(["a"]).replace("strata/a.morph", "strata/a.morph\n  artifacts: [a-one]"),
    });
    expect(edgesOf(graph, "systems/s")).toEqual(["build parts/a/x:x-one", "build parts/a/x:x-one.2"]);
    expect(node(graph, "parts/a/x:x-one.2").recipe).toMatchObject({ include: ["x-one.2"], exclude: ["x-two"] });
    const rules = Object.fromEntries(node(graph, "chunks/a/x").splitRules);
    expect(rules).toMatchObject({ "x-one": ["/usr/a**"], "x-two": ["/usr/b/**", "/usr/c/**"], "x-one.2": ["/usr/**"], "x-misc": ["/**"] });
  });

  test("another architecture has its own systems, and an architecture that nobody knows is refused", () => {
    const files = {
      "strata/a.morph": stratum("a", chunk("x")),
      "systems/s.morph": system(["a"]),
      "systems/t.morph": system(["a"]).replace("name: s", "name: t").replace("x86_64", "ppc64"),
    };
    expect(planned(files).graph.elements.map(elementName)).not.toContain("systems/t");
    expect(planned(files, "ppc64").graph.elements.map(elementName)).not.toContain("systems/s");
    expect(planned(files).graph.options).toMatchObject([{ name: "arch", value: "x86_64", values: ["x86_64", "ppc64"] }]);
    expect(load({ "systems/s.morph": system([]).replace("x86_64", "vax") }).failures).toMatchObject([
      { code: "FORGE1081", place: { line: 3 } },
    ]);
  });
});

describe("clusters", () => {
  const cluster = (deploy: string, more = ""): string =>
    `name: c\nkind: cluster\nsystems:\n- morph: systems/s.morph\n${more}  deploy:\n${deploy}`;
  const files = {
    "strata/a.morph": stratum("a", chunk("x")),
    "systems/s.morph": system(["a"], "configuration-extensions: [extensions/name, set-hostname]\n"),
  };

  test("settings come from defaults, merged mappings and the deployment, as the original programs saw them", () => {
    const { graph } = planned({
      ...files,
      "extensions/name.configure": "#!/bin/sh\n",
      "clusters/c.morph": cluster(
        "    one:\n      type: tar\n      <<: &m { B: no, C: 0.30 }\n      A: own\n    two:\n      <<: *m\n      type: tar\n      D: 2016-08-18\n",
        "  deploy-defaults: { A: default, E: 1_0 }\n",
      ),
    });
    const environment = (name: string) => Object.fromEntries(node(graph, name).environment);
    expect(environment("clusters/c/one")).toMatchObject({ A: "own", B: "False", C: "0.3", E: "10" });
    expect(environment("clusters/c/two.tree")).toMatchObject({ A: "default", B: "False", D: "2016-08-18" });
  });

  test("a type that nothing packs, and an extension that is no file, are left, and said", () => {
    const { plan } = planned({
      ...files,
      "clusters/c.morph": cluster("    disk: { type: rawdisk, location: /x }\n    tar: { type: tar }\n"),
    });
    expect(plan.elements.map(({ id }) => id)).toContain("clusters/c/tar");
    expect(plan.elements.map(({ id }) => id)).not.toContain("clusters/c/disk");
    expect(plan.notes.filter(({ grade }) => grade === "left")).toMatchObject([
      { subject: "clusters/c/disk", grade: "left", place: { file: "clusters/c.morph", line: 6 } },
      { subject: "clusters/c/tar", grade: "left", message: "the tree has no program name.configure" },
      { subject: "clusters/c/tar", grade: "left", message: "the tree has no program set-hostname.configure" },
    ]);
  });

  test("a program of the tree writes what it knows how to write", () => {
    const { graph } = planned({
      ...files,
      "extensions/rawdisk.write": "#!/bin/sh\n",
      "clusters/c.morph": cluster("    disk: { type: rawdisk, location: /a/b.img }\n"),
    });
    expect(stepsOf(node(graph, "clusters/c/disk"))["run"]).toContain(
      "cd /forge/definitions && ./extensions/rawdisk.write /forge/input /forge/install/b.img",
    );
  });
});

describe("refusals", () => {
  test.each([
    ["a newer version", { VERSION: "version: 9\n" }, "FORGE1083"],
    ["a version that is no number", { VERSION: "version: [8]\n" }, "FORGE1081"],
    ["a VERSION without one", { VERSION: "{}\n" }, "FORGE1081"],
    ["DEFAULTS that are a list", { DEFAULTS: "[]\n" }, "FORGE1081"],
    ["bytes that are no text", { DEFAULTS: Buffer.from([0xff, 0xfe, 0]) }, "FORGE1081"],
  ])("%s", (_, files, code) => {
    expect(() => load(files as { [path: string]: string })).toThrow(expect.objectContaining({ code }));
  });

  const one = (text: string, more: { readonly [path: string]: string | Buffer } = {}) => load({ "strata/a.morph": text, ...more }).failures;

  test.each([
    ["a chunk that needs a later one", stratum("a", `${chunk("x", "  build-depends: [y]\n")}${chunk("y")}`), "FORGE1082", 8],
    ["a build system that nobody knows", stratum("a", chunk("x").replace("manual", "magic")), "FORGE1082", 5],
    ["a chunk twice", stratum("a", chunk("x") + chunk("x")), "FORGE1081", 8],
    ["a chunk without a repository", stratum("a", "- { name: x, build-system: manual, ref: a }\n"), "FORGE1081", 4],
    ["a chunk whose name is a path", stratum("a", chunk("../x")), "FORGE1081", 4],
    ["chunks that are a text", "name: a\nkind: stratum\nchunks: none\n", "FORGE1081", 3],
    ["a path that leads up", stratum("a", `- { name: x, morph: ../../etc/passwd, repo: r, ref: a }\n`), "FORGE1081", 4],
    ["a path from the root", stratum("a", `- { name: x, morph: /etc/passwd, repo: r, ref: a }\n`), "FORGE1081", 4],
    ["a file that is not there", stratum("a", `- { name: x, morph: strata/gone, repo: r, ref: a }\n`), "FORGE1082", 4],
    ["what is no YAML", "name: a\nkind: [stratum\n", "FORGE1081", 3],
    ["an anchor within itself", "name: a\nkind: stratum\nchunks: &x [*x]\n", "FORGE1081", 3],
    ["an anchor that is nowhere", "name: a\nkind: stratum\nchunks: *x\n", "FORGE1081", 3],
    ["a merge of a text", "name: a\nkind: stratum\n<<: text\nchunks: []\n", "FORGE1081", 3],
  ] as const)("%s", (_, text, code, line) => {
    expect(one(text)).toMatchObject([{ code, place: { file: "strata/a.morph", line } }]);
  });

  test("strata in a circle, and a link that leads out", () => {
    const needs = (name: string): string => `build-depends: [{ morph: strata/${name}.morph }]\n`;
    const circle = load({ "strata/a.morph": stratum("a", chunk("x"), needs("b")), "strata/b.morph": stratum("b", chunk("y"), needs("a")) });
    expect(circle.failures).toMatchObject([
      { code: "FORGE1082" },
      { code: "FORGE1082", message: expect.stringContaining("in a circle: strata/b.morph") },
    ]);
  });

  test("aliases that would expand without end, and lists without depth, take neither time nor memory", () => {
    const laughs = Array.from(
      { length: 30 },
      (_, index) =>
        `l${index}: &l${index} [${
          index === 0
            ? "ha"
            : Array(10)
                .fill(`*l${index - 1}`)
                .join(", ")
        }]`,
    );
    const began = process.cpuUsage().user;
    expect(one(`name: a\nkind: stratum\n${laughs.join("\n")}\n`)).toMatchObject([
      { code: "FORGE1081", message: expect.stringContaining("expands to more than") },
    ]);
    expect(one(`name: a\nkind: stratum\nchunks: ${"[".repeat(50_000)}\n`)).toMatchObject([{ code: "FORGE1081" }]);
    expect(one(`name: a\nkind: stratum\nchunks: ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`)).toMatchObject([{ code: "FORGE1081" }]);
    expect(process.cpuUsage().user - began).toBeLessThan(15_000_000);
  });

  test("a list of a hundred thousand commands is one", () => {
    const { definitions, failures } = load({
      "strata/a.morph": stratum("a", `- { name: x, morph: strata/x.c, repo: r, ref: a }\n`),
      "strata/x.c": `name: x\nkind: chunk\ninstall-commands:\n${"- echo\n".repeat(100_000)}`,
    });
    expect(failures).toEqual([]);
    expect(definitions.strata[0]?.chunks[0]?.changes.install?.run).toHaveLength(100_000);
  });

  test("an expression that would take for ever to match is read, and not run", () => {
    const files = {
      DEFAULTS:
        "split-rules:\n  chunk: [{ artifact: -x, include: ['(a+)+$', '(b*)*c'] }]\n  stratum: [{ artifact: -y, include: ['(a+)+$'] }]\n",
      "strata/a.morph": stratum("a", chunk("a".repeat(60))),
      "systems/s.morph": system(["a"]).replace("strata/a.morph", "strata/a.morph\n  artifacts: [a-y]"),
    };
    expect(planned(files).plan.elements.length).toBeGreaterThan(2);
  });

  test("what is wrong costs itself and what names it", () => {
    const { definitions, failures } = load({
      "strata/a.morph": stratum("a", chunk("x")),
      "strata/b.morph": "name: b\nkind: stratum\nchunks: wrong\n",
      "systems/good.morph": system(["a"]),
      "systems/bad.morph": system(["b"]).replace("name: s", "name: t"),
    });
    expect(definitions.systems.map(({ name }) => name)).toEqual(["s"]);
    expect(failures.length).toBeGreaterThan(0);
  });
});
