// One element of a tree as a call of its kind.

import { BASE_ARCHIVES, isExtensionFile, PROGRAM_PATH } from "../../baserock/graph.ts";
import { type Chunk, type Definitions, PHASES } from "../../baserock/model.ts";
import { BASE_PACKAGES, type Planned, type PlannedChunk } from "../../baserock/plan.ts";
import {
  call,
  code,
  type Expression,
  type Field,
  type Item,
  imported,
  list,
  literal,
  member,
  name,
  object,
  string,
  type Template,
} from "../print/expression.ts";
import { identifier } from "../print/names.ts";
import { writtenParts } from "../print/template-text.ts";
import type { Places } from "./places.ts";

export const FORGE = "forge-build";
export const ENVIRONMENT_FILE = "lib/environment.ts";
export const BUILD_SYSTEMS_FILE = "lib/build-systems.ts";

export interface Writing {
  readonly definitions: Definitions;
  readonly places: Places;
}

export function elementExpression(planned: Planned, writing: Writing): Expression {
  const described = planned.description === undefined ? undefined : string(planned.description.trim());
  switch (planned.kind) {
    case "base":
      return make("debianBase", { description: described, archives: literal(BASE_ARCHIVES), packages: literal(BASE_PACKAGES) });
    case "chunk":
      return chunkExpression(planned, writing);
    case "stratum":
      return make("stack", { description: described, depends: dependsOf(planned, writing) });
    case "integration":
      return make("stack", { description: described, depends: dependsOf(planned, writing), integration: commands(planned.integration) });
    case "system":
      return make("compose", { description: described, buildDepends: buildDependsOf(planned, writing) });
    case "part": {
      const { include, exclude } = planned;
      return make("filter", {
        depends: buildDependsOf(planned, writing),
        include: include && literal(include),
        exclude: exclude && literal(exclude),
        orphans: include ? undefined : code(true),
      });
    }
    case "extensions":
      return make("importElement", { description: described, sources: list(planned.paths.map(localFiles)) });
    case "deployment":
      return make("script", {
        buildDepends: buildDependsOf(planned, writing),
        environment: planned.environment.length > 0 ? literal(Object.fromEntries(planned.environment)) : undefined,
        run: commands(planned.commands),
      });
  }
}

/** A list of shell texts. */
export function commands(texts: readonly string[]): Expression {
  return list(texts.map(command));
}

function command(text: string): Expression {
  const sh = imported(FORGE, "sh");
  const written: Template = { type: "template", tag: sh, parts: [text], raw: true };
  // What cannot be written as it is stands in between, and is not to be quoted.
  return writtenParts(written).some((part) => typeof part !== "string") ? { ...written, tag: member(sh, "raw") } : written;
}

function make(kind: string, fields: { readonly [name: string]: Expression | undefined }): Expression {
  return call(imported(FORGE, kind), object(fields));
}

function chunkExpression(planned: PlannedChunk, writing: Writing): Expression {
  const { chunk, domains, description } = planned;
  const system = writing.definitions.buildSystems.get(chunk.buildSystem) ?? {};
  const fields: Field[] = [];
  const add = (field: string | undefined, value: Expression | undefined): void => {
    if (value) fields.push({ name: field, value });
  };
  if (Object.keys(system).length > 0) add(undefined, imported(BUILD_SYSTEMS_FILE, identifier(chunk.buildSystem)));
  add("description", description === undefined ? undefined : string(description.trim()));
  add("sources", list([source(chunk)]));
  add("depends", dependsOf(planned, writing));
  for (const phase of PHASES) {
    const run = chunk.changes[phase]?.run;
    add(phase, run && commands(run));
  }
  add("steps", stepsOf(chunk));
  add("environment", environmentOf(planned));
  add("maxJobs", chunk.maxJobs === undefined ? undefined : code(chunk.maxJobs));
  add("domains", domains && literal(Object.fromEntries(domains.map(({ domain, patterns }) => [domain, patterns]))));
  return call(imported(FORGE, "manual"), object(fields));
}

function source({ repo, ref, calledRef, submodules }: Chunk): Item {
  const pinned = /^[0-9a-f]{40}$/.test(ref);
  const value = make("git", {
    url: string(repo),
    ...(pinned ? { commit: string(ref) } : { track: string(ref) }),
    submodules: submodules && literal(Object.fromEntries(submodules)),
  });
  return { value, ...(calledRef !== undefined && pinned && { comments: [calledRef.replaceAll("\n", " ")] }) };
}

function stepsOf({ changes }: Chunk): Expression | undefined {
  const found = PHASES.flatMap((phase): Field[] => {
    const { before, after } = changes[phase] ?? {};
    if (!before && !after) return [];
    return [{ name: phase, value: object({ before: before && commands(before), after: after && commands(after) }) }];
  });
  return found.length > 0 ? object(found) : undefined;
}

function environmentOf({ chunk, path }: PlannedChunk): Expression {
  const common = imported(ENVIRONMENT_FILE, "environment");
  const own: Field[] = [];
  if (chunk.prefix !== undefined && chunk.prefix !== "/usr") own.push({ name: "PREFIX", value: string(chunk.prefix) });
  if (path.length > 0) own.push({ name: "PATH", value: string([...path, PROGRAM_PATH].join(":")) });
  return own.length === 0 ? common : object([{ name: undefined, value: common }, ...own]);
}

function localFiles(path: string): Expression {
  return isExtensionFile(path)
    ? call(imported(FORGE, "local"), string(`./${path}`))
    : call(imported(FORGE, "local"), string(`./${path}`), object({ at: string(`/${path}`) }));
}

function dependsOf(planned: Planned, writing: Writing): Expression | undefined {
  if (planned.edges.length === 0) return undefined;
  return list(
    planned.edges.map(({ to, type }) => {
      const element = reference(to, planned, writing);
      return type === "build" ? call(imported(FORGE, "buildOnly"), element) : element;
    }),
  );
}

function buildDependsOf(planned: Planned, writing: Writing): Expression {
  return list(
    planned.edges.map(({ to, at }) => {
      const element = reference(to, planned, writing);
      return at === undefined ? element : object({ element, at: string(at) });
    }),
  );
}

/** An element by its constant, of this module or another. */
function reference(to: Planned, from: Planned, { places }: Writing): Expression {
  const [target, own] = [places.get(to), places.get(from)];
  if (!target || !own) throw new Error(`internal: ${to.id} has no place`);
  return target.file === own.file ? name(target.name) : imported(target.file, target.name);
}
