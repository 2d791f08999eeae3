// The graph of a definitions tree, made by forge's own kinds as a configuration would: the same elements, the same keys.
//
// The kinds come from outside, for this room may not know them. Places are those of the tree's files.

import type { ElementNode, Graph } from "../../core/model/graph.ts";
import type { Place } from "../../core/model/place.ts";
import { PROJECT } from "../context.ts";
import { defineProject, type ElementRecord } from "../define-project.ts";
import { buildOnly, type Element } from "../element.ts";
import type { Source } from "../source.ts";
import { makeScript, type Script } from "../text.ts";
import { standardVariables } from "../variables.ts";
import { usedAliases } from "./aliases.ts";
import { environmentOf } from "./environment.ts";
import { type Definitions, PHASES, type Phases } from "./model.ts";
import { BASE_PACKAGES, type Plan, type Planned, type PlannedChunk } from "./plan.ts";

export interface Kinds {
  readonly element: (kind: string, input: { readonly [field: string]: unknown }) => Element;
  readonly source: (kind: string, input: { readonly [field: string]: unknown }) => Source;
}

export interface GraphOptions {
  readonly name: string;
  /** One of those that systems have. */
  readonly arch: string;
  readonly kinds: Kinds;
}

/** Architectures of the systems, that first which is built for where none is asked for. */
export function architecturesOf({ systems }: Definitions): readonly [string, ...string[]] {
  const found = [...new Set(systems.map(({ arch }) => arch))].sort(
    (a, b) => Number(b === "x86_64") - Number(a === "x86_64") || (a < b ? -1 : 1),
  );
  const [first = "x86_64", ...rest] = found;
  return [first, ...rest];
}

export function baserockGraph(definitions: Definitions, plan: Plan, { name, arch, kinds }: GraphOptions): Graph {
  const made = new Map<Planned, Element>();
  const wanted = plan.elements.filter((planned) => !("arch" in planned) || planned.arch === arch);
  for (const planned of wanted) made.set(planned, createElement(planned, { made, definitions, arch, kinds }));
  const graph = defineProject({ name, elements: recordOf(wanted, made), mirrors: usedAliases(definitions) })[PROJECT]();
  const places = new Map(wanted.map(({ id, place }) => [id, place]));
  return {
    ...graph,
    sources: graph.sources.map((source) => ({ ...source, place: [] })),
    elements: graph.elements.map((node) => located(node, places)),
    options: [{ name: "arch", type: "choice", description: ARCH_DESCRIPTION, value: arch, values: [...architecturesOf(definitions)] }],
  };
}

export const ARCH_DESCRIPTION = "what is built for, as the definitions call it";
export const PROGRAM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

/** Elements by the parts of their ids. */
function recordOf(wanted: readonly Planned[], made: ReadonlyMap<Planned, Element>): ElementRecord {
  const inner = (depth: number, members: readonly Planned[]): ElementRecord => {
    const groups = new Map<string, Planned[]>();
    for (const planned of members) {
      const part = planned.id.split("/")[depth] ?? "";
      const group = groups.get(part);
      if (group) group.push(planned);
      else groups.set(part, [planned]);
    }
    return Object.fromEntries(
      [...groups].map(([part, group]) => {
        const [only] = group;
        const isLeaf = only !== undefined && group.length === 1 && only.id.split("/").length === depth + 1;
        return [part, isLeaf ? elementOf(only, made) : inner(depth + 1, group)];
      }),
    );
  };
  return inner(0, wanted);
}

function located(node: ElementNode, places: ReadonlyMap<string, Place>): ElementNode {
  const place = places.get(node.names[0] ?? "");
  return { ...node, place: place ? [place] : [] };
}

interface Creation {
  readonly made: ReadonlyMap<Planned, Element>;
  readonly definitions: Definitions;
  readonly arch: string;
  readonly kinds: Kinds;
}

