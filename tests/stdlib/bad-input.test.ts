// The likeliest slips with every kind and every source of the standard library: each is refused where it was written, with a code
// and a next step, in words that name the field.

import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { ForgeError } from "../../core/model/errors.ts";
import { PROJECT } from "../../dsl/context.ts";
import { kindData } from "../../dsl/kind-data.ts";
import * as library from "../../stdlib/public.ts";

const { defineProject, importElement, inline, local, sourceDefinition, stack } = library;

type Make = (input?: unknown, more?: unknown) => unknown;
const exported = Object.entries(library) as unknown as readonly (readonly [name: string, made: Make])[];
const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];
const url = "https://example.org/a.tar";
const sha256 = "a".repeat(64);
const other = stack({});

/** The least that each kind takes. */
const kinds: { readonly [name: string]: { readonly [field: string]: unknown } } = {
  autotools: {},
  cargo: {},
  cmake: {},
  compose: { buildDepends: [other] },
  debianBase: { archives },
  filter: { depends: [importElement({ sources: [local("x")] })] },
  go: {},
  importElement: { sources: [local("x")] },
  make: {},
  manual: {},
  meson: {},
  node: {},
  python: {},
  script: { run: [] },
  stack: {},
};

/** The least that each source takes, and slips with what it takes. */
const sources: {
  readonly [name: string]: {
    readonly good: readonly unknown[];
    readonly bad: readonly (readonly [given: readonly unknown[], says: RegExp])[];
  };
} = {
  cargoVendor: {
    good: [],
    bad: [
      [[{ lock: "/Cargo.lock" }], /leads out of the project/],
      [[{ registries: ["crates"] }], /`registries` must be an object, not a list/],
    ],
  },
  cpan: {
    good: ["Words::Count"],
    bad: [
      [["words count"], /`module`: must be the name of a module/],
      [[{ module: "Words::Count", mirror: "" }], /`mirror` must not be empty/],
    ],
  },
  crates: {
    good: [{ crates: [] }],
    bad: [
      [[{}], /`crates` is missing/],
      [[{ crates: [{ name: "../x", version: "1.0.0", sha256 }] }], /`crates\[0\]/],
      [[{ crates: [{ name: "x", version: "1.0.0", sha256: "abc" }] }], /`crates\[0\]/],
    ],
  },
  debian: {
    good: [{ archives, packages: ["hello"] }],
    bad: [
      [[{}], /`archives` is missing/],
      [[{ archives: [], packages: ["hello"] }], /`archives` must not be empty/],
      [[{ archives: [{ ...archives[0], mirror: "https://deb.example.org" }], packages: [] }], /`archives\[0\]\.mirror`: an alias is/],
      [[{ archives, packages: ["Hello World"] }], /`packages\[0\]`/],
    ],
  },
  debianSource: {
    good: [{ archives, package: "hello" }],
    bad: [
      [[{ archives }], /`package` is missing/],
      [[{ archives, package: "../x" }], /`package`/],
    ],
  },
  docker: {
    good: ["debian"],
    bad: [
      [["debian:12"], /`image`: must be the name of an image, without a tag/],
      [["../x"], /`image`/],
    ],
  },
  git: {
    good: ["https://example.org/a.git"],
    bad: [
      [[""], /`url` must not be empty/],
      [[{ url, commit: "v1.0" }], /`commit`/],
      [[{ url, submodules: { "../x": true } }], /`submodules/],
    ],
  },
  goModules: { good: [], bad: [[[{ lock: "../go.sum" }], /leads out of the project/]] },
  goVendor: { good: [{ modules: [] }], bad: [[[{}], /`modules` is missing/]] },
  inline: {
    good: [{ "etc/motd": "hello\n" }],
    bad: [
      [[{ "../x": "y" }], /\.\.\/x/],
      [[{ "/etc/x": "y" }], /\/etc\/x/],
      [[{ x: 1 }], /`files\.x` must be a string or an object, not 1/],
    ],
  },
  local: {
    good: ["x"],
    bad: [
      [[""], /an empty path/],
      [["../x"], /leads out of the project/],
      [["/etc"], /leads out of the project/],
    ],
  },
  npmVendor: { good: [], bad: [[[{ lock: "/package-lock.json" }], /leads out of the project/]] },
  ostree: {
    good: [{ url: "https://example.org/repo", track: "main" }],
    bad: [
      [["https://example.org/repo"], /needs `track`, or a `commit`/],
      [[{ url: "https://example.org/repo", track: "../x" }], /`track`: must be the name of a branch/],
    ],
  },
  patch: {
    good: ["a.patch"],
    bad: [
      [["../a.patch"], /leads out of the project/],
      [[{ path: "a.patch", strip: -1 }], /`strip`/],
      [[{ path: "" }], /`path` must not be empty/],
    ],
  },
  patchQueue: { good: ["patches"], bad: [[["/patches"], /leads out of the project/]] },
  pypi: {
    good: ["words"],
    bad: [
      [["not a name"], /`name`/],
      [[{}], /takes either the name of a package or `requirements`/],
      [["words", { requirements: true }], /takes either/],
    ],
  },
  remote: {
    good: [url],
    bad: [
      [["file:///etc/passwd"], /`url`: must be an http or https URL/],
      [["a.tar"], /`url`/],
      [[{ url, filename: "../x" }], /`filename`: is no file name/],
      [[{ url, sha256: "abc" }], /`sha256`: must be 64/],
    ],
  },
  tar: {
    good: [url],
    bad: [
      [["https://"], /`url`/],
      [[{ url, sha256: "A".repeat(64) }], /`sha256`/],
    ],
  },
  zip: {
    good: [url],
    bad: [
      [["ftp://example.org/a.zip"], /`url`/],
      [[{ url, sha256: 1 }], /`sha256` must be a string, not 1/],
    ],
  },
};

test("there is a row for every kind and every source", () => {
  const named = (is: (made: Make) => unknown) => exported.flatMap(([name, made]) => (is(made) ? [name] : [])).sort();
  expect(Object.keys(kinds)).toEqual(named(kindData));
  expect(Object.keys(sources)).toEqual(named(sourceDefinition));
});

/** What nobody means: no schema takes it. */
const nonsense = () => 1;

describe.each(Object.entries(kinds))("the kind %s", (name, good) => {
  const make = makerOf(name);
  const shape = kindData(make)?.schema.shape ?? {};
  const kind = String(Reflect.get(make, "kind"));

  test("takes what it needs", () => {
    expect(() => graphOf(make(good))).not.toThrow();
  });

  test.each([undefined, null, "x", 1])("refuses %s", (given) => {
    expectRefusal(() => make(given), new RegExp(`^${kind} takes an object, not `));
  });

  test("refuses an unknown field, with the one that was perhaps meant", () => {
    expectRefusal(() => make({ ...good, descripton: "x" }), /^\w+ has no field "descripton"; did you mean "description"\?$/);
    for (const field of Object.keys(shape))
      expectRefusal(
        () => make({ ...good, [`${field}x`]: 1 }),
        new RegExp(`^${kind} has no field "${field}x"; did you mean "${field}"\\?$`),
      );
  });

  test("refuses each field of its own that is nonsense, by name", () => {
    for (const field of Object.keys(shape)) expectRefusal(() => make({ ...good, [field]: nonsense }), new RegExp(`^${kind}: \`${field}\``));
  });

  test.each<readonly [field: string, given: unknown, says: RegExp]>([
    ["buildDepends", other, /`buildDepends` must be a list, not an object/],
    ["buildDepends", ["base"], /`buildDepends\[0\]` must be an element, not "base"/],
    ["buildDepends", [undefined], /`buildDepends\[0\]` must be an element, not undefined/],
    ["buildDepends", [{ element: other, at: "sub" }], /`at` must be an absolute path, not "sub"/],
    ["buildDepends", [{ element: other, to: "/x" }], /`buildDepends\[0\]` has an unknown field "to"/],
    ["variables", { prefx: "/x" }, /`variables` has no "prefx"; did you mean "prefix"\?/],
    ["environment", { X: 1 }, /`environment.X` must be a text, not 1/],
    ["integration", ["ldconfig"], /`integration\[0\]` must be a command made by sh`…`, not "ldconfig"/],
    ["split", { devle: [] }, /`split` has no "devle"; did you mean "devel"\?/],
    ["domains", { doc: [] }, /the domain "doc" is built in/],
    ["overlapWhitelist", "/etc", /`overlapWhitelist` must be a list of patterns, not "\/etc"/],
    ["public", 1, /`public` must be an object, not 1/],
    ["timeLimit", "1h", /`timeLimit` must be a number of seconds, not "1h"/],
    ["maxJobs", 0, /`maxJobs` must be a whole number above 0, not 0/],
  ])("refuses %s: %o", (field, given, says) => {
    expectRefusal(() => graphOf(make({ ...good, [field]: given })), says);
  });
});

