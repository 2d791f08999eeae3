// `junction`: stands on another TypeScript project, with a choice of its options, and gives its elements.
//
// The other project runs as an instance of its own modules, within the same walls, and sees nothing of who asks. What
// replaces its elements is said in `defineProject`, for a replacement may need the junction.

import { basename } from "node:path";
import { type BstDeclaration, type BstElements, type BstJunctionInput as BstInput, bstElements } from "./bst-junction.ts";
import { type CallSite, captureCallSite, firstPlace } from "./call-site.ts";
import { type EvaluationContext, evaluationContext } from "./context.ts";
import type { Project } from "./define-project.ts";
import { findProject } from "./find-project.ts";
import { instances, type JunctionRequest, makerOf } from "./instances.ts";
import { instanceFor, refuseCircle } from "./load-instance.ts";
import { didYouMean } from "./nearest.ts";
import { projectPath } from "./project-path.ts";
import { describeValue, refusal } from "./refuse.ts";
import { isSource, type Source } from "./source.ts";

/** A project of BuildStream of which nothing was written down. */
export interface AnyBstProject extends BstDeclaration {
  readonly elements: BstElements;
}

/** What build.config.ts of a project exports, as `typeof import("sdk")` says it. */
export interface ProjectModule {
  readonly default: Project;
}

/** Options that a project takes: those that its build.config.ts exports as `options`. */
export type JunctionOptions<Module extends ProjectModule> = Module extends { readonly options: infer Options }
  ? { readonly [Name in keyof Options]?: Options[Name] }
  : { readonly [name: string]: never };

/** The elements that a project names, by the names that it gives them. */
export type JunctionElements<Module extends ProjectModule> = Module["default"] extends Project<infer Elements> ? Elements : never;

export interface JunctionInput<Module extends ProjectModule> {
  /** Its options; those that are not here have their defaults. */
  readonly options?: JunctionOptions<Module>;
  /** What its elements are called by in messages and on the command line: `sdk:zlib`. The last part of `project` unless said. */
  readonly as?: string;
  /** Whether its suggestions of mirrors are taken. They are not unless said. */
  readonly mirrors?: boolean;
}

export interface BstJunctionInput<Declaration extends BstDeclaration> {
  /** What its elements are called by in messages and on the command line: `sdk:base.bst`. */
  readonly as: string;
  /** Where in the sources its project.conf lies. At their top unless said. */
  readonly path?: string;
  /** Its options; those that are not here have their defaults. */
  readonly options?: { readonly [Name in keyof Declaration["options"]]?: Declaration["options"][Name] };
}

/**
 * The elements of a project of BuildStream, by name, which lies in a source, or in several that are laid together.
 * `const sdk = await junction<Sdk>(git({ url, track }), { as: "sdk" })`, where `Sdk` is what `forge sync` writes to `sdk.bst.d.ts`.
 */
export function junction<Declaration extends BstDeclaration = AnyBstProject>(
  sources: Source | readonly Source[],
  input: BstJunctionInput<Declaration>,
): Promise<Declaration["elements"]>;
/**
 * The elements of another TypeScript project: a package, by name, or a folder, by path from this module.
 * `const sdk = await junction<typeof import("sdk")>("sdk", { options: { arch: options.arch } })`.
 */
export function junction<Module extends ProjectModule>(project: string, input?: JunctionInput<Module>): Promise<JunctionElements<Module>>;
export async function junction(project: unknown, input: unknown = {}): Promise<object> {
  const site = captureCallSite();
  const context = evaluationContext();
  if (!context) throw refused("junction works while a configuration is evaluated, and nowhere else", site);
  const sources = isSource(project)
    ? [project]
    : Array.isArray(project) && project.length > 0 && project.every(isSource)
      ? project
      : undefined;
  return sources ? bstElements(sources, readBstInput(input, site)) : openProject(project, input, { context, site });
}

interface Called {
  readonly context: EvaluationContext;
  readonly site: CallSite;
}

