// The graph: the only thing that crosses from the configuration to the engine.
//
// Plain data, JSON, versioned. Every text in it is final: variables are expanded, options are applied, shell is quoted.
// It holds no absolute path and no time, so the same project gives the same bytes on every machine (invariant 1).
// Names and places are for people; nothing that is hashed into a key may be derived from them (invariant 6).

import type { ElementId, SourceId, TreeDigest } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Place } from "./place.ts";

export const GRAPH_FORMAT = "forge-graph";
export const GRAPH_VERSION = 1;

export interface Graph {
  readonly format: typeof GRAPH_FORMAT;
  readonly version: typeof GRAPH_VERSION;
  readonly project: ProjectNode;
  readonly options: readonly OptionNode[];
  /** Distinct sources, each once, whoever uses it. */
  readonly sources: readonly SourceNode[];
  /** Elements reachable from the project, dependencies before dependants. */
  readonly elements: readonly ElementNode[];
  /** What `forge build` builds when nothing is named. */
  readonly defaults: readonly ElementId[];
  /** Other projects that this one stands on, each after the one that it was first reached by. Absent: none. */
  readonly junctions?: readonly JunctionNode[];
  /** Absent: none, or all of them have been loaded. */
  readonly foreign?: readonly ForeignNode[];
}

/** A project of BuildStream that is to be loaded, and whose elements are to stand in the place of those that name them. */
export interface ForeignNode {
  readonly name: string;
  /** The element whose sources it lies in. */
  readonly files: ElementId;
  /** Where in them: "." or a path. */
  readonly path: string;
  readonly options: { readonly [name: string]: string };
  /** What stands in the place of its elements. */
  readonly replaced: readonly (readonly [name: string, by: ElementId])[];
  readonly place: readonly Place[];
}

/** One instance of another project: as made by one choice of options and replacements. */
export interface JunctionNode {
  /** What its elements are called by, such as `sdk` or `sdk:base`. */
  readonly name: string;
  /** What the project calls itself. */
  readonly project: string;
  readonly version?: string;
  /** Where its files lie. */
  readonly root: FilesRoot;
  readonly options: { readonly [name: string]: OptionNode["value"] };
  /** What stands in the place of which of its elements. */
  readonly replaced: readonly (readonly [element: string, by: string])[];
  /** Other names that lead to the same instance. */
  readonly aliases: readonly string[];
  /** Where it is asked for. */
  readonly place: readonly Place[];
}

/** A directory by its path from the project, which may lead out of it; or one in a tree of the store. */
export type FilesRoot =
  | { readonly type: "directory"; readonly path: string }
  | { readonly type: "tree"; readonly tree: TreeDigest; readonly path: string };

export interface ProjectNode {
  readonly name: string;
  /** By alias. */
  readonly mirrors: { readonly [alias: string]: MirrorNode };
  /** What it says for all elements, or all of a kind, for people: elements have all of it. Absent: nothing. */
  readonly defaults?: readonly DefaultNode[];
}

export interface DefaultNode {
  /** As it is written: `variables.prefix`. */
  readonly name: string;
  /** Absent: all kinds. */
  readonly kind?: string;
  readonly value: string;
  readonly place: readonly Place[];
}

/** A mirror that the project suggests. A user's setting of the same name wins. */
export interface MirrorNode {
  readonly url: string;
  /** Tried in turn where it does not give what is asked for. */
  readonly alternatives?: readonly string[];
  /** Path of a keyring inside the project, for archives that are signed. */
  readonly keyring?: string;
}

export interface OptionNode {
  readonly name: string;
  readonly type: "choice" | "flag" | "flags" | "integer" | "arch";
  readonly description?: string;
  readonly value: string | number | boolean | readonly string[];
  readonly values?: readonly string[];
}

/** Where a source driver's code lives, and what it can do. */
export interface DriverReference {
  /** "forge-build", the name of a package, or a project-relative path such as "./sources/svn.ts". */
  readonly module: string;
  /** Export to look at first. What counts is the export that says it is of the source's kind. */
  readonly export: string;
  readonly operations: readonly DriverOperation[];
}

export type DriverOperation = "track" | "fetch" | "stage";

export interface SourceNode {
  readonly kind: string;
  readonly version: number;
  readonly driver: DriverReference;
  /** The validated configuration, as the driver gets it back. */
  readonly config: JsonObject;
  /** The driver's `lockInputs`: key of the entry in forge.lock. Absent: nothing to lock. */
  readonly lock?: readonly Json[];
  /** The driver's `keyInputs`: the part of the configuration that changes what is staged. */
  readonly key: Json;
  /** Project-relative files and directories whose contents are part of the source. */
  readonly paths: readonly string[];
  /** Position of the junction whose files `paths` and the driver's module are. Absent: they are the project's. */
  readonly junction?: number;
  /** The sources before it that it works on. Absent: it stands for itself. */
  readonly previous?: PreviousSources;
  readonly place: readonly Place[];
}

/** Sources that come before another in an element's list, and what that does with them. */
export interface PreviousSources {
  /** `over`: it begins as their files, and is them, changed. `beside`: it reads them, and is something of its own. */
  readonly type: "over" | "beside";
  /** First to last, each at a path relative to where all are laid out: "." or "a/b". */
  readonly sources: readonly { readonly source: SourceId; readonly at: string }[];
  /** Path in what they are together where it works: "." or "a/b". */
  readonly within: string;
}