test("kinds without sources refuse them, those with sources refuse what is none, and steps are those of the kind", () => {
  for (const [name, good] of Object.entries(kinds)) {
    if (name !== "debianBase")
      expectRefusal(() => graphOf(makerOf(name)({ ...good, sources: [other] })), /must be a source, not an object|takes no sources/);
    expectRefusal(() => graphOf(makerOf(name)({ ...good, steps: { instal: {} } })), /has no steps?\b/);
    if (kindData(makerOf(name))?.schema.shape["install"] !== undefined) continue;
    expectRefusal(() => graphOf(makerOf(name)({ ...good, steps: { install: { behind: [] } } })), /`steps.install` must be an object of/);
  }
});

describe.each(Object.entries(sources))("the source %s", (name, { good, bad }) => {
  const make = makerOf(name);
  const shape: z.core.$ZodShape = sourceDefinition(make)?.config.shape ?? {};

  test("takes what it needs", () => {
    expect(() => make(...good)).not.toThrow();
  });

  test.each([null, 1, []])("refuses %o", (given) => {
    expectRefusal(() => make(given), new RegExp(`^${name}`));
  });

  test("refuses an unknown field, with the one that was perhaps meant", () => {
    if (name === "inline") return;
    const [field = ""] = Object.keys(shape);
    expectRefusal(
      () => make(fieldsOf(good, { [`${field}x`]: 1 })),
      new RegExp(`^${name} has no field "${field}x"; did you mean "${field}"\\?$`),
    );
  });

  test("refuses each field that is nonsense, by name", () => {
    for (const field of Object.keys(shape)) {
      const given = name === "inline" ? nonsense : fieldsOf(good, { [field]: nonsense });
      expectRefusal(() => make(given), new RegExp(`^${name}: .*\`${field}\``));
    }
  });

  test("refuses a place that is no path, or leads out of where the sources are laid out", () => {
    const placed = (at: unknown): unknown => (name === "inline" ? make(good[0], { at }) : make(fieldsOf(good, { at })));
    expectRefusal(() => placed(1), new RegExp(`^${name}: \`at\` must be a path, not 1$`));
    expectRefusal(
      () => graphOf(importElement({ sources: [inline({ x: "y" }), placed("../../x") as never] })),
      new RegExp(`^${name}: \`at\` leads out of where the sources are laid out: \\.\\./\\.\\./x$`),
    );
  });

  test.each(bad)("refuses %o", (given, says) => {
    expectRefusal(() => make(...given), says);
  });
});

