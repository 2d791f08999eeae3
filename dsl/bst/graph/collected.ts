// Kinds that write down what their dependencies say in public: files that are known before anything is built.
//
// `collect_initial_scripts` is written anew in every project that has it, and is the same in all of them.

import type { ResolvedElement } from "../element.ts";
import * as access from "../yaml/access.ts";
import { buildScope } from "./layout.ts";
import { manifestOf, type ResolvedElements } from "./manifest.ts";

export interface CollectedFiles {
  /** Contents by path in the artifact. */
  readonly files: ReadonlyMap<string, string>;
  readonly executable: boolean;
  /** Ends of "it needs …". */
  readonly needs: readonly string[];
}

/** The files of such an element; undefined for elements of other kinds. `resolved` has what it depends on. */
export function collectedFiles(element: ResolvedElement, resolved: ResolvedElements): CollectedFiles | undefined {
  const { kind, config } = element;
  if (kind.kind.kind === "collect_integration") {
    const path = access.optionalText(config, "script-path");
    return path === undefined ? undefined : programs(new Map([[inner(path), integrationScript(element, resolved)]]));
  }
  if (kind.kind.kind === "collect_initial_scripts") {
    const path = access.optionalText(config, "path");
    return path === undefined ? undefined : programs(initialScripts(element, resolved, inner(path)));
  }
  if (kind.kind.kind === "collect_manifest") {
    const { path, text, needs } = manifestOf(element, resolved);
    return { files: new Map(path === undefined ? [] : [[inner(path), text]]), executable: false, needs };
  }
  if (kind.kind.kind === "check_forbidden") {
    const forbidden = new Set(access.textsOrEmpty(config, "forbidden"));
    const found = buildScope(element.load).filter(({ name, fullName }) => forbidden.has(name) || forbidden.has(fullName));
    return {
      files: new Map(),
      executable: false,
      needs: found.map(({ fullName }) => `"${fullName}" to be no dependency: it is forbidden`),
    };
  }
  return undefined;
}

function programs(files: ReadonlyMap<string, string>): CollectedFiles {
  return { files, executable: true, needs: [] };
}

function integrationScript({ load, config }: ResolvedElement, resolved: ResolvedElements): string {
  const ignored = new Set(access.textsOrEmpty(config, "ignore"));
  const blocks = buildScope(load).flatMap((dependency) => {
    const bst = access.mappingOrEmpty(resolved.get(dependency)?.public ?? config, "bst");
    if (ignored.has(dependency.name) || !access.has(bst, "integration-commands")) return [];
    const commands = access.textsOrEmpty(bst, "integration-commands");
    return [`# integration commands from ${dependency.name}\n${commands.map((command) => `${command}\n\n`).join("")}`];
  });
  return `#!/bin/sh\nset -e\n\n${blocks.join("")}`;
}

function initialScripts({ load }: ResolvedElement, resolved: ResolvedElements, path: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const dependency of buildScope(load)) {
    const found = resolved.get(dependency);
    const script = found && access.optionalText(access.mappingOrEmpty(found.public, "initial-script"), "script");
    if (script === undefined) continue;
    const number = String(files.size + 1).padStart(3, "0");
    files.set(`${path}/${number}-${dependency.name.replaceAll(/[^A-Za-z0-9]/g, "_")}`, script);
  }
  return files;
}

function inner(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}