export type EdgeType = "build" | "runtime" | "all";

export interface Edge {
  readonly to: ElementId;
  readonly type: EdgeType;
  /** Where the dependency is staged for building. "/" unless said. */
  readonly at: string;
  readonly config?: Json;
}

export interface ElementNode {
  /** Paths in defineProject's record, "a/b", in that record's order. Empty for an internal element. */
  readonly names: readonly string[];
  readonly kind: string;
  readonly kindVersion: number;
  readonly description?: string;
  /** The user's frames of the call that made it, innermost first. */
  readonly place: readonly Place[];
  /** One ordered list: the order decides overlaps and keys. */
  readonly edges: readonly Edge[];
  readonly sources: readonly { readonly source: SourceId /** Absolute path in the sandbox. */; readonly at: string }[];
  readonly recipe: Recipe;
  /** Sorted by name. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Names in `environment` whose values do not enter the key. */
  readonly environmentNocache: readonly string[];
  /** Domain to path patterns, in declared order. */
  readonly splitRules: readonly (readonly [domain: string, patterns: readonly string[]])[];
  readonly integration: readonly string[];
  /** Patterns of paths this element may overwrite, each relative to where it is staged. */
  readonly overlapWhitelist: readonly string[];
  /** What its project wants to be an error where it is made, sorted. Absent: nothing. */
  readonly fatalWarnings?: readonly FatalWarning[];
  /** Everything else that is public, by domain. */
  readonly public: JsonObject;
  /** Resolved, for `forge show`. Never hashed as such. */
  readonly variables: { readonly [name: string]: string };
  /** What building it takes that forge does not have, each the end of "it needs …". It is shown, and fails when it is to be built. */
  readonly needs?: readonly string[];
  /** What it stands for: an element of a project that is to be loaded. */
  readonly foreign?: { readonly project: number; readonly name: string };
}

/** Warnings of making an element that a project may want to be errors. */
export const fatalWarnings = ["overlaps", "strays", "unstagedFiles"] as const;

/**
 * `overlaps`: a dependency overwrites a file of another without saying that it may. `unstagedFiles`: a file of a dependency has no
 * place, for another has a directory there. `strays`: commands wrote files outside the output.
 */
export type FatalWarning = (typeof fatalWarnings)[number];

export type Recipe = StackRecipe | ImportRecipe | FilterRecipe | ComposeRecipe | RunRecipe | UnknownRecipe;

/** Nothing but its dependencies. */
export interface StackRecipe {
  readonly type: "stack";
}

/** A subtree of the sources, placed at a path. */
export interface ImportRecipe {
  readonly type: "import";
  /** Directory in the staged sources. */
  readonly from: string;
  /** Where it is placed in the artifact. */
  readonly to: string;
  /** Symbolic links to add: path in the artifact to target. Parents are followed through links of the same tree. */
  readonly links: readonly (readonly [path: string, target: string])[];
}

/** The files of the one build dependency that belong to chosen domains. */
export interface FilterRecipe {
  readonly type: "filter";
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Files in no domain. */
  readonly orphans: boolean;
  /** Whether the dependency's integration commands become its own. */
  readonly passIntegration: boolean;
}

/** Union of the build dependencies and their runtime closure, optionally integrated, cut by domains. */
export interface ComposeRecipe {
  readonly type: "compose";
  /** Empty: every domain. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly orphans: boolean;
  readonly integrate: boolean;
}

/** Stage, run ordered steps in a sandbox, take the tree at the output path. */
export interface RunRecipe {
  readonly type: "run";
  readonly steps: readonly Step[];
  /** Directory in which each command starts. */
  readonly cwd: string;
  /** Writable, empty but for sources staged in it, dropped afterwards. */
  readonly buildDirectory: string;
  /** Captured path. "/" captures the root itself: then what is staged at "/" is copied and owned, not overlaid. */
  readonly output: string;
  /** Paths below the output that are not captured (trees and files alike). */
  readonly drop: readonly string[];
  /** Whether integration commands of what is staged at "/" run first. */
  readonly integrate: boolean;
  /** File in the sandbox, left by `fakeroot -s`, from which owners, modes and devices are read. */
  readonly fakerootState?: string;
  /** Run behind the others on `forge test` only: no part of the artifact, none of its key. */
  readonly tests?: readonly Step[];
  /** Seconds after which its commands are stopped. Like the two below, none of the key's business. */
  readonly timeLimit?: number;
  /** How many of the builders' places it takes. 1 unless said. */
  readonly slots?: number;
  /** How many jobs it may run at a time, at most. */
  readonly maxJobs?: number;
}

/** What a kind does that is known by its name only. The element says what it needs. */
export interface UnknownRecipe {
  readonly type: "unknown";
  /** As the project has it. */
  readonly config: JsonObject;
}

export interface Step {
  readonly name: string;
  /** Each is a shell text, run by `sh -e -c`. */
  readonly commands: readonly string[];
}

/** How messages name an element: its first public name, or its kind and place. */
export function elementName(element: Pick<ElementNode, "names" | "kind" | "place">): string {
  const [name] = element.names;
  if (name !== undefined) return name;
  const [place] = element.place;
  return place ? `${element.kind}@${place.file}:${place.line ?? 1}` : element.kind;
}
