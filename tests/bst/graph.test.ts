// The graph of a `.bst` project: what each family of kinds becomes, what sources become, and what forge has no equal for.

import { expect, test } from "vitest";
import { makeSource } from "../../core/cli/bst/sources.ts";
import { validateGraph } from "../../core/evaluate/validate-graph.ts";
import { type ElementNode, elementName, type Graph } from "../../core/model/graph.ts";
import { decodeGraph, encodeGraph } from "../../core/model/graph-text.ts";
import { toGraph } from "../../dsl/bst/graph/graph.ts";
import type { LoadOptions } from "../../dsl/bst/load.ts";
import { load, type Tree } from "./rig.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SHA256 = "ab".repeat(32);
const PLUGINS = `
plugins:
- origin: pip
  package-name: buildstream-plugins
  elements: [autotools]
  sources: [git, patch]
- origin: pip
  package-name: buildstream-plugins-community
  elements: [collect_integration, collect_manifest]
  sources: [cargo2, cpan, git_module, git_repo, patch_queue, pypi, zip]
`;

function graphOf(tree: Tree, options: Partial<LoadOptions> = {}): Graph {
  const loaded = load(tree, options);
  expect(loaded.failures).toEqual([]);
  const graph = toGraph(loaded, makeSource);
  expect(validateGraph(decodeGraph(JSON.parse(encodeGraph(graph))))).toEqual(graph);
  return graph;
}

function node(graph: Graph, name: string): ElementNode {
  const found = graph.elements.find((element) => elementName(element) === name);
  if (!found) throw new Error(`no element ${name}`);
  return found;
}

/** The sources of the one element of a project. */
function sourcesOf(conf: string, sources: string, more: Tree = {}) {
  const tree = { "project.conf": PLUGINS + conf, "a.bst": `kind: manual\nsources:\n${sources}`, ...more };
  const graph = graphOf(tree, { targets: ["a.bst"] });
  const { needs, sources: listed } = node(graph, "a.bst");
  return { needs, mirrors: graph.project.mirrors, listed: listed.map(({ source, at }) => ({ at, ...graph.sources[source] })) };
}

test("a kind that builds runs its four lists of commands in its build root", () => {
  const graph = graphOf({
    "a.bst": `
kind: manual
variables: { command-subdir: sub }
environment: { B: "2", A: "%{element-name}" }
environment-nocache: [B]
config:
  strip-commands: [strip]
  install-commands: [one, "two\\n"]
`,
  });
  const { recipe, environment, environmentNocache, place } = node(graph, "a.bst");
  expect(recipe).toEqual({
    type: "run",
    steps: [
      { name: "install", commands: ["one", "two"] },
      { name: "strip", commands: ["strip"] },
    ],
    cwd: "/buildstream/test/a.bst/sub",
    buildDirectory: "/buildstream/test/a.bst",
    output: "/buildstream-install",
    drop: [],
    integrate: true,
  });
  expect(environment.filter(([name]) => name.length === 1)).toEqual([
    ["A", "a.bst"],
    ["B", "2"],
  ]);
  expect(environmentNocache).toEqual(["B"]);
  expect(place).toEqual([{ file: "a.bst", line: 2, column: 1 }]);
});

test("public data goes where the engine looks for it, and the rest stays", () => {
  const graph = graphOf({
    "a.bst": `
kind: stack
public:
  bst:
    integration-commands: [ldconfig]
    overlap-whitelist: [/etc/*]
    split-rules: { own: ["%{bindir}/*"] }
    other: x
  cpe: { vendor: v }
`,
  });
  const element = node(graph, "a.bst");
  expect(element).toMatchObject({
    integration: ["ldconfig"],
    overlapWhitelist: ["/etc/*"],
    public: { bst: { other: "x" }, cpe: { vendor: "v" } },
  });
  expect(element.splitRules.at(-1)).toEqual(["own", ["/usr/bin/*"]]);
});

test("compose, filter, import and stack are recipes of the engine's own", () => {
  const graph = graphOf({
    "files/x": "",
    "i.bst": "kind: import\nsources: [{ kind: local, path: files }]\nconfig: { source: sub/, target: usr }",
    "c.bst": "kind: compose\nbuild-depends: [i.bst]\nconfig: { include: [runtime], include-orphans: false, integrate: False }",
    "f.bst": "kind: filter\nbuild-depends: [i.bst]\nconfig: { exclude: [debug], pass-integration: true }",
    "s.bst": "kind: stack\ndepends: [c.bst]",
  });
  expect(graph.elements.map(({ recipe }) => recipe)).toEqual([
    { type: "import", from: "/sub", to: "/usr", links: [] },
    { type: "compose", include: ["runtime"], exclude: [], orphans: false, integrate: false },
    { type: "filter", include: [], exclude: ["debug"], orphans: false, passIntegration: true },
    { type: "stack" },
  ]);
});

