// Loads a `.bst` project with the projects that its junctions lead to: what lies in git, in an archive or elsewhere is fetched
// into the store, and the project is loaded again, until nothing is missing.
//
// Loading itself reaches nothing. A junction that cannot be fetched costs what needs it, with the reason.

import { join } from "node:path";
import type { BstProject } from "../../../dsl/bst/bst-project.ts";
import type { ResolvedElement } from "../../../dsl/bst/element.ts";
import { BstError } from "../../../dsl/bst/errors.ts";
import { FetchNeeded } from "../../../dsl/bst/fetch-needed.ts";
import type { ProjectFiles } from "../../../dsl/bst/files.ts";
import { type JunctionSources, junctionSources } from "../../../dsl/bst/graph/junction-sources.ts";
import type { FetchedTree } from "../../../dsl/bst/session.ts";
import { ForgeError, isForgeError } from "../../model/errors.ts";
import type { Graph } from "../../model/graph.ts";
import { startJob } from "../../run/job.ts";
import type { SourceContext } from "../../source/context.ts";
import { rootOf } from "../../source/roots.ts";
import { findTogether, obtainTogether } from "../../source/together.ts";
import { type BstQuestion, loadProject } from "./load.ts";
import { recordTree } from "./recording-files.ts";
import { makeSource } from "./sources.ts";

/** What fetching takes, but for a graph. */
export interface JunctionHost extends Omit<SourceContext, "graph" | "mirrors"> {
  readonly mirrorsOf: (graph: Graph) => SourceContext["mirrors"];
}

export async function loadWithJunctions(question: BstQuestion, host: JunctionHost): Promise<BstProject> {
  const failed = new Map<string, unknown>();
  for (;;) {
    const attempt = load(question, host);
    const missing = attempt.unfetched.filter(({ junction: { load: junction } }) => !failed.has(junction.fullName));
    if (missing.length === 0) return ended(attempt, failed);
    await Promise.all(
      missing.map(async ({ junction }) => {
        try {
          await fetchJunction(junction, host);
        } catch (error) {
          if (!isForgeError(error) || host.signal?.aborted) throw error;
          failed.set(junction.load.fullName, error);
        }
      }),
    );
  }
}

interface Attempt {
  readonly project?: BstProject;
  /** What is wrong with the project as a whole. */
  readonly thrown?: FetchNeeded;
  readonly unfetched: readonly FetchNeeded[];
}

function load(question: BstQuestion, host: JunctionHost): Attempt {
  try {
    const project = loadProject({ ...question, resolveJunction: (junction) => findJunction(junction, { files: question.files, host }) });
    return { project, unfetched: project.unfetched };
  } catch (error) {
    if (error instanceof FetchNeeded) return { thrown: error, unfetched: [error] };
    throw error;
  }
}

/** The project as it is, with the reasons why something was not fetched. */
function ended({ project, thrown }: Attempt, failed: ReadonlyMap<string, unknown>): BstProject {
  const reasonOf = (error: BstError): BstError => {
    const reason = error instanceof FetchNeeded ? failed.get(error.junction.load.fullName) : undefined;
    return isForgeError(reason) ? asBstError(reason) : error;
  };
  if (thrown) throw reasonOf(thrown);
  if (!project) throw new Error("internal: neither a project nor an error");
  return { ...project, failures: project.failures.map(({ element, error }) => ({ element, error: reasonOf(error) })) };
}

function asBstError({ code, message, place, related, help, detail }: ForgeError): BstError {
  const details = { code, message, related, detail, ...(place && { place }), ...(help !== undefined && { help }) };
  return new BstError({ domain: "SOURCE", reason: undefined, ...details });
}

/** What its sources came to. `files` are told what was looked at. */
export function findJunction(
  junction: ResolvedElement,
  { files, host }: { readonly files?: ProjectFiles | undefined; readonly host: JunctionHost },
): FetchedTree | "locked" | undefined {
  const found = junctionSources(junction, makeSource);
  if (found.needs.length > 0) return "locked";
  // Which they are is said there, so it decides what is loaded.
  if (found.graph.sources.some(({ lock }) => lock)) files?.readText(host.lockFile);
  const context = contextFor(found, host);
  if (files)
    for (const source of found.graph.sources) for (const path of source.paths) recordTree(files, join(rootOf(context, source), path));
  return findTogether(context, found.sources);
}

/** Throws why it cannot be fetched. */
export async function fetchJunction(junction: ResolvedElement, host: JunctionHost): Promise<void> {
  const found = junctionSources(junction, makeSource);
  const [need] = found.needs;
  const { fullName } = junction.load;
  if (need !== undefined) {
    throw new ForgeError({
      code: "FORGE1050",
      message: `the junction "${fullName}" cannot be fetched: it needs ${need}`,
      help: "put what it leads to into the project, and use a source of kind local",
    });
  }
  const context = contextFor(found, host);
  await obtainTogether(context, found.sources, () => startJob(context, { name: fullName, kind: "junction" }, "fetch"));
}

function contextFor({ graph }: JunctionSources, host: JunctionHost): SourceContext {
  return { ...host, graph, mirrors: host.mirrorsOf(graph) };
}
