// What an element of a `.bst` project does, as one of the engine's recipes, by the family of its kind.
//
// What no recipe can say is told as a need: the element loads and shows, and refuses to be built.

import { posix } from "node:path";
import type { Recipe, Step } from "../../../core/model/graph.ts";
import type { ResolvedElement } from "../element.ts";
import { COMMAND_LISTS } from "../kinds/kind.ts";
import { canonicalArchitecture } from "../options/host.ts";
import * as access from "../yaml/access.ts";
import { plainMapping } from "../yaml/plain.ts";
import type { Layout } from "./layout.ts";

export interface ElementRecipe {
  readonly recipe: Recipe;
  /** Where sources are laid out. */
  readonly base: string;
  /** Ends of "it needs …". */
  readonly needs: readonly string[];
}

export function recipeOf(element: ResolvedElement, layout: Layout): ElementRecipe {
  const { config, kind } = element;
  const domains = () => ({
    include: access.texts(access.requiredSequence(config, "include")),
    exclude: access.texts(access.requiredSequence(config, "exclude")),
    orphans: access.requiredBoolean(config, "include-orphans"),
  });
  switch (kind.kind.family) {
    case "build":
      return buildRecipe(element, layout);
    case "script":
      return scriptRecipe(element, layout);
    case "compose":
      return plainRecipe({ type: "compose", ...domains(), integrate: access.requiredBoolean(config, "integrate") });
    case "filter":
      return plainRecipe({ type: "filter", ...domains(), passIntegration: access.booleanOr(config, "pass-integration", false) });
    case "import":
      return plainRecipe({
        type: "import",
        from: inSandbox(access.requiredText(config, "source")),
        to: inSandbox(access.requiredText(config, "target")),
        links: [],
      });
    case "stack":
    case "junction":
    case "link":
      return plainRecipe({ type: "stack" });
    case "opaque":
      return {
        recipe: { type: "unknown", config: plainMapping(config) },
        base: "/",
        needs: [`the element kind "${kind.kind.kind}" of ${kind.origin}`],
      };
  }
}

/** An absolute path in the sandbox, in its only spelling. */
export function inSandbox(path: string): string {
  return posix.resolve("/", path);
}

function plainRecipe(recipe: Recipe): ElementRecipe {
  return { recipe, base: "/", needs: [] };
}

function buildRecipe(element: ResolvedElement, layout: Layout): ElementRecipe {
  const { config, variables } = element;
  const buildDirectory = inSandbox(variables.get("build-root") ?? "/buildstream-build");
  const steps = COMMAND_LISTS.map((list): Step => ({ name: list.replace(/-commands$/, ""), commands: access.textsOrEmpty(config, list) }));
  return runRecipe(element, layout, {
    steps,
    cwd: posix.resolve(buildDirectory, variables.get("command-subdir") ?? ""),
    buildDirectory,
  });
}

function scriptRecipe(element: ResolvedElement, layout: Layout): ElementRecipe {
  const { config, variables } = element;
  return runRecipe(element, layout, {
    steps: [
      { name: "layout", commands: layout.directories.map((path) => `mkdir -p ${quoted(path)}`) },
      { name: "script", commands: access.texts(access.requiredSequence(config, "commands")) },
    ],
    cwd: inSandbox(variables.get("cwd") || "/"),
    // Nothing is staged there: a script has no sources, and its own `%{build-root}` is a place for dependencies.
    buildDirectory: "/forge/build",
  });
}

interface RunParts {
  readonly steps: readonly Step[];
  readonly cwd: string;
  readonly buildDirectory: string;
}

function runRecipe(element: ResolvedElement, layout: Layout, { steps, cwd, buildDirectory }: RunParts): ElementRecipe {
  const output = inSandbox(element.variables.get("install-root") ?? "/buildstream-install");
  const below = layout.edges.map(({ at }) => at).find((at) => output !== "/" && (at === output || at.startsWith(`${output}/`)));
  return {
    recipe: {
      type: "run",
      steps: steps.filter(({ commands }) => commands.length > 0),
      cwd,
      buildDirectory,
      output,
      drop: [],
      integrate: true,
    },
    base: buildDirectory,
    needs: [...sandboxNeeds(element), ...(below === undefined ? [] : [`a way to stage a dependency at ${below}, in its own output`])],
  };
}

/** What it asks of its sandbox that is not as forge's sandboxes are. */
function sandboxNeeds({ sandbox, load }: ResolvedElement): readonly string[] {
  const { machine, system } = load.loader.project.session.host;
  const { os, arch, uid, gid, remoteApisSocket } = sandbox;
  const isHere = canonicalArchitecture(arch) === canonicalArchitecture(machine) && os.toLowerCase() === system.toLowerCase();
  return [
    ...(isHere ? [] : [`a machine with ${os} on ${arch}`]),
    ...((uid ?? 0) === 0 && (gid ?? 0) === 0
      ? []
      : [`a sandbox with user ${uid ?? 0} and group ${gid ?? 0}: forge builds as root of its own`]),
    ...(remoteApisSocket ? [`a remote execution service at ${remoteApisSocket.path}`] : []),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
