// The kinds of a converted project: forge's own where they are the same, others written out as the project has them.
//
// A kind of the incumbent's is not forge's kind of that name: its commands differ. What it runs is written into a module of
// the project, where it can be read and changed.

import { posix } from "node:path";
import type { KindDefaults } from "../../bst/kind-defaults.ts";
import { COMMAND_LISTS } from "../../bst/kinds/kind.ts";
import type { Mapping } from "../../bst/yaml/node.ts";
import type { MappedPlugin } from "../../plugin-map.ts";
import { arrow, call, type Expression, type Field, imported, literal, object, string } from "../print/expression.ts";
import type { Module } from "../print/module.ts";
import { identifier } from "../print/names.ts";
import type { Comments } from "./comments.ts";
import { makerOf, mappedKind, type Plugins } from "./plugins.ts";
import { isStandard, variableReference } from "./project-names.ts";
import { type PerPoint, type Saying, sayCommands, sayRecord, sayText, scalarIn, scalarsOf } from "./say.ts";
import type { ProjectScope } from "./scope.ts";
import { forge } from "./texts.ts";

/** How elements of a kind are written. */
export type Manner = "manual" | "steps" | "script" | "compose" | "filter" | "import" | "stack" | "collected" | "mapped" | "unknown";

export interface ConvertedKind {
  readonly kind: string;
  readonly manner: Manner;
  /** The function that makes its elements. */
  readonly maker: Expression;
  /** Variables that its elements may have differently by name. */
  readonly variables: ReadonlySet<string>;
  readonly defaults: PerPoint<KindDefaults>;
  /** What the user's map puts in its place. */
  readonly plugin?: MappedPlugin;
}

export interface ConvertedKinds {
  readonly kinds: ReadonlyMap<string, ConvertedKind>;
  readonly modules: readonly Module[];
  /** Entries of `defaults.kinds`. */
  readonly defaults: readonly Expression[];
}

/** Kinds whose files are known before anything is built, as dsl/bst/graph/collected.ts makes them. */
const COLLECTED = new Set(["collect_integration", "collect_initial_scripts", "collect_manifest", "check_forbidden"]);

export function isCollected(kind: string): boolean {
  return COLLECTED.has(kind);
}

const STANDARD: { readonly [family: string]: readonly [Manner, string] } = {
  script: ["script", "script"],
  compose: ["compose", "compose"],
  filter: ["filter", "filter"],
  import: ["import", "importElement"],
  stack: ["stack", "stack"],
};

export interface KindsOptions {
  /** Kinds that have an element whose commands start below the build directory. */
  readonly subdirectories: ReadonlySet<string>;
  readonly plugins?: Plugins | undefined;
}

export function convertKinds(scope: ProjectScope, comments: Comments, { subdirectories, plugins }: KindsOptions): ConvertedKinds {
  const kinds = new Map<string, ConvertedKind>();
  const modules: Module[] = [];
  const defaults: Expression[] = [];
  for (const kind of scope.kinds) {
    const found = scope.each(scope.domain, (variant) => scope.kindDefaults(variant, kind));
    const [first] = found;
    if (first === undefined) continue;
    const variables = scope.kindVariables(kind);
    const writer = new KindWriter(scope, comments, { kind, found, variables });
    const { family } = first.kind.kind;
    const standard = STANDARD[family];
    const plugin = mappedKind(plugins, kind);
    if (plugin) {
      const maker = makerOf(plugin);
      kinds.set(kind, { kind, manner: "mapped", maker, variables: new Set(), defaults: found, plugin });
      const said = writer.standardDefaults();
      if (said.length > 0) defaults.push(call(forge("kindDefaults"), maker, object(said)));
    } else if (standard) {
      const [manner, maker] = standard;
      kinds.set(kind, { kind, manner, maker: forge(maker), variables: new Set(), defaults: found });
      const said = writer.standardDefaults();
      if (said.length > 0) defaults.push(call(forge("kindDefaults"), forge(maker), object(said)));
    } else if (kind === "manual" && family === "build" && !subdirectories.has(kind)) {
      kinds.set(kind, { kind, manner: "manual", maker: forge("manual"), variables: new Set(), defaults: found });
      const said = writer.manualDefaults();
      if (said.length > 0) defaults.push(call(forge("kindDefaults"), forge("manual"), object(said)));
    } else if (family === "build") {
      const module = writer.module(subdirectories.has(kind));
      modules.push(module);
      kinds.set(kind, { kind, manner: "steps", maker: imported(module.file, writer.constant), variables, defaults: found });
    } else if (isCollected(kind)) {
      const module = writer.collected();
      modules.push(module);
      kinds.set(kind, { kind, manner: "collected", maker: imported(module.file, writer.constant), variables: new Set(), defaults: found });
    } else if (family === "opaque") {
      const module = writer.unknown(first);
      modules.push(module);
      kinds.set(kind, { kind, manner: "unknown", maker: imported(module.file, writer.constant), variables: new Set(), defaults: found });
    }
  }
  return { kinds, modules, defaults };
}

