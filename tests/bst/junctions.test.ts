// Projects on projects: junctions nested and overridden, links, aliases, refs, and who may be there twice.

import { describe, expect, test } from "vitest";
import { translateUrl } from "../../dsl/bst/aliases.ts";
import { errors, load, show, type Tree, variablesOf } from "./rig.ts";

const local = (path: string, config = ""): string => `kind: junction\nsources: [{kind: local, path: ${path}}]\n${config}`;
const conf = (name: string, rest = ""): string => `name: ${name}\nmin-version: 2.0\n${rest}`;

/** A project with one below it, and one below that. */
const NESTED: Tree = {
  "sub.bst": local("sub"),
  "sub/project.conf": conf("sub"),
  "sub/deep.bst": local("deep"),
  "sub/e.bst": "kind: manual\ndepends: [deep.bst:e.bst]\n",
  "sub/deep/project.conf": conf("deep"),
  "sub/deep/e.bst": "kind: manual\ndepends: [f.bst]\n",
  "sub/deep/f.bst": "kind: manual\n",
  "own.bst": "kind: manual\n",
  "a.bst": "kind: manual\ndepends: [sub.bst:e.bst]\n",
};

const names = (tree: Tree, target: string): readonly string[] =>
  load(tree, { targets: [target] }).elements.map(({ load: { fullName } }) => fullName);

describe("elements across junctions", () => {
  test("are named by the way to them", () => {
    expect(names(NESTED, "a.bst")).toEqual(["sub.bst:deep.bst:f.bst", "sub.bst:deep.bst:e.bst", "sub.bst:e.bst", "a.bst"]);
    expect(names(NESTED, "sub.bst:deep.bst:e.bst")).toEqual(["sub.bst:deep.bst:f.bst", "sub.bst:deep.bst:e.bst"]);
  });

  test("are those that overrides put in their place, the highest ancestor's first", () => {
    const overrides = "config:\n  overrides:\n    deep.bst:f.bst: own.bst\n";
    expect(names({ ...NESTED, "sub.bst": local("sub", overrides) }, "a.bst")).toEqual([
      "own.bst",
      "sub.bst:deep.bst:e.bst",
      "sub.bst:e.bst",
      "a.bst",
    ]);
  });

  test("come from the junction that replaces another", () => {
    const tree = {
      ...NESTED,
      "sub.bst": local("sub", "config: {overrides: {deep.bst: other.bst}}\n"),
      "other.bst": local("other"),
      "other/project.conf": conf("deep"),
      "other/e.bst": "kind: manual\n",
    };
    expect(names(tree, "a.bst")).toEqual(["other.bst:e.bst", "sub.bst:e.bst", "a.bst"]);
  });

  test("may be found by links to junctions and to elements, as targets and in overrides", () => {
    const tree = {
      ...NESTED,
      "link.bst": "kind: link\nconfig: {target: sub.bst:deep.bst}\n",
      "element.bst": "kind: link\nconfig: {target: link.bst:f.bst}\n",
      "b.bst": "kind: manual\ndepends: [link.bst:f.bst, element.bst]\n",
    };
    expect(names(tree, "b.bst")).toEqual(["sub.bst:deep.bst:f.bst", "b.bst"]);
    expect(names(tree, "element.bst")).toEqual(["sub.bst:deep.bst:f.bst"]);
  });

  test("have the options that the junction chooses", () => {
    const tree = {
      "project.conf": "options:\n  size: {type: enum, description: d, values: [big, small], default: small, variable: size}\n",
      "sub.bst": local("sub", "config: {options: {size: '%{size}'}}\n"),
      "sub/project.conf": conf(
        "sub",
        "options:\n  size: {type: enum, description: d, values: [big, small], default: small, variable: size}\n",
      ),
      "sub/e.bst": "kind: manual\n",
    };
    expect(variablesOf(tree, "sub.bst:e.bst", { options: new Map([["size", "big"]]) })).toMatchObject({ size: "big" });
  });

  test("a project made of its own folders is another instance of it", () => {
    const self = `kind: junction
config: {options: {arch: i686}, map-aliases: identity}
sources:
- {kind: local, path: project.conf}
- {kind: local, path: elements, directory: elements}
`;
    const tree = {
      "project.conf": `element-path: elements
junctions: {internal: [self.bst]}
options: {arch: {type: arch, description: d, values: [x86_64, i686], variable: arch}}
`,
      "elements/self.bst": self,
      "elements/e.bst": "kind: manual\n",
      "elements/a.bst": "kind: manual\ndepends: [e.bst, self.bst:e.bst]\n",
    };
    expect(names(tree, "a.bst")).toEqual(["self.bst:e.bst", "e.bst", "a.bst"]);
    expect(variablesOf(tree, "self.bst:e.bst")).toMatchObject({ arch: "i686" });
  });
});

