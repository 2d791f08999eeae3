// A subproject whose sources are not on this machine yet. What wanted only to know which package of plugins it is can still
// tell by the sources.

import type { ResolvedElement } from "./element.ts";
import { BstError } from "./errors.ts";
import { type BstNode, placeOf } from "./yaml/node.ts";

export class FetchNeeded extends BstError {
  readonly junction: ResolvedElement;

  constructor(junction: ResolvedElement) {
    const { fullName, node } = junction.load;
    const place = placeOf(node);
    super({
      domain: "LOAD",
      reason: "SUBPROJECT_FETCH_NEEDED",
      code: "FORGE1047",
      message: `the project of the junction "${fullName}" has not been fetched`,
      ...(place && { place }),
      help: `run \`forge fetch ${fullName}\``,
    });
    this.junction = junction;
  }

  /** URLs, paths and refs of the junction's sources. */
  get sourceTexts(): readonly string[] {
    return this.junction.sources.flatMap(({ config }) => textsOf(config));
  }
}

function textsOf(node: BstNode): readonly string[] {
  if (node.type === "scalar") return [node.text];
  return (node.type === "sequence" ? node.items : [...node.entries.values()]).flatMap(textsOf);
}
