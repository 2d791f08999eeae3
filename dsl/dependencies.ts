// Reads `buildDepends`, `depends` and `runtimeDepends` into one ordered list of edges.

import type { EdgeType } from "../core/model/graph.ts";
import { type Element, isElement, isOnly } from "./element.ts";
import type { EdgeData, ReadElementOptions } from "./element-data.ts";
import { isJson } from "./json.ts";
import { describeValue, refusal } from "./refuse.ts";
import { isText } from "./text.ts";

export interface DependencyFields {
  readonly buildDepends: unknown;
  readonly depends: unknown;
  readonly runtimeDepends: unknown;
}

type Reader = Pick<ReadElementOptions, "kind" | "rules" | "site">;

/** The edges in the order of the fields. What stands twice in the same way counts once. Throws FORGE1007 and FORGE1023. */
export function readEdges(fields: DependencyFields, reader: Reader): readonly EdgeData[] {
  const edges = [
    ...readList("buildDepends", fields.buildDepends, "build", reader),
    ...readList("depends", fields.depends, reader.rules.depends ?? "all", reader),
    ...readList("runtimeDepends", fields.runtimeDepends, "runtime", reader),
  ];
  const runtime = edges.find(({ type }) => type !== "build");
  if (reader.rules.runtimeDepends === false && runtime !== undefined) {
    throw refusal({
      code: "FORGE1023",
      message: `${reader.kind} takes no dependencies that its users need too`,
      site: reader.site,
      help: "list what it is made of in `buildDepends`; put it and what its users need into a `stack`",
    });
  }
  return withoutRepeats(edges);
}

function withoutRepeats(edges: readonly EdgeData[]): readonly EdgeData[] {
  const seen = new Map<Element, EdgeData[]>();
  return edges.filter((edge) => {
    const earlier = seen.get(edge.to);
    if (earlier?.some((other) => isSameEdge(other, edge))) return false;
    if (earlier) earlier.push(edge);
    else seen.set(edge.to, [edge]);
    return true;
  });
}

function readList(field: string, value: unknown, type: EdgeType, reader: Reader): readonly EdgeData[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw refused(`\`${field}\` must be a list, not ${describeValue(value)}`, reader);
  return value.map((entry: unknown, index) => readEntry(`\`${field}[${index}]\``, entry, type, reader));
}

function readEntry(name: string, entry: unknown, type: EdgeType, reader: Reader): EdgeData {
  if (isElement(entry)) return { to: entry, type, at: "/" };
  if (isOnly(entry)) {
    if (!name.startsWith("`depends[")) throw refused(`${name} is ${entry.only}Only, which belongs into \`depends\``, reader);
    return readEntry(name, entry.dependency, entry.only, reader);
  }
  if (!isPlaced(entry)) throw refused(`${name} must be an element, not ${describeValue(entry)}`, reader, adviceFor(entry));
  const unknown = Object.keys(entry).find((key) => !["element", "at", "config"].includes(key));
  if (unknown !== undefined) throw refused(`${name} has an unknown field "${unknown}"`, reader);
  const { element, at = "/", config } = entry;
  if (!isText(at) || (typeof at === "string" && !at.startsWith("/")))
    throw refused(`${name}: \`at\` must be an absolute path, not ${describeValue(at)}`, reader);
  if (type === "runtime" && at !== "/")
    throw refused(`${name}: what is needed at run time only is not staged, so it has no \`at\``, reader);
  if (config !== undefined && !isJson(config)) throw refused(`${name}: \`config\` must be plain data`, reader);
  return { to: element, type, at, ...(config !== undefined && { config }) };
}

function isPlaced(entry: unknown): entry is { readonly element: Element; readonly at?: unknown; readonly config?: unknown } {
  return typeof entry === "object" && entry !== null && "element" in entry && isElement(entry.element);
}

function isSameEdge(a: EdgeData, b: EdgeData): boolean {
  return a.type === b.type && a.at === b.at && a.config === undefined && b.config === undefined;
}

function adviceFor(entry: unknown): string | undefined {
  if (entry instanceof Promise) return "write `await` before it";
  if (typeof entry === "string") return "depend on the element itself: import the constant that holds it";
  if (entry === undefined)
    return "it is used before it is defined, or its module does not export it; modules that import each other in a circle do this";
  return undefined;
}

function refused(message: string, { kind, site }: Reader, help?: string): Error {
  return refusal({ code: "FORGE1007", message: `${kind}: ${message}`, site, ...(help !== undefined && { help }) });
}
