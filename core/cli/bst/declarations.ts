// Declarations of all the `.bst` projects that a TypeScript project itself stands on, as they should be and as they are.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../../model/errors.ts";
import type { Graph } from "../../model/graph.ts";
import { declarationText } from "./declaration.ts";
import { recordingFiles } from "./recording-files.ts";
import { loadForeign, type SpliceOptions } from "./splice.ts";

export interface WrittenDeclaration {
  /** Beside build.config.ts. */
  readonly file: string;
  readonly text: string;
  /** What lies there. */
  readonly before: string | undefined;
}

/** Throws FORGE1047 where a project's sources are not locked. */
export async function declarationsOf(graph: Graph, options: SpliceOptions): Promise<readonly WrittenDeclaration[]> {
  const found: WrittenDeclaration[] = [];
  for (const foreign of graph.foreign ?? []) {
    // Those of a project that this one stands on are its own business.
    if (foreign.name.includes(":")) continue;
    const loaded = await loadForeign(graph, foreign, { ...options, recorder: recordingFiles(), names: ["**"] });
    if (!loaded) throw unlocked(foreign);
    const file = `${foreign.name}.bst.d.ts`;
    const path = join(options.host.projectRoot, file);
    const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    found.push({ file, text: declarationText(foreign.name, loaded.project), before });
  }
  return found;
}

/** Those that say something else than what is so. One that nobody wrote is missed by nobody. */
export function staleness(declarations: readonly WrittenDeclaration[]): readonly ForgeError[] {
  return declarations
    .filter(({ before, text }) => before !== undefined && before !== text)
    .map(
      ({ file }) =>
        new ForgeError({
          code: "FORGE1055",
          message: `${file} does not say what the project has now`,
          place: { file },
          help: "forge sync",
        }),
    );
}

function unlocked({ name, place: [place] }: NonNullable<Graph["foreign"]>[number]): ForgeError {
  return new ForgeError({
    code: "FORGE1047",
    message: `the project ${name} has no ref`,
    ...(place && { place }),
    help: `forge track ${name}`,
  });
}
