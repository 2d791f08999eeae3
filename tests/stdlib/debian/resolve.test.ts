// What is installed when something is asked for: alternatives, provided names, versions, conflicts, and why something cannot be.

import { describe, expect, test } from "vitest";
import { indexPackages } from "../../../stdlib/debian/package-index.ts";
import { index, installed, list, stanza } from "./archive-text.ts";

describe("dependencies", () => {
  test("depends and pre-depends are followed, what is recommended is not", () => {
    const packages = index(
      stanza("a", { Depends: "b", "Pre-Depends": "c", Recommends: "d", Suggests: "e" }),
      stanza("b", { Depends: "c" }),
      stanza("c"),
      stanza("d"),
      stanza("e"),
    );
    expect(installed(packages, ["a"])).toEqual(["a", "b", "c"]);
  });

  test("what is recommended is installed when that is asked for, and left out where it cannot be had", () => {
    const packages = index(
      stanza("a", { Recommends: "b, gone, c | d" }),
      stanza("b", { Depends: "x" }),
      stanza("c", { Depends: "gone" }),
      stanza("d"),
      stanza("x"),
    );
    expect(installed(packages, ["a"], { recommends: true })).toEqual(["a", "b", "d", "x"]);
  });

  test("only what is named is installed when dependencies are not wanted", () => {
    expect(installed(index(stanza("a", { Depends: "b" }), stanza("b")), ["a"], { dependencies: false })).toEqual(["a"]);
  });

  test("packages that need one another are installed together", () => {
    expect(installed(index(stanza("a", { Depends: "b" }), stanza("b", { "Pre-Depends": "a" })), ["b"])).toEqual(["a", "b"]);
  });

  test("the order in which packages are named does not matter", () => {
    const packages = index(stanza("a", { Depends: "x | y" }), stanza("b", { Depends: "y" }), stanza("x"), stanza("y"));
    expect(installed(packages, ["b", "a"])).toEqual(installed(packages, ["a", "b"]));
  });
});

describe("alternatives", () => {
  test("the first one that can be had is taken", () => {
    const packages = index(
      stanza("a", { Depends: "gone | broken | b | c" }),
      stanza("broken", { Depends: "gone" }),
      stanza("b"),
      stanza("c"),
    );
    expect(installed(packages, ["a"])).toEqual(["a", "b"]);
  });

  test("one that is asked for anyway is taken before the first", () => {
    expect(installed(index(stanza("a", { Depends: "b | c" }), stanza("b"), stanza("c")), ["a", "c"])).toEqual(["a", "c"]);
  });

  test("one that was chosen before is taken before the first", () => {
    const packages = index(
      stanza("a", { Depends: "m, n" }),
      stanza("m", { Depends: "c" }),
      stanza("n", { Depends: "b | c" }),
      stanza("b"),
      stanza("c"),
    );
    expect(installed(packages, ["a"])).toEqual(["a", "c", "m", "n"]);
  });

  test("nothing is left of one that was tried in vain", () => {
    const packages = index(stanza("a", { Depends: "b | c" }), stanza("b", { Depends: "rest, gone" }), stanza("rest"), stanza("c"));
    expect(installed(packages, ["a"])).toEqual(["a", "c"]);
  });
});

describe("provided names", () => {
  const providers = [
    stanza("p", { Provides: "virtual", Priority: "extra" }),
    stanza("q", { Provides: "virtual (= 2)" }),
    stanza("r", { Provides: "other" }),
  ];

  test("a package of higher priority is taken", () => {
    expect(installed(index(stanza("a", { Depends: "virtual" }), ...providers), ["a"])).toEqual(["a", "q"]);
  });

  test("a package of that name is taken before those that provide it", () => {
    expect(installed(index(stanza("a", { Depends: "virtual" }), ...providers, stanza("virtual")), ["a"])).toEqual(["a", "virtual"]);
  });

  test("a version is provided only by who says which", () => {
    expect(installed(index(stanza("a", { Depends: "virtual (>= 2)" }), ...providers), ["a"])).toEqual(["a", "q"]);
    expect(() => installed(index(stanza("a", { Depends: "virtual (>= 3)" }), ...providers), ["a"])).toThrow(
      "a depends on virtual (>= 3), but the archives have no such package; a was asked for",
    );
  });

  test("a name that one package provides may be asked for, one that several provide may not", () => {
    expect(installed(index(...providers), ["other"])).toEqual(["r"]);
    expect(() => installed(index(...providers), ["virtual"])).toThrow(
      "virtual is not a package but something that several provide: name one of p, q",
    );
  });
});

