// `project.conf`: what it must say, what it may not, formats, plugins, paths, and what is wrong with one element only.

import { describe, expect, test } from "vitest";
import { errors, load, show, type Tree } from "./rig.ts";

const conf = (text: string): readonly string[] => errors({ "project.conf": text, "a.bst": "kind: manual\n" });

describe("project.conf", () => {
  test.each([
    ["name: a\n", 'INVALID_DATA project.conf:1:1: the key "min-version" is missing'],
    ["name: 9a\nmin-version: 2.0\n", 'INVALID_SYMBOL_NAME project.conf:1:7: "9a" is no name for a project'],
    ["name: ''\nmin-version: 2.0\n", 'INVALID_SYMBOL_NAME project.conf:1:7: "" is no name for a project'],
    ["name: a\nmin-version: 3.0\n", "UNSUPPORTED_PROJECT project.conf:2:14: the project wants BuildStream 3.0; known is 2.0 to 2.8"],
    ["name: a\nmin-version: '2'\n", 'INVALID_DATA project.conf:2:14: "min-version" must be MAJOR.MINOR, not "2"'],
    ["name: a\nformat-version: 19\n", "UNSUPPORTED_PROJECT project.conf:2:17: the project has format version 19; known is 0 to 18"],
    ["name: a\nmin-version: 2.0\nelephant: x\n", 'INVALID_DATA project.conf:3:11: unexpected key "elephant"'],
    ["name: a\nmin-version: 2.0\nelement-path: no\n", 'MISSING_FILE project.conf:3:15: the path "no" does not exist'],
    ["name: a\nmin-version: 2.0\nelement-path: ../x\n", 'PROJ_PATH_INVALID project.conf:3:15: the path "../x" leads out of the project'],
    ["name: a\nmin-version: 2.0\nelement-path: a.bst\n", 'PROJ_PATH_INVALID_KIND project.conf:3:15: the path "a.bst" is not a directory'],
    ["name: a\nmin-version: 2.0\nref-storage: git\n", 'INVALID_DATA project.conf:3:14: "ref-storage" is inline or project.refs, not "git"'],
    ["name: a\nmin-version: 2.0\nvariables: {x: {(>): [y]}}\n", 'TRAILING_LIST_DIRECTIVE project.conf:3:22: "(>)" has no list to work on'],
    ["name: a\nmin-version: 2.0\nmirrors: [{name: m, aliases: {x: y}}]\n", 'INVALID_DATA project.conf:3:34: "x" must be a list'],
    [
      "name: a\nmin-version: 2.0\nplugins: [{origin: pip, package-name: p, elements: [x]}, {origin: pip, package-name: q, elements: [x]}]\n",
      'duplicate-plugin project.conf:3:58: two plugins are declared for the element kind "x"',
    ],
    ["name: a\nx: [\n", /^INVALID_YAML project\.conf:\d:\d: /],
  ])("%j", (text, message) => {
    const [error = ""] = conf(text);
    if (message instanceof RegExp) expect(error).toMatch(message);
    else expect(error).toBe(message);
  });

  test("must be there", () => {
    expect(() => load({}, { directory: "/project/elsewhere" })).toThrow("there is no project.conf in .");
  });

  test("may not have its name from an include", () => {
    expect(
      errors(
        { "project.conf": "(@): i.yml\n", "i.yml": "element-path: x\n", "x/a.bst": "kind: manual\n", "b.bst": "kind: manual\n" },
        { targets: ["b.bst"] },
      ),
    ).toEqual(['INVALID_DATA i.yml:1:15: "element-path" must stand in project.conf itself']);
  });

  test("names the targets that are meant where none is named", () => {
    const tree = { "project.conf": "defaults: {targets: [b.bst]}\n", "a.bst": "kind: manual\n", "b.bst": "kind: manual\n" };
    expect(load(tree).elements.map(({ load: { name } }) => name)).toEqual(["b.bst"]);
    expect(load({ ...tree, "project.conf": "" }).elements.map(({ load: { name } }) => name)).toEqual(["a.bst", "b.bst"]);
  });
});

