// Loads the `.bst` projects that a TypeScript project stands on, and puts their elements into its graph.
//
// Their sources are fetched like those of any junction, with refs from the project's own lock. One that is not locked yet stays
// as it is: what needs it says so when it is to be built.

import { join } from "node:path";
import type { BstProject } from "../../../dsl/bst/bst-project.ts";
import { isBstError } from "../../../dsl/bst/errors.ts";
import { confinedFiles } from "../../../dsl/bst/files.ts";
import { collectInputs } from "../../evaluate/collect-inputs.ts";
import type { Evaluation } from "../../evaluate/evaluate.ts";
import { validateGraph } from "../../evaluate/validate-graph.ts";
import { identity } from "../../key/digest.ts";
import { loadFingerprint } from "../../key/fingerprint.ts";
import { changedError, ForgeError, isForgeError } from "../../model/errors.ts";
import type { FilesRoot, ForeignNode, Graph } from "../../model/graph.ts";
import { encodeGraph } from "../../model/graph-text.ts";
import type { Json } from "../../model/json.ts";
import { startJob } from "../../run/job.ts";
import type { SourceContext } from "../../source/context.ts";
import { withPrevious } from "../../source/keys.ts";
import { rootOf } from "../../source/roots.ts";
import { findTogether, obtainTogether } from "../../source/together.ts";
import { BST_CONFIG_FILE, CONFIG_FILE } from "../places.ts";
import { type JunctionHost, loadWithJunctions } from "./junctions.ts";
import { type LoadedProject, mergeGraphs } from "./merge-graphs.ts";
import { type RecordingFiles, recordingFiles, recordTree } from "./recording-files.ts";
import { makeSource } from "./sources.ts";

export interface SpliceOptions {
  readonly host: JunctionHost;
  readonly maxJobs?: number | undefined;
}

export async function spliceForeign(evaluation: Evaluation, { host, maxJobs }: SpliceOptions): Promise<Evaluation> {
  const { graph } = evaluation;
  const recorder = recordingFiles();
  const began = Date.now() - 10;
  const loaded: LoadedProject[] = [];
  for (const [project, foreign] of (graph.foreign ?? []).entries()) {
    const names = graph.elements.flatMap((node) => (node.foreign?.project === project ? [node.foreign.name] : []));
    const wanted = [...new Set([...names, ...foreign.replaced.map(([name]) => name)])];
    const found = wanted.length > 0 ? await loadForeign(graph, foreign, { host, maxJobs, recorder, names: wanted }) : undefined;
    if (!found) continue;
    refuseFailures(found.project, { graph, project, foreign });
    const inner = found.project.graph(makeSource, foreign.name);
    const ids = new Map(inner.elements.flatMap((node, id) => node.names.map((name) => [name, id] as const)));
    const find = (name: string): number | undefined => ids.get(found.project.project.loader.loadTarget(name).fullName);
    loaded.push({ project, foreign, graph: inner, root: found.root, find });
  }
  if (loaded.length === 0) return evaluation;
  const merged = mergeGraphs(graph, loaded);
  const text = encodeGraph(merged);
  const { inputs } = collectInputs(
    { imports: [], reads: recorder.reads(), printed: [] },
    { projectRoot: host.projectRoot, configFile: join(host.projectRoot, CONFIG_FILE), began, fingerprint: await loadFingerprint() },
  );
  const whole = validateGraph(JSON.parse(JSON.stringify(merged)) as Json);
  return { ...evaluation, graph: whole, digest: identity(text), inputs: [...evaluation.inputs, ...inputs] };
}

export interface LoadedForeign {
  readonly project: BstProject;
  readonly root: FilesRoot;
}

interface Loading extends SpliceOptions {
  readonly recorder: RecordingFiles;
  /** None: every element. */
  readonly names: readonly string[];
}

