// Converts a definitions tree to a project in TypeScript: its modules, the files of the tree that they use, and what became
// of each element.
//
// Made of the same plan as the tree's own graph, so that both mean the same.

import { basename } from "node:path";
import type { ForgeError } from "../../../core/model/errors.ts";
import type { Place } from "../../../core/model/place.ts";
import { loadDefinitions } from "../../baserock/load.ts";
import { type Note, type Planned, planOf } from "../../baserock/plan.ts";
import { treeModules } from "./modules.ts";
import { fileOf } from "./places.ts";

export interface TreeRemark {
  readonly verdict: "approximated" | "left";
  readonly message: string;
  readonly place?: Place;
}

export interface TreeElement {
  readonly element: string;
  readonly verdict: "converted" | "approximated" | "left";
  /** The module that it became. */
  readonly file?: string;
  readonly remarks: readonly TreeRemark[];
}

export interface TreeConversion {
  readonly name: string;
  /** Texts by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths of the tree that the project has, too. */
  readonly copied: readonly string[];
  readonly elements: readonly TreeElement[];
  /** Modules by the files of the tree that became them. */
  readonly map: { readonly elements: { readonly [element: string]: string } };
}

/** Throws what is wrong with the whole tree; what is wrong with a part of it is that part's remark. */
export function convertTree(directory: string): TreeConversion {
  const { definitions, failures } = loadDefinitions(directory);
  const [first] = failures;
  if (first && definitions.strata.length === 0) throw first;
  const plan = planOf(definitions);
  const name = basename(directory);
  const programs = plan.elements.flatMap((planned) => (planned.kind === "extensions" ? planned.paths : []));
  return {
    name,
    files: treeModules(definitions, plan, name),
    copied: programs,
    elements: [...reported(plan.elements, plan.notes), ...failures.map(failed)],
    map: { elements: Object.fromEntries(plan.elements.map((planned) => [planned.id, fileOf(planned)])) },
  };
}

function reported(elements: readonly Planned[], notes: readonly Note[]): readonly TreeElement[] {
  const bySubject = new Map<string, TreeRemark[]>();
  for (const { subject, grade, message, place } of notes) {
    const remarks = bySubject.get(subject) ?? [];
    bySubject.set(subject, remarks);
    if (!remarks.some((known) => known.message === message)) remarks.push({ verdict: grade, message, place });
  }
  const made = elements.map((planned): TreeElement => {
    const remarks = bySubject.get(planned.id) ?? [];
    bySubject.delete(planned.id);
    return { element: planned.id, verdict: remarks.length > 0 ? "approximated" : "converted", file: fileOf(planned), remarks };
  });
  const left = [...bySubject].map(([element, remarks]): TreeElement => ({ element, verdict: "left", remarks }));
  return [...made, ...left];
}

function failed({ message, place }: ForgeError): TreeElement {
  return { element: place?.file ?? "VERSION", verdict: "left", remarks: [{ verdict: "left", message, ...(place && { place }) }] };
}
