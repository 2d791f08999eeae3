// What an element's fields become in the graph.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  append,
  buildOnly,
  compose,
  defineElement,
  defineVariables,
  type Element,
  importElement,
  local,
  manual,
  nocache,
  prepend,
  runtimeOnly,
  script,
  sh,
  stack,
  text,
  standardVariables as vars,
} from "../../stdlib/public.ts";
import { graphOf, nodeOf, nodeOfElement, refusalOf, runRecipe, textOf } from "./rig.ts";

const files = () => importElement({ sources: [local("x")] });

describe("dependencies", () => {
  test("are one list in the order of the fields", () => {
    const [a, b, c, d, e] = [files(), files(), files(), files(), files()];
    const target = manual({
      runtimeDepends: [e],
      depends: [b, buildOnly(c), runtimeOnly(d)],
      buildDepends: [{ element: a, at: "/input/", config: { x: 1 } }],
    });
    const graph = graphOf({ a, b, c, d, e, target });
    expect(nodeOf(graph, "target").edges.map((edge) => ({ ...edge, to: graph.elements[edge.to]?.names[0] }))).toEqual([
      { to: "a", type: "build", at: "/input", config: { x: 1 } },
      { to: "b", type: "all", at: "/" },
      { to: "c", type: "build", at: "/" },
      { to: "d", type: "runtime", at: "/" },
      { to: "e", type: "runtime", at: "/" },
    ]);
  });

  test("that stand twice in the same way count once", () => {
    const a = files();
    const node = nodeOfElement(manual({ buildDepends: [a, a, { element: a, at: "/x" }], depends: [a] }));
    expect(node.edges.map(({ type, at }) => [type, at])).toEqual([
      ["build", "/"],
      ["build", "/x"],
      ["all", "/"],
    ]);
  });

  test("may be placed by a variable", () => {
    const node = nodeOfElement(
      manual({ variables: { prefix: "/opt" }, buildDepends: [{ element: files(), at: text`${vars.prefix}/in` }] }),
    );
    expect(node.edges[0]?.at).toBe("/opt/in");
  });

  test.each([
    [{ buildDepends: "base" }, 'manual: `buildDepends` must be a list, not "base"'],
    [{ depends: ["base"] }, 'manual: `depends[0]` must be an element, not "base"'],
    [{ depends: [undefined] }, "manual: `depends[0]` must be an element, not undefined"],
    [{ depends: [Promise.resolve()] }, "manual: `depends[0]` must be an element, not a promise"],
    [{ depends: [{ element: files(), to: "/x" }] }, 'manual: `depends[0]` has an unknown field "to"'],
    [{ depends: [{ element: files(), at: "x" }] }, 'manual: `depends[0]`: `at` must be an absolute path, not "x"'],
    [{ buildDepends: [runtimeOnly(files())] }, "manual: `buildDepends[0]` is runtimeOnly, which belongs into `depends`"],
    [
      { runtimeDepends: [{ element: files(), at: "/x" }] },
      "manual: `runtimeDepends[0]`: what is needed at run time only is not staged, so it has no `at`",
    ],
  ])("refuse case %#", (input, message) => {
    expect(refusalOf(() => manual(input as never))).toMatchObject({ code: "FORGE1007", message });
  });
});

describe("variables", () => {
  test("are what the element says, then its kind, then the project, then themselves", () => {
    const project = defineVariables({ libdir: "/project/lib", own: "project" });
    const kind = defineElement({
      kind: "kind",
      variables: { flavour: "kind", libdir: "/kind/lib" },
      steps: ({ vars: all }) => ({ run: [sh`echo ${all.prefix} ${all.flavour} ${all.libdir} ${all.datadir}`] }),
    });
    const commands = (element: Element) => runRecipe(nodeOf(graphOf({ element }, { variables: project }), "element")).steps[0]?.commands[0];
    expect(commands(kind({}))).toBe("echo /usr kind /kind/lib /usr/share");
    expect(commands(kind({ variables: { prefix: "/opt", flavour: text`my-${project.own}` } }))).toBe(
      "echo /opt my-project /kind/lib /opt/share",
    );
    expect(commands(manual({ build: [sh`echo ${project.own} ${vars.libdir} ${vars.debugdir}`] }))).toBe(
      "echo project /project/lib /project/lib/debug",
    );
  });

  test("are shown resolved", () => {
    expect(nodeOfElement(manual({ variables: { prefix: "/opt" } })).variables).toMatchObject({
      prefix: "/opt",
      bindir: "/opt/bin",
      lib: "lib",
      libdir: "/opt/lib",
    });
  });

  test("that are defined through themselves are refused", () => {
    expect(refusalOf(() => nodeOfElement(manual({ variables: { libdir: text`${vars.debugdir}/x` } })))).toMatchObject({
      code: "FORGE1017",
      message: expect.stringMatching(
        /^the variable "(libdir|debugdir)" is defined through itself: (libdir, debugdir, libdir|debugdir, libdir, debugdir)$/,
      ),
    });
  });

  test("that the element does not have are refused", () => {
    let leaked: Parameters<typeof text>[1] | undefined;
    const kind = defineElement({
      kind: "kind",
      variables: { secret: "x" },
      steps: ({ vars: all }) => {
        leaked = all.secret;
        return { run: [] };
      },
    });
    kind({});
    // A kind's variable has the kind's definition wherever it is used.
    expect(textOf(sh`echo ${leaked as string}`)).toBe("echo x");
    expect(refusalOf(() => manual({ variables: { prefx: "/x" } as never }))).toMatchObject({
      code: "FORGE1007",
      message: 'manual: `variables` has no "prefx"; did you mean "prefix"?',
    });
  });
});

