// Places of nodes as a graph has them: files of the project only, for a graph says nothing of the machine.

import type { Place } from "../../../core/model/place.ts";
import { type BstNode, placeOf } from "../yaml/node.ts";

export function placesIn(nodes: readonly (BstNode | undefined)[]): readonly Place[] {
  return nodes.flatMap((node) => {
    const place = node && placeOf(node);
    return place && !place.file.startsWith("/") ? [place] : [];
  });
}
