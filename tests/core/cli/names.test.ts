// Names on the command line: every way to write a path of the project's record, and what is said of one that is none.

import { expect, test } from "vitest";
import { canonicalName, elementsNamed, nearestNames } from "../../../core/cli/names.ts";
import { isForgeError } from "../../../core/model/errors.ts";
import type { Graph } from "../../../core/model/graph.ts";
import { element, graph as graphOf } from "../graphs.ts";

const names = ["initScripts", "boot/kernel", "boot/initRamfs", "libs/zlib.bst", "lib-foo", "libFoo"];
const graph: Graph = graphOf(names.map((name) => element({ names: [name] })));

function named(...words: readonly string[]): readonly string[] {
  return elementsNamed(graph, words).map((id) => names[id] ?? "");
}

function refusal(word: string): { readonly code: string; readonly said: string } {
  try {
    named(word);
  } catch (error) {
    if (isForgeError(error)) return { code: error.code, said: [error.message, ...error.detail, error.help].join("\n") };
  }
  throw new Error(`${word} was accepted`);
}

test("a path may be written with / or ., in kebab or camel case, with or without .bst", () => {
  for (const word of ["initScripts", "init-scripts", "InitScripts", "init_scripts", "initScripts.bst", "init-scripts.bst"])
    expect(named(word)).toEqual(["initScripts"]);
  for (const word of ["boot/kernel", "boot.kernel", "boot/kernel.bst"]) expect(named(word)).toEqual(["boot/kernel"]);
  for (const word of ["boot/initRamfs", "boot/init-ramfs", "boot.init-ramfs"]) expect(named(word)).toEqual(["boot/initRamfs"]);
  for (const word of ["libs/zlib", "libs.zlib", "libs/zlib.bst"]) expect(named(word)).toEqual(["libs/zlib.bst"]);
});

test("elements come in the order in which they are named, each once", () => {
  expect(named("boot.kernel", "initScripts", "boot/kernel")).toEqual(["boot/kernel", "initScripts"]);
});

test("an exact name wins over others that are spelt alike", () => {
  expect(named("libFoo")).toEqual(["libFoo"]);
  expect(named("lib-foo")).toEqual(["lib-foo"]);
});

test("an ambiguous name is refused with the candidates", () => {
  const { code, said } = refusal("LibFoo");
  expect(code).toBe("FORGE1013");
  expect(said).toContain("lib-foo");
  expect(said).toContain("libFoo");
});

test("an unknown name is refused with the nearest", () => {
  expect(refusal("initScript")).toMatchObject({ code: "FORGE1012", said: expect.stringContaining("did you mean initScripts?") });
  expect(refusal("kernel").said).toContain("boot/kernel");
  expect(refusal("something-else").said).toContain("forge show");
});

test("folders are part of a name: a path of a module is none", () => {
  expect(refusal("elements/boot/kernel.ts").code).toBe("FORGE1012");
});

test("spellings become one", () => {
  expect(["libFoo", "lib-foo", "LibFoo", "lib_foo", "libFoo.bst"].map(canonicalName)).toEqual(Array(5).fill("lib-foo"));
  expect(canonicalName("boot.initRamfs")).toBe("boot/init-ramfs");
});

test("nearest names count swapped letters as one slip", () => {
  expect(nearestNames("progarm", ["program", "library"])).toEqual(["program"]);
  expect(nearestNames("x", ["program", "library"])).toEqual([]);
});
