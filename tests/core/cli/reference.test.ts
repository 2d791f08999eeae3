// The pages of docs/kinds and docs/sources: made from source, current, and whole; what they show compiles.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeLibrary } from "../../../core/cli/reference/describe.ts";
import { exampleOf, examplesHead } from "../../../core/cli/reference/examples.ts";
import { referencePages } from "../../../core/cli/reference/reference-pages.ts";
import * as library from "../../../stdlib/public.ts";
import { repository } from "../../rig/project.ts";
import { messagesOf } from "../../types/compile.ts";

const all = describeLibrary();

test("docs/ holds the pages as they are made now", () => {
  for (const is of ["kind", "source"] as const) {
    const directory = join(repository, `docs/${is}s`);
    const pages = referencePages(all, is);
    expect(readdirSync(directory).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) expect(readFileSync(join(directory, name), "utf8")).toBe(text);
  }
});

test("every kind and source that the package exports has a page", () => {
  const exported = Object.entries(library).flatMap(([name, value]) => (typeof value === "function" && "kind" in value ? [name] : []));
  expect(all.map(({ name }) => name)).toEqual(exported.sort());
});

describe.each(all)("$name", ({ name, comment, fields, common, variables }) => {
  test("says of itself, of each field and of each variable what it is", () => {
    expect(comment).not.toBe("");
    expect([...fields, ...common, ...variables].filter((field) => field.comment === "").map((field) => field.name)).toEqual([]);
  });

  test("shows the fields of its schema", () => {
    const definition = library.sourceDefinition(Reflect.get(library, name));
    const shown = fields.map((field) => field.name);
    // What a source's arguments are made to is its own affair.
    if (definition && !["inline", "pypi"].includes(name)) expect(Object.keys(definition.config.shape).sort()).toEqual([...shown].sort());
  });
});

test("examples compile", () => {
  const messages = messagesOf(all.map(({ name }) => `${examplesHead}${exampleOf(name)}\n`));
  expect(Object.fromEntries(all.map(({ name }, index) => [name, messages[index]]))).toEqual(
    Object.fromEntries(all.map(({ name }) => [name, []])),
  );
});
