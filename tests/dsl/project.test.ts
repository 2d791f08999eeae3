// How a project becomes a graph: names, order, replacements, sources, and what is refused.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  compose,
  defineProject,
  defineSource,
  type Element,
  filter,
  importElement,
  local,
  manual,
  match,
  script,
  sh,
  stack,
} from "../../stdlib/public.ts";
import { graphOf, nodeOf, refusalOf } from "./rig.ts";

const files = () => importElement({ sources: [local("x")] });

describe("names", () => {
  test("are paths in the record, and an element may have several or none", () => {
    const [shared, hidden] = [files(), files()];
    const top = stack({ depends: [hidden, shared] });
    const graph = graphOf({ top, lib: { shared, more: { again: shared } } });
    expect(graph.elements.map(({ names }) => names)).toEqual([[], ["lib/shared", "lib/more/again"], ["top"]]);
  });

  test.each(["a b", "a/b", "", "a\tb"])("refuses %j", (name) => {
    expect(refusalOf(() => graphOf({ [name]: files() }))).toMatchObject({
      code: "FORGE1007",
      message: expect.stringContaining("names have no spaces"),
    });
  });

  test("refuses what is neither element nor record", () => {
    expect(refusalOf(() => graphOf({ lib: { x: "y" } } as never))).toMatchObject({
      message: 'defineProject: `elements.lib.x` must be an element or a record of them, not "y"',
    });
    expect(refusalOf(() => graphOf({ x: undefined } as never))).toMatchObject({
      message: "defineProject: `elements.x` must be an element or a record of them, not undefined",
    });
  });
});

describe("defaults", () => {
  test("are those that are named, or all of the record", () => {
    const [a, b] = [files(), files()];
    expect(graphOf({ a, b }).defaults).toEqual([0, 1]);
    expect(graphOf({ a, b }, { default: b }).defaults).toEqual([1]);
    expect(graphOf({ a, b }, { default: [b, a, b] }).defaults).toEqual([1, 0]);
  });

  test("must be in the record", () => {
    expect(refusalOf(() => graphOf({ a: files() }, { default: files() }))).toMatchObject({
      message: "defineProject: `default` names an element (import) that is not among `elements`",
    });
  });
});

describe("order", () => {
  test("is dependencies first, depth first, as declared", () => {
    const [a, b, c] = [files(), files(), files()];
    const d = manual({ depends: [b, a] });
    expect(graphOf({ c, d, a, b }).elements.map(({ names }) => names[0])).toEqual(["c", "b", "a", "d"]);
  });

  test("holds for chains of 20,000", () => {
    let last: Element = files();
    for (let index = 0; index < 20_000; index++) last = stack({ depends: [last] });
    const { elements } = graphOf({ last });
    expect(elements).toHaveLength(20_001);
    expect(elements.every(({ edges }, id) => edges.every(({ to }) => to < id))).toBe(true);
  });
});

describe("replacements", () => {
  test("stand wherever the replaced element was depended on or named", () => {
    const [old, fresh] = [files(), manual({ install: [sh`fresh`] })];
    const user = stack({ depends: [old] });
    const graph = graphOf({ old, user }, { replace: [[old, fresh]] });
    expect(graph.elements.map(({ kind, names }) => [kind, names])).toEqual([
      ["manual", ["old"]],
      ["stack", ["user"]],
    ]);
  });

  test("that depend on what they replace are a cycle, with its places", () => {
    const old = files();
    const middle = manual({ depends: [old] });
    const fresh = stack({ depends: [middle] });
    expect(refusalOf(() => graphOf({ fresh }, { replace: [[old, fresh]] }))).toMatchObject({
      code: "FORGE1009",
      message: "2 elements depend on one another in a circle: stack → manual → stack",
      place: { file: "tests/dsl/project.test.ts" },
      related: [{ message: "then this manual", place: { file: "tests/dsl/project.test.ts" } }],
    });
  });

  test("are pairs, each thing replaced once", () => {
    const a = files();
    expect(
      refusalOf(() =>
        graphOf(
          { a },
          {
            replace: [
              [a, files()],
              [a, files()],
            ],
          },
        ),
      ),
    ).toMatchObject({ code: "FORGE1007" });
  });
});