test("a dependency that is staged at two places has two edges", () => {
  const graph = graphOf({
    "base.bst": "kind: stack",
    "a.bst": `
kind: manual
depends:
- filename: base.bst
  config: { location: /sysroot/ }
- filename: base.bst
  config: { location: / }
`,
  });
  expect(node(graph, "a.bst").edges).toEqual([
    { to: 0, type: "all", at: "/sysroot" },
    { to: 0, type: "build", at: "/" },
  ]);
});

test("a script starts where it says, and may have what it works on in its own build root", () => {
  const graph = graphOf({
    "base.bst": "kind: stack",
    "a.bst": `
kind: script
build-depends:
- filename: base.bst
  config: { location: "%{build-root}" }
variables: { cwd: /tmp }
config: { commands: [run] }
`,
  });
  const { recipe, edges, needs } = node(graph, "a.bst");
  expect(recipe).toMatchObject({ cwd: "/tmp", buildDirectory: "/forge/build", steps: [{ name: "script", commands: ["run"] }] });
  expect(edges).toEqual([{ to: 0, type: "build", at: "/buildstream/test/a.bst" }]);
  expect(needs).toBeUndefined();
});

test("the layout of a script of format 1 says what is staged, and what is not named is not", () => {
  const graph = graphOf({
    "project.conf": "name: test\nformat-version: 18\n",
    "deep.bst": "kind: stack",
    "base.bst": "kind: stack\ndepends: [deep.bst]",
    "other.bst": "kind: stack",
    "a.bst": `
kind: script
depends:
- { filename: base.bst, type: build }
- { filename: other.bst, type: build }
config:
  commands: [run]
  layout:
  - { element: deep.bst, destination: /in }
  - { destination: "/a b" }
`,
  });
  const { recipe, edges } = node(graph, "a.bst");
  expect(edges).toEqual([{ to: 0, type: "build", at: "/in" }]);
  expect(recipe).toMatchObject({ steps: [{ commands: ["mkdir -p '/a b'"] }, { commands: ["run"] }] });
});

test("downloads are pinned by their refs, and aliases are mirrors", () => {
  const { listed, mirrors } = sourcesOf(
    "aliases: { up: https://up.example/pub/, pypi: https://py.example/ }",
    `
- { kind: tar, url: "up:a.tar.gz", ref: ${SHA256}, directory: /sub }
- { kind: zip, url: "https://other.example/a.zip", ref: ${SHA256}, base-dir: "" }
- { kind: remote, url: "up:file", filename: name }
- { kind: pypi, name: p, url: "pypi:", ref: { suffix: aa/p-1.tar.gz, sha256sum: ${SHA256} } }
`,
  );
  expect(mirrors).toEqual({ up: { url: "https://up.example/pub/" }, pypi: { url: "https://py.example/" } });
  expect(listed).toMatchObject([
    { kind: "tar", at: "/buildstream/test/a.bst/sub", config: { url: "up:a.tar.gz", sha256: SHA256 } },
    { kind: "zip", config: { url: "https://other.example/a.zip", baseDir: "" } },
    { kind: "remote", config: { url: "up:file", filename: "name" }, lock: ["up:file"] },
    { kind: "tar", config: { url: "pypi:aa/p-1.tar.gz" } },
  ]);
  expect(listed[0]).not.toHaveProperty("lock");
});

test("repositories are pinned by the commit of a ref, with the tag that stands there", () => {
  const { listed, needs } = sourcesOf(
    "aliases: { up: https://up.example/ }",
    `
- { kind: git_repo, url: "up:a.git", track: main, ref: v1.2-0-g${COMMIT} }
- { kind: git_module, url: "up:b.git", path: sub/b, ref: ${COMMIT} }
- { kind: git, url: "up:c.git", ref: ${COMMIT}, directory: c, submodules: { x: { checkout: false }, y: { url: "up:y.git" } } }
- { kind: git, url: "up:d.git", track: main, directory: d }
`,
  );
  expect(needs).toBeUndefined();
  expect(listed).toMatchObject([
    { at: "/buildstream/test/a.bst", config: { commit: COMMIT, tags: [{ name: "v1.2", commit: COMMIT }], submodules: false } },
    { at: "/buildstream/test/a.bst/sub/b", config: { commit: COMMIT, tags: [] } },
    { at: "/buildstream/test/a.bst/c", config: { submodules: { x: false, y: "up:y.git" } } },
    { config: { url: "up:d.git", track: "main" } },
  ]);
  expect(listed[2]?.config).not.toHaveProperty("tags");
});

test("a patch works over what lies where it is applied", () => {
  const { listed } = sourcesOf(
    "",
    `
- { kind: local, path: files }
- { kind: local, path: files, directory: beside }
- { kind: patch, path: p.patch, strip-level: 2 }
- { kind: patch_queue, path: queue, directory: beside }
`,
    { "files/x": "", "p.patch": "", "queue/1.patch": "" },
  );
  expect(listed).toMatchObject([
    { kind: "patchQueue", previous: { type: "over", within: "beside" }, paths: ["queue"], at: "/buildstream/test/a.bst" },
  ]);
});

