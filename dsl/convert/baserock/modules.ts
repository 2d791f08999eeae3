// A definitions tree as modules of TypeScript: one for each stratum, system and cluster, and what they share in `lib`.

import { ALIASES, usedAliases } from "../../baserock/aliases.ts";
import { environmentOf } from "../../baserock/environment.ts";
import { ARCH_DESCRIPTION, architecturesOf } from "../../baserock/graph.ts";
import { type Definitions, PHASES } from "../../baserock/model.ts";
import type { Plan, Planned } from "../../baserock/plan.ts";
import {
  binary,
  call,
  conditional,
  type Expression,
  type Field,
  imported,
  literal,
  member,
  name,
  object,
  string,
} from "../print/expression.ts";
import type { Constant, Module, Statement } from "../print/module.ts";
import { identifier } from "../print/names.ts";
import { printModule } from "../print/print-module.ts";
import { BUILD_SYSTEMS_FILE, commands, ENVIRONMENT_FILE, elementExpression, FORGE } from "./elements.ts";
import { fileOf, type Places, placesOf, recordName } from "./places.ts";

const OPTIONS_FILE = "options.ts";
const ARCH: Expression = member(imported(OPTIONS_FILE, "options"), "arch");

/** Texts by path. */
export function treeModules(definitions: Definitions, plan: Plan, projectName: string): ReadonlyMap<string, string> {
  const places = placesOf(plan.elements);
  const byFile = new Map<string, Planned[]>();
  for (const planned of plan.elements) byFile.set(fileOf(planned), [...(byFile.get(fileOf(planned)) ?? []), planned]);
  const modules = [
    optionsModule(definitions),
    environmentModule(definitions),
    ...buildSystemsModule(definitions),
    ...[...byFile].map(([file, elements]) => elementsModule(file, elements, { definitions, places })),
    configModule({ definitions, plan, places, projectName }),
  ];
  return new Map(modules.map((module) => [module.file, printModule(module)]));
}

function optionsModule(definitions: Definitions): Module {
  const [first, ...rest] = architecturesOf(definitions);
  const choice = call(imported(FORGE, "choice"), literal([first, ...rest]), literal({ default: first, description: ARCH_DESCRIPTION }));
  return {
    file: OPTIONS_FILE,
    statements: [{ name: "options", exported: true, value: call(imported(FORGE, "defineOptions"), object({ arch: choice })) }],
  };
}

function environmentModule(definitions: Definitions): Module {
  const known = architecturesOf(definitions);
  const byArch = (key: "TARGET" | "TARGET_STAGE1"): Expression =>
    call(imported(FORGE, "match"), ARCH, literal(Object.fromEntries(known.map((arch) => [arch, environmentOf(arch)[key]]))));
  return {
    file: ENVIRONMENT_FILE,
    statements: [
      {
        name: "environment",
        exported: true,
        description: "What the commands of every chunk may count on.",
        value: object({
          MORPH_ARCH: ARCH,
          TARGET: byArch("TARGET"),
          TARGET_STAGE1: byArch("TARGET_STAGE1"),
          DESTDIR: member(imported(FORGE, "standardVariables"), "installRoot"),
          PREFIX: string("/usr"),
        }),
      },
    ],
  };
}

/** Presets of the build systems that something uses. */
function buildSystemsModule({ buildSystems, strata }: Definitions): readonly Module[] {
  const used = new Set(strata.flatMap(({ chunks }) => chunks.map(({ buildSystem }) => buildSystem)));
  const statements = [...buildSystems].flatMap(([system, phases]): Constant[] => {
    if (!used.has(system) || Object.keys(phases).length === 0) return [];
    const fields = PHASES.flatMap((phase): Field[] => {
      const texts = phases[phase];
      return texts ? [{ name: phase, value: commands(texts) }] : [];
    });
    return [{ name: identifier(system), exported: true, value: object(fields) }];
  });
  return statements.length > 0
    ? [{ file: BUILD_SYSTEMS_FILE, comments: ["How chunks are built that do not say it themselves."], statements }]
    : [];
}