describe("sources", () => {
  const archive = defineSource({
    kind: "archive",
    config: z.object({ url: z.string(), strip: z.number().default(1), note: z.string().optional() }),
    ref: z.object({ sha256: z.string() }),
    shorthand: (url) => ({ url }),
    lockInputs: ({ url }) => [url],
    keyInputs: ({ strip }) => ({ strip }),
    track: async () => ({ sha256: "x" }),
    stage: async () => {},
  });

  test("are in the graph once, whoever uses them and wherever they are laid out", () => {
    const graph = graphOf({
      a: importElement({ sources: [archive("https://x/a"), archive({ url: "https://x/a", at: "sub" })] }),
      b: importElement({ sources: [archive("https://x/a", { strip: 2 })] }),
    });
    expect(graph.sources).toMatchObject([
      {
        kind: "archive",
        version: 1,
        config: { url: "https://x/a", strip: 1 },
        lock: ["https://x/a"],
        key: { strip: 1 },
        paths: [],
        driver: { export: "archive", module: "./tests/dsl/project.test.ts", operations: ["track", "stage"] },
      },
      { config: { url: "https://x/a", strip: 2 } },
    ]);
    expect(nodeOf(graph, "a").sources).toEqual([
      { source: 0, at: "/" },
      { source: 0, at: "/sub" },
    ]);
  });

  test("of the standard library name it as their module", () => {
    expect(graphOf({ a: files() }).sources[0]).toMatchObject({
      kind: "local",
      key: null,
      paths: ["x"],
      driver: { module: "forge-build", export: "local", operations: [] },
    });
  });

  test("refuse in words", () => {
    expect(refusalOf(() => archive({ ulr: "x" } as never))).toMatchObject({ message: 'archive has no field "ulr"; did you mean "url"?' });
    expect(refusalOf(() => archive({ url: 1 } as never))).toMatchObject({ message: "archive: `url` must be a string, not 1" });
    expect(refusalOf(() => archive(undefined as never))).toMatchObject({ message: "archive takes a text or an object, not undefined" });
    for (const path of ["../x", "/etc", "a/../../x", ""]) expect(refusalOf(() => local(path))).toMatchObject({ code: "FORGE1015" });
  });
});

describe("dependencies that kinds refuse", () => {
  test("compose and script take none that their users need", () => {
    for (const make of [compose, script] as unknown as readonly ((input: object) => Element)[]) {
      expect(refusalOf(() => make({ run: [], buildDepends: [], runtimeDepends: [files()] } as never))).toMatchObject({
        code: expect.stringMatching("FORGE10(23|07)"),
      });
    }
    expect(refusalOf(() => script({ run: [], runtimeDepends: [files()] } as never))).toMatchObject({
      code: "FORGE1023",
      message: "script takes no dependencies that its users need too",
    });
  });

  test("compose, stack, script and filter take no sources", () => {
    for (const make of [compose, script, filter, stack] as unknown as readonly ((input: object) => Element)[]) {
      expect(refusalOf(() => make({ run: [], depends: [], sources: [local("x")] } as never))).toMatchObject({
        code: expect.stringMatching("FORGE10(23|07)"),
        message: expect.stringMatching(/takes no sources|runtime|\brun\b/),
      });
    }
  });

  test("importElement needs a source", () => {
    expect(refusalOf(() => graphOf({ a: importElement({}) }))).toMatchObject({ code: "FORGE1007", message: "import needs a source" });
  });

  test("filter takes exactly one, which has files and is not needed at run time", () => {
    const [a, b] = [files(), files()];
    expect(
      graphOf({ f: filter({ depends: [a], runtimeDepends: [b] }) })
        .elements.at(-1)
        ?.edges.map(({ type }) => type),
    ).toEqual(["build", "runtime"]);
    expect(refusalOf(() => graphOf({ f: filter({}) }))).toMatchObject({
      code: "FORGE1023",
      message: "filter takes exactly one build dependency, not 0",
    });
    expect(refusalOf(() => graphOf({ f: filter({ depends: [a], buildDepends: [b] }) }))).toMatchObject({
      code: "FORGE1023",
      message: "filter takes exactly one build dependency, not 2",
    });
    expect(refusalOf(() => graphOf({ f: filter({ depends: [a], runtimeDepends: [a] }) }))).toMatchObject({ code: "FORGE1023" });
    expect(refusalOf(() => graphOf({ s: stack({ depends: [a] }), f: filter({ depends: [stack({ depends: [a] })] }) }))).toMatchObject({
      code: "FORGE1023",
    });
  });
});

