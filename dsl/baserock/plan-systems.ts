// Systems: all of their strata together, with the commands of their chunks run at the end, in the order of their groups.

import { roundsOf, stratumArtifact } from "./artifacts.ts";
import type { Chunk, Stratum, System, SystemPart } from "./model.ts";
import { type Edge, type PlanContext, type Planned, type PlannedCompose, withDomains } from "./plan.ts";

export function planSystem(system: System, context: PlanContext): PlannedCompose {
  const { add } = context;
  const chunks = isWhole(system) ? [...closure(system)].flatMap((stratum) => stratum.chunks) : picked(system);
  const parts = isWhole(system) ? strataOf(system, context) : piecesOf(system, context);
  const commands = integrationOf(chunks.filter((chunk) => !chunk.bootstrap));
  const integration: readonly Edge[] =
    commands.length === 0
      ? []
      : [
          {
            type: "build",
            to: add<Planned>({
              id: `integration/${system.name}`,
              kind: "integration",
              place: system.place,
              description: `What is done in ${system.name} when all of it is there.`,
              integration: commands,
              edges: parts.map(({ to }) => ({ to, type: "all" })),
            }),
          },
        ];
  return add<PlannedCompose>({
    id: `systems/${system.name}`,
    kind: "system",
    place: system.place,
    description: system.description,
    arch: system.arch,
    edges: [...parts, ...integration],
  });
}

/** Whether all that its strata need is among them, and nothing of any is left out: then they bring one another. */
function isWhole(system: System): boolean {
  const listed = new Set(system.parts.map(({ stratum }) => stratum));
  return system.parts.every(({ artifacts }) => artifacts === undefined) && [...closure(system)].every((stratum) => listed.has(stratum));
}

function closure(system: System): ReadonlySet<Stratum> {
  const found = new Set<Stratum>();
  const pending = system.parts.map(({ stratum }) => stratum);
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    pending.push(...next.needs);
  }
  return found;
}

function strataOf(system: System, { strata }: PlanContext): readonly Edge[] {
  return system.parts.flatMap(({ stratum }): readonly Edge[] => {
    const to = strata.get(stratum);
    return to ? [{ to, type: "build" }] : [];
  });
}

function picked(system: System): readonly Chunk[] {
  return [...new Set(system.parts.flatMap(({ stratum }) => stratum.chunks))];
}

/** Only what is listed, chunk by chunk, for a stack would bring what its chunks need. */
function piecesOf(system: System, context: PlanContext): readonly Edge[] {
  const found = new Map<string, Edge>();
  for (const part of system.parts) {
    for (const chunk of part.stratum.chunks) {
      if (chunk.bootstrap) continue;
      for (const piece of piecesOfChunk(chunk, part, context)) found.set(piece.id, { to: piece, type: "build" });
    }
  }
  return [...found.values()];
}

function piecesOfChunk(
  chunk: Chunk,
  { stratum, artifacts }: SystemPart,
  { chunks, definitions, add, find, note }: PlanContext,
): readonly Planned[] {
  const to = chunks.get(chunk);
  if (!to) return [];
  const id = `parts/${stratum.name}/${chunk.name}`;
  const common = { kind: "part", place: chunk.place, edges: [{ to, type: "build" }] } as const;
  const whole = (): readonly Planned[] => [find(id) ?? add<Planned>({ ...common, id })];
  if (artifacts === undefined) return whole();
  const rules = withDomains(to, definitions);
  const wanted = new Set(artifacts);
  const rounds = roundsOf(rules, ({ artifact }) => wanted.has(stratumArtifact(artifact, chunk, stratum, definitions) ?? ""));
  if (rounds === "all") return whole();
  if (rules.some(({ exact }) => !exact))
    note({
      place: chunk.place,
      subject: to.id,
      grade: "approximated",
      message: "which of its files are in which artifact is said by expressions that patterns only nearly are",
    });
  return rounds.map(({ include, exclude }) => {
    const name = `${id}:${include.join(",")}`;
    return find(name) ?? add<Planned>({ ...common, id: name, include, ...(exclude.length > 0 && { exclude }) });
  });
}

/** Commands of all chunks by group and artifact, whatever chunk they are from. */
function integrationOf(chunks: readonly Chunk[]): readonly string[] {
  return chunks
    .flatMap(({ integration }) => integration)
    .map((one, index) => ({ ...one, key: `${one.group}-${one.artifact}`, index }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index))
    .flatMap(({ commands }) => commands);
}
