// Converts a definitions tree to a project in TypeScript: its modules, the files of the tree that they use, and what became
// of each element.
//
// Made of the same plan as the tree's own graph, so that both mean the same.

import { basename, join } from "node:path";
import type { ForgeError } from "../../../core/model/errors.ts";
import { loadDefinitions } from "../../baserock/load.ts";
import { type Note, type Planned, planOf } from "../../baserock/plan.ts";
import type { Conversion } from "../bst/convert.ts";
import type { Remark, ReportedElement } from "../bst/report.ts";
import { treeModules } from "./modules.ts";
import { fileOf } from "./places.ts";

/** Throws what is wrong with the whole tree; what is wrong with a part of it is that part's remark. */
export function convertTree(directory: string): Conversion {
  const { definitions, failures } = loadDefinitions(directory);
  const [first] = failures;
  if (first && definitions.strata.length === 0) throw first;
  const plan = planOf(definitions);
  const name = basename(directory);
  const programs = plan.elements.flatMap((planned) => (planned.kind === "extensions" ? planned.paths : []));
  return {
    name,
    files: treeModules(definitions, plan, name),
    copied: programs.map((path) => ({ from: join(directory, path), to: path })),
    // Refs are digests, and stand with their sources.
    locked: [],
    elements: [...reported(plan.elements, plan.notes), ...failures.map(failed)],
    map: { elements: Object.fromEntries(plan.elements.map((planned) => [planned.id, fileOf(planned)])) },
  };
}

function reported(elements: readonly Planned[], notes: readonly Note[]): readonly ReportedElement[] {
  const bySubject = new Map<string, Remark[]>();
  for (const { subject, grade, message, place } of notes) {
    const remarks = bySubject.get(subject) ?? [];
    bySubject.set(subject, remarks);
    if (!remarks.some((known) => known.message === message)) remarks.push({ verdict: grade, message, place });
  }
  const made = elements.map((planned): ReportedElement => {
    const remarks = bySubject.get(planned.id) ?? [];
    bySubject.delete(planned.id);
    return { element: planned.id, verdict: remarks.length > 0 ? "approximated" : "converted", file: fileOf(planned), remarks };
  });
  const left = [...bySubject].map(([element, remarks]): ReportedElement => ({ element, verdict: "left", remarks }));
  return [...made, ...left];
}

function failed({ message, place }: ForgeError): ReportedElement {
  return { element: place?.file ?? "VERSION", verdict: "left", remarks: [{ verdict: "left", message, ...(place && { place }) }] };
}