function elementsModule(
  file: string,
  elements: readonly Planned[],
  writing: { readonly definitions: Definitions; readonly places: Places },
): Module {
  const statements: Statement[] = elements.map((planned) => ({
    name: writing.places.get(planned)?.name ?? "",
    exported: true,
    value: elementExpression(planned, writing),
  }));
  for (const [kind, folder] of FOLDERS) {
    const members = elements.filter((planned) => planned.kind === kind);
    const owner = members[0]?.id.split("/")[1] ?? "";
    if (members.length > 0) statements.push({ name: recordName(folder, owner), exported: true, value: record(members, writing.places) });
  }
  return { file, statements };
}

/** Elements that a module also exports by name. */
const FOLDERS = [
  ["chunk", "chunks"],
  ["part", "parts"],
] as const;

/** Elements by the last part of their ids. */
function record(elements: readonly Planned[], places: Places, from?: "other"): Expression {
  return object(
    elements.map((planned): Field => {
      const { file, name: constant } = places.get(planned) ?? { file: "", name: "" };
      const [, , inner] = planned.id.split("/");
      return { name: inner ?? planned.id.split("/").at(-1), value: from ? imported(file, constant) : name(constant) };
    }),
  );
}

interface Configuring {
  readonly definitions: Definitions;
  readonly plan: Plan;
  readonly places: Places;
  readonly projectName: string;
}

function configModule({ definitions, plan, places, projectName }: Configuring): Module {
  const of = (kind: Planned["kind"]): readonly Planned[] => plan.elements.filter((planned) => planned.kind === kind);
  const known = architecturesOf(definitions);
  const fields: Field[] = [...of("base"), ...of("extensions")].map((planned) => ({
    name: planned.id,
    value: imported(fileOf(planned), planned.id),
  }));
  for (const [kind, folder] of FOLDERS) {
    const files = new Map(of(kind).map((planned) => [fileOf(planned), planned.id.split("/")[1] ?? ""]));
    const owners = [...files].map(([file, owner]): Field => ({ name: owner, value: imported(file, recordName(folder, owner)) }));
    if (owners.length > 0) fields.push({ name: folder, value: object(owners) });
  }
  fields.push({ name: "strata", value: record(of("stratum"), places, "other") });
  const integration = of("integration");
  if (integration.length > 0) fields.push({ name: "integration", value: record(integration, places, "other") });
  const systems = of("system").filter((planned) => planned.kind === "system");
  if (systems.length > 0)
    fields.push({
      name: "systems",
      value: perArch(known, (arch) =>
        record(
          systems.filter((system) => system.arch === arch),
          places,
          "other",
        ),
      ),
    });
  const deployments = of("deployment").filter((planned) => planned.kind === "deployment");
  if (deployments.length > 0) {
    fields.push({
      name: "clusters",
      value: perArch(known, (arch) =>
        byCluster(
          deployments.filter((one) => one.arch === arch),
          places,
        ),
      ),
    });
  }
  const mirrors = Object.keys(usedAliases(definitions)).map((alias): Field => ({ name: alias, value: string(ALIASES[alias] ?? "") }));
  return {
    file: "build.config.ts",
    statements: [
      {
        defaultExport: call(
          imported(FORGE, "defineProject"),
          object({ name: string(projectName), elements: object(fields), mirrors: mirrors.length > 0 ? object(mirrors) : undefined }),
        ),
      },
    ],
  };
}

function byCluster(deployments: readonly Planned[], places: Places): Expression {
  const clusters = new Map<string, Planned[]>();
  for (const one of deployments) {
    const cluster = one.id.split("/")[1] ?? "";
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), one]);
  }
  return object([...clusters].map(([cluster, members]): Field => ({ name: cluster, value: record(members, places, "other") })));
}

/** What the architecture decides: the last is what is left. */
function perArch(known: readonly string[], of: (arch: string) => Expression): Expression {
  const [first = "", ...rest] = known;
  return rest.length === 0 ? of(first) : conditional(binary("===", [ARCH, string(first)]), of(first), perArch(rest, of));
}