describe("refusals", () => {
  test.each<[string, Tree, string, string]>([
    [
      "a junction as dependency",
      { ...NESTED, "b.bst": "kind: manual\ndepends: [sub.bst]\n" },
      "b.bst",
      'INVALID_DATA b.bst:2:11: an element cannot depend on the junction "sub.bst"',
    ],
    [
      "what is no junction",
      { ...NESTED, "b.bst": "kind: manual\ndepends: [own.bst:x.bst]\n" },
      "b.bst",
      'INVALID_DATA b.bst:2:11: "own.bst" is no junction, but an element of kind manual',
    ],
    [
      "an element the subproject lacks",
      { ...NESTED, "b.bst": "kind: manual\ndepends: [sub.bst:no.bst]\n" },
      "b.bst",
      'MISSING_FILE b.bst:2:11: there is no element "no.bst" in the project of the junction "sub.bst"',
    ],
    [
      "a junction to no project",
      { "j.bst": local("dir"), "dir/x": "", "b.bst": "kind: manual\ndepends: [j.bst:x.bst]\n" },
      "b.bst",
      'INVALID_JUNCTION b.bst:2:11: what the junction "j.bst" leads to has no project.conf',
    ],
    [
      "a junction that depends on something",
      { ...NESTED, "sub.bst": local("sub", "depends: [own.bst]\n") },
      "a.bst",
      "INVALID_JUNCTION sub.bst:3:11: a junction cannot depend on anything",
    ],
    [
      "a junction that replaces by itself",
      { ...NESTED, "sub.bst": local("sub", "config: {overrides: {deep.bst: sub.bst}}\n") },
      "a.bst",
      'override-junction-with-self sub.bst:3:32: the junction "sub.bst" replaces "deep.bst" by itself',
    ],
    [
      "a junction without a ref",
      { "j.bst": "kind: junction\nsources: [{kind: tar, url: 'http://x/y.tar'}]\n", "b.bst": "kind: manual\ndepends: [j.bst:x.bst]\n" },
      "b.bst",
      'SUBPROJECT_INCONSISTENT b.bst:2:11: the junction "j.bst" has no ref',
    ],
    [
      "a junction that is not fetched",
      {
        "j.bst": "kind: junction\nsources: [{kind: tar, url: 'http://x/y.tar', ref: abc}]\n",
        "b.bst": "kind: manual\ndepends: [j.bst:x.bst]\n",
      },
      "b.bst",
      'SUBPROJECT_FETCH_NEEDED j.bst:1:1: the project of the junction "j.bst" has not been fetched',
    ],
    [
      "a link that depends on something",
      { "l.bst": "kind: link\nconfig: {target: b.bst}\ndepends: [b.bst]\n", "b.bst": "kind: manual\n" },
      "l.bst",
      "LINK_FORBIDDEN_DEPENDENCIES l.bst:1:1: a link cannot depend on anything",
    ],
    [
      "an option the subproject does not have",
      { ...NESTED, "sub.bst": local("sub", "config: {options: {no: x}}\n") },
      "a.bst",
      'INVALID_DATA sub.bst:3:24: there is no option "no"',
    ],
  ])("%s", (_, tree, target, message) => {
    expect(errors(tree, { targets: [target] })).toContain(message);
  });

  test.each<[string, Tree, string]>([
    [
      "links to one another",
      { "a.bst": "kind: link\nconfig: {target: b.bst}\n", "b.bst": "kind: link\nconfig: {target: a.bst}\n" },
      "a.bst",
    ],
    ["a junction into itself", { "j.bst": local("."), "a.bst": "kind: manual\ndepends: [j.bst:a.bst]\n" }, "a.bst"],
    [
      "overrides of one another",
      {
        "j.bst": local("s", "config: {overrides: {k.bst: k.bst:j.bst}}\n"),
        "k.bst": local("s", "config: {overrides: {j.bst: j.bst:k.bst}}\n"),
        "s/project.conf": conf("s"),
        "s/j.bst": local("."),
        "s/k.bst": local("."),
        "a.bst": "kind: manual\ndepends: [j.bst:k.bst:x.bst]\n",
      },
      "a.bst",
    ],
  ])("end where they lead in a circle: %s", (_, tree, target) => {
    expect(errors(tree, { targets: [target] }).length).toBeGreaterThan(0);
  });

  test("an element of a subproject that is not fetched costs its dependants, and no others", () => {
    const tree = {
      "j.bst": "kind: junction\nsources: [{kind: tar, url: 'http://x/y.tar', ref: abc}]\n",
      "a.bst": "kind: manual\ndepends: [j.bst:x.bst]\n",
      "b.bst": "kind: manual\ndepends: [a.bst]\n",
      "c.bst": "kind: manual\n",
    };
    const { elements, failures, broken } = load(tree, { targets: ["a.bst", "b.bst", "c.bst"] });
    expect(elements.map(({ load: { name } }) => name)).toEqual(["c.bst"]);
    expect(failures.map(({ element }) => element)).toEqual(["a.bst"]);
    expect([...broken]).toEqual([["b.bst", "a.bst"]]);
  });
});