test("a kind of element that forge does not have is shown with its configuration, and says what it needs", () => {
  const graph = graphOf({
    "project.conf": PLUGINS,
    "base.bst": "kind: stack",
    "a.bst": "kind: collect_manifest\nbuild-depends: [base.bst]\nconfig: { path: /manifest.json }",
  });
  expect(node(graph, "a.bst")).toMatchObject({
    kind: "collect_manifest",
    edges: [{ to: 0, type: "build" }],
    recipe: { type: "unknown", config: { path: "/manifest.json" } },
    needs: ['the element kind "collect_manifest" of the Python package buildstream-plugins-community'],
  });
});

test("a kind of source that forge does not have keeps its place, and all of it is in its key", () => {
  const { listed, needs } = sourcesOf("", "- { kind: cargo2, ref: [{ name: a, version: '1', sha: x }], directory: crates }");
  expect(needs).toEqual(['the source kind "cargo2" of the Python package buildstream-plugins-community']);
  expect(listed).toMatchObject([{ kind: "cargo2", at: "/buildstream/test/a.bst/crates", driver: { operations: [] } }]);
  expect(JSON.stringify(listed[0]?.key)).toContain('"version":"1"');
});

test("what a sandbox of forge's is not like is a need", () => {
  const graph = graphOf({
    "a.bst": "kind: manual\nsandbox: { build-arch: aarch64 }",
    "b.bst": "kind: manual\nsandbox: { build-uid: 1000 }",
    "c.bst": `
kind: manual
build-depends:
- filename: s.bst
  config: { location: "%{install-root}/x", digest-environment: D }
`,
    "s.bst": "kind: stack",
  });
  expect(["a.bst", "b.bst", "c.bst"].map((name) => node(graph, name).needs?.join("; "))).toEqual([
    "a machine with linux on aarch64",
    "a sandbox with user 1000 and group 0: forge builds as root of its own",
    "a way to stage a dependency at /buildstream-install/x, in its own output; the digest of a dependency in the environment variable D",
  ]);
});

test("integration commands that are collected are written as soon as they are known", () => {
  const graph = graphOf({
    "project.conf": PLUGINS,
    "base.bst": "kind: stack\npublic: { bst: { integration-commands: [first, second] } }",
    "left.bst": "kind: stack\npublic: { bst: { integration-commands: [left out] } }",
    "a.bst": "kind: collect_integration\nbuild-depends: [base.bst, left.bst]\nconfig: { script-path: /bin/all, ignore: [left.bst] }",
  });
  const { recipe, sources, needs } = node(graph, "a.bst");
  expect(needs).toBeUndefined();
  expect(recipe.type).toBe("import");
  expect(graph.sources[sources[0]?.source ?? -1]?.config).toEqual({
    files: { "bin/all": { text: "#!/bin/sh\nset -e\n\n# integration commands from base.bst\nfirst\n\nsecond\n\n", executable: true } },
  });
});

test("a project behind a junction brings its files, and aliases that lead elsewhere by a name of their own", () => {
  const graph = graphOf(
    {
      "project.conf": "aliases: { up: https://up.example/ }",
      "sub/project.conf": "name: sub\nmin-version: 2.0\naliases: { up: https://down.example/ }\n",
      "sub/files/x": "",
      "sub/a.bst": `kind: import\nsources: [{ kind: local, path: files }, { kind: tar, url: "up:a.tar", ref: ${SHA256}, directory: t }]`,
      "sub.bst": "kind: junction\nsources: [{ kind: local, path: sub }]",
      "b.bst": "kind: stack\ndepends: ['sub.bst:a.bst']",
    },
    { targets: ["b.bst"] },
  );
  expect(graph.elements.map(elementName)).toEqual(["sub.bst:a.bst", "b.bst"]);
  expect(graph.sources).toMatchObject([{ paths: ["sub/files"] }, { config: { url: "sub.up:a.tar" } }]);
  expect(graph.project.mirrors).toEqual({ "sub.up": { url: "https://down.example/" } });
});

test("junctions are in the graph for their sources, and built by nobody", () => {
  const graph = graphOf({
    "sub/project.conf": "name: sub\nmin-version: 2.0\n",
    "sub.bst": "kind: junction\nsources: [{ kind: local, path: sub }]",
    "a.bst": "kind: stack",
  });
  expect(graph.defaults.map((id) => graph.elements[id]?.names[0])).toEqual(["a.bst"]);
  expect(node(graph, "sub.bst")).toMatchObject({ recipe: { type: "stack" }, sources: [{ at: "/" }] });
});

test("options are those of the project, with the values they have", () => {
  const graph = graphOf(
    {
      "project.conf": `
options:
  loud: { type: bool, description: d, default: false }
  what: { type: flags, description: d, values: [a, b], default: [a] }
  arch: { type: arch, description: d, values: [x86_64, aarch64] }
`,
      "a.bst": "kind: stack",
    },
    { options: new Map([["loud", "true"]]) },
  );
  expect(graph.options).toMatchObject([
    { name: "loud", type: "flag" },
    { name: "what", type: "flags", value: ["a"], values: ["a", "b"] },
    { name: "arch", type: "arch", value: "x86_64" },
  ]);
  expect(graph.options[0]?.value).toBe(true);
});
