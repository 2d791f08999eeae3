// `junction`: stands on another TypeScript project, with a choice of its options, and gives its elements.
//
// The other project runs as an instance of its own modules, within the same walls, and sees nothing of who asks. What
// replaces its elements is said in `defineProject`, for a replacement may need the junction.

import { basename } from "node:path";
import { type CallSite, captureCallSite, firstPlace } from "./call-site.ts";
import { evaluationContext } from "./context.ts";
import type { Project } from "./define-project.ts";
import { findProject } from "./find-project.ts";
import { instances, type JunctionRequest, makerOf } from "./instances.ts";
import { instanceFor, refuseCircle } from "./load-instance.ts";
import { didYouMean } from "./nearest.ts";
import { describeValue, refusal } from "./refuse.ts";

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

/**
 * The elements of another TypeScript project: a package, by name, or a folder, by path from this module.
 * `const sdk = await junction<typeof import("sdk")>("sdk", { options: { arch: options.arch } })`.
 */
export async function junction<Module extends ProjectModule>(
  project: string,
  input: JunctionInput<Module> = {},
): Promise<JunctionElements<Module>> {
  const site = captureCallSite();
  const context = evaluationContext();
  if (!context) throw refused("junction works while a configuration is evaluated, and nowhere else", site);
  const { as, options, mirrors } = readInput(project, input, site);
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
  return request.to.elements as JunctionElements<Module>;
}

const FIELDS = ["options", "as", "mirrors"];

function readInput(project: unknown, input: unknown, site: CallSite) {
  if (typeof project !== "string" || project === "")
    throw refused(`junction takes the name of a package or the path of a folder, not ${describeValue(project)}`, site);
  if (!isRecord(input)) throw refused(`junction: what stands behind the project must be an object, not ${describeValue(input)}`, site);
  const unknown = Object.keys(input).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) {
    const help = unknown === "replace" ? "write pairs in `replace` of defineProject: replacements may need the junction" : undefined;
    throw refused(`junction has no field "${unknown}"${didYouMean(unknown, FIELDS)}`, site, help);
  }
  const { options = {}, as, mirrors = false } = input;
  if (!isRecord(options)) throw refused(`junction: \`options\` must be an object, not ${describeValue(options)}`, site);
  const strange = Object.entries(options).find(([, value]) => value !== undefined && !isOptionValue(value));
  if (strange) throw refused(`junction: \`options.${strange[0]}\` cannot be ${describeValue(strange[1])}`, site);
  if (typeof mirrors !== "boolean") throw refused(`junction: \`mirrors\` must be true or false, not ${describeValue(mirrors)}`, site);
  if (as !== undefined && typeof as !== "string") throw refused(`junction: \`as\` must be a name, not ${describeValue(as)}`, site);
  return { as, options, mirrors };
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
