// The big projects, element by element, against what BuildStream 2.8.1 and 1.6.8 resolved: every compared field, every run.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeSource } from "../../core/cli/bst/sources.ts";
import { validateGraph } from "../../core/evaluate/validate-graph.ts";
import { elementName } from "../../core/model/graph.ts";
import { decodeGraph, encodeGraph } from "../../core/model/graph-text.ts";
import { toGraph } from "../../dsl/bst/graph/graph.ts";
import { type BstLoad, loadBst } from "../../dsl/bst/load.ts";
import { showElement } from "../../dsl/bst/show.ts";
import { compareElements, summarize } from "./oracle/compare.ts";
import { hasCorpora, type OracleLine, type OracleRun, readLines } from "./oracle/data.ts";
import { exclusionsOf } from "./oracle/exclusions.ts";
import { prepare } from "./oracle/prepare.ts";

const PROJECTS = ["freedesktop-sdk-25.08", "gnome-build-meta-47", "obs-deps", "gentoo-bootstrap", "egg", "lirios-build-meta"];
const here = hasCorpora();

describe.skipIf(!here).each(PROJECTS)("%s", (project) => {
  let directory = "";
  const runs = here ? readLines<OracleRun>(`${project}/runs.jsonl`) : [];

  beforeAll(() => {
    directory = join(mkdtempSync(join(tmpdir(), "forge-corpora-")), project);
    prepare(project, directory);
  });
  afterAll(() => rmSync(join(directory, ".."), { recursive: true, force: true }));

  const load = (run: OracleRun): BstLoad =>
    loadBst({
      directory,
      options: new Map(Object.entries(run.options)),
      ...(run.targets !== "everything" && { targets: run.targets }),
      maxJobs: 4,
      host: { machine: "x86_64", system: "Linux" },
    });

  test.each(runs.filter(({ file }) => file !== null).map((run) => ({ ...run, name: String(run.file) })))(
    "$name resolves to the same",
    (run) => {
      const wanted = readLines<OracleLine>(`${project}/${run.file}`);
      const { elements, failures } = load(run);
      expect(failures).toEqual([]);
      expect(summarize(compareElements(wanted, elements.map(showElement), exclusionsOf(project, wanted)))).toEqual([]);
      // The order of targets that nobody named is that of a directory on the reference's disk.
      if (run.targets !== "everything") expect(elements.map(({ load: { fullName } }) => fullName)).toEqual(wanted.map(({ name }) => name));
    },
    120_000,
  );

  test.each(runs.filter(({ file }) => file === null).map((run) => ({ ...run, name: JSON.stringify(run.options) })))(
    "with $name costs the elements that are wrong, and no others",
    (run) => {
      const { elements, failures } = load(run);
      expect(failures.map(({ error }) => error.reason)).toContain(run.reason);
      expect(elements.length).toBeGreaterThan(100);
    },
    120_000,
  );

  test.each(runs.slice(0, 1).map((run) => ({ ...run, name: String(run.file) })))(
    "$name has a graph, of which forge can build most",
    (run) => {
      const loaded = load(run);
      const graph = toGraph(loaded, makeSource);
      expect(validateGraph(decodeGraph(JSON.parse(encodeGraph(graph))))).toEqual(graph);
      expect(graph.elements.map(elementName)).toEqual(loaded.elements.map(({ load: { fullName } }) => fullName));
      const native = graph.elements.filter(({ needs }) => needs === undefined).length / graph.elements.length;
      expect(native).toBeGreaterThan(0.96);
    },
    120_000,
  );
});
