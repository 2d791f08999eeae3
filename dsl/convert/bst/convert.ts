// A `.bst` project as a TypeScript project: every module, the refs for the lock, what each thing is called now, and a report.
//
// Writes nothing. Each element is looked at under all values of the options that its file asks for, and what differs becomes
// a condition; so what is written is what the incumbent resolves, at each of these values.

import { join, posix } from "node:path";
import type { JsonObject } from "../../../core/model/json.ts";
import { fatalIn } from "../../bst/graph/element-node.ts";
import type { MakeSource } from "../../bst/graph/source-list.ts";
import { isFirstPass, type LoadElement } from "../../bst/load-element.ts";
import type { Host } from "../../bst/options/host.ts";
import type { Project } from "../../bst/project.ts";
import type { JunctionResolver } from "../../bst/session.ts";
import { placeOf } from "../../bst/yaml/node.ts";
import { call, type Expression, type Field, imported, list, literal, object, string } from "../print/expression.ts";
import type { Module, Statement } from "../print/module.ts";
import { camelCase, Names } from "../print/names.ts";
import { printModule } from "../print/print-module.ts";
import { Comments } from "./comments.ts";
import { type DependencyOrder, writtenName } from "./dependencies.ts";
import type { Domain } from "./domain.ts";
import { DomainNames } from "./domain-names.ts";
import { type ElementContext, elementModule } from "./element-module.ts";
import { Includes } from "./includes.ts";
import { Junctions } from "./junctions.ts";
import { convertKinds, isCollected } from "./kinds.ts";
import { type Plugins, refuseTaken } from "./plugins.ts";
import { DEFAULTS_FILE, defaultsModules, optionsModule, projectDomains, variablesModule } from "./project-modules.ts";
import { ElementNames, type Folder, VARIABLES_FILE } from "./project-names.ts";
import { Report, type ReportedElement } from "./report.ts";
import { ProjectScope } from "./scope.ts";
import { type LockedRef, type LockTable, SourceConverter } from "./sources.ts";
import { forge } from "./texts.ts";
import { type Variant, Variants } from "./variants.ts";

export interface ConvertOptions {
  /** Where `project.conf` lies. */
  readonly directory: string;
  readonly host: Host;
  readonly make: MakeSource;
  readonly resolveJunction?: JunctionResolver;
  /**
   * For a project that is part of another: in which order what an element depends on is staged there, by the names that are
   * written. Replacements change it.
   */
  readonly order?: DependencyOrder;
  /** Refs that were locked already, for a project that is part of another. */
  readonly locked?: LockTable;
  /** What the user has instead of plug-ins. */
  readonly plugins?: Plugins;
}

export interface Conversion {
  readonly name: string;
  /** Texts by path in the new project. */
  readonly files: ReadonlyMap<string, string>;
  /** Files and directories that sources take: where they are, and where they belong. */
  readonly copied: readonly { readonly from: string; readonly to: string }[];
  readonly locked: readonly LockedRef[];
  /** What things are called now, by what they were called. */
  readonly map: JsonObject;
  readonly elements: readonly ReportedElement[];
}

