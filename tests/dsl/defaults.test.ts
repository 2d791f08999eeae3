// What a project says once: who counts more, what is edited, and that a slip is refused where it was written.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { manifestOf } from "../../core/key/manifest.ts";
import {
  append,
  autotools,
  cmake,
  compose,
  debianBase,
  defineDomains,
  defineElement,
  defineVariables,
  importElement,
  kindDefaults,
  local,
  manual,
  nocache,
  type ProjectDefaults,
  prepend,
  script,
  setVariables,
  sh,
  stack,
  text,
} from "../../stdlib/public.ts";
import { graphOf, nodeOf, refusalOf, runRecipe } from "./rig.ts";

const files = () => importElement({ sources: [local("x")] });
const nodes = (defaults: ProjectDefaults, elements: Parameters<typeof graphOf>[0]) => {
  const graph = graphOf(elements, { defaults });
  return (name: string) => nodeOf(graph, name);
};

describe("variables", () => {
  const vars = defineVariables({ flags: "-O2", root: "/sysroot" });

  test("an element counts more than defaults of its kind, these more than the kind, that more than defaults for all", () => {
    const plain = autotools({});
    const own = autotools({ variables: { confLocal: "own" } });
    const node = nodes(
      { variables: { prefix: "/opt" }, kinds: [kindDefaults(autotools, { variables: { confLocal: "kinds", confGlobal: "global" } })] },
      { plain, own, other: cmake({}) },
    );
    expect(node("plain").variables).toMatchObject({ prefix: "/opt", bindir: "/opt/bin", confLocal: "kinds", confGlobal: "global" });
    expect(node("own").variables).toMatchObject({ confLocal: "own", confGlobal: "global" });
    expect(node("own").variables["confArgs"]).toMatch(/--prefix=\/opt .* global own$/);
    expect(node("other").variables).not.toHaveProperty("confGlobal");
  });

  test("of the project's own may be set for all, for a kind, and in an element, and are read late", () => {
    const defaults: ProjectDefaults = {
      variables: setVariables(vars, { flags: "-O1" }),
      environment: { CFLAGS_LATE: text`${vars.flags} -g` },
      kinds: [kindDefaults(stack, { variables: { ...setVariables(vars, { flags: "-Os" }) } })],
    };
    const node = nodes(defaults, {
      usual: manual({ install: [sh`x`] }),
      kind: stack({}),
      own: manual({ variables: { prefix: "/p", ...setVariables(vars, { flags: "-O3" }) } }),
    });
    const late = (name: string) => Object.fromEntries(node(name).environment)["CFLAGS_LATE"];
    expect([late("usual"), late("kind"), late("own")]).toEqual(["-O1 -g", "-Os -g", "-O3 -g"]);
  });

  test("that nobody declared are refused, with the nearest", () => {
    expect(refusalOf(() => setVariables(vars, { flag: "x" } as never))).toMatchObject({
      code: "FORGE1007",
      message: 'setVariables: there is no variable "flag"; did you mean "flags"?',
    });
    expect(refusalOf(() => manual({ variables: { flags: "x" } as never }))).toMatchObject({
      message: 'manual: `variables` has no "flags"',
      help: "write a variable of the project's own as `...setVariables(vars, { … })`",
    });
  });

  test("a circle through a default is refused at the default", () => {
    const defaults = kindDefaults(manual, { variables: { prefix: text`${defineVariables({ prefix: "" }).prefix}/x` } });
    expect(refusalOf(() => graphOf({ a: manual({ install: [] }) }, { defaults: { kinds: [defaults] } }))).toMatchObject({
      code: "FORGE1017",
      message: expect.stringContaining('"prefix" is defined through itself'),
      place: { file: "tests/dsl/defaults.test.ts" },
      related: [{ message: "in this element, as in others", place: { file: "tests/dsl/defaults.test.ts" } }],
    });
  });
});

describe("environment", () => {
  test("counts like variables do; null takes away; what is not keyed stays so", () => {
    const node = nodes(
      {
        environment: { LANG: "C.UTF-8", V: "for all", USER: null, JOBS: nocache("2") },
        kinds: [kindDefaults(autotools, { environment: { CFLAGS: "-O3", V: null } })],
      },
      { made: autotools({}), own: autotools({ environment: { CFLAGS: "-O0" } }), other: manual({}) },
    );
    const environment = (name: string) => Object.fromEntries(node(name).environment);
    expect(environment("made")).toMatchObject({ LANG: "C.UTF-8", CFLAGS: "-O3", JOBS: "2" });
    expect(environment("made")).not.toHaveProperty("V");
    expect(environment("made")).not.toHaveProperty("USER");
    expect(environment("own")).toMatchObject({ CFLAGS: "-O0" });
    expect(environment("other")).toMatchObject({ V: "for all" });
    expect(node("other").environmentNocache).toEqual(["JOBS"]);
  });
});