async function openProject(given: unknown, input: unknown, { context, site }: Called): Promise<object> {
  const { project, as, options, mirrors } = readInput(given, input, site);
  const found = findProject(project, site);
  const name = as ?? basename(/^\.{0,2}(\/|$)/.test(project) ? found.directory : project);
  if (!NAME.test(name))
    throw refused(`junction: ${describeValue(name)} is no name`, site, "say one in `as`, of letters, digits, dots and dashes");
  const from = makerOf(site);
  const { requests } = instances();
  const earlier = requests.find((request) => request.from === from && request.name === name);
  const instance = instanceFor({ ...found, options }, { context, site, specifier: project, from });
  refuseCircle(instance, { from, site });
  const request: JunctionRequest = { from, name, site, mirrors, to: instance };
  requests.push(request);
  request.to = await instance.loaded;
  if (earlier && (await earlier.to.loaded) !== request.to) throw twice(name, { site, earlier });
  return request.to.elements ?? {};
}

const FIELDS = ["options", "as", "mirrors"];

function readInput(project: unknown, input: unknown, site: CallSite) {
  if (typeof project !== "string" || project === "")
    throw refused(`junction takes the name of a package, the path of a folder or a source, not ${describeValue(project)}`, site);
  if (!isRecord(input)) throw refused(`junction: what stands behind the project must be an object, not ${describeValue(input)}`, site);
  const unknown = Object.keys(input).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) {
    const help = unknown === "replace" ? "write pairs in `replace` of defineProject: replacements may need the junction" : undefined;
    throw refused(`junction has no field "${unknown}"${didYouMean(unknown, FIELDS)}`, site, help);
  }
  const { as, mirrors = false } = input;
  const options = readOptions(input["options"] ?? {}, site);
  if (typeof mirrors !== "boolean") throw refused(`junction: \`mirrors\` must be true or false, not ${describeValue(mirrors)}`, site);
  if (as !== undefined && typeof as !== "string") throw refused(`junction: \`as\` must be a name, not ${describeValue(as)}`, site);
  return { project, as, options, mirrors };
}

const BST_FIELDS = ["as", "path", "options"];

function readBstInput(input: unknown, site: CallSite): BstInput {
  if (!isRecord(input)) throw refused(`junction: what stands behind the sources must be an object, not ${describeValue(input)}`, site);
  const unknown = Object.keys(input).find((field) => !BST_FIELDS.includes(field));
  if (unknown !== undefined) throw refused(`junction has no field "${unknown}"${didYouMean(unknown, BST_FIELDS)}`, site);
  const { as, path = ".", options = {} } = input;
  if (typeof as !== "string" || !NAME.test(as))
    throw refused(`junction: \`as\` must be a name, not ${describeValue(as)}`, site, "of letters, digits, dots and dashes");
  if (typeof path !== "string") throw refused(`junction: \`path\` must be a path, not ${describeValue(path)}`, site);
  return { name: as, path: projectPath(path, site), options: readOptions(options, site), site };
}

function readOptions(options: unknown, site: CallSite): { readonly [name: string]: unknown } {
  if (!isRecord(options)) throw refused(`junction: \`options\` must be an object, not ${describeValue(options)}`, site);
  const strange = Object.entries(options).find(([, value]) => value !== undefined && !isOptionValue(value));
  if (strange) throw refused(`junction: \`options.${strange[0]}\` cannot be ${describeValue(strange[1])}`, site);
  return options;
}

const NAME = /^[A-Za-z0-9_][\w.+-]*$/;

function isOptionValue(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value) || (Array.isArray(value) && value.every((one) => typeof one === "string"));
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function twice(name: string, { site, earlier }: { readonly site: CallSite; readonly earlier: JunctionRequest }): Error {
  return refusal({
    code: "FORGE1047",
    message: `two different junctions are called "${name}"`,
    site,
    related: [{ message: "the other one is here", ...firstPlace(earlier.site) }],
    help: "call one of them something else: `as`",
  });
}

function refused(message: string, site: CallSite, help?: string): Error {
  return refusal({ code: "FORGE1007", message, site, ...(help !== undefined && { help }) });
}
