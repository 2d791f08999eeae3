// Refuses a project that was loaded in several instances which nobody declared to be duplicates or internal.

import { loadError } from "./errors.ts";
import type { Loader } from "./loader.ts";
import { placeOf } from "./yaml/node.ts";

/** Throws CONFLICTING_JUNCTION. Everything must have been loaded. */
export function refuseConflicts(loaders: readonly Loader[]): void {
  const byName = new Map<string, Loader[]>();
  for (const loader of loaders) byName.set(loader.project.name, [...(byName.get(loader.project.name) ?? []), loader]);
  for (const [name, instances] of byName) {
    const found = instances.map((loader) => relation(loader, name));
    const primary = found.filter(({ duplicate, internal }) => !duplicate && !internal).length;
    const duplicates = found.filter(({ duplicate }) => duplicate).length;
    if (primary > 1 || (primary === 1 && duplicates > 0)) throw conflict(name, instances);
  }
}

function relation(loader: Loader, name: string): { readonly duplicate: boolean; readonly internal: boolean } {
  let duplicate = false;
  let internal = false;
  for (const { project } of loader.ancestors()) {
    const leadsHere = (junctions: Project["internalJunctions"]): boolean =>
      junctions.some((node) => project.loader.loadedChild(node.text, node) === loader);
    if (leadsHere(project.duplicateJunctions.get(name) ?? [])) duplicate = true;
    if (leadsHere(project.internalJunctions)) internal = true;
  }
  return { duplicate, internal };
}

type Project = Loader["project"];

function conflict(name: string, instances: readonly Loader[]) {
  return loadError("CONFLICTING_JUNCTION", `the project "${name}" is loaded in several ways`, {
    related: instances.map(({ project, requestedAt }) => {
      const place = requestedAt && placeOf(requestedAt);
      return {
        message: project.junction ? `by the junction "${project.junction.fullName}"` : "as the project itself",
        ...(place && { place }),
      };
    }),
    help: "list all of its junctions under `junctions: duplicates`, or all but one under `junctions: internal`",
  });
}
