// Which files of a chunk are in which artifacts of its stratum: rules, of which the first that matches decides.
//
// A rule becomes a domain. Domains overlap where rules do, so what is picked is taken in rounds: in each, some domains less
// those of earlier rules that are not picked.

import type { Chunk, Definitions, SplitRule, Stratum } from "./model.ts";
import { fits, patternsOf } from "./patterns.ts";

export interface ChunkRule {
  /** The name of its domain: that of the artifact, numbered where the artifact has several rules. */
  readonly domain: string;
  readonly artifact: string;
  readonly patterns: readonly string[];
  readonly exact: boolean;
}

/** The rules of a chunk: its own, then everybody's. */
export function rulesOf(chunk: Chunk, { chunkRules }: Pick<Definitions, "chunkRules">): readonly ChunkRule[] {
  const count = new Map<string, number>();
  return [...chunk.products, ...chunkRules].map((rule) => {
    const artifact = fullName(rule.artifact, chunk.name);
    const number = (count.get(artifact) ?? 0) + 1;
    count.set(artifact, number);
    const translated = rule.include.map(patternsOf);
    return {
      domain: number === 1 ? artifact : `${artifact}.${number}`,
      artifact,
      patterns: translated.flatMap((found) => found?.patterns.map((pattern) => `/${pattern}`) ?? []),
      exact: translated.every((found) => found?.exact === true),
    };
  });
}

/** Names of the artifacts of a stratum that artifacts of a chunk belong to. */
export function stratumArtifact(artifact: string, chunk: Chunk, stratum: Stratum, { stratumRules }: Definitions): string | undefined {
  const said = chunk.artifacts.get(artifact);
  if (said !== undefined) return said;
  const rules: readonly SplitRule[] = [...stratum.products, ...stratumRules];
  const found = rules.find(({ include }) =>
    include.some((expression) => patternsOf(expression)?.patterns.some((pattern) => fits(pattern, artifact))),
  );
  return found && fullName(found.artifact, stratum.name);
}

export interface Round {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** How to take the files of some rules: "all", or in rounds. */
export function roundsOf(rules: readonly ChunkRule[], isPicked: (rule: ChunkRule) => boolean): "all" | readonly Round[] {
  if (rules.every(isPicked)) return "all";
  const rounds: { include: string[]; exclude: string[] }[] = [];
  const left: string[] = [];
  let wasPicked = false;
  for (const rule of rules) {
    const picked = isPicked(rule);
    if (picked && !wasPicked) rounds.push({ include: [], exclude: [...left] });
    if (picked) rounds.at(-1)?.include.push(rule.domain);
    else left.push(rule.domain);
    wasPicked = picked;
  }
  return rounds;
}

function fullName(name: string, owner: string): string {
  return name.startsWith("-") ? `${owner}${name}` : name;
}
