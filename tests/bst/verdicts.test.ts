// BuildStream's own test projects: does each load or not, with what reason, at what place; and to what it resolves.

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type BstError, isBstError } from "../../dsl/bst/errors.ts";
import { type LoadOptions, loadBst } from "../../dsl/bst/load.ts";
import { showElement } from "../../dsl/bst/show.ts";
import { compareElements, type Difference, NOTHING_EXCLUDED, summarize } from "./oracle/compare.ts";
import { CORPORA, hasCorpora, type OracleLine, readLines, type Verdict } from "./oracle/data.ts";
import { filesWithPlaceholders } from "./oracle/missing-files.ts";

const HOST = { machine: "x86_64", system: "Linux" };

/** The corpus lacks a file that the reference met only after what it reports; we meet it before. */
const OTHER_PLACE = new Set([
  "tests/format/junctions/duplicates-nested-not-found target.bst",
  "tests/format/junctions/duplicates-simple-not-found target.bst",
]);
/** Refs that the tests' own Python gives; nobody else could. */
const OWN_PYTHON = /^tests\/frontend\/source-info/;

describe.skipIf(!hasCorpora())("BuildStream's test projects", () => {
  test("load, or are refused, as BuildStream does it", () => {
    const runs = readLines<Verdict>("buildstream-tests/verdicts.jsonl").filter(({ needs }) => needs.length === 0);
    expect(runs.length).toBe(608);
    expect(runs.map((run) => differenceFrom(run, run)).filter((difference) => difference !== undefined)).toEqual([]);
  });

  test("are refused where a file is missing in the corpus, as BuildStream does it on the corpus alone", () => {
    const runs = readLines<Verdict>("buildstream-tests/verdicts.jsonl").filter(({ needs }) => needs.join() === "missing-files");
    expect(runs.length).toBe(238);
    expect(runs.map((run) => differenceFrom(run, { ...run, ...run.bare })).filter((difference) => difference !== undefined)).toEqual([]);
  });

  test.each(["plain", "doc-examples", "needing"])("resolve to the same, in the same order: %s", (file) => {
    const differences: Difference[] = [];
    for (const lines of runsOf(readLines<TestLine>(`buildstream-tests/${file}.jsonl.gz`))) {
      const [first] = lines;
      if (!first || OWN_PYTHON.test(first.project_dir)) continue;
      const { elements, failures } = loadBst({
        ...optionsOf(first.project_dir, first.target, first.options),
        files: filesWithPlaceholders,
      });
      expect(failures).toEqual([]);
      expect(elements.map(({ load }) => load.fullName)).toEqual(lines.map(({ name }) => name));
      differences.push(...compareElements(lines, elements.map(showElement), NOTHING_EXCLUDED));
    }
    expect(summarize(differences)).toEqual([]);
  });
});

type TestLine = OracleLine & {
  readonly project_dir: string;
  readonly target: string | null;
  readonly options: { readonly [name: string]: string };
};

function optionsOf(project: string, target: string | null, options: { readonly [name: string]: string }): LoadOptions {
  return {
    directory: join(CORPORA, "buildstream-tests", project),
    options: new Map(Object.entries(options)),
    ...(target !== null && { targets: [target] }),
    maxJobs: 4,
    host: HOST,
  };
}

function runsOf(lines: readonly TestLine[]): Iterable<readonly TestLine[]> {
  const runs = new Map<string, TestLine[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.project_dir, line.target, line.options]);
    runs.set(key, [...(runs.get(key) ?? []), line]);
  }
  return runs.values();
}

type Wanted = Pick<Verdict, "verdict" | "elements" | "domain" | "reason" | "detail">;

/** How we answer otherwise than wanted; undefined if we do not. */
function differenceFrom(run: Verdict, wanted: Wanted): string | undefined {
  const name = `${run.project} ${run.target ?? ""}`.trim();
  const got = answer(run);
  const show = (what: unknown): string =>
    `${name} ${JSON.stringify(run.options)}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(what)}`;
  if (typeof got === "number") return wanted.verdict === "loads" && wanted.elements === got ? undefined : show(got);
  if (wanted.verdict !== "error" || got.domain !== wanted.domain || (got.reason ?? null) !== wanted.reason) return show(got);
  return isAtPlace(got, wanted.detail ?? "") || OTHER_PLACE.has(name) ? undefined : show(got);
}

/** The number of elements, or the first error. */
function answer(run: Verdict): number | BstError {
  try {
    const { elements, failures } = loadBst(optionsOf(run.project, run.target, run.options));
    return failures[0]?.error ?? elements.length;
  } catch (error) {
    if (isBstError(error)) return error;
    throw error;
  }
}

/** Whether an error is where the reference's text has it, if it names a place; its columns count from 0. */
function isAtPlace({ place }: BstError, detail: string): boolean {
  const match = /^(?:\S+ element at )?(\S+) \[line (\d+) column (\d+)\]/.exec(detail);
  if (!match) return true;
  const [, name = "", line, column] = match;
  const file = name.split(":").at(-1) ?? "";
  if (!place?.file.endsWith(file)) return false;
  return place.line === Number(line) && place.column === Number(column) + 1;
}
