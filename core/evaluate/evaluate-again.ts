// Evaluates a project once more, cache or no cache, and says where its graph is another than before.
//
// What a configuration says must depend on its files and options alone; a second look is how one that slipped through the
// guards is found.

import { realpathSync } from "node:fs";
import { identity } from "../key/digest.ts";
import { ForgeError } from "../model/errors.ts";
import { elementName, type Graph } from "../model/graph.ts";
import { decodeGraph } from "../model/graph-text.ts";
import type { Json } from "../model/json.ts";
import type { Place } from "../model/place.ts";
import { type Difference, firstDifference } from "./difference.ts";
import type { Evaluation, EvaluationOptions } from "./evaluate.ts";
import { runEvaluator } from "./host.ts";

/** Text and digest of a graph that nothing was kept of. */
export interface Repeated {
  readonly digest: string;
  readonly graph: Json;
}

/** Runs the configuration. Throws ForgeErrors at places of it. */
export async function evaluateAgain({
  projectRoot,
  configFile,
  options,
  timeoutSeconds,
  sealed,
  signal,
}: EvaluationOptions): Promise<Repeated> {
  const { answer, graph } = await runEvaluator({
    projectRoot: realpathSync(projectRoot),
    configFile: realpathSync(configFile),
    options,
    timeoutSeconds,
    sealed,
    signal,
  });
  if (answer.error) throw ForgeError.fromJSON(answer.error);
  return { digest: identity(graph), graph: decodeGraph(JSON.parse(graph)) };
}

/** FORGE1027 with the first path at which the graphs differ, or undefined where they are the same. */
export function repeatFailure(first: Pick<Evaluation, "digest" | "graph">, second: Repeated): ForgeError | undefined {
  if (first.digest === second.digest) return undefined;
  const found = firstDifference(first.graph as unknown as Json, second.graph);
  const [top, index] = found?.path ?? [];
  const element = top === "elements" && typeof index === "number" ? first.graph.elements[index] : undefined;
  return new ForgeError({
    code: "FORGE1027",
    message: "the configuration evaluated twice gave two graphs",
    ...placeOf(element?.place),
    detail: found ? describe(found, first.graph) : ["they hold the same, written in another order"],
    help: "look for what depends on time, chance or order there: promises that race, memory, iteration over what was loaded",
  });
}

function placeOf(places: readonly Place[] | undefined): { readonly place?: Place } {
  const [place] = places ?? [];
  return place ? { place } : {};
}

function describe({ path, before, after }: Difference, graph: Graph): readonly string[] {
  return [`at     ${showPath(path, graph)}`, `first  ${show(before)}`, `second ${show(after)}`];
}

/** `elements["lib/zlib"].recipe.steps[0].commands[1]` */
function showPath(path: readonly (string | number)[], graph: Graph): string {
  const shown = path.map((key, depth) => {
    const element = depth === 1 && path[0] === "elements" && typeof key === "number" ? graph.elements[key] : undefined;
    if (element) return `[${JSON.stringify(elementName(element))}]`;
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return shown.join("").replace(/^\./, "");
}

const MOST_SHOWN = 200;

function show(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
