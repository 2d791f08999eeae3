// The five recipes, as kinds give them: everything a kind can say about how an element is made.
//
// Texts may hold variables; paths default to what every element has. What the engine gets is core/model/graph.ts's.

import type { Script, Text } from "./text.ts";

export type RecipeInput =
  | StackRecipeInput
  | ImportRecipeInput
  | FilterRecipeInput
  | ComposeRecipeInput
  | RunRecipeInput
  | UnknownRecipeInput;

/** Nothing but its dependencies. */
export interface StackRecipeInput {
  readonly type: "stack";
}

/** A subtree of the sources, placed at a path. */
export interface ImportRecipeInput {
  readonly type: "import";
  /** Directory of the sources. `/` unless said. */
  readonly from?: Text | undefined;
  /** Where it is placed. `/` unless said. */
  readonly to?: Text | undefined;
  /** Symbolic links to add: path to target. */
  readonly links?: { readonly [path: string]: Text } | undefined;
}

/** The files of the one build dependency that belong to chosen domains. */
export interface FilterRecipeInput {
  readonly type: "filter";
  /** None: every domain. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Whether files of no domain are kept. They are not unless said. */
  readonly orphans?: boolean | undefined;
  /** Whether the dependency's integration commands become its own. */
  readonly passIntegration?: boolean | undefined;
}

/** The union of the build dependencies and what they need at run time, cut by domains. */
export interface ComposeRecipeInput {
  readonly type: "compose";
  /** None: every domain. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Whether files of no domain are kept. They are unless said. */
  readonly orphans?: boolean | undefined;
  /** Whether integration commands run. They do unless said. */
  readonly integrate?: boolean | undefined;
}

/** Steps of commands in a sandbox; what they leave in the output directory is the artifact. */
export interface RunRecipeInput {
  readonly type: "run";
  /** Commands by step, in the order in which they run. The step `test` runs behind the others, on `forge test` only. */
  readonly steps: { readonly [step: string]: readonly Script[] };
  /** Directory in which each command starts. The build directory unless said. */
  readonly cwd?: Text | undefined;
  /** Where the sources are laid out. The variable `buildRoot` unless said. */
  readonly buildDirectory?: Text | undefined;
  /** What is captured. The variable `installRoot` unless said; `/` captures the root with all that is staged in it. */
  readonly output?: Text | undefined;
  /** Paths below the output that are not captured. */
  readonly drop?: readonly Text[] | undefined;
  /** Whether integration commands of what is staged at `/` run first. They do unless said. */
  readonly integrate?: boolean | undefined;
  /** File in the sandbox, left by `fakeroot -s`, from which owners, modes and devices are read. */
  readonly fakerootState?: Text | undefined;
}

/** What a kind does that nobody has written yet: it is shown, and says what is missing when it is to be built. */
export interface UnknownRecipeInput {
  readonly type: "unknown";
  /** Data, in which texts may hold variables. */
  readonly config: { readonly [name: string]: unknown };
  /** Ends of "it needs …". */
  readonly needs: readonly string[];
}
