// Where each element of a converted tree is written, and what it is called there.

import type { Planned } from "../../baserock/plan.ts";
import { identifier, Names } from "../print/names.ts";

export interface WrittenPlace {
  readonly file: string;
  readonly name: string;
}

export type Places = ReadonlyMap<Planned, WrittenPlace>;

export function placesOf(elements: readonly Planned[]): Places {
  const names = new Map<string, Names>();
  const found = new Map<Planned, WrittenPlace>();
  for (const planned of elements) {
    const file = fileOf(planned);
    const taken = names.get(file) ?? new Names();
    names.set(file, taken);
    found.set(planned, { file, name: taken.take(wantedName(planned)) });
  }
  return found;
}

/** The second part of its id names the file, for most. */
export function fileOf({ kind, id }: Planned): string {
  const [, owner = ""] = id.split("/");
  switch (kind) {
    case "base":
    case "extensions":
      return `lib/${kind}.ts`;
    case "chunk":
    case "stratum":
      return `strata/${fileName(owner)}.ts`;
    case "part":
      return `parts/${fileName(owner)}.ts`;
    case "integration":
    case "system":
      return `systems/${fileName(owner)}.ts`;
    case "deployment":
      return `clusters/${fileName(owner)}.ts`;
  }
}

function fileName(owner: string): string {
  return owner.replace(/[^\w.@+-]/g, "_");
}

/** A stratum may be called what one of its chunks is. */
function wantedName({ kind, id }: Planned): string {
  const parts = id.split("/");
  const last = parts.at(-1) ?? "";
  if (kind === "stratum" || kind === "integration") return identifier(`${last}-${kind}`);
  const [chunk = "", domains] = last.split(":");
  if (kind !== "part" || domains === undefined) return identifier(kind === "part" ? `${last}-files` : last);
  return identifier(
    [chunk, ...domains.split(",").map((domain) => (domain.startsWith(`${chunk}-`) ? domain.slice(chunk.length) : domain))].join("-"),
  );
}

/** What the record of a module's chunks or parts is called. */
export function recordName(folder: "chunks" | "parts", owner: string): string {
  return identifier(`${owner}-${folder}`);
}
