// A chunk: its entry in a stratum, and the file that the entry may name.

import type { Place } from "../../core/model/place.ts";
import { asMap, asScalar, entries, list, optional, requiredText, text, texts, written } from "./access.ts";
import { type BuildSystems, GUESSED, readCommands } from "./build-systems.ts";
import type { TreeFiles } from "./files.ts";
import type { Chunk, Integration, PhaseChange } from "./model.ts";
import { PHASES } from "./model.ts";
import { refuse } from "./refuse.ts";
import { readRules } from "./split-rules.ts";
import type { MapNode } from "./yaml.ts";

export interface ChunkContext {
  readonly files: TreeFiles;
  readonly version: number;
  readonly buildSystems: BuildSystems;
  readonly stratum: string;
  /** Chunks of the stratum that stand before it. */
  readonly before: ReadonlyMap<string, Chunk>;
}

export function readChunk(entry: MapNode, context: ChunkContext): Chunk {
  const name = chunkName(entry);
  const morph = readMorph(entry, name, context);
  const what = `the chunk ${name}`;
  return {
    name,
    stratum: context.stratum,
    place: entry.place,
    repo: requiredText(entry, "repo", what),
    ref: requiredText(entry, "ref", what),
    calledRef: text(entry, "unpetrify-ref"),
    submodules: readSubmodules(entry),
    bootstrap: text(entry, "build-mode") === "bootstrap",
    prefix: text(entry, "prefix"),
    buildSystem: buildSystemOf({ name, entry, morph }, context),
    changes: morph ? readChanges(morph) : {},
    maxJobs: morph && readMaxJobs(morph),
    devices: morph !== undefined && list(morph, "devices").length > 0,
    products: morph ? readRules(morph, "products") : [],
    integration: morph ? readIntegration(morph) : [],
    artifacts: new Map(
      [...entries(entry, "artifacts")].map(([artifact, to]) => [artifact, written(asScalar(to, `\`artifacts.${artifact}\``))]),
    ),
    needs: readNeeds(entry, name, context.before),
    description: morph && text(morph, "description"),
  };
}

function chunkName(entry: MapNode): string {
  const name = requiredText(entry, "name", "an entry of `chunks`");
  if (name === "" || /[/\s\p{Cc}]/u.test(name) || name === "." || name === "..")
    throw refuse(`${JSON.stringify(name)} is no name of a chunk`, placeOf(entry, "name"));
  return name;
}

function placeOf(map: MapNode, name: string): Place {
  return map.entries.get(name)?.place ?? map.place;
}

/** Versions 0 and 1 named files that need not be there: then the chunk's own repository had one, or nothing was needed. */
function readMorph(entry: MapNode, name: string, { files, version }: ChunkContext): MapNode | undefined {
  const written = text(entry, "morph");
  if (written === undefined) return undefined;
  const place = placeOf(entry, "morph");
  if (version >= 6 && optional(entry, "build-system"))
    throw refuse(`the chunk ${name} has both a \`morph\` and a \`build-system\``, place, {
      help: "the file says which build system it is",
    });
  const path = files.inside(written, place);
  if (version < 2 && !files.has(path)) return undefined;
  const map = files.map(path, place);
  const kind = text(map, "kind");
  if (kind !== undefined && kind !== "chunk") throw refuse(`${path} is a ${kind}, not a chunk`, place);
  return map;
}

interface Asked {
  readonly name: string;
  readonly entry: MapNode;
  readonly morph: MapNode | undefined;
}

function buildSystemOf({ name, entry, morph }: Asked, { version, buildSystems }: ChunkContext): string {
  const map = optional(entry, "build-system") ? entry : morph;
  const asked = map && text(map, "build-system");
  if (asked === undefined && morph) return "manual";
  if (asked === undefined && version < 6) return GUESSED;
  if (asked === undefined)
    throw refuse(`the chunk ${name} has neither a \`morph\` nor a \`build-system\``, entry.place, {
      help: "before version 6 it was guessed",
    });
  if (buildSystems.has(asked)) return asked;
  const known = [...buildSystems.keys()].filter((other) => other !== GUESSED);
  throw refuse(`there is no build system "${asked}"`, placeOf(map ?? entry, "build-system"), {
    code: "FORGE1082",
    help: `there are ${known.join(", ")}`,
  });
}

function readChanges(morph: MapNode): Chunk["changes"] {
  return Object.fromEntries(
    PHASES.flatMap((phase) => {
      const before = readCommands(morph, `pre-${phase}-commands`);
      const run = readCommands(morph, `${phase}-commands`);
      const after = readCommands(morph, `post-${phase}-commands`);
      const change: PhaseChange = { ...(before && { before }), ...(run && { run }), ...(after && { after }) };
      return Object.keys(change).length > 0 ? [[phase, change] as const] : [];
    }),
  );
}

function readMaxJobs(morph: MapNode): number | undefined {
  const written = text(morph, "max-jobs");
  if (written === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(written)) return Number(written);
  throw refuse(`\`max-jobs\` must be a number, not "${written}"`, placeOf(morph, "max-jobs"));
}

function readIntegration(morph: MapNode): readonly Integration[] {
  return [...entries(morph, "system-integration")].flatMap(([artifact, groups]) => {
    const map = asMap(groups, `\`system-integration.${artifact}\``);
    return [...map.entries.keys()].map((group): Integration => ({ artifact, group, commands: readCommands(map, group) ?? [] }));
  });
}

function readSubmodules(entry: MapNode): ReadonlyMap<string, string> | undefined {
  if (!optional(entry, "submodules")) return undefined;
  const found = [...entries(entry, "submodules")].map(
    ([path, node]) => [path, requiredText(asMap(node, `\`submodules.${path}\``), "url", `the submodule ${path}`)] as const,
  );
  return new Map(found);
}

function readNeeds(entry: MapNode, name: string, before: ReadonlyMap<string, Chunk>): readonly Chunk[] {
  return texts(entry, "build-depends").map((node) => {
    const wanted = written(node);
    const found = before.get(wanted);
    if (found) return found;
    throw refuse(`the chunk ${name} needs "${wanted}", which no chunk before it in its stratum is`, node.place, { code: "FORGE1082" });
  });
}