describe("commands", () => {
  const kinds = [kindDefaults(manual, { steps: { install: { before: [sh`first`], after: [sh`last`] } } })];
  const commands = (element: ReturnType<typeof manual>) => runRecipe(nodes({ kinds }, { element })("element")).steps[0]?.commands;

  test("are added around those of the kind, and an element's around those", () => {
    expect(commands(manual({ install: [sh`kind`] }))).toEqual(["first", "kind", "last"]);
    expect(commands(manual({ install: [sh`kind`], steps: { install: { before: [sh`own`], after: [sh`end`] } } }))).toEqual(
      "own first kind last end".split(" "),
    );
  });

  test("of an element stand in the place of all of them", () => {
    expect(commands(manual({ install: [sh`kind`], steps: { install: { run: [sh`only`], after: [sh`end`] } } }))).toEqual(["only", "end"]);
  });

  test("instead of the kind's, with variables that are read in each element", () => {
    const { confArgs } = defineVariables({ confArgs: "" });
    const node = nodes(
      { kinds: [kindDefaults(autotools, { steps: { configure: { run: [sh.raw`./configure ${confArgs}`] } } })] },
      { a: autotools({ variables: { confArgs: "--a" } }), b: autotools({ variables: { confArgs: "--b" } }) },
    );
    const [a, b] = ["a", "b"].map((name) => runRecipe(node(name)).steps[0]?.commands);
    expect([a, b]).toEqual([["./configure --a"], ["./configure --b"]]);
  });
});

describe("a kind's own fields", () => {
  const commandOf = (defaults: ProjectDefaults, element: ReturnType<typeof cmake>) =>
    runRecipe(nodes(defaults, { element })("element")).steps[0]?.commands[0];
  const kinds = [kindDefaults(cmake, { buildType: "Release", define: { TESTS: false, DOCS: false } })];

  test("have the default where an element says nothing; records are laid over one another", () => {
    expect(commandOf({ kinds }, cmake({}))).toContain("-DCMAKE_BUILD_TYPE=Release -DTESTS=OFF -DDOCS=OFF");
    const own = commandOf({ kinds }, cmake({ buildType: "Debug", define: { DOCS: true, MORE: 1 } }));
    expect(own).toContain("-DCMAKE_BUILD_TYPE=Debug -DTESTS=OFF -DDOCS=ON -DMORE=1");
  });

  test("that are lists stand in the place of the default, or edit it", () => {
    const defaults = { kinds: [kindDefaults(autotools, { configure: ["--disable-static"] })] };
    const configure = (element: ReturnType<typeof autotools>) => runRecipe(nodes(defaults, { element })("element")).steps[0]?.commands[1];
    expect(configure(autotools({}))).toMatch(/ --disable-static$/m);
    expect(configure(autotools({ configure: ["--x"] }))).not.toContain("--disable-static");
    expect(configure(autotools({ configure: append(["--x"]) }))).toMatch(/ --disable-static --x$/m);
    expect(configure(autotools({ configure: prepend(["--x"]) }))).toMatch(/ --x --disable-static$/m);
  });

  test("that are lists edit what the kind says, where the project says nothing", () => {
    const kind = defineElement({
      kind: "listed",
      config: z.object({ words: z.array(z.string()).default(["a"]), others: z.array(z.string()) }),
      steps: ({ config: { words, others } }) => ({ say: [sh`echo ${words} ${others}`] }),
    });
    const element = kind({ words: append(["b"]), others: append(["c"]) } as never);
    expect(runRecipe(nodes({}, { element })("element")).steps[0]?.commands).toEqual(["echo a b c"]);
  });

  test("what an element and a default give together is checked where the element is", () => {
    const kind = defineElement({
      kind: "limited",
      config: z.object({ words: z.array(z.string()).max(2).default([]) }),
      steps: ({ config }) => ({ say: [sh`echo ${config.words}`] }),
    });
    const kinds = [kindDefaults(kind, { words: ["a", "b"] })];
    expect(refusalOf(() => graphOf({ a: kind({ words: append(["c"]) } as never) }, { defaults: { kinds } }))).toMatchObject({
      code: "FORGE1007",
      message: expect.stringContaining("limited: `words`"),
      place: { file: "tests/dsl/defaults.test.ts" },
    });
  });
});