class KindWriter {
  readonly constant: string;
  readonly #kind: string;
  readonly #found: PerPoint<KindDefaults>;
  readonly #variables: ReadonlySet<string>;
  readonly #scope: ProjectScope;
  readonly #saying: Saying;

  constructor(
    scope: ProjectScope,
    comments: Comments,
    { kind, found, variables }: { kind: string; found: PerPoint<KindDefaults>; variables: ReadonlySet<string> },
  ) {
    this.#scope = scope;
    this.#kind = kind;
    this.#found = found;
    this.#variables = variables;
    this.constant = identifier(kind);
    this.#saying = {
      domain: scope.domain,
      within: scope.domain.all,
      reference: (variable) => variableReference(scope.fields.get(variable) ?? variable),
      comments,
      strip: (text) => text.trim(),
    };
  }

  get file(): string {
    return posix.join("kinds", `${this.#kind.replaceAll("_", "-")}.ts`);
  }

  /** A kind that runs commands in steps. */
  module(hasSubdirectory: boolean): Module {
    const steps = object(this.#commands().map(([name, value]): Field => ({ name, value })));
    const variables = this.#variableFields();
    const environment = this.#environment();
    const run = hasSubdirectory
      ? { recipe: arrow("", object({ type: string("run"), steps, cwd: variableReference("commandSubdir") })) }
      : { steps: arrow("", steps) };
    const definition = object({
      kind: string(this.#kind),
      ...(variables.length > 0 && { variables: object(variables) }),
      ...(environment.length > 0 && { environment: object(environment) }),
      ...run,
    });
    return this.#asModule(call(forge("defineElement"), definition));
  }

  unknown({ kind: { origin } }: KindDefaults): Module {
    return this.#asModule(call(forge("unknownKind"), string(this.#kind), string(`the element kind "${this.#kind}" of ${origin}`)));
  }

  /** Files that were put together from what dependencies say. */
  collected(): Module {
    const definition = object({
      kind: string(this.#kind),
      recipe: arrow("{ hasSources }", {
        type: "conditional",
        test: { type: "name", name: "hasSources" },
        yes: literal({ type: "import" }),
        no: literal({ type: "stack" }),
      }),
    });
    return this.#asModule(call(forge("defineElement"), definition));
  }

  standardDefaults(): readonly Field[] {
    const variables = this.#variableFields().filter(({ name }) => name !== "cwd");
    const environment = this.#environment();
    return [
      ...(variables.length > 0 ? [{ name: "variables", value: object(variables) }] : []),
      ...(environment.length > 0 ? [{ name: "environment", value: object(environment) }] : []),
    ];
  }

  manualDefaults(): readonly Field[] {
    const variables = this.#variableFields();
    const environment = this.#environment();
    const commands = this.#commands().filter(([, value]) => value.type !== "list" || value.items.length > 0);
    return [
      ...(variables.length > 0 ? [{ name: "variables", value: object(variables) }] : []),
      ...(environment.length > 0 ? [{ name: "environment", value: object(environment) }] : []),
      ...commands.map(([name, value]) => ({ name, value })),
    ];
  }

  #asModule(value: Expression): Module {
    return { file: this.file, statements: [{ name: this.constant, exported: true, value }] };
  }

  #commands(): readonly (readonly [step: string, commands: Expression])[] {
    return COMMAND_LISTS.map((list) => [
      list.replace(/-commands$/, ""),
      sayCommands(
        this.#found.map(({ config }) => scalarsOf(config.entries.get(list))),
        this.#saying,
      ),
    ]);
  }

  /** Standard ones and the kind's own as they are; those of the project are set. */
  #variableFields(): readonly Field[] {
    const { fields, domain } = this.#scope;
    return [...this.#variables].map((variable): Field => {
      const scalars = this.#found.map(({ variables }) => variables.node(variable));
      const value = sayText(scalars, { ...this.#saying, domain }, "") ?? string("");
      return { name: fields.get(variable) ?? variable, value };
    });
  }

  #environment(): readonly Field[] {
    const own = this.#found.map(({ environment }, index): Mapping => {
      const project = this.#scope.each(this.#scope.domain, (variant) => variant.project.complete.environment)[index];
      const entries = new Map(
        [...environment.entries].filter(([name]) => scalarIn(environment, name)?.text.trim() !== scalarIn(project, name)?.text.trim()),
      );
      return { ...environment, entries };
    });
    const nocache = new Set(this.#found.flatMap(({ environmentNocache }) => environmentNocache));
    return sayRecord(own, this.#saying, (name, value) => ({ name, value: nocache.has(name) ? call(forge("nocache"), value) : value }));
  }
}

/** Whether a variable may be written by its name alone among an element's variables. */
export function isNamed(field: string, kind: ConvertedKind, variable: string): boolean {
  return isStandard(field) || kind.variables.has(variable);
}