describe("one wrong element", () => {
  const tree: Tree = {
    "good.bst": "kind: manual\n",
    "binary.bst": "\0",
    "yaml.bst": "kind: [\n",
    "key.bst": "kind: manual\nwings: 2\n",
    "nokind.bst": "description: x\n",
    "path.bst": "kind: import\nsources: [{kind: local, path: /etc/passwd}]\n",
    "out.bst": "kind: import\nsources: [{kind: local, path: ../x}]\n",
    "link.bst": "kind: import\nsources: [{kind: local, path: linked}]\n",
    linked: "x",
    "user.bst": "kind: manual\ndepends: [key.bst]\n",
    "above.bst": "kind: manual\ndepends: [user.bst, good.bst]\n",
  };

  test("costs itself and its dependants, each with its place; the rest loads", () => {
    const { elements, failures, broken } = load(tree, { links: { linked: "good.bst" } });
    expect(elements.map(({ load: { name } }) => name)).toEqual(["good.bst"]);
    expect(failures.map(({ element, error }) => [element, error.reason, error.place?.line]).sort()).toEqual([
      ["binary.bst", "INVALID_YAML", 1],
      ["key.bst", "INVALID_DATA", 2],
      ["link.bst", "PROJ_PATH_INVALID_KIND", 2],
      ["nokind.bst", "INVALID_DATA", 1],
      ["out.bst", "PROJ_PATH_INVALID", 2],
      ["path.bst", "MISSING_FILE", 2],
      ["yaml.bst", "INVALID_YAML", 2],
    ]);
    expect(Object.fromEntries(broken)).toEqual({ "user.bst": "key.bst", "above.bst": "key.bst" });
  });

  test("that is not there is told where it is named", () => {
    const { failures, broken } = load({ "a.bst": "kind: manual\ndepends: [no.bst]\n", "b.bst": "kind: manual\ndepends: [a.bst]\n" });
    expect(failures.map(({ element, error }) => [element, error.code, error.message])).toEqual([
      ["a.bst", "FORGE1012", 'there is no element "no.bst" below .'],
    ]);
    expect([...broken.keys()]).toEqual(["b.bst"]);
  });
});

describe("plugins", () => {
  test("of a known package have its defaults, by the release that its junction pins", () => {
    const junction = (release: string): string =>
      `kind: junction\nsources: [{kind: tar, url: 'http://x/buildstream_plugins_community-${release}.tar.gz', ref: abc}]\n`;
    const tree = (release: string): Tree => ({
      "project.conf": "plugins: [{origin: junction, junction: p.bst, elements: [pyproject], sources: [git_repo]}]\n",
      "p.bst": junction(release),
      "a.bst": "kind: pyproject\nsources: [{kind: git_repo, url: 'http://x', ref: abc}]\n",
    });
    expect(show(tree("2.1.0"), "a.bst").variables).toMatchObject({
      "build-args": "--no-isolation --wheel --outdir /buildstream/test/a.bst/dist",
    });
    expect(show(tree("2.3.1"), "a.bst").variables).toMatchObject({ "build-args-local": "" });
  });

  test("of a Python package, too", () => {
    const tree = {
      "project.conf": "plugins: [{origin: pip, package-name: buildstream-plugins==2.0.*, elements: [autotools]}]\n",
      "a.bst": "kind: autotools\nconfig: {configure-commands: {(<): [before]}}\n",
    };
    const element = show(tree, "a.bst");
    expect(element.variables).toMatchObject({ "make-install": 'make -j1  DESTDIR="/buildstream-install" install' });
    expect(element.config).toMatchObject({
      "configure-commands": ["before", expect.stringContaining("autoreconf"), expect.stringContaining("--prefix=/usr \\\n")],
    });
    expect(element["environment-nocache"]).toEqual(["MAKEFLAGS", "V"]);
  });

  test("of the project's own are named unknowns, with the defaults that lie beside them", () => {
    const tree = {
      "project.conf":
        "plugins: [{origin: local, path: plugins, elements: [mine], sources: [own]}]\nelements: {mine: {config: {list: {(>): [project]}}}}\n",
      "plugins/mine.yaml": "variables: {v: default}\nconfig: {list: [default]}\n",
      "a.bst": "kind: mine\nconfig: {list: {(>): ['%{v}']}, other: {(>): [x]}}\nsources: [{kind: own, any: thing, ref: {a: b}}]\n",
    };
    expect(show(tree, "a.bst")).toMatchObject({
      kind: "mine",
      config: { list: ["default", "project", "default"], other: ["x"] },
      sources: [{ kind: "own", config: { any: "thing" }, ref: { a: "b" } }],
    });
    const [element] = load(tree).elements;
    expect(element?.kind).toMatchObject({ trust: "unknown", origin: "plugins" });
  });

  test("behind a junction that is here are those of its project", () => {
    const tree = {
      "project.conf": "plugins: [{origin: junction, junction: p.bst, elements: [mine]}]\n",
      "p.bst": "kind: junction\nsources: [{kind: local, path: p}]\n",
      "p/project.conf": "name: p\nmin-version: 2.0\nplugins: [{origin: local, path: code, elements: [mine]}]\n",
      "p/code/mine.yaml": "variables: {from: p}\n",
      "a.bst": "kind: mine\n",
    };
    expect(show(tree, "a.bst").variables).toMatchObject({ from: "p" });
    expect(errors({ ...tree, "p/project.conf": "name: p\nmin-version: 2.0\n" }, { targets: ["a.bst"] })).toEqual([
      'junction-plugin-not-found project.conf:3:11: the project "p" of p.bst declares no element plugin "mine"',
    ]);
  });
});