function createElement(planned: Planned, creation: Creation): Element {
  const { kinds } = creation;
  const described = planned.description === undefined ? {} : { description: planned.description.trim() };
  switch (planned.kind) {
    case "base":
      return kinds.element("debianBase", { ...described, archives: BASE_ARCHIVES, packages: BASE_PACKAGES });
    case "chunk":
      return kinds.element("manual", { ...described, ...chunkInput(planned, creation) });
    case "stratum":
      return kinds.element("stack", { ...described, depends: dependsOf(planned, creation) });
    case "integration":
      return kinds.element("stack", { ...described, depends: dependsOf(planned, creation), integration: scripts(planned.integration) });
    case "system":
      return kinds.element("compose", { ...described, buildDepends: buildDependsOf(planned, creation) });
    case "part": {
      const { include, exclude } = planned;
      const cut = { ...(include && { include }), ...(exclude && { exclude }), ...(!include && { orphans: true }) };
      return kinds.element("filter", { ...described, depends: buildDependsOf(planned, creation), ...cut });
    }
    case "extensions": {
      const sources = planned.paths.map((path) =>
        kinds.source("local", { path: `./${path}`, ...(isExtensionFile(path) ? {} : { at: `/${path}` }) }),
      );
      return kinds.element("importElement", { ...described, sources });
    }
    case "deployment":
      return kinds.element("script", {
        ...described,
        buildDepends: buildDependsOf(planned, creation),
        ...(planned.environment.length > 0 && { environment: Object.fromEntries(planned.environment) }),
        run: scripts(planned.commands),
      });
  }
}

export const BASE_ARCHIVES = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }] as const;

/** Whether a path of extensions is one program, and not a directory of them. */
export function isExtensionFile(path: string): boolean {
  return /\.(configure|write|check)$/.test(path);
}

function chunkInput(planned: PlannedChunk, creation: Creation): { readonly [field: string]: unknown } {
  const { chunk, path, domains } = planned;
  const system: Phases = creation.definitions.buildSystems.get(chunk.buildSystem) ?? {};
  const phases = PHASES.flatMap((phase) => {
    const commands = chunk.changes[phase]?.run ?? system[phase];
    return commands ? [[phase, scripts(commands)] as const] : [];
  });
  const steps = PHASES.flatMap((phase) => {
    const { before, after } = chunk.changes[phase] ?? {};
    return before || after
      ? [[phase, { ...(before && { before: scripts(before) }), ...(after && { after: scripts(after) }) }] as const]
      : [];
  });
  const commit = /^[0-9a-f]{40}$/.test(chunk.ref) ? { commit: chunk.ref } : { track: chunk.ref };
  const submodules = chunk.submodules && { submodules: Object.fromEntries(chunk.submodules) };
  return {
    ...Object.fromEntries(phases),
    sources: [creation.kinds.source("git", { url: chunk.repo, ...commit, ...submodules })],
    depends: dependsOf(planned, creation),
    environment: {
      ...environmentOf(creation.arch),
      DESTDIR: standardVariables.installRoot,
      PREFIX: chunk.prefix ?? "/usr",
      ...(path.length > 0 && { PATH: [...path, PROGRAM_PATH].join(":") }),
    },
    ...(steps.length > 0 && { steps: Object.fromEntries(steps) }),
    ...(chunk.maxJobs !== undefined && { maxJobs: chunk.maxJobs }),
    ...(domains && { domains: Object.fromEntries(domains.map(({ domain, patterns }) => [domain, patterns])) }),
  };
}

function dependsOf({ edges }: Planned, { made }: Creation): readonly unknown[] {
  return edges.map(({ to, type }) => (type === "build" ? buildOnly(elementOf(to, made)) : elementOf(to, made)));
}

function buildDependsOf({ edges }: Planned, { made }: Creation): readonly unknown[] {
  return edges.map(({ to, at }) => (at === undefined ? elementOf(to, made) : { element: elementOf(to, made), at }));
}

function elementOf(planned: Planned, made: ReadonlyMap<Planned, Element>): Element {
  const found = made.get(planned);
  if (!found) throw new Error(`internal: ${planned.id} is not made yet`);
  return found;
}

function scripts(commands: readonly string[]): readonly Script[] {
  return commands.map((command) => makeScript([command]));
}