describe("domains that nobody declares", () => {
  const part = importElement({ sources: [local("x")], domains: { l10n: ["/l/**"] } });
  const user = manual({ depends: [part] });

  test("are refused, with what there is", () => {
    expect(refusalOf(() => graphOf({ c: compose({ buildDepends: [user as Element], include: ["runtime", "l10nn"] }) }))).toMatchObject({
      code: "FORGE1014",
      message: 'compose: unknown domain "l10nn"; did you mean "l10n"?',
      help: "what it is made of declares runtime, devel, debug, doc, locale, l10n",
    });
    expect(refusalOf(() => graphOf({ f: filter({ depends: [user as Element], exclude: ["l10n"] }) }))).toMatchObject({
      code: "FORGE1014",
      message: 'filter: unknown domain "l10n"',
    });
  });

  test("come along with what is needed at run time", () => {
    expect(graphOf({ c: compose({ buildDepends: [stack({ depends: [user] })], include: ["l10n"] }) }).elements).toHaveLength(4);
    expect(graphOf({ f: filter({ depends: [filter({ depends: [part], include: ["l10n"] })], include: ["l10n"] }) }).elements).toHaveLength(
      3,
    );
  });
});

test("mirrors are URLs with or without a keyring of the project", () => {
  const a = files();
  expect(
    graphOf({ a }, { mirrors: { one: "https://m.example/debian/", two: { url: "https://m.example/x", keyring: "./keys/a.gpg" } } }).project
      .mirrors,
  ).toEqual({
    one: { url: "https://m.example/debian" },
    two: { url: "https://m.example/x", keyring: "keys/a.gpg" },
  });
  expect(refusalOf(() => graphOf({ a }, { mirrors: { one: "nowhere" } }))).toMatchObject({
    message: 'defineProject: `mirrors.one` must be a URL, not "nowhere"',
  });
  expect(refusalOf(() => graphOf({ a }, { mirrors: { one: { url: "https://x", keyring: "../k" } } }))).toMatchObject({ code: "FORGE1015" });
});

test("fatal warnings are those that there are, every element's, in one order", () => {
  const a = files();
  expect(nodeOf(graphOf({ a }, { fatalWarnings: ["strays", "overlaps", "strays"] }), "a").fatalWarnings).toEqual(["overlaps", "strays"]);
  expect(nodeOf(graphOf({ a }, { fatalWarnings: [] }), "a")).not.toHaveProperty("fatalWarnings");
  expect(refusalOf(() => graphOf({ a }, { fatalWarnings: ["overlap"] as never }))).toMatchObject({
    code: "FORGE1007",
    message: 'defineProject: there is no warning "overlap"; did you mean "overlaps"?',
    help: "there are overlaps, strays, unstagedFiles",
  });
  expect(refusalOf(() => graphOf({ a }, { fatalWarnings: "overlaps" as never }))).toMatchObject({
    message: 'defineProject: `fatalWarnings` must be a list, not "overlaps"',
  });
});

test("a project keeps its elements for others to use", () => {
  const elements = { a: files(), lib: { b: stack({}) } };
  expect(defineProject({ name: "p", elements }).elements).toEqual(elements);
});

test("match gives the arm, and refuses a value without one", () => {
  expect(match("a" as "a" | "b", { a: 1, b: 2 })).toBe(1);
  expect(refusalOf(() => match("c" as "a", { a: 1 }))).toMatchObject({ code: "FORGE1007", message: 'match has no arm for "c"' });
});