describe("versions", () => {
  test("the highest of all lists is taken, whichever comes first", () => {
    const [old, fresh] = [list(stanza("a 1.9")), list(stanza("a 1.10"))];
    for (const lists of [
      [old, fresh],
      [fresh, old],
    ]) {
      expect(indexPackages(lists, "amd64").candidate("a")?.version).toBe("1.10");
    }
  });

  test("a suite that is not for automatic use gives only what nobody else has", () => {
    const lists = [{ ...list(stanza("a 2"), stanza("b 2")), reluctant: true }, list(stanza("a 1"))];
    const packages = indexPackages(lists, "amd64");
    expect([packages.candidate("a")?.version, packages.candidate("b")?.version]).toEqual(["1", "2"]);
  });

  test("packages of another architecture are not taken", () => {
    const packages = index(stanza("a 2", { Architecture: "arm64" }), stanza("a 1"), stanza("b", { Architecture: "all" }));
    expect([packages.candidate("a")?.version, packages.candidate("b")?.version]).toEqual(["1", "1"]);
  });

  test("a version that is too old or too new does not do", () => {
    expect(() => installed(index(stanza("a", { Depends: "b (>= 2)" }), stanza("b 1")), ["a"])).toThrow(
      "a depends on b (>= 2), but the archives have b 1",
    );
    expect(() => installed(index(stanza("a", { Depends: "b (<< 1)" }), stanza("b 1")), ["a"])).toThrow(
      "a depends on b (<< 1), but the archives have b 1",
    );
  });
});

describe("architecture qualifiers", () => {
  test("`any` is answered by packages that allow it, the own architecture by its name, another by nobody", () => {
    const allowed = stanza("b", { "Multi-Arch": "allowed" });
    expect(installed(index(stanza("a", { Depends: "b:any, b:amd64, b:native" }), allowed), ["a"])).toEqual(["a", "b"]);
    expect(() => installed(index(stanza("a", { Depends: "b:any" }), stanza("b")), ["a"])).toThrow("b:any");
    expect(() => installed(index(stanza("a", { Depends: "b:i386" }), allowed), ["a"])).toThrow("b:i386");
  });
});

describe("conflicts", () => {
  test("two packages that were asked for", () => {
    expect(() => installed(index(stanza("a", { Conflicts: "b" }), stanza("b")), ["a", "b"])).toThrow(
      "a 1 conflicts with b 1; a was asked for; b was asked for",
    );
  });

  test("the chain of packages that wants it is named", () => {
    const packages = index(stanza("a", { Depends: "m" }), stanza("m", { Depends: "n" }), stanza("n", { Breaks: "b (<< 2)" }), stanza("b"));
    expect(() => installed(packages, ["a", "b"])).toThrow(
      "n 1 conflicts with b 1, for it says b (<< 2); n is wanted by m, which is wanted by a, which was asked for; b was asked for",
    );
  });

  test("another version of it is none", () => {
    expect(installed(index(stanza("a", { Depends: "b", Breaks: "b (<< 1)" }), stanza("b 1")), ["a"])).toEqual(["a", "b"]);
  });

  test("an alternative that conflicts is passed over", () => {
    const packages = index(stanza("a", { Depends: "b | c" }), stanza("b", { Conflicts: "z" }), stanza("c"), stanza("z"));
    expect(installed(packages, ["a", "z"])).toEqual(["a", "c", "z"]);
  });

  test("an alternative that was chosen makes way for what has none", () => {
    const packages = index(
      stanza("a", { Depends: "m, n" }),
      stanza("m", { Depends: "b | c" }),
      stanza("n", { Depends: "z" }),
      stanza("z", { Conflicts: "b" }),
      stanza("b"),
      stanza("c"),
    );
    expect(installed(packages, ["a"])).toEqual(["a", "c", "m", "n", "z"]);
  });

  test("an alternative below an alternative makes way as well", () => {
    const packages = index(
      stanza("a", { Depends: "lib | newlib, login" }),
      stanza("lib"),
      stanza("newlib", { Provides: "lib", Conflicts: "lib" }),
      stanza("login", { Depends: "one | two" }),
      stanza("one", { Depends: "init" }),
      stanza("init", { Conflicts: "z" }),
      stanza("two", { Depends: "newlib" }),
      stanza("z"),
    );
    expect(installed(packages, ["a", "z"])).toEqual(["a", "login", "newlib", "two", "z"]);
  });

  test("a package does not conflict with what it provides itself", () => {
    const packages = index(stanza("a", { Provides: "mta", Conflicts: "mta" }), stanza("b", { Provides: "mta", Conflicts: "mta" }));
    expect(installed(packages, ["a"])).toEqual(["a"]);
    expect(() => installed(packages, ["a", "b"])).toThrow("b 1 conflicts with a 1, for it says mta");
  });
});

test("a package that does not exist, asked for or wanted", () => {
  expect(() => installed(index(stanza("a")), ["b"])).toThrow("the archives have no package b");
  expect(() => installed(index(stanza("a", { Depends: "m" }), stanza("m", { Depends: "gone" })), ["a"])).toThrow(
    "m depends on gone, but the archives have no such package; m is wanted by a, which was asked for",
  );
});
