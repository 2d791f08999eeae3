// Systems: strata, or chosen artifacts of them, for one architecture; and clusters, which say where systems are deployed to.

import type { Place } from "../../core/model/place.ts";
import { asMap, asScalar, entries, list, optional, requiredText, text, texts, written } from "./access.ts";
import type { Cluster, Deployment, System } from "./model.ts";
import { refuse } from "./refuse.ts";
import type { StratumReader } from "./stratum.ts";
import type { MapNode } from "./yaml.ts";

/** Every architecture that trees name, with what its compilers are called by. */
export const ARCHITECTURES: { readonly [arch: string]: { readonly cpu: string; readonly abi: string } } = {
  x86_64: { cpu: "x86_64", abi: "gnu" },
  x86_32: { cpu: "i686", abi: "gnu" },
  armv5l: { cpu: "armv5l", abi: "gnueabi" },
  armv7l: { cpu: "armv7l", abi: "gnueabi" },
  armv7b: { cpu: "armv7b", abi: "gnueabi" },
  armv7lhf: { cpu: "armv7l", abi: "gnueabihf" },
  armv8l64: { cpu: "aarch64", abi: "gnu" },
  armv8b64: { cpu: "aarch64_be", abi: "gnu" },
  mips32b: { cpu: "mips", abi: "gnu" },
  mips32l: { cpu: "mipsel", abi: "gnu" },
  mips64b: { cpu: "mips64", abi: "gnu" },
  mips64l: { cpu: "mips64el", abi: "gnu" },
  ppc64: { cpu: "powerpc64", abi: "gnu" },
  ppc64l: { cpu: "powerpc64le", abi: "gnu" },
};

export function readSystem(map: MapNode, file: string, strata: StratumReader): System {
  const arch = requiredText(map, "arch", file);
  if (!Object.hasOwn(ARCHITECTURES, arch))
    throw refuse(`there is no architecture "${arch}"`, map.entries.get("arch")?.place ?? map.place, {
      help: `there are ${Object.keys(ARCHITECTURES).join(", ")}`,
    });
  return {
    name: named(map, file),
    file,
    place: map.place,
    description: text(map, "description"),
    arch,
    parts: list(map, "strata").map((node) => {
      const part = asMap(node, "an entry of `strata`");
      const artifacts = optional(part, "artifacts") && texts(part, "artifacts").map(written);
      return { stratum: strata.read(requiredText(part, "morph", "an entry of `strata`"), part.place), artifacts, place: part.place };
    }),
    extensions: texts(map, "configuration-extensions").map((node) => ({ name: written(node), place: node.place })),
  };
}

/** Gives the system that a cluster names, at the place where it does. */
export type FindSystem = (path: string, from: Place) => System;

export function readCluster(map: MapNode, file: string, find: FindSystem): Cluster {
  const deployments = list(map, "systems").flatMap((node) => deploymentsOf(asMap(node, "an entry of `systems`"), find, 0));
  const seen = new Set<string>();
  for (const { label, place } of deployments) {
    if (seen.has(label)) throw refuse(`the cluster deploys two systems as ${label}`, place);
    seen.add(label);
  }
  return { name: named(map, file), file, place: map.place, description: text(map, "description"), deployments };
}

function deploymentsOf(entry: MapNode, find: FindSystem, depth: number): readonly Deployment[] {
  if (depth > MOST_DEEP) throw refuse(`subsystems are more than ${MOST_DEEP} deep`, entry.place);
  const path = requiredText(entry, "morph", "an entry of `systems`");
  const system = find(path, entry.entries.get("morph")?.place ?? entry.place);
  const defaults = entries(entry, "deploy-defaults");
  const subsystems = list(entry, "subsystems").flatMap((node) => deploymentsOf(asMap(node, "an entry of `subsystems`"), find, depth + 1));
  return [...entries(entry, "deploy")].map(([label, node]) => {
    if (!/^[^/\s\p{Cc}]+$/u.test(label)) throw refuse(`${JSON.stringify(label)} is no label of a deployment`, node.place);
    const own = asMap(node, `the deployment ${label}`);
    const fields = new Map([...defaults, ...own.entries]);
    const settings = new Map<string, string>();
    for (const [name, value] of fields) if (/^[A-Z_][A-Z0-9_]*$/.test(name)) settings.set(name, asScalar(value, `\`${name}\``).text);
    const field = (name: string): string | undefined => {
      const value = fields.get(name);
      return value && written(asScalar(value, `\`${name}\``));
    };
    const type = field("type");
    if (type === undefined) throw refuse(`the deployment ${label} has no \`type\``, own.place);
    return { label, system, type, location: field("location") ?? field("upgrade-location"), settings, place: own.place, subsystems };
  });
}

const MOST_DEEP = 16;

function named(map: MapNode, file: string): string {
  const name = text(map, "name") ?? file.replace(/^.*\/|\.morph$/g, "");
  if (/^[^/\s\p{Cc}]+$/u.test(name)) return name;
  throw refuse(`${JSON.stringify(name)} is no name`, map.entries.get("name")?.place ?? map.place);
}
