// A big project, imported and compared with itself as it is: element by element, for some values of its options.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeSource } from "../../../core/cli/bst/sources.ts";
import { evaluateProject } from "../../../core/evaluate/evaluate.ts";
import { toGraph } from "../../../dsl/bst/graph/graph.ts";
import { loadBst } from "../../../dsl/bst/load.ts";
import { convertBst } from "../../../dsl/convert/bst/convert.ts";
import type { ReportedElement } from "../../../dsl/convert/bst/report.ts";
import { prepare } from "../../bst/oracle/prepare.ts";
import { repository } from "../../rig/project.ts";
import { compareGraphs, type Difference, type ImportMap, namesIn } from "./compare-graphs.ts";

export interface ComparedCorpus {
  readonly differences: readonly Difference[];
  /** How many elements were compared, and how many there are beside junctions and links. */
  readonly compared: number;
  readonly all: number;
}

export interface ImportedCorpus extends Disposable {
  readonly report: readonly ReportedElement[];
  compare(options: { readonly [name: string]: string }): Promise<ComparedCorpus>;
}

const host = { machine: "x86_64", system: "Linux" };

export function importCorpus(name: string): ImportedCorpus {
  const scratch = mkdtempSync(join(tmpdir(), "forge-import-"));
  const directory = join(scratch, name);
  prepare(name, directory);
  const made = convertBst({ directory, host, make: makeSource });
  const root = join(scratch, "imported");
  for (const [path, text] of new Map([...made.files, ["package.json", '{ "type": "module" }\n']])) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, "node_modules"));
  symlinkSync(repository, join(root, "node_modules", "forge-build"));
  const map = made.map as unknown as ImportMap;
  return {
    report: made.elements,
    async compare(options) {
      const loaded = loadBst({ directory, options: new Map(Object.entries(options)), maxJobs: 4, host, everything: true });
      const direct = toGraph(loaded, makeSource);
      const given = Object.entries(options).map(([option, value]) => [
        map.options[option] ?? option,
        /^(True|False)$/.test(value) ? value.toLowerCase() : value,
      ]);
      const { graph } = await evaluateProject({
        projectRoot: root,
        configFile: join(root, "build.config.ts"),
        options: Object.fromEntries(given),
        store: { records: { read: () => undefined, write: () => undefined } as never },
        timeoutSeconds: 300,
        sealed: false,
      });
      const names = namesIn(map);
      const elements = direct.elements.filter(({ kind }) => kind !== "junction" && kind !== "link");
      return {
        differences: compareGraphs(direct, { graph, names, locked: made.locked }),
        compared: elements.filter(({ names: [old = ""] }) => names[old] !== undefined).length,
        all: elements.length,
      };
    },
    [Symbol.dispose]: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** Differences that the report has told: kinds whose files are written out as they are in one place only. */
export function untold({ differences }: ComparedCorpus, report: readonly ReportedElement[]): readonly Difference[] {
  const told = new Set(
    report
      .filter(({ remarks }) => remarks.some(({ message }) => message.startsWith("its files are written out")))
      .map(({ element }) => element),
  );
  return differences.filter(({ element, field }) => !(field === "sources" && told.has(element)));
}
