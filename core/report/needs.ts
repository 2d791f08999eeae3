// How elements need one another, in words: the answers of `forge why` and `forge rdeps`. The facts come from the graph.

import type { EdgeType } from "../model/graph.ts";
import { type Place, showPlace } from "../model/place.ts";
import type { Output } from "./reporter.ts";
import { type Cell, tableLines } from "./table.ts";
import { cut, width } from "./width.ts";
import { plural } from "./wording.ts";

export interface NeedingElement {
  readonly name: string;
  readonly kind: string;
  /** Where it is written. */
  readonly place?: Place;
  /** How the one before it on the way needs it, or how it needs what was asked for. */
  readonly edges: readonly { readonly type: EdgeType; readonly at: string }[];
}

export interface NeedAnswer {
  readonly from: string;
  readonly to: string;
  /** How many ways there are: a number in digits. */
  readonly ways: string;
  readonly paths: readonly (readonly NeedingElement[])[];
}

/** Ways from one element to another, each a stair. */
export function whyLines({ from, to, ways, paths }: NeedAnswer, { style, columns }: Pick<Output, "style" | "columns">): readonly string[] {
  const head =
    ways === "1"
      ? `${from} needs ${to} in one way:`
      : `${from} needs ${to} in ${ways} ways${paths.length < Number(ways) ? `; the shortest ${plural(paths.length, "way")}` : ""}:`;
  return [
    head,
    ...paths.flatMap((path) => {
      const rows = path.map(({ name, kind, edges, place }, depth) => ({
        lead: `${"  ".repeat(Math.max(0, depth - 1))}${depth > 0 ? "└ " : ""}${edges.length > 0 ? `${NEEDS[howOf(edges)]} ` : ""}`,
        name,
        tail: `  ${[kind, placesText(edges), place ? showPlace(place) : ""].filter((text) => text !== "").join("  ")}`,
      }));
      return [
        "",
        ...rows.map(({ lead, name, tail }) => {
          const room = columns - width(lead) - width(name);
          return `${style.faint(lead)}${style.strong(name)}${room > 0 ? style.faint(cut(tail, room)) : ""}`;
        }),
      ];
    }),
  ];
}

/** Who needs an element, one a line. */
export function dependantLines(
  dependants: readonly (NeedingElement & { readonly through?: string })[],
  { style, columns, all }: Pick<Output, "style" | "columns"> & { readonly all: boolean },
): readonly string[] {
  const rows = dependants.map(({ name, kind, edges, through, place }): readonly (string | Cell)[] => [
    name,
    kind,
    NEEDS[howOf(edges)],
    ...(all ? [through ?? ""] : []),
    { text: place ? showPlace(place) : "", paint: style.faint },
  ]);
  return tableLines({ heads: ["element", "kind", "how", ...(all ? ["through"] : []), "place"], rows }, { style, columns });
}

/** How an element needs the next: the end of "it …". */
const NEEDS: { readonly [how in EdgeType]: string } = {
  build: "is built with",
  runtime: "runs with",
  all: "is built and runs with",
};

/** What several edges between two elements come to. */
function howOf(edges: NeedingElement["edges"]): EdgeType {
  const types = new Set(edges.map(({ type }) => type));
  if (types.has("all") || types.size > 1) return "all";
  const [only] = types;
  return only ?? "all";
}

/** Where an element is staged, where that is not the root. */
function placesText(edges: NeedingElement["edges"]): string {
  const places = [...new Set(edges.filter(({ type, at }) => type !== "runtime" && at !== "/").map(({ at }) => at))];
  return places.length > 0 ? `at ${places.join(", ")}` : "";
}
