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
  sources: [cargo, docker, git, patch]
- origin: pip
  package-name: buildstream-plugins-community
  elements: [check_forbidden, collect_integration, collect_manifest, snap_image]
  sources: [bazel_source, cargo2, cpan, go_module, git_module, ostree, git_repo, patch_queue, pypi, zip]
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

test("mirrors of a project are asked in its order, before the alias's own place", () => {
  const { mirrors } = sourcesOf(
    `aliases: { up: https://up.example/ }
mirrors:
- { name: a, aliases: { up: [https://a.example/, https://b.example/up/], other: [https://x.example/] } }
- { name: c, aliases: { up: [https://c.example/] } }`,
    `- { kind: tar, url: "up:a.tar.gz", ref: ${SHA256} }`,
  );
  const alternatives = ["https://b.example/up/", "https://c.example/", "https://up.example/"];
  expect(mirrors).toEqual({ up: { url: "https://a.example/", alternatives } });
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
    "a.bst": "kind: snap_image\nbuild-depends: [base.bst]\nconfig: { metadata: { name: x } }",
  });
  expect(node(graph, "a.bst")).toMatchObject({
    kind: "snap_image",
    edges: [{ to: 0, type: "build" }],
    recipe: { type: "unknown", config: { metadata: { name: "x" } } },
    needs: ['the element kind "snap_image" of the Python package buildstream-plugins-community'],
  });
});

