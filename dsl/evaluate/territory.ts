// Whose code lies where while a configuration is evaluated: forge's programs and the tools that load TypeScript.

import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { realPath, type Territory } from "./frames.ts";

/** The project's directory, and the directories that are trusted beside it. */
export function territoryOf(projectRoot: string): Territory {
  const own = dirname(fileURLToPath(import.meta.url));
  const require = createRequire(import.meta.url);
  const tsx = packageDirectory(require.resolve("tsx/esm/api"), "tsx");
  const esbuild = packageDirectory(createRequire(`${tsx}/package.json`).resolve("esbuild"), "esbuild");
  return { projectRoot, trusted: [own.replace(/\/chunks$/, ""), ...installedForge(projectRoot), tsx, esbuild] };
}

/** The forge that the project has installed, which need not be the one that runs: a link may lead anywhere. */
export function installedForge(projectRoot: string): readonly string[] {
  try {
    return [realPath(dirname(createRequire(join(projectRoot, "package.json")).resolve("forge-build")))];
  } catch {
    // None, or none that can be loaded: the import says so.
    return [];
  }
}

function packageDirectory(file: string, name: string): string {
  const real = realPath(file);
  const marker = `${sep}node_modules${sep}${name}${sep}`;
  const at = real.lastIndexOf(marker);
  if (at < 0) throw new Error(`internal: ${name} is not in a node_modules directory: ${real}`);
  return real.slice(0, at + marker.length - 1);
}