describe("format 1", () => {
  const tree: Tree = {
    "project.conf": "name: old\nformat-version: 17\nplugins: [{origin: pip, package-name: buildstream-external, sources: {git_tag: 0}}]\n",
    "a.bst":
      "kind: autotools\ndepends:\n- {filename: b.bst, type: build}\n- b.bst\nsources:\n- {kind: git_tag, url: 'x:y', ref: r, track: t}\n",
    "b.bst": "kind: stack\n",
  };

  test("has its own kinds and defaults, and shows texts as they are written", () => {
    const element = show(tree, "a.bst");
    expect(element).toMatchObject({
      "build-depends": ["b.bst", "b.bst"],
      "runtime-depends": ["b.bst"],
      environment: { SOURCE_DATE_EPOCH: "1320937200", MAKEFLAGS: "-j4" },
      sandbox: { os: "Linux", arch: "x86_64" },
      config: { "configure-commands": ["%{autogen}\n", "%{configure}\n"] },
      sources: [{ kind: "git_tag", ref: "r" }],
    });
    expect(Object.keys(element)).not.toContain("dependencies");
  });

  test("lets a stack have dependencies of one type", () => {
    expect(errors({ ...tree, "c.bst": "kind: stack\nruntime-depends: [b.bst]\n" })).toEqual([]);
  });
});

test("an element is shown with the field names of the format", () => {
  const tree = {
    "project.conf": "variables: {x: y}\nenvironment: {A: '%{x}'}\nsplit-rules: {devel: {(>): ['%{x}']}}\nsandbox: {build-uid: 1}\n",
    "a.bst":
      "kind: filter\ndescription: d\nbuild-depends: [{filename: b.bst, strict: True}]\nconfig: {include: [devel]}\npublic: {bst: {split-rules: {own: [/a]}}, other: {k: v}}\n",
    "b.bst": "kind: manual\n",
  };
  const {
    variables,
    public: shared,
    ...rest
  } = show(tree, "a.bst") as Record<string, Record<string, Record<string, Record<string, string[]>>>>;
  expect(
    Object.keys(variables ?? {})
      .sort()
      .slice(-3),
  ).toEqual(["strip-binaries", "sysconfdir", "x"]);
  expect(Object.keys(shared?.bst?.["split-rules"] ?? {})).toEqual(["runtime", "devel", "debug", "doc", "locale", "own"]);
  expect(shared?.bst?.["split-rules"]?.devel?.at(-1)).toBe("y");
  expect(rest).toEqual({
    name: "a.bst",
    project: "test",
    kind: "filter",
    description: "d",
    dependencies: [{ name: "b.bst", type: "build", strict: true, config: [] }],
    "strict-depends": ["b.bst"],
    "build-depends": ["b.bst"],
    "runtime-depends": [],
    environment: {
      PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
      SHELL: "/bin/sh",
      TERM: "dumb",
      USER: "tomjon",
      USERNAME: "tomjon",
      LOGNAME: "tomjon",
      LC_ALL: "C",
      HOME: "/tmp",
      TZ: "UTC",
      SOURCE_DATE_EPOCH: "1321009871",
      A: "y",
    },
    "environment-nocache": [],
    config: { include: ["devel"], exclude: [], "include-orphans": "False", "pass-integration": "False" },
    sandbox: { "build-os": "linux", "build-arch": "x86-64", "build-uid": 1 },
    sources: [],
  });
});