describe("environment", () => {
  test("is the same for everyone unless said", () => {
    expect(Object.fromEntries(nodeOfElement(manual({})).environment)).toEqual({
      HOME: "/tmp",
      LC_ALL: "C",
      LOGNAME: "root",
      PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
      SHELL: "/bin/sh",
      SOURCE_DATE_EPOCH: "1321009871",
      TERM: "dumb",
      TZ: "UTC",
      USER: "root",
    });
  });

  test("takes texts, values that are not keyed, and null", () => {
    const kind = defineElement({ kind: "kind", environment: { V: nocache("1"), KIND: "kind" }, steps: () => ({}) });
    const node = nodeOfElement(kind({ environment: { PREFIX: vars.prefix, JOBS: nocache(text`-j${4}`), TERM: null, KIND: "own" } }));
    expect(node.environment.filter(([name]) => ["PREFIX", "JOBS", "TERM", "KIND", "V"].includes(name))).toEqual([
      ["JOBS", "-j4"],
      ["KIND", "own"],
      ["PREFIX", "/usr"],
      ["V", "1"],
    ]);
    expect(node.environmentNocache).toEqual(["JOBS", "V"]);
  });
});

describe("domains", () => {
  test("are the built-in ones and then its own, in its variables", () => {
    const { splitRules } = nodeOfElement(manual({ variables: { prefix: "/opt" }, domains: { l10n: [text`${vars.datadir}/l10n/**`] } }));
    expect(splitRules.map(([domain]) => domain)).toEqual(["runtime", "devel", "debug", "doc", "locale", "l10n"]);
    expect(splitRules[0]?.[1]).toContain("/opt/bin/*");
    expect(splitRules[5]?.[1]).toEqual(["/opt/share/l10n/**"]);
  });

  test("of the built-in ones are replaced or edited", () => {
    const { splitRules } = nodeOfElement(
      manual({ split: { doc: ["/doc/**"], devel: append(["/x"]), debug: prepend([text`${vars.prefix}/y`]) } }),
    );
    const rules = Object.fromEntries(splitRules);
    expect(rules["doc"]).toEqual(["/doc/**"]);
    expect(rules["devel"]?.at(-1)).toBe("/x");
    expect(rules["debug"]).toEqual(["/usr/y", "/usr/lib/debug", "/usr/lib/debug/**"]);
  });

  test("with a wrong name are refused", () => {
    expect(refusalOf(() => manual({ split: { devle: [] } as never }))).toMatchObject({
      message: 'manual: `split` has no "devle"; did you mean "devel"?',
      help: expect.stringContaining("`domains`"),
    });
    expect(refusalOf(() => manual({ domains: { runtime: [] } }))).toMatchObject({ message: 'manual: the domain "runtime" is built in' });
  });
});

test("public data may hold texts and must be plain", () => {
  const node = nodeOfElement(
    manual({
      public: { cpe: { vendor: "x", path: text`${vars.prefix}/x`, list: [1, true, null, vars.lib] } },
      integration: [sh`ldconfig`],
      overlapWhitelist: [text`${vars.bindir}/x`],
    }),
  );
  expect(node.public).toEqual({ cpe: { vendor: "x", path: "/usr/x", list: [1, true, null, "lib"] } });
  expect(node).toMatchObject({ integration: ["ldconfig"], overlapWhitelist: ["/usr/bin/x"] });
  for (const wrong of [sh`x`, files(), new Map(), () => 1, Number.NaN]) {
    expect(refusalOf(() => nodeOfElement(manual({ public: { x: { y: wrong } } as never })))).toMatchObject({
      code: "FORGE1007",
      message: "manual: `public.x.y` must be plain data",
    });
  }
});

test("values are frozen all the way down", () => {
  const kind = defineElement({
    kind: "kind",
    config: z.object({ list: z.array(z.object({ x: z.number() })) }),
    recipe: ({ config }) => {
      expect(() => ((config.list[0] as { x: number }).x = 2)).toThrow(TypeError);
      return { type: "stack" };
    },
  });
  const element = kind({ list: [{ x: 1 }] });
  expect(() => Object.assign(element, { kind: "other" })).toThrow(TypeError);
});

