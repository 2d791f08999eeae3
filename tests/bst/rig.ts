// Little `.bst` projects for tests, as they would lie on disk, but in memory; and short forms of what loading them gives.

import { dirname } from "node:path";
import type { JsonObject } from "../../core/model/json.ts";
import { showPlace } from "../../core/model/place.ts";
import { isBstError } from "../../dsl/bst/errors.ts";
import type { ProjectFiles } from "../../dsl/bst/files.ts";
import { type BstLoad, type LoadOptions, loadBst } from "../../dsl/bst/load.ts";
import { showElement } from "../../dsl/bst/show.ts";

export type Tree = { readonly [path: string]: string };

/** Files by path below /project. */
function memoryFiles(tree: Tree, links: Tree = {}): ProjectFiles {
  const files = new Map(Object.entries(tree).map(([path, text]) => [`/project/${path}`, text]));
  const directories = new Set(["/"]);
  for (const path of files.keys()) for (let at = dirname(path); at !== "/"; at = dirname(at)) directories.add(at);
  const isLink = (path: string): boolean => path.replace("/project/", "") in links;
  const normal = (path: string): string => path.replace(/\/+$/, "").replace(/\/\.(?=\/|$)/g, "") || "/";
  const kind = (path: string) => (files.has(normal(path)) ? "file" : directories.has(normal(path)) ? "directory" : undefined);
  return {
    readText: (path) => {
      const text = files.get(path);
      return text === undefined
        ? { type: directories.has(path) ? "directory" : "missing" }
        : text === "\0"
          ? { type: "binary" }
          : { type: "text", text };
    },
    kind,
    isLink,
    realPath: (path) => (kind(path) ? normal(path) : undefined),
    real: (path) => path,
    list: (path) => {
      const prefix = `${normal(path)}/`;
      const names = new Map<string, boolean>();
      for (const file of files.keys()) {
        if (!file.startsWith(prefix)) continue;
        const [name = "", ...rest] = file.slice(prefix.length).split("/");
        names.set(name, rest.length > 0);
      }
      return [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
    },
  };
}

const CONF = "name: test\nmin-version: 2.0\n";

/** Loads a project; `project.conf` begins with a name and a version unless it says otherwise. */
export function load(tree: Tree, options: Partial<LoadOptions> & { readonly links?: Tree } = {}): BstLoad {
  const conf = tree["project.conf"] ?? "";
  const all = { ...tree, "project.conf": /^name:/m.test(conf) ? conf : CONF + conf };
  const { links, ...rest } = options;
  return loadBst({
    directory: "/project",
    maxJobs: 4,
    host: { machine: "x86_64", system: "Linux" },
    files: memoryFiles(all, links),
    ...rest,
  });
}

/** One element, as `show` gives it. There must be no failure. */
export function show(tree: Tree, name: string, options: Partial<LoadOptions> = {}): JsonObject {
  const { elements, failures } = load(tree, { targets: [name], ...options });
  if (failures[0]) throw failures[0].error;
  const found = elements.map(showElement).find((line) => line.name === name);
  if (!found) throw new Error(`no element ${name}`);
  return found;
}

/** Every error, as "REASON place: message". */
export function errors(tree: Tree, options: Partial<LoadOptions> & { readonly links?: Tree } = {}): readonly string[] {
  try {
    return load(tree, options).failures.map(({ error }) => errorText(error));
  } catch (error) {
    return [errorText(error)];
  }
}

export function errorText(error: unknown): string {
  if (!isBstError(error)) throw error;
  return `${error.reason} ${error.place ? showPlace(error.place) : "-"}: ${error.message}`;
}

/** A manual element with these variables, and what they resolve to. */
export function variablesOf(tree: Tree, name: string, options: Partial<LoadOptions> = {}): JsonObject {
  return show(tree, name, options).variables as JsonObject;
}
