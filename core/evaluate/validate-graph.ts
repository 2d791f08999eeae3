// Whether what an evaluation produced, or a record kept, is a graph of this version: FORGE1019 where it is not.
//
// The engine believes what passes here: positions lie in range, dependencies come before dependants, paths have one spelling.

import { ForgeError } from "../model/errors.ts";
import { elementName, fatalWarnings, GRAPH_FORMAT, GRAPH_VERSION, type Graph } from "../model/graph.ts";
import type { Json } from "../model/json.ts";
import {
  type Check,
  isAbsolutePath,
  isAnything,
  isBoolean,
  isCount,
  isListOf,
  isObjectOf,
  isOneOf,
  isOptional,
  isPlainObject,
  isPositive,
  isProjectPath,
  isRecordOf,
  isText,
  isTuple,
  isVariant,
  once,
} from "./shape.ts";

/** The same value, which is a graph. Throws FORGE1019. */
export function validateGraph(value: Json): Graph {
  const version = typeof value === "object" && value !== null && "version" in value ? value.version : undefined;
  if (typeof version === "number" && version > GRAPH_VERSION) {
    throw invalid(
      `it has version ${version}, and this forge knows ${GRAPH_VERSION}`,
      "use the forge that the project's packages were made for",
    );
  }
  const fault = graphShape(value);
  if (fault !== undefined) throw invalid(`graph${/^[.[]/.test(fault) ? fault : ` ${fault}`}`);
  const graph = value as unknown as Graph;
  checkPositions(graph);
  return graph;
}

const isTexts = isListOf(isText);
const place = isObjectOf({ file: isProjectPath, line: isOptional(isCount), column: isOptional(isCount) });

const option = isObjectOf({
  name: isText,
  type: isOneOf("choice", "flag", "flags", "integer", "arch"),
  description: isOptional(isText),
  value: isAnything,
  values: isOptional(isTexts),
});

const source = isObjectOf({
  kind: isText,
  version: isCount,
  driver: isObjectOf({ module: isText, export: isText, operations: isListOf(isOneOf("track", "fetch", "stage")) }),
  config: isPlainObject,
  lock: isOptional(isListOf(isAnything)),
  key: isAnything,
  paths: isListOf(isProjectPath),
  junction: isOptional(isCount),
  previous: isOptional(
    isObjectOf({
      type: isOneOf("over", "beside"),
      sources: isListOf(isObjectOf({ source: isCount, at: isProjectPath })),
      within: isProjectPath,
    }),
  ),
  place: isListOf(place),
});

const steps = isListOf(isObjectOf({ name: isText, commands: isTexts }));
const domainCut = { include: isTexts, exclude: isTexts, orphans: isBoolean };

const recipe = isVariant({
  stack: isObjectOf({ type: isText }),
  import: isObjectOf({ type: isText, from: isAbsolutePath, to: isAbsolutePath, links: isListOf(isTuple(isAbsolutePath, isText)) }),
  filter: isObjectOf({ type: isText, ...domainCut, passIntegration: isBoolean }),
  compose: isObjectOf({ type: isText, ...domainCut, integrate: isBoolean }),
  run: isObjectOf({
    type: isText,
    steps,
    cwd: isAbsolutePath,
    buildDirectory: isAbsolutePath,
    output: isAbsolutePath,
    drop: isListOf(isAbsolutePath),
    integrate: isBoolean,
    fakerootState: isOptional(isAbsolutePath),
    tests: isOptional(steps),
    timeLimit: isOptional(isPositive),
    slots: isOptional(isCount),
    maxJobs: isOptional(isCount),
  }),
  unknown: isObjectOf({ type: isText, config: isPlainObject }),
});

const element = isObjectOf({
  names: isTexts,
  kind: isText,
  kindVersion: isCount,
  description: isOptional(isText),
  place: isListOf(place),
  edges: isListOf(
    isObjectOf({ to: isCount, type: isOneOf("build", "runtime", "all"), at: isAbsolutePath, config: isOptional(isAnything) }),
  ),
  sources: isListOf(isObjectOf({ source: isCount, at: isAbsolutePath })),
  recipe,
  environment: once(isListOf(isTuple(isText, isText))),
  environmentNocache: once(isTexts),
  splitRules: once(isListOf(isTuple(isText, isTexts))),
  integration: isTexts,
  overlapWhitelist: isTexts,
  fatalWarnings: isOptional(isListOf(isOneOf(...fatalWarnings))),
  public: isPlainObject,
  variables: once(isRecordOf(isText)),
  needs: isOptional(isTexts),
  foreign: isOptional(isObjectOf({ project: isCount, name: isText })),
});

const foreign = isObjectOf({
  name: isText,
  files: isCount,
  path: isProjectPath,
  options: isRecordOf(isText),
  replaced: isListOf(isTuple(isText, isCount)),
  place: isListOf(place),
});

const filesRoot = isVariant({
  directory: isObjectOf({ type: isText, path: isText }),
  tree: isObjectOf({ type: isText, tree: isText, path: isText }),
});

const junction = isObjectOf({
  name: isText,
  project: isText,
  version: isOptional(isText),
  root: filesRoot,
  options: isRecordOf(isAnything),
  replaced: isListOf(isTuple(isText, isText)),
  aliases: isTexts,
  place: isListOf(place),
});

const graphShape: Check = isObjectOf({
  format: isOneOf(GRAPH_FORMAT),
  version: isOneOf(GRAPH_VERSION),
  project: isObjectOf({
    name: isText,
    mirrors: isRecordOf(isObjectOf({ url: isText, alternatives: isOptional(isTexts), keyring: isOptional(isProjectPath) })),
    defaults: isOptional(isListOf(isObjectOf({ name: isText, kind: isOptional(isText), value: isText, place: isListOf(place) }))),
  }),
  options: isListOf(option),
  sources: isListOf(source),
  elements: isListOf(element),
  defaults: isListOf(isCount),
  junctions: isOptional(isListOf(junction)),
  foreign: isOptional(isListOf(foreign)),
});

function checkPositions(graph: Graph): void {
  const junctions = graph.junctions?.length ?? 0;
  if (graph.sources.some(({ junction: position }) => position !== undefined && position >= junctions))
    throw invalid("a source names a junction that is not there");
  const { foreign: projects = [], elements } = graph;
  if (elements.some((node) => node.foreign && node.foreign.project >= projects.length))
    throw invalid("an element names a project that is not there");
  if (projects.some(({ files, replaced }) => [files, ...replaced.map(([, by]) => by)].some((id) => id >= elements.length)))
    throw invalid("a project names an element that is not there");
  for (const [id, { previous, kind }] of graph.sources.entries()) {
    if (previous?.sources.some(({ source: position }) => position >= id)) throw invalid(`a ${kind} source comes before what it works on`);
  }
  for (const [id, node] of graph.elements.entries()) {
    if (node.edges.some(({ to }) => to >= id)) throw invalid(`${elementName(node)} comes before what it depends on`);
    if (node.sources.some(({ source: position }) => position >= graph.sources.length))
      throw invalid(`${elementName(node)} names a source that is not there`);
  }
  if (graph.defaults.some((id) => id >= graph.elements.length)) throw invalid("a default element is not there");
}

function invalid(
  what: string,
  help = "a package of the project was made for another version of forge, or the installation is damaged: reinstall both",
): ForgeError {
  return new ForgeError({ code: "FORGE1019", message: `the evaluation did not produce a graph: ${what}`, help });
}
