// Where another TypeScript project lies: where Node would find the package from the file that asks, or the folder it names.
//
// Looks at directories and package.json; the import that follows records what was looked at.

import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type CallSite, callingFile } from "./call-site.ts";
import { refusal } from "./refuse.ts";

/** The file that makes a directory a project. */
export const CONFIG_FILE = "build.config.ts";

export interface FoundProject {
  /** Absolute real path. */
  readonly directory: string;
  readonly package: string | undefined;
  readonly version: string | undefined;
}

/** Throws FORGE1047. */
export function findProject(specifier: string, site: CallSite): FoundProject {
  const from = dirname(callingFile(site) ?? "/");
  const isFolder = /^\.{0,2}(\/|$)/.test(specifier);
  const directory = isFolder ? realDirectory(resolve(from, specifier)) : findPackage(specifier, from);
  if (directory === undefined) {
    const help = isFolder
      ? `a folder outside of the project is not seen while it is evaluated: make it a package, with npm install ${specifier}`
      : `install it: npm install ${specifier}`;
    throw cannotUse(`there is no ${isFolder ? "folder" : "package"} ${JSON.stringify(specifier)}`, site, help);
  }
  if (!statSync(join(directory, CONFIG_FILE), { throwIfNoEntry: false })?.isFile())
    throw cannotUse(`${JSON.stringify(specifier)} is no project: it has no ${CONFIG_FILE}`, site, "name the directory that holds one");
  return { directory, ...readManifest(directory) };
}

/** Of one version of a package, several copies may be installed. */
export function isSameProject(a: FoundProject, b: FoundProject): boolean {
  if (a.directory === b.directory) return true;
  if (a.package === undefined || a.version === undefined || a.package !== b.package || a.version !== b.version) return false;
  // What is linked there is being worked on, and its version says nothing.
  return [a, b].every(({ directory }) => directory.includes("/node_modules/"));
}

export function cannotUse(message: string, site: CallSite, help?: string): Error {
  return refusal({ code: "FORGE1047", message, site, ...(help !== undefined && { help }) });
}

function findPackage(name: string, from: string): string | undefined {
  if (!/^(@[^/]+\/)?[^/.][^/]*$/.test(name)) return undefined;
  for (let directory = from; ; directory = dirname(directory)) {
    const found = realDirectory(join(directory, "node_modules", name));
    if (found !== undefined || directory === dirname(directory)) return found;
  }
}

function realDirectory(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? realpathSync(path) : undefined;
}

/** A folder needs none. */
function readManifest(directory: string): Pick<FoundProject, "package" | "version"> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const text = (field: string): string | undefined => {
      const value: unknown = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, field) : undefined;
      return typeof value === "string" ? value : undefined;
    };
    return { package: text("name"), version: text("version") };
  } catch {
    return { package: undefined, version: undefined };
  }
}