describe("one project twice", () => {
  const twice = (junctions: string): Tree => ({
    "project.conf": junctions,
    "one.bst": local("s"),
    "two.bst": local("s"),
    "s/project.conf": conf("s"),
    "s/e.bst": "kind: manual\n",
    "a.bst": "kind: manual\ndepends: [one.bst:e.bst, two.bst:e.bst]\n",
  });

  test("is a conflict", () => {
    expect(errors(twice(""), { targets: ["a.bst"] })).toEqual(['CONFLICTING_JUNCTION -: the project "s" is loaded in several ways']);
  });

  test.each(["junctions: {duplicates: {s: [one.bst, two.bst]}}\n", "junctions: {internal: [two.bst]}\n"])(
    "unless the project says so: %s",
    (junctions) => {
      expect(errors(twice(junctions), { targets: ["a.bst"] })).toEqual([]);
    },
  );

  test("is a conflict if not all are declared", () => {
    expect(errors(twice("junctions: {duplicates: {s: [one.bst]}}\n"), { targets: ["a.bst"] })).toEqual([
      'CONFLICTING_JUNCTION -: the project "s" is loaded in several ways',
    ]);
  });
});

describe("aliases", () => {
  const tree: Tree = {
    "project.conf": "aliases: {up: http://parent/, mirror: 'http://%{project-name}/'}\n",
    "sub.bst": local("sub", "config: {aliases: {down: up}}\n"),
    "sub/project.conf": conf("sub", "aliases: {down: http://own/, left: http://left/}\n"),
    "sub/e.bst": "kind: import\nsources: [{kind: tar, url: down:x.tar, ref: r}]\n",
    "a.bst": "kind: import\nsources: [{kind: tar, url: nobody:x.tar, ref: r}]\n",
  };

  test("of a subproject are the parent's where the junction maps them", () => {
    const [element] = load(tree, { targets: ["sub.bst:e.bst"] }).elements;
    const { project } = element?.load.loader ?? {};
    expect(project && ["down:x", "left:x", "http://y"].map((url) => translateUrl(url, project, false))).toEqual([
      "http://parent/x",
      "http://left/x",
      "http://y",
    ]);
  });

  test("must be declared", () => {
    expect(errors(tree, { targets: ["a.bst"] })).toEqual([
      'invalid-source-alias a.bst:2:11: there is no alias "nobody", which the URL "nobody:x.tar" begins with',
    ]);
  });

  test("can be demanded", () => {
    expect(
      errors({ "project.conf": "fatal-warnings: [unaliased-url]\n", "a.bst": "kind: import\nsources: [{kind: tar, url: 'http://x'}]\n" }),
    ).toEqual(['unaliased-url a.bst:2:11: the URL "http://x" has no alias, which this project forbids']);
  });
});

describe("refs", () => {
  test("of project.refs count, and those in elements do not", () => {
    const tree: Tree = {
      "project.conf": "ref-storage: project.refs\n",
      "project.refs": "projects:\n  test:\n    a.bst:\n    - {}\n    - ref: from refs\n",
      "a.bst":
        "kind: import\nsources:\n- {kind: tar, url: 'http://x', ref: void}\n- {kind: tar, url: 'http://y'}\n- {kind: tar, url: 'http://z', ref: void}\n",
    };
    const sources = show(tree, "a.bst").sources;
    expect(sources).toMatchObject([{ ref: null }, { ref: "from refs" }, { ref: null }]);
  });

  test("of the toplevel project count for what lies below it, junctions' in a file of their own", () => {
    const tree: Tree = {
      "project.conf": "ref-storage: project.refs\n",
      "project.refs": "projects: {sub: {e.bst: [{ref: toplevel}]}}\n",
      "junction.refs": "projects: {test: {far.bst: [{ref: locked}]}}\n",
      "sub.bst": local("sub"),
      "sub/project.conf": conf("sub"),
      "sub/e.bst": "kind: import\nsources: [{kind: tar, url: 'http://x', ref: own}]\n",
      "far.bst": "kind: junction\nsources: [{kind: tar, url: 'http://x'}]\n",
    };
    expect(show(tree, "sub.bst:e.bst").sources).toMatchObject([{ ref: "toplevel" }]);
    expect(show(tree, "far.bst").sources).toMatchObject([{ ref: "locked" }]);
  });
});