function makerOf(name: string): Make {
  const found = exported.find(([one]) => one === name)?.[1];
  if (!found) throw new Error(`${name} is not exported`);
  return found;
}

/** The fields of what a source takes, with others. */
function fieldsOf([first]: readonly unknown[], more: object): object {
  if (typeof first !== "string") return { ...(first as object | undefined), ...more };
  const name = ["url", "path", "image", "name", "module"].find((field) => sourceFields(first).includes(field)) ?? "url";
  return { [name]: first, ...more };
}

function sourceFields(first: string): readonly string[] {
  if (first.startsWith("https:")) return ["url"];
  if (first === "words") return ["name"];
  if (first.includes("::")) return ["module"];
  return first === "debian" ? ["image"] : ["path"];
}

function graphOf(element: unknown): unknown {
  return defineProject({ name: "test", elements: { element: element as never } })[PROJECT]();
}

function expectRefusal(act: () => unknown, says: RegExp): void {
  let refused: unknown;
  try {
    act();
  } catch (error) {
    refused = error;
  }
  if (!(refused instanceof ForgeError)) throw refused ?? new Error(`it was accepted, and not refused with ${says}`);
  expect(refused.message).toMatch(says);
  expect(refused).toMatchObject({
    code: expect.stringMatching(/^FORGE10(07|08|14|15|23)$/),
    help: expect.stringMatching(/\S/),
    place: { file: "tests/stdlib/bad-input.test.ts", line: expect.any(Number) },
  });
  expect(refused.message).not.toMatch(/\.$|internal|undefined is|Zod|\bInvalid input/);
}