export function convertBst(options: ConvertOptions): Conversion {
  const { directory, host, make, resolveJunction, order, locked = new Map(), plugins } = options;
  const variants = new Variants({ directory, host, ...(resolveJunction && { resolveJunction }) });
  const usual = variants.usual;
  const all = usual.project.elementFiles();
  const kinds = [
    ...new Set(all.map((name) => usual.elements.get(name)?.kind ?? "").filter((kind) => kind !== "" && !isFirstPass(kind))),
  ].sort();
  const subdirectories = subdirectoryKinds(usual);
  const scope = new ProjectScope(variants, { kinds, late: subdirectories.size > 0 ? ["command-subdir"] : [] });
  const comments = new Comments(directory);
  const report = new Report();
  const sources = new SourceConverter(make, locked, plugins);
  const converted = convertKinds(scope, comments, { subdirectories, plugins });
  const elements = all.filter((name) => !isFirstPass(usual.elements.get(name)?.kind ?? ""));
  const names = new ElementNames(elements);
  const left = new Set<string>();
  const domains = new DomainNames(projectDomains(scope));
  const folders = new Names([...names.root.folders.values()].map((folder) => folder.directory));
  for (const { file } of names.root.elements.values()) folders.take(file.replace(/\.ts$/, ""));
  const junctions = new Junctions(
    scope,
    (project) => convertBst({ ...options, directory: project.directory, order: orderIn(project), locked }),
    (wanted) => folders.take(wanted),
  );
  const foreign = (element: LoadElement): Expression | undefined => junctions.reference(element);
  const includes = new Includes(usual.project.head.elementPath);
  const context: ElementContext = {
    scope,
    names,
    kinds: converted,
    sources,
    comments,
    report,
    domains,
    includes,
    left,
    foreign,
    ...(order && { order }),
  };
  const elementModules: Module[] = [];
  for (const name of inOrder(usual, elements)) {
    const made = elementModule(name, domainOf(name, scope), context);
    if ("left" in made) {
      left.add(name);
      report.element(name, undefined);
      report.note(name, "left", made.left, made.place);
    } else {
      elementModules.push(made);
      report.element(name, made.file);
    }
  }
  for (const name of all.filter((one) => !elements.includes(one))) leaveFirstPass(name, usual, report);
  const others = [
    optionsModule(scope),
    variablesModule(scope, comments),
    ...defaultsModules(scope, comments, { kinds: converted.defaults, foreign: domains.foreign }),
    ...converted.modules,
    ...sources.modules(),
    ...indexes(names.root, new Set(elementModules.map(({ file }) => file))),
    ...junctions.modules(),
    projectModule(scope, { names, sources, left, junctions }),
  ];
  const { modules, shared } = includes.share(elementModules, new Set([...elementModules, ...others].map(({ file }) => file)));
  const written = [...modules, ...shared, ...others];
  const { subprojects } = junctions;
  refuseTaken(
    written.map(({ file }) => file),
    plugins,
  );
  return {
    name: usual.project.name,
    files: new Map([
      ...written.map((module) => [module.file, printModule(module)] as const),
      ...sources.data.files,
      ...subprojects.flatMap(({ folder, conversion }) =>
        [...conversion.files].map(([path, text]) => [posix.join(folder, path), text] as const),
      ),
    ]),
    copied: [
      ...[...(plugins?.files ?? [])].map(([to, from]) => ({ from, to })),
      ...[...sources.paths].sort().map((path) => ({ from: join(directory, path), to: path })),
      ...subprojects.flatMap(({ folder, conversion }) => conversion.copied.map(({ from, to }) => ({ from, to: posix.join(folder, to) }))),
    ],
    locked: [...sources.locked],
    map: {
      ...importMap(
        scope,
        names,
        elements.filter((name) => !left.has(name)),
      ),
      ...(subprojects.length > 0 && {
        projects: Object.fromEntries(subprojects.map(({ junction, folder, conversion }) => [junction, { folder, ...conversion.map }])),
      }),
    },
    elements: [
      ...report.elements(),
      ...subprojects.flatMap(({ junction, folder, conversion }) =>
        conversion.elements.map(({ element, file, ...rest }) => ({
          element: `${junction}:${element}`,
          ...(file !== undefined && { file: posix.join(folder, file) }),
          ...rest,
        })),
      ),
    ],
  };
}

function orderIn({ loader }: Project): DependencyOrder {
  return (element) => loader.elements.get(element)?.dependencies.map(writtenName);
}

/** Dependencies before dependants, so that what cannot be used is known before what needs it. */
function inOrder({ targets, project }: Variant, elements: readonly string[]): readonly string[] {
  const order: string[] = [];
  const state = new Set<unknown>();
  const stack = [...targets].reverse().map((element) => ({ element, next: 0 }));
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { element } = top;
    if (top.next === 0 && state.has(element)) {
      stack.pop();
      continue;
    }
    state.add(element);
    const dependency = element.dependencies[top.next++];
    if (dependency !== undefined) {
      if (!state.has(dependency.element)) stack.push({ element: dependency.element, next: 0 });
    } else {
      stack.pop();
      if (element.loader.project === project) order.push(element.name);
    }
  }
  const wanted = new Set(elements);
  return [...new Set([...order, ...elements])].filter((name) => wanted.has(name));
}

/** The options that an element's file asks for, and those that change the order or the kind of what it depends on. */
function domainOf(name: string, scope: ProjectScope): Domain {
  const file = posix.join(scope.project.head.elementPath, name);
  const own = scope.domainFor([file]);
  const shape = shapeOf(scope.variants.usual, name);
  const more: string[] = [];
  for (const declaration of scope.variants.declarations.values()) {
    const [usual, ...others] = scope.variants.valuesOf(declaration);
    if (usual === undefined || own.points[0]?.has(declaration.name)) continue;
    if (others.some((value) => shapeOf(scope.variants.with(new Map([[declaration.name, value]])), name) !== shape))
      more.push(declaration.name);
  }
  return more.length === 0 ? own : scope.domainFor([file], more);
}

function shapeOf(variant: Variant, name: string): string {
  const { dependencies = [], kind } = variant.elements.get(name) ?? {};
  const edges = dependencies.map(({ element, type }) => `${element.fullName} ${type}`).join("\n");
  // What is collected follows the options that anything it depends on asks for.
  return isCollected(kind ?? "") ? `${edges}\n${JSON.stringify([...(variant.collected(name)?.files ?? [])])}` : edges;
}