describe("domains", () => {
  const domains = defineDomains({ license: ["/usr/share/licenses/**"], vmOnly: ["/boot/**"] });

  test("that a project declares are every element's, behind those that are built in", () => {
    const part = files();
    const own = manual({ domains: { vmOnly: append(["/efi/**"]), mine: ["/m"] } });
    const image = compose({ buildDepends: [part, own], include: ["runtime", domains.license, "mine"], exclude: [domains.vmOnly] });
    const node = nodes({ domains, split: { devel: append([text`/late`]) } }, { part, own, image });
    expect(node("part").splitRules.map(([name]) => name)).toEqual("runtime devel debug doc locale license vmOnly".split(" "));
    expect(Object.fromEntries(node("part").splitRules)["devel"]?.at(-1)).toBe("/late");
    expect(Object.fromEntries(node("own").splitRules)).toMatchObject({ vmOnly: ["/boot/**", "/efi/**"], mine: ["/m"] });
    expect(node("image").recipe).toMatchObject({ include: ["runtime", "license", "mine"], exclude: ["vmOnly"] });
  });

  test("of a kind are composed over those of the project, and an element's over both", () => {
    const node = nodes(
      { split: { doc: ["/p"] }, kinds: [kindDefaults(manual, { split: { doc: append(["/k"]) }, domains })] },
      { own: manual({ split: { doc: append(["/e"]) } }), other: files() },
    );
    expect(Object.fromEntries(node("own").splitRules)).toMatchObject({ doc: ["/p", "/k", "/e"], license: ["/usr/share/licenses/**"] });
    expect(Object.fromEntries(node("other").splitRules)).not.toHaveProperty("license");
  });

  test("that the project does not list are refused where they are used", () => {
    expect(refusalOf(() => graphOf({ c: compose({ buildDepends: [files()], include: [domains.license] }) }))).toMatchObject({
      code: "FORGE1014",
      message: 'compose: unknown domain "license"',
    });
  });

  test("cannot be those that are built in", () => {
    expect(refusalOf(() => defineDomains({ doc: ["/x"] }))).toMatchObject({ message: 'defineDomains: the domain "doc" is built in' });
    expect(refusalOf(() => defineDomains({ x: "/x" } as never))).toMatchObject({
      message: 'defineDomains: `x` must be a list of patterns, not "/x"',
    });
  });
});

test("an overlap whitelist is the default's, the element's, or both", () => {
  const node = nodes(
    { overlapWhitelist: ["/etc/**"] },
    {
      none: files(),
      own: manual({ overlapWhitelist: ["/o"] }),
      both: manual({ overlapWhitelist: append(["/o"]) }),
      empty: manual({ overlapWhitelist: [] }),
    },
  );
  expect(["none", "own", "both", "empty"].map((name) => node(name).overlapWhitelist)).toEqual([["/etc/**"], ["/o"], ["/etc/**", "/o"], []]);
});

test("limits hold for what runs commands, and enter no key", () => {
  const elements = { run: manual({}), own: manual({ maxJobs: 1 }), none: stack({}) };
  const node = nodes({ timeLimit: 60, kinds: [kindDefaults(manual, { maxJobs: 2, slots: 2 })] }, elements);
  expect(node("run").recipe).toMatchObject({ timeLimit: 60, maxJobs: 2, slots: 2 });
  expect(node("own").recipe).toMatchObject({ timeLimit: 60, maxJobs: 1 });
  const keyed = (name: string, from = node) => manifestOf({ element: from(name), architecture: "x86_64", dependencies: [], sources: [] });
  expect(keyed("run")).toEqual(keyed("run", nodes({}, elements)));
});

