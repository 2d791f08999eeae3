// Names of a project's elements as they were when it was last evaluated: what completion offers, which may never evaluate.
//
// A file of lines for each project, by its path. Losing it costs nothing; what is out of date in it is only offered.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { identity } from "../../key/digest.ts";

/** The names that are known; none where the project was never evaluated here. */
export function knownNames(storeRoot: string, projectRoot: string): readonly string[] {
  try {
    return readFileSync(namesFile(storeRoot, projectRoot), "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

/** Remembers names. Where not all of the project was loaded, those that were known stay. */
export function keepNames(
  storeRoot: string,
  projectRoot: string,
  { names, whole }: { readonly names: readonly string[]; readonly whole: boolean },
): void {
  const known = knownNames(storeRoot, projectRoot);
  const now = [...new Set(whole ? names : [...known, ...names])].filter((name) => !name.includes("\n")).sort();
  if (now.length === known.length && now.every((name, index) => name === known[index])) return;
  const file = namesFile(storeRoot, projectRoot);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, now.map((name) => `${name}\n`).join(""));
    renameSync(temporary, file);
  } catch {
    // A store that cannot be written is said by whoever needs to write to it.
  }
}

function namesFile(storeRoot: string, projectRoot: string): string {
  return join(storeRoot, "history", `names-${identity(projectRoot).slice(0, 32)}.txt`);
}
