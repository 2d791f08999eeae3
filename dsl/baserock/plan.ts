// What a definitions tree becomes: elements, each of one of forge's kinds, with what it needs, in an order in which nothing
// comes before what it needs. Both ways of using a tree, directly and as TypeScript, are made of this.

import type { Place } from "../../core/model/place.ts";
import { type ChunkRule, rulesOf } from "./artifacts.ts";
import type { Chunk, Definitions, Deployment, Stratum } from "./model.ts";
import { planDeployments } from "./plan-deployments.ts";
import { planSystem } from "./plan-systems.ts";

export interface Edge {
  readonly to: Planned;
  /** `build`: its users do not need it. */
  readonly type: "all" | "build";
  readonly at?: string;
}

interface Common {
  /** Path by which it is named. */
  readonly id: string;
  readonly place: Place;
  readonly description?: string | undefined;
  readonly edges: readonly Edge[];
}

export interface PlannedBase extends Common {
  readonly kind: "base";
}
export interface PlannedChunk extends Common {
  readonly kind: "chunk";
  readonly chunk: Chunk;
  /** Directories of programs before those that every chunk has. */
  readonly path: readonly string[];
  /** Domains that something picks from. */
  domains?: readonly ChunkRule[];
}
export interface PlannedStack extends Common {
  readonly kind: "stratum" | "integration";
  readonly integration: readonly string[];
}
export interface PlannedCompose extends Common {
  readonly kind: "system";
  readonly arch: string;
}
export interface PlannedFilter extends Common {
  readonly kind: "part";
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}
export interface PlannedFiles extends Common {
  readonly kind: "extensions";
  readonly paths: readonly string[];
}
export interface PlannedScript extends Common {
  readonly kind: "deployment";
  readonly arch: string;
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly commands: readonly string[];
}
export type Planned = PlannedBase | PlannedChunk | PlannedStack | PlannedCompose | PlannedFilter | PlannedFiles | PlannedScript;

/** How much of something came over. */
export interface Note {
  readonly place: Place;
  readonly subject: string;
  readonly grade: "approximated" | "left";
  readonly message: string;
}

export interface Plan {
  readonly elements: readonly Planned[];
  readonly notes: readonly Note[];
}

export interface PlanContext {
  readonly definitions: Definitions;
  readonly chunks: ReadonlyMap<Chunk, PlannedChunk>;
  readonly strata: ReadonlyMap<Stratum, PlannedStack>;
  readonly base: PlannedBase;
  /** What deployments became: a subsystem is in several systems. */
  readonly images: Map<Deployment, Planned>;
  readonly add: <Element extends Planned>(element: Element) => Element;
  readonly note: (note: Note) => void;
  readonly find: (id: string) => Planned | undefined;
}

/** Packages of the base: what stands for the machine that trees were built on, and what deployments need. */
export const BASE_PACKAGES: readonly string[] = [
  "bison",
  "build-essential",
  "busybox-static",
  "cpio",
  "file",
  "flex",
  "gawk",
  "git",
  "gzip",
  "perl",
  "python3",
  "texinfo",
  "xz-utils",
];

export function planOf(definitions: Definitions): Plan {
  const elements = new Map<string, Planned>();
  const notes: Note[] = [];
  const add = <Element extends Planned>(element: Element): Element => {
    elements.set(element.id, element);
    return element;
  };
  const note = (one: Note): void => void notes.push(one);
  const base = add<PlannedBase>({
    id: "base",
    kind: "base",
    place: { file: "VERSION", line: 1 },
    description: "What stands for the machine that bootstrap chunks were built on.",
    edges: [],
  });
  const chunks = new Map<Chunk, PlannedChunk>();
  const strata = new Map<Stratum, PlannedStack>();
  const context: PlanContext = { definitions, chunks, strata, base, images: new Map(), add, note, find: (id) => elements.get(id) };
  for (const stratum of definitions.strata) {
    for (const chunk of stratum.chunks) chunks.set(chunk, add(planChunk(chunk, stratum, context)));
    strata.set(stratum, add(planStratum(stratum, context)));
  }
  for (const system of definitions.systems) planSystem(system, context);
  for (const cluster of definitions.clusters) planDeployments(cluster, context);
  return { elements: [...elements.values()], notes };
}

function planChunk(chunk: Chunk, stratum: Stratum, { chunks, strata, base, note }: PlanContext): PlannedChunk {
  const own = chunk.needs.map((needed): Edge => {
    const to = chunks.get(needed);
    if (!to) throw new Error(`internal: ${needed.name} is not planned`);
    return { to, type: needed.bootstrap && !chunk.bootstrap ? "build" : "all" };
  });
  const below = stratum.needs.flatMap((needed): readonly Edge[] => {
    const to = strata.get(needed);
    return to ? [{ to, type: "all" }] : [];
  });
  const alone = own.length + below.length === 0;
  const subject = `chunks/${stratum.name}/${chunk.name}`;
  if (alone && !chunk.bootstrap)
    note({ place: chunk.place, subject, grade: "approximated", message: "it needs nothing to be built with: the base stands for that" });
  noteChunk(chunk, subject, note);
  return {
    id: subject,
    kind: "chunk",
    place: chunk.place,
    description: chunk.description,
    chunk,
    path: programDirectories(chunk, stratum),
    edges: [...(chunk.bootstrap || alone ? [{ to: base, type: "build" } as const] : []), ...below, ...own],
  };
}

function noteChunk(chunk: Chunk, subject: string, note: PlanContext["note"]): void {
  const approximated = (message: string): void => note({ place: chunk.place, subject, grade: "approximated", message });
  if (chunk.devices)
    note({ place: chunk.place, subject, grade: "left", message: "its devices are not made: whoever boots the system makes /dev" });
  if (chunk.changes.test) approximated("its test commands run on `forge test` only");
  if (!/^[0-9a-f]{40}$/.test(chunk.ref))
    approximated(`it follows "${chunk.ref}", which is no digest: \`forge track\` writes down which commit that is`);
  if (chunk.buildSystem === "guessed") approximated("nothing says how it is built: its build system is found when it is");
}

/** Chunks that are installed elsewhere bring programs that are found by name. */
function programDirectories(chunk: Chunk, stratum: Stratum): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<Chunk | Stratum>();
  const chunks = (one: Chunk): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (one.prefix !== undefined && one.prefix !== "/usr") found.add(`${one.prefix.replace(/\/+$/, "")}/bin`);
    for (const needed of one.needs) chunks(needed);
  };
  const strata = (one: Stratum): void => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const inner of one.chunks) if (!inner.bootstrap && inner.prefix !== undefined) chunks(inner);
    for (const needed of one.needs) strata(needed);
  };
  for (const needed of chunk.needs) chunks(needed);
  for (const needed of stratum.needs) strata(needed);
  return [...found];
}

function planStratum(stratum: Stratum, { chunks }: PlanContext): PlannedStack {
  return {
    id: `strata/${stratum.name}`,
    kind: "stratum",
    place: stratum.place,
    description: stratum.description,
    integration: [],
    edges: stratum.chunks.flatMap((chunk): readonly Edge[] => {
      const to = chunks.get(chunk);
      return to && !chunk.bootstrap ? [{ to, type: "all" }] : [];
    }),
  };
}

/** What a picked chunk needs domains for. */
export function withDomains(planned: PlannedChunk, definitions: Definitions): readonly ChunkRule[] {
  planned.domains ??= rulesOf(planned.chunk, definitions);
  return planned.domains;
}