/** Kinds with an element whose commands start below the build directory. */
function subdirectoryKinds({ elements, project }: Variant): ReadonlySet<string> {
  const everywhere = project.config.variables.entries.has("command-subdir");
  return new Set(
    [...elements.values()].flatMap(({ kind, node }) => {
      const variables = node.entries.get("variables");
      return everywhere || (variables?.type === "mapping" && variables.entries.has("command-subdir")) ? [kind] : [];
    }),
  );
}

function leaveFirstPass(name: string, { elements }: Variant, report: Report): void {
  const element = elements.get(name);
  report.element(name, undefined);
  report.note(
    name,
    "left",
    element?.kind === "link" ? "a link: what depends on it depends on what it leads to" : "a junction to another project",
    element && placeOf(element.node),
  );
}

/** `index.ts` of each folder of elements. */
function indexes(folder: Folder, written: ReadonlySet<string>): readonly Module[] {
  const inner = [...folder.folders.values()].flatMap((one) => indexes(one, written));
  if (folder.directory === "") return inner;
  const statements: Statement[] = [
    ...[...folder.folders].flatMap(([name, one]): readonly Statement[] =>
      holdsAny(one, written) ? [{ reexport: posix.join(one.directory, "index.ts"), as: name }] : [],
    ),
    ...[...folder.elements.values()].flatMap(({ file, constant }): readonly Statement[] =>
      written.has(file) ? [{ reexport: file, names: [constant] }] : [],
    ),
  ];
  return statements.length === 0 ? inner : [...inner, { file: posix.join(folder.directory, "index.ts"), statements }];
}

function holdsAny(folder: Folder, written: ReadonlySet<string>): boolean {
  return (
    [...folder.elements.values()].some(({ file }) => written.has(file)) ||
    [...folder.folders.values()].some((one) => holdsAny(one, written))
  );
}

interface ProjectParts {
  readonly names: ElementNames;
  readonly sources: SourceConverter;
  readonly left: ReadonlySet<string>;
  readonly junctions: Junctions;
}

/** `build.config.ts`. */
function projectModule({ project, variants }: ProjectScope, { names, sources, left, junctions }: ProjectParts): Module {
  const written = new Set([...variants.usual.elements.keys()].filter((name) => name.endsWith(".bst") && !left.has(name)));
  const files = new Set(
    [...written].flatMap((name) => (isFirstPass(variants.usual.elements.get(name)?.kind ?? "") ? [] : [names.of(name).file])),
  );
  const namespaces = [...names.root.folders].filter(([, folder]) => holdsAny(folder, files));
  const elements: Field[] = [
    ...[...names.root.elements.values()]
      .filter(({ file }) => files.has(file))
      .map(({ file, constant }) => ({ name: constant, value: imported(file, constant) })),
    ...namespaces.map(([name]): Field => ({ name, value: { type: "name", name } })),
  ];
  const targets = project.head.defaultTargets.filter((name) => written.has(name));
  const mirrors = [...sources.aliases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, url]): Field => ({ name, value: string(url) }));
  const fatal = fatalIn(project);
  const replace = junctions.replacements((name) => (written.has(name) ? names.reference(name) : undefined));
  const value: Expression = call(
    forge("defineProject"),
    object({
      name: string(project.name),
      elements: object(elements),
      ...(targets.length > 0 && { default: list(targets.map((name) => names.reference(name))) }),
      ...(mirrors.length > 0 && { mirrors: object(mirrors) }),
      ...(fatal.length > 0 && { fatalWarnings: literal(fatal) }),
      ...(replace.length > 0 && { replace: list(replace) }),
      variables: imported(VARIABLES_FILE, "vars"),
      defaults: imported(DEFAULTS_FILE, "defaults"),
    }),
  );
  return {
    file: "build.config.ts",
    statements: [{ defaultExport: value }, { reexport: "options.ts", names: ["options"] }],
    namespaces: namespaces.map(([name, folder]) => ({ from: posix.join(folder.directory, "index.ts"), name })),
  };
}

function importMap({ variants, fields }: ProjectScope, names: ElementNames, elements: readonly string[]): JsonObject {
  const sorted = (entries: readonly (readonly [string, string])[]): JsonObject =>
    Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    elements: sorted(elements.map((name) => [name, names.of(name).path.join("/")])),
    modules: sorted(elements.map((name) => [name, names.of(name).file])),
    options: sorted([...variants.declarations.keys()].map((name) => [name, camelCase(name)])),
    variables: sorted([...fields]),
  };
}
