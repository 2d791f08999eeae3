// An element's sources as its node lists them: each at its path, and those that work on others with what they work on.
//
// What a source works over is in its result, and so leaves the list. It concerns the sources that lie where it lies, below, or
// above; others stay as they are.

import { posix } from "node:path";
import type { ElementNode, PreviousSources } from "../core/model/graph.ts";
import type { SourceId } from "../core/model/ids.ts";
import { refusal } from "./refuse.ts";
import type { Source } from "./source.ts";
import { sourceData } from "./source-data.ts";

/** Gives a source its position in the graph. */
export type PlaceSource = (source: Source, previous?: PreviousSources) => SourceId;

type Placed = ElementNode["sources"][number];

/** `at` are absolute paths. Throws FORGE1007 at a source that finds nothing to work on. */
export function placeSources(list: readonly { readonly source: Source; readonly at: string }[], idOf: PlaceSource): readonly Placed[] {
  let placed: readonly Placed[] = [];
  for (const { source, at } of list) {
    const { previous: type, kind, site } = sourceData(source);
    if (type === undefined) {
      placed = [...placed, { source: idOf(source), at }];
      continue;
    }
    const root = placed.map((other) => other.at).reduce((highest, other) => (isWithin(highest, other) ? other : highest), at);
    const concerned = placed.filter((other) => isWithin(other.at, root));
    if (concerned.length === 0) {
      throw refusal({
        code: "FORGE1007",
        message: `${kind}: no source before it has files ${at === list[0]?.at ? "" : `at ${at} `}for it to work on`,
        site,
        help: "list the sources that it needs before it; where one has an `at`, give it the same",
      });
    }
    const sources = concerned.map((other) => ({ source: other.source, at: posix.relative(root, other.at) || "." }));
    const id = idOf(source, { type, sources, within: posix.relative(root, at) || "." });
    placed =
      type === "over"
        ? [...placed.filter((other) => !concerned.includes(other)), { source: id, at: root }]
        : [...placed, { source: id, at }];
  }
  return placed;
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || directory === "/" || path.startsWith(`${directory}/`);
}
