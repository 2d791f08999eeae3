// A project: its `project.conf` in two passes, and what its elements start from.
//
// The first pass is done when the project is made; the second when something needs it, after the parent's. A project that
// another reaches by a junction has that project's choice of options, and nothing else of it.

import { join } from "node:path";
import { compose } from "./composite.ts";
import { isBstError } from "./errors.ts";
import type { ProjectFiles } from "./files.ts";
import { type IncludeScope, processIncludes } from "./includes.ts";
import type { Junction } from "./junction.ts";
import { Loader } from "./loader.ts";
import { PluginTable } from "./plugin-table.ts";
import { checkKeys, type Format, type ProjectHead, readHead } from "./project-head.ts";
import { type ProjectPass, runPass } from "./project-pass.ts";
import { ProjectRefs } from "./project-refs.ts";
import type { FetchedTree, Session } from "./session.ts";
import { Variables } from "./variables.ts";
import * as access from "./yaml/access.ts";
import type { BstNode, Mapping, Scalar } from "./yaml/node.ts";

export interface ProjectOrigin {
  readonly directory: string;
  readonly files: ProjectFiles;
  /** Absent: the project itself. */
  readonly junction?: Junction;
  readonly parent?: Loader;
  /** What its files lie in, where that is not the project that was asked for. */
  readonly fetched?: FetchedTree | undefined;
  readonly requestedAt?: BstNode | undefined;
}

/** What the second pass adds. */
interface Complete {
  readonly pass: ProjectPass;
  readonly environment: Mapping;
  readonly environmentNocache: readonly string[];
  readonly sandbox: Mapping;
  readonly splitRules: Mapping;
  readonly refs: ProjectRefs | undefined;
  readonly provenanceAttributes: ReadonlySet<string>;
}

export class Project {
  readonly session: Session;
  readonly directory: string;
  readonly realDirectory: string;
  readonly files: ProjectFiles;
  readonly junction: Junction | undefined;
  readonly fetched: FetchedTree | undefined;
  readonly head: ProjectHead;
  /** Where element files lie. */
  readonly elementPath: string;
  readonly plugins: PluginTable;
  readonly loader: Loader;
  readonly firstPass: ProjectPass;
  readonly junctionRefs: ProjectRefs | undefined;
  /** Why the second pass failed, if it did. */
  failure: unknown;
  readonly #conf: Mapping;
  readonly #fatalWarnings: Set<string>;
  /** Included files of this project as other projects see them. */
  readonly #expanded = new Map<string, Mapping>();
  #complete: Complete | undefined;
  #isCompleting = false;

