// What a project's defaults were when its elements were made: remembered beside their history, so that `explain` can name the
// default that changed. Losing it costs nothing.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { identityOf } from "../key/digest.ts";
import type { DefaultNode, ProjectNode } from "../model/graph.ts";
import type { Digest } from "../model/ids.ts";
import type { Place } from "../model/place.ts";
import { fileName } from "./log-file.ts";

/** A default that is another than it was. Absent `from`: it was not said; absent `to`: it is no longer said. */
export interface ChangedDefault {
  readonly name: string;
  /** Whose elements it concerns. Absent: all. */
  readonly kind?: string;
  readonly from?: string;
  readonly to?: string;
  readonly place?: Place;
}

type Said = readonly (readonly [kind: string, name: string, value: string])[];

/** So many states of the defaults are remembered. */
const MOST = 50;

/** Under which name the defaults of a project are remembered. Undefined where it has none. */
export function defaultsDigest({ defaults = [] }: ProjectNode): Digest | undefined {
  return defaults.length === 0 ? undefined : identityOf(["defaults", saidIn(defaults)]);
}

/** Remembers the defaults as they are now. */
export function rememberDefaults(storeRoot: string, project: ProjectNode): void {
  const digest = defaultsDigest(project);
  if (digest === undefined) return;
  const known = read(storeRoot, project.name);
  if (Object.hasOwn(known, digest)) return;
  const kept = Object.entries(known).slice(1 - MOST);
  const file = fileOf(storeRoot, project.name);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(Object.fromEntries([...kept, [digest, saidIn(project.defaults ?? [])]])));
  renameSync(temporary, file);
}

/** Defaults of a kind, and of all, that differ from those remembered under a digest. Undefined where these are forgotten. */
export function changedDefaults(
  storeRoot: string,
  project: ProjectNode,
  { before, kind }: { readonly before: Digest | undefined; readonly kind: string },
): readonly ChangedDefault[] | undefined {
  const earlier = before === undefined ? [] : read(storeRoot, project.name)[before];
  if (earlier === undefined) return undefined;
  const concerns = (of: string): boolean => of === "" || of === kind;
  const was = new Map(earlier.filter(([of]) => concerns(of)).map(([of, name, value]) => [`${of}\0${name}`, value]));
  const now = (project.defaults ?? []).filter((node) => concerns(node.kind ?? ""));
  const changed = now.flatMap(({ name, kind: of, value, place: [place] }): readonly ChangedDefault[] => {
    const key = `${of ?? ""}\0${name}`;
    const from = was.get(key);
    was.delete(key);
    if (from === value) return [];
    return [{ name, ...(of !== undefined && { kind: of }), ...(from !== undefined && { from }), to: value, ...(place && { place }) }];
  });
  const gone = [...was].map(([key, from]): ChangedDefault => {
    const [of = "", name = ""] = key.split("\0");
    return { name, ...(of !== "" && { kind: of }), from };
  });
  return [...changed, ...gone];
}

function saidIn(defaults: readonly DefaultNode[]): Said {
  return defaults.map(({ kind = "", name, value }) => [kind, name, value]);
}

function read(storeRoot: string, project: string): { readonly [digest: string]: Said } {
  try {
    return JSON.parse(readFileSync(fileOf(storeRoot, project), "utf8"));
  } catch {
    return {};
  }
}

function fileOf(storeRoot: string, project: string): string {
  return join(storeRoot, "history", `${fileName(project)}.defaults`);
}
