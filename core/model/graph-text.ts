// The graph as text: what the evaluation hands over, what is kept, and what the graph's digest is taken of.
//
// Plain JSON, in which what many elements have alike (environments, split rules, variables) is written once, in `shared`,
// and named by its position. Reading gives equal parts as one object again.

import type { ElementNode, Graph } from "./graph.ts";
import type { Json, JsonObject } from "./json.ts";

/** Fields of elements that are written once. */
const SHARED_FIELDS = ["environment", "environmentNocache", "splitRules", "variables"] as const satisfies readonly (keyof ElementNode)[];

/** The text of a graph. Equal graphs give equal texts. */
export function encodeGraph(graph: Graph): string {
  return [...graphPieces(graph)].join("");
}

/** The same in pieces, for the text of a large graph takes as much room as the graph. */
export function* graphPieces(graph: Graph): Generator<string, void, undefined> {
  const shared: string[] = [];
  const byText = new Map<string, number>();
  const byValue = new Map<unknown, number>();
  for (const element of graph.elements) for (const field of SHARED_FIELDS) share(element[field]);
  const { elements, ...rest } = graph;
  yield `${JSON.stringify(rest).slice(0, -1)},"shared":[${shared.join(",")}],"elements":[`;
  for (const [id, element] of elements.entries()) {
    const written: { [field: string]: unknown } = { ...element };
    for (const field of SHARED_FIELDS) written[field] = byValue.get(element[field]);
    yield `${id === 0 ? "" : ","}${JSON.stringify(written)}`;
  }
  yield "]}";

  function share(value: unknown): void {
    if (byValue.has(value)) return;
    const text = JSON.stringify(value);
    const position = byText.get(text) ?? shared.push(text) - 1;
    byText.set(text, position);
    byValue.set(value, position);
  }
}

/**
 * Puts the shared parts back into the elements of a graph that was read from text. Whether the result is a graph is for
 * core/evaluate/validate-graph.ts to say.
 */
export function decodeGraph(read: Json): Json {
  if (!isObject(read)) return read;
  const { shared = [], elements, ...rest } = read;
  if (!Array.isArray(shared) || !Array.isArray(elements)) return read;
  const parts: readonly Json[] = shared;
  const whole = elements.map((element: Json) => {
    if (!isObject(element)) return element;
    const made: { [field: string]: Json } = { ...element };
    for (const field of SHARED_FIELDS) made[field] = parts[Number(made[field])] ?? null;
    return made;
  });
  return { ...rest, elements: whole };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