  constructor(session: Session, { directory, files, junction, parent, fetched, requestedAt }: ProjectOrigin) {
    this.session = session;
    this.directory = directory;
    this.realDirectory = files.realPath(directory) ?? directory;
    this.files = files;
    this.junction = junction;
    this.fetched = fetched;
    session.toplevel ??= this;
    const { conf, head } = readHead(session, { directory, realDirectory: this.realDirectory, files, ...(junction && { junction }) });
    this.#conf = conf;
    this.head = head;
    this.elementPath = join(directory, head.elementPath);
    this.#fatalWarnings = new Set(head.fatalWarnings);
    this.loader = new Loader(this, parent, requestedAt);
    const local = processIncludes(conf, this.#scope(undefined), { localOnly: true, conditions: false });
    const config = compose(head.defaults, local);
    this.plugins = new PluginTable(this, access.sequenceOrEmpty(config, "plugins"));
    this.firstPass = runPass(this, config, true);
    if (head.refStorage === "project.refs") this.junctionRefs = this.#readRefs("junction.refs", this.firstPass);
  }

  get name(): string {
    return this.head.name;
  }

  get format(): Format {
    return this.head.format;
  }

  get internalJunctions(): readonly Scalar[] {
    return this.head.internalJunctions;
  }

  get duplicateJunctions(): ReadonlyMap<string, readonly Scalar[]> {
    return this.head.duplicateJunctions;
  }

  get config(): ProjectPass {
    return this.complete.pass;
  }

  /** What the second pass found. Only while, or after, it ran. */
  get complete(): Complete {
    if (!this.#complete) throw new Error(`internal: the project ${this.name} is not fully loaded`);
    return this.#complete;
  }

  get isFullyLoaded(): boolean {
    return this.#complete !== undefined;
  }

  get includeScope(): IncludeScope {
    return this.#scope(this.config);
  }

  /** Names of warnings that are errors in this project, sorted. */
  get fatalWarnings(): readonly string[] {
    return [...this.#fatalWarnings].sort();
  }

  isFatal(warning: string): boolean {
    return this.#fatalWarnings.has(warning);
  }

  /** Runs the second pass, after the parent's, once. Throws what is wrong with the project, each time. */
  ensureFullyLoaded(): void {
    if (this.failure) throw this.failure;
    if (this.#complete || this.#isCompleting) return;
    this.junction?.project.ensureFullyLoaded();
    // The parent's own pass may have come here already, by an include.
    if (this.#complete || this.#isCompleting) return;
    this.#isCompleting = true;
    try {
      this.#complete = this.#runSecondPass();
    } catch (error) {
      if (isBstError(error)) this.failure = error;
      throw error;
    } finally {
      this.#isCompleting = false;
    }
  }

  /** Every element file, by path below the element path. */
  elementFiles(): readonly string[] {
    const found: string[] = [];
    const visit = (path: string): void => {
      const entries = [...this.files.list(join(this.elementPath, path))].sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const { name, isDirectory } of entries) {
        if (!isDirectory && name.endsWith(".bst")) found.push(join(path, name));
      }
      for (const { name, isDirectory } of entries) if (isDirectory && name !== ".bst") visit(join(path, name));
    };
    visit("");
    return found;
  }

  #scope(pass: ProjectPass | undefined): IncludeScope {
    return {
      directory: this.directory,
      options: pass?.options,
      read: (path) => this.#read(path),
      expand: (tree, path) => this.#expand(tree, path),
      junction: (name, node) => {
        const { project } = this.loader.child(name, node);
        project.ensureFullyLoaded();
        return project.includeScope;
      },
    };
  }

  #read(path: string): Mapping {
    return this.session.parsed.read(this.files.real(path), { stripped: this.format === 2 });
  }

  #expand(tree: Mapping, path: string): Mapping {
    if (this.format === 1) return tree;
    const expanded = this.#expanded.get(path) ?? new Variables(this.config.variables).expand(tree);
    this.#expanded.set(path, expanded);
    return expanded;
  }

  #readRefs(name: string, { options }: ProjectPass): ProjectRefs {
    const { directory, realDirectory, files } = this;
    const root = { directory, realDirectory, files, parsed: this.session.parsed, stripped: this.format === 2 };
    return ProjectRefs.read(root, name, options);
  }

  #runSecondPass(): Complete {
    const included = processIncludes(this.#conf, this.#scope(undefined), { localOnly: false, conditions: false });
    const config = compose(this.head.defaults, included);
    const pass = runPass(this, config, false);
    const { rest } = pass;
    checkKeys(rest, this.format, { final: true });
    const deprecated = access.has(rest, "fail-on-overlap") && access.requiredBoolean(rest, "fail-on-overlap");
    if (deprecated) this.#fatalWarnings.add("overlaps");
    // Format 1 reads them here, for they may come by an include there.
    if (this.format === 1) for (const warning of access.textsOrEmpty(rest, "fatal-warnings")) this.#fatalWarnings.add(warning);
    const refs = this.head.refStorage === "project.refs" ? this.#readRefs("project.refs", pass) : undefined;
    checkShell(access.requiredMapping(rest, "shell"));
    const attributes =
      access.optionalMapping(included, "source-provenance-attributes") ?? access.mappingOrEmpty(rest, "source-provenance-attributes");
    return {
      pass,
      environment: access.requiredMapping(rest, "environment"),
      environmentNocache: access.texts(access.requiredSequence(rest, "environment-nocache")),
      sandbox: access.requiredMapping(rest, "sandbox"),
      splitRules: access.requiredMapping(rest, "split-rules"),
      refs,
      provenanceAttributes: new Set(attributes.entries.keys()),
    };
  }
}

const SHELL_KEYS = new Set(["command", "environment", "host-files"]);

function checkShell(node: Mapping): void {
  access.validateKeys(node, SHELL_KEYS);
  access.texts(access.requiredSequence(node, "command"));
  for (const [name, value] of access.mappingOrEmpty(node, "environment").entries) access.asScalar(value, name);
}