test("defaults change what an element is exactly as if it said them itself", () => {
  const word = fc.stringMatching(/^[a-z/-]{1,8}$/);
  const said = fc.record(
    {
      variables: fc.record({ prefix: word, confLocal: word, cflags: word }, { requiredKeys: [] }),
      environment: fc.dictionary(fc.constantFrom("A", "B", "CFLAGS"), word),
      configure: fc.array(word),
      split: fc.record({ doc: fc.array(word), devel: fc.array(word) }, { requiredKeys: [] }),
      overlapWhitelist: fc.array(word),
      maxJobs: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(said, (fields) => {
      const { place: _, ...byDefault } = nodes({ kinds: [kindDefaults(autotools, fields)] }, { element: autotools({}) })("element");
      const { place: __, ...itself } = nodes({}, { element: autotools(fields) })("element");
      expect(byDefault).toEqual(itself);
    }),
    { numRuns: 50 },
  );
});

describe("slips", () => {
  const project = (defaults: unknown) => () => graphOf({ a: files() }, { defaults: defaults as ProjectDefaults });
  const forKind = (input: unknown) => () => kindDefaults(autotools, input as object);
  const given: readonly (readonly [act: () => unknown, message: string])[] = [
    [project([]), "`defaults` takes an object, not a list"],
    [project({ enviroment: {} }), '`defaults` has no field "enviroment"; did you mean "environment"?'],
    [project({ variables: { prefx: "/x" } }), '`defaults`: `variables` has no "prefx"; did you mean "prefix"?'],
    [project({ environment: { X: 1 } }), "`defaults`: `environment.X` must be a text, not 1"],
    [project({ domains: { x: ["/x"] } }), "`defaults`: `domains` must be made by defineDomains, not an object"],
    [project({ kinds: { autotools: {} } }), "`defaults.kinds` must be a list, not an object"],
    [project({ kinds: [autotools] }), "`defaults.kinds[0]` must be defaults for a kind, not a function"],
    [project({ kinds: [kindDefaults(manual, {}), kindDefaults(manual, {})] }), "there are defaults for manual already"],
    [() => kindDefaults((() => files()) as never, {}), "kindDefaults takes a kind that was made by defineElement, not a function"],
    [forKind(undefined), "kindDefaults(autotools) takes an object, not undefined"],
    [forKind({ depends: [] }), 'kindDefaults(autotools) has no field "depends"'],
    [forKind({ configur: [] }), 'kindDefaults(autotools) has no field "configur"; did you mean "configure"?'],
    [forKind({ configure: "--x" }), 'kindDefaults(autotools): `configure` must be a list, not "--x"'],
    [
      forKind({ libtoolArchives: "some" }),
      'kindDefaults(autotools): `libtoolArchives` must be one of "all", "modules", "none", not "some"',
    ],
    [forKind({ variables: { confGlobl: "" } }), 'kindDefaults(autotools): `variables` has no "confGlobl"; did you mean "confGlobal"?'],
    [
      forKind({ steps: { install: { befor: [] } } }),
      "kindDefaults(autotools): `steps.install` must be an object of `before`, `run` and `after`, not an object",
    ],
    [forKind({ timeLimit: -1 }), "kindDefaults(autotools): `timeLimit` must be a number of seconds, not -1"],
  ];

  test.each(given)("%#: %s", (act, message) => {
    expect(refusalOf(act)).toMatchObject({ code: "FORGE1007", message, place: { file: expect.stringMatching(/^tests\/dsl\//) } });
  });

  test("in a step are found when an element is made, and shown where the default is", () => {
    const defaults = { kinds: [kindDefaults(autotools, { steps: { instal: {} } } as never)] };
    expect(refusalOf(() => graphOf({ a: autotools({}) }, { defaults }))).toMatchObject({
      message: 'autotools has no step "instal"; did you mean "install"?',
    });
    expect(
      refusalOf(() => graphOf({ a: stack({}) }, { defaults: { kinds: [kindDefaults(stack, { maxJobs: 1 } as never)] } })),
    ).toMatchObject({
      message: "stack runs no commands, so it has no `maxJobs`",
    });
  });

  test("in the project's own fields are refused with the nearest", () => {
    expect(refusalOf(() => graphOf({ a: files() }, { default_: 1 } as never))).toMatchObject({
      message: 'defineProject: there is no field "default_"; did you mean "default"?',
    });
  });
});

test("kinds that wrap another have defaults, too, and a kind with required fields need not repeat them", () => {
  const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];
  const base = debianBase({ archives, packages: [] });
  const made = script({ buildDepends: [base], run: [sh`x`] });
  const kinds = [kindDefaults(debianBase, { environment: { X: "1" } }), kindDefaults(script, { cwd: "/work" })];
  const graph = graphOf({ base, made }, { defaults: { kinds } });
  expect(Object.fromEntries(nodeOf(graph, "base").environment)["X"]).toBe("1");
  expect(runRecipe(nodeOf(graph, "made")).cwd).toBe("/work");
});
