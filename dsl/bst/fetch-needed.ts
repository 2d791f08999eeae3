// A subproject whose sources are not on this machine yet. What wanted only to know which package of plugins it is can still
// tell by the sources.

import { BstError } from "./errors.ts";
import { type BstNode, placeOf } from "./yaml/node.ts";

export class FetchNeeded extends BstError {
  /** URLs, paths and refs of the junction's sources. */
  readonly sourceTexts: readonly string[];

  constructor(junction: string, node: BstNode, sourceTexts: readonly string[]) {
    const place = placeOf(node);
    super({
      domain: "LOAD",
      reason: "SUBPROJECT_FETCH_NEEDED",
      code: "FORGE1047",
      message: `the project of the junction "${junction}" has not been fetched`,
      ...(place && { place }),
      help: `run \`forge fetch ${junction}\``,
    });
    this.sourceTexts = sourceTexts;
  }
}