/** The project, or undefined where its sources are not locked. Throws FORGE1047 and what is wrong with it as a whole. */
export async function loadForeign(
  graph: Graph,
  foreign: ForeignNode,
  { host, maxJobs, recorder, names }: Loading,
): Promise<LoadedForeign | undefined> {
  const found = await findFiles(graph, foreign, { host, recorder });
  if (!found) return undefined;
  const { directory, root } = found;
  const projectRoot = join(directory, foreign.path);
  const files = confinedFiles(recorder.files, directory);
  try {
    const question = { projectRoot, names, options: { option: foreign.options, ...(maxJobs !== undefined && { maxJobs }) }, files };
    return { project: await loadWithJunctions(question, { ...host, projectRoot }), root: belowRoot(root, foreign.path) };
  } catch (error) {
    if (isBstError(error) && error.reason === "MISSING_PROJECT_CONF") throw noProject(foreign);
    throw isForgeError(error) ? moved(error, foreign) : error;
  }
}

interface Files {
  /** Absolute real path. */
  readonly directory: string;
  readonly root: FilesRoot;
}

/** Files of this project are used where they lie; others where they were fetched to. */
async function findFiles(
  graph: Graph,
  { name, files }: ForeignNode,
  { host, recorder }: Pick<Loading, "host" | "recorder">,
): Promise<Files | undefined> {
  const context: SourceContext = { ...host, graph, mirrors: host.mirrorsOf(graph) };
  const sources = graph.elements[files]?.sources ?? [];
  const [only] = sources;
  const source = sources.length === 1 && only?.at === "/" ? graph.sources[only.source] : undefined;
  const [path] = source?.paths ?? [];
  if (source?.kind === "local" && path !== undefined) {
    const inner = source.junction === undefined ? undefined : graph.junctions?.[source.junction]?.root;
    return { directory: join(rootOf(context, source), path), root: inner ? belowRoot(inner, path) : { type: "directory", path } };
  }
  for (const { source: id } of sources) {
    for (const each of withPrevious(graph, [id])) {
      const one = graph.sources[each];
      for (const local of one?.paths ?? []) recordTree(recorder.files, join(rootOf(context, one ?? {}), local));
    }
  }
  const found = findTogether(context, sources);
  if (found === undefined) return undefined;
  const job = () => startJob(context, { name, kind: "junction" }, "fetch");
  const { tree, directory } = found === "locked" ? await obtainTogether(context, sources, job) : found;
  return { directory, root: { type: "tree", tree, path: "." } };
}

function belowRoot(root: FilesRoot, path: string): FilesRoot {
  const joined = [root.path, path].filter((part) => part !== ".").join("/");
  return { ...root, path: joined === "" ? "." : joined };
}

interface Naming {
  readonly graph: Graph;
  readonly project: number;
  readonly foreign: ForeignNode;
}

/** An element that cannot be used is an error where it is named. */
function refuseFailures({ failures }: BstProject, { graph, project, foreign }: Naming): void {
  const [first] = failures;
  if (!first) return;
  const use = graph.elements.find((node) => node.foreign?.project === project && node.foreign.name === first.element);
  const [place] = use?.place ?? foreign.place;
  throw moved(first.error, foreign, place && { place, message: "it is named here" });
}

/** The error with its place behind the project's name; at the place where it is named, where it has none. */
function moved(error: ForgeError, { name, place: [junction] }: ForeignNode, use?: ForgeError["related"][number]): ForgeError {
  const at = error.place && { ...error.place, file: error.place.file.startsWith("/") ? error.place.file : `${name}:${error.place.file}` };
  const place = at ?? use?.place ?? junction;
  return changedError(error, { ...(place && { place }), related: [...error.related, ...(at && use ? [use] : [])] });
}

function noProject({ name, path, place: [place] }: ForeignNode): ForgeError {
  return new ForgeError({
    code: "FORGE1047",
    message: `what the junction "${name}" leads to has no ${BST_CONFIG_FILE}${path === "." ? "" : ` at "${path}"`}`,
    ...(place && { place }),
    help: "say in `path` where in the sources it lies",
  });
}