test("a kind sees what is said of each dependency, and cannot change it", () => {
  const disk = defineElement({
    kind: "disk",
    rules: { runtimeDepends: false },
    recipe: ({ dependencies }) => {
      expect(Object.isFrozen(dependencies)).toBe(true);
      const partitions = dependencies.map(({ at, config }) => sh`partition ${at} ${(config as { size?: number } | undefined)?.size ?? 0}`);
      return { type: "run", steps: { make: partitions } };
    },
  });
  const part = importElement({ sources: [local("x")] });
  const image = disk({
    buildDepends: [part, { element: part, at: "/boot", config: { size: 64 } }, { element: part, at: text`${vars.prefix}/x` }],
  });
  expect(runRecipe(nodeOfElement(image)).steps[0]?.commands).toEqual(["partition / 0", "partition /boot 64", "partition /usr/x 0"]);
});

describe("configuration", () => {
  const kind = defineElement({
    kind: "kind",
    config: z.object({
      mode: z.enum(["Debug", "Release"]).default("Release"),
      count: z.number().int().min(1).optional(),
      list: z.array(z.object({ name: z.string() })).optional(),
      either: z.union([z.string(), z.boolean()]).optional(),
      needed: z.string(),
    }),
    recipe: () => ({ type: "stack" }),
  });

  test.each([
    [{}, "kind: `needed` is missing"],
    [{ needed: 1 }, "kind: `needed` must be a string, not 1"],
    [{ needed: "x", mode: "Relase" }, 'kind: `mode` must be one of "Debug", "Release", not "Relase"; did you mean "Release"?'],
    [{ needed: "x", count: "2" }, 'kind: `count` must be a number, not "2"'],
    [{ needed: "x", count: 0 }, "kind: `count`: expected number to be >=1"],
    [{ needed: "x", list: [{ name: "a" }, { name: null }] }, "kind: `list[1].name` must be a string, not null"],
    [{ needed: "x", list: [{}] }, "kind: `list[0].name` is missing"],
    [{ needed: "x", either: 3 }, "kind: `either` must be a string or true or false, not 3"],
    [{ needed: "x", cuont: 3 }, 'kind has no field "cuont"; did you mean "count"?'],
    [{ needed: "x", sources: [stack({})] }, "kind: `sources[0]` must be a source, not an object"],
    ["x", 'kind takes an object, not "x"'],
  ])("refuses case %# in words", (input, message) => {
    expect(refusalOf(() => kind(input as never))).toMatchObject({ code: "FORGE1007", message });
  });

  test("with several mistakes names them all", () => {
    expect(refusalOf(() => kind({ needed: 1, count: "x" } as never)).detail).toEqual(["`needed` must be a string, not 1"]);
  });

  test("that names a step the kind does not have is refused", () => {
    expect(refusalOf(() => manual({ steps: { instal: { after: [sh`x`] } } as never }))).toMatchObject({
      message: 'manual has no step "instal"; did you mean "install"?',
    });
  });
});

test("sources are laid out below the build directory, or where they say", () => {
  const sources = [local("x"), local({ path: "y", at: "sub/dir/" }), local("z", { at: "/abs" })];
  expect(nodeOfElement(manual({ sources })).sources.map(({ at }) => at)).toEqual(["/forge/build", "/forge/build/sub/dir", "/abs"]);
  expect(nodeOfElement(importElement({ sources })).sources.map(({ at }) => at)).toEqual(["/", "/sub/dir", "/abs"]);
  expect(nodeOfElement(manual({ sources, variables: { buildRoot: "/work" } })).sources[0]?.at).toBe("/work");
});

test("the kinds' defaults", () => {
  expect(nodeOfElement(manual({})).recipe).toEqual({
    type: "run",
    steps: [],
    cwd: "/forge/build",
    buildDirectory: "/forge/build",
    output: "/forge/install",
    drop: [],
    integrate: true,
  });
  expect(nodeOfElement(script({ run: [sh`x`] })).recipe).toMatchObject({ steps: [{ name: "run", commands: ["x"] }], cwd: "/" });
  expect(nodeOfElement(script({ run: [], cwd: text`${vars.prefix}/x` })).recipe).toMatchObject({ cwd: "/usr/x" });
  expect(nodeOfElement(compose({ buildDepends: [files()] })).recipe).toEqual({
    type: "compose",
    include: [],
    exclude: [],
    orphans: true,
    integrate: true,
  });
  expect(nodeOfElement(importElement({ sources: [local("x")], to: "usr/", links: { "/b/c": "x", "/b": vars.prefix } })).recipe).toEqual({
    type: "import",
    from: "/",
    to: "/usr",
    links: [
      ["/b", "/usr"],
      ["/b/c", "x"],
    ],
  });
});