test("a kind of source that forge does not have keeps its place, and all of it is in its key", () => {
  const { listed, needs } = sourcesOf("", "- { kind: bazel_source, ref: [{ name: a, version: '1' }], directory: crates }");
  expect(needs).toEqual(['the source kind "bazel_source" of the Python package buildstream-plugins-community']);
  expect(listed).toMatchObject([{ kind: "bazel_source", at: "/buildstream/test/a.bst/crates", driver: { operations: [] } }]);
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

test("crates are pinned by their list, with the addresses that Cargo.lock has", () => {
  const { listed, needs, mirrors } = sourcesOf(
    `aliases: { gh: https://gh.example/, crates: https://crates.example/ }
sources:
  cargo2: { config: { url: "crates:files", git-mirrors: { "https://real.example/": "gh:" } } }
`,
    `
- kind: cargo2
  ref:
  - { name: a, version: 1.0.0, sha: ${SHA256} }
  - { kind: git, name: b, version: 2.0.0, repo: "gh:b.git", commit: ${COMMIT}, query: { tag: v2 } }
`,
  );
  expect(needs).toBeUndefined();
  expect(mirrors).toMatchObject({ crates: { url: "https://crates.example/" }, gh: { url: "https://gh.example/" } });
  expect(listed).toMatchObject([
    {
      kind: "crates",
      at: "/buildstream/test/a.bst",
      config: {
        from: "crates:files",
        directory: "crates",
        crates: [
          { name: "a", version: "1.0.0", sha256: SHA256 },
          { name: "b", version: "2.0.0", git: "gh:b.git", url: "https://real.example/b.git", commit: COMMIT, tag: "v2" },
        ],
      },
    },
  ]);
});

test("Go modules that follow one another are one source; images are pinned by digest", () => {
  const { listed, needs } = sourcesOf(
    "aliases: { gh: https://gh.example/ }",
    `
- { kind: docker, registry-url: "https://images.example/", image: a/b, track: latest, architecture: arm64, ref: ${SHA256}, directory: root }
- { kind: docker, url: "gh:old/image", ref: ${SHA256}, directory: old }
- { kind: go_module, url: "gh:x.git", module: ex.org/x, ref: { go-version: v1.2.0, git-ref: v1.2.0-0-g${COMMIT}, explicit: True } }
- { kind: go_module, url: "gh:y.git", module: ex.org/y/z, ref: { go-version: v0.1.0, git-ref: ${COMMIT}, explicit: False, subdirectory: z } }
`,
  );
  expect(needs).toBeUndefined();
  expect(listed).toMatchObject([
    {
      kind: "docker",
      at: "/buildstream/test/a.bst/root",
      config: { registry: "https://images.example/", architecture: "arm64", sha256: SHA256 },
    },
    { kind: "docker", config: { registry: "https://gh.example", image: "old/image" } },
    {
      kind: "goVendor",
      config: {
        modules: [
          { module: "ex.org/x", version: "v1.2.0", git: "gh:x.git", commit: COMMIT, explicit: true },
          { module: "ex.org/y/z", directory: "z", explicit: false },
        ],
      },
    },
  ]);
  expect(listed).toHaveLength(3);
});

const MANIFEST: Tree = {
  "project.conf": `${PLUGINS}aliases: { up: https://up.example/ }`,
  "queue/1.patch": "",
  "lib.bst": `
kind: manual
sources:
- { kind: git_repo, url: "up:lib.git", ref: v1.2.3-0-g${COMMIT} }
- { kind: patch_queue, path: queue }
public: { cpe: { vendor: "caf\u00e9" } }
`,
  "app.bst": `
kind: manual
runtime-depends: [lib.bst]
sources: [{ kind: tar, url: "up:app_4_5.tar.gz", ref: ${SHA256} }]
public: { cpe: { product: application, version-match: '_(\\d+)_(\\d+)' } }
`,
};

function writtenBy(graph: Graph, name: string): { readonly [path: string]: string } {
  const [source] = node(graph, name).sources;
  return graph.sources[source?.source ?? -1]?.config["files"] as { readonly [path: string]: string };
}

test("a manifest says of everything below where it comes from, and of a manifest what that says", () => {
  const graph = graphOf({
    ...MANIFEST,
    "inner.bst": "kind: collect_manifest\nbuild-depends: [lib.bst]",
    "all.bst": "kind: collect_manifest\nbuild-depends: [inner.bst, app.bst]\nconfig: { path: /usr/manifest.json }",
  });
  expect(node(graph, "inner.bst")).toMatchObject({ recipe: { type: "stack" }, sources: [] });
  const lib = {
    name: "lib.bst",
    "x-cpe": { vendor: "caf\u00e9", product: "lib", version: "1.2.3" },
    sources: [
      { type: "git", url: "https://up.example/lib.git", commit: `v1.2.3-0-g${COMMIT}` },
      { type: "patch", path: "queue" },
    ],
  };
  const app = {
    name: "app.bst",
    "x-cpe": { product: "application", version: "4.5" },
    sources: [{ type: "archive", url: "https://up.example/app_4_5.tar.gz", sha256: SHA256 }],
  };
  const text = writtenBy(graph, "all.bst")["usr/manifest.json"] ?? "";
  expect(JSON.parse(text)).toMatchObject({ modules: [lib, app, lib] });
  expect(text).toContain('"vendor": "caf\\u00e9"');
});

test("a manifest may be a bill of materials, with a package for each source", () => {
  const graph = graphOf({
    ...MANIFEST,
    "all.bst": `
kind: collect_manifest
build-depends: [app.bst]
config:
  path: /sbom.json
  output-type: spdx
  spdx-info: { name: all, creators: ["Tool: forge"], created: 86400, data-license: CC0-1.0, doc-namespace: https://ns.example }
`,
  });
  const found = JSON.parse(writtenBy(graph, "all.bst")["sbom.json"] ?? "");
  expect(found).toMatchObject({
    spdxVersion: "SPDX-2.3",
    name: "all",
    documentNamespace: "https://ns.example",
    creationInfo: { created: "1970-01-02T00:00:00Z", creators: ["Tool: forge"] },
  });
  expect(found.packages.map((one: { SPDXID: string }) => one.SPDXID)).toEqual([
    "SPDXRef-test-app-0",
    "SPDXRef-test-lib-0",
    "SPDXRef-test-lib-1",
  ]);
  expect(found.packages[1]).toMatchObject({ name: "lib", versionInfo: "1.2.3", downloadLocation: "https://up.example/lib.git" });
  expect(found.relationships).toHaveLength(3);
});

test("a version that nothing matches, and a dependency that is forbidden, are needs", () => {
  const graph = graphOf({
    ...MANIFEST,
    "app.bst": `kind: manual\nsources: [{ kind: tar, url: "up:app.tar.gz", ref: ${SHA256} }]\npublic: { cpe: { version-match: '_(\\d+)' } }`,
    "all.bst": "kind: collect_manifest\nbuild-depends: [app.bst]",
    "checked.bst": "kind: check_forbidden\nbuild-depends: [app.bst]\nconfig: { forbidden: [app.bst, lib.bst] }",
    "fine.bst": "kind: check_forbidden\nbuild-depends: [app.bst]\nconfig: { forbidden: [lib.bst] }",
  });
  expect(node(graph, "all.bst").needs).toEqual(['a version of "app.bst" that its `version-match` matches']);
  expect(node(graph, "checked.bst").needs).toEqual(['"app.bst" to be no dependency: it is forbidden']);
  expect(node(graph, "fine.bst")).toMatchObject({ recipe: { type: "stack" } });
  expect(node(graph, "fine.bst").needs).toBeUndefined();
});

test("a commit of an OSTree repository is pinned, and one that a signature would vouch for needs a ref", () => {
  const { listed, needs } = sourcesOf(
    "aliases: { os: https://os.example/ }",
    `
- { kind: ostree, url: "os:repo", track: stable, ref: ${SHA256}, gpg-key: key.gpg }
- { kind: ostree, url: "os:repo", track: stable, directory: b }
- { kind: ostree, url: "os:repo", track: stable, gpg-key: key.gpg, directory: c }
`,
  );
  expect(listed).toMatchObject([{ kind: "ostree", config: { url: "os:repo", commit: SHA256 } }, { config: { track: "stable" } }, {}]);
  expect(needs).toEqual(["a ref of an ostree source with a `gpg-key`: forge checks no signature of it"]);
});
