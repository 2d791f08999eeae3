// Instances of other projects: the one that is there already for a choice of options, or a new one, whose modules run.
//
// Equal project and equal values of all options, by default or by saying so, are one instance.

import { join } from "node:path";
import { type CallSite, callingFile } from "./call-site.ts";
import { type EvaluationContext, isProject, PROJECT_DATA } from "./context.ts";
import { CONFIG_FILE, cannotUse, type FoundProject, isSameProject } from "./find-project.ts";
import { type Instance, instanceOf, instances, TOP } from "./instances.ts";
import { didYouMean } from "./nearest.ts";
import { refusal } from "./refuse.ts";
import type { ProjectData } from "./to-graph.ts";

export interface Asking {
  readonly context: EvaluationContext;
  readonly site: CallSite;
  /** As it is written. */
  readonly specifier: string;
  /** The instance that asks. */
  readonly from: number;
}

/** The instance with these options, which may still be loading; `loaded` gives it, or an earlier one that is the same. */
export function instanceFor(wanted: FoundProject & Pick<Instance, "options">, asking: Asking): Instance {
  const { all } = instances();
  const options = textOf(wanted.options);
  const known = all.find((instance) => isSameProject(instance, wanted) && textOf(instance.options) === options);
  if (known) return known;
  const { site, from, specifier } = asking;
  const depth = (instanceOf(from)?.depth ?? 0) + 1;
  if (depth > MOST_DEPTH) throw cannotUse(`junctions lead on without end: ${JSON.stringify(specifier)}`, site, "let an option end it");
  let begin: (loaded: Promise<Instance>) => void = () => {};
  const loaded = new Promise<Instance>((resolve) => {
    begin = resolve;
  });
  // Whoever waits for it is told; somebody always does.
  loaded.catch(() => {});
  const instance: Instance = {
    id: all.length + 1,
    ...wanted,
    declared: new Map(),
    site,
    depth,
    project: undefined,
    elements: undefined,
    loaded,
  };
  all.push(instance);
  begin(load(instance, asking));
  return instance;
}

/** Deeper than any real project, so one that leads into itself without end. */
const MOST_DEPTH = 24;

/** Refuses to wait for what waits, perhaps through others, for the one that asks. */
export function refuseCircle(wanted: Instance, { from, site }: Pick<Asking, "from" | "site">): void {
  if (wanted.project !== undefined || from === TOP) return;
  const { requests } = instances();
  const waiting = new Map<number, readonly Instance[]>([[wanted.id, [wanted]]]);
  // Grows while it is walked.
  for (const [id, way] of waiting) {
    for (const { from: by, to } of requests) {
      if (by === id && to.project === undefined && !waiting.has(to.id)) waiting.set(to.id, [...way, to]);
    }
  }
  const circle = waiting.get(from);
  if (!circle) return;
  const names = [...circle, wanted].map((instance) => instance.package ?? instance.directory.replace(/^.*\//, ""));
  throw cannotUse(
    `projects stand on one another in a circle: ${names.join(" → ")}`,
    site,
    "give one of them other options, or move what both need into a third project",
  );
}

async function load(instance: Instance, { context, site, specifier }: Asking): Promise<Instance> {
  const { id, directory } = instance;
  const entry = join(directory, CONFIG_FILE);
  const module = await context.importJunction({ id, directory, entry, specifier, parent: callingFile(site) ?? "" });
  const value: unknown = Reflect.get(module, "default");
  const data: ProjectData | undefined = isProject(value) ? Reflect.get(value, PROJECT_DATA) : undefined;
  if (!data) {
    const what = `${JSON.stringify(specifier)} is no project: the default export of its ${CONFIG_FILE} is none`;
    throw cannotUse(what, site, "it must be what `defineProject` of this forge gives");
  }
  refuseUnknownOptions(instance, specifier);
  instance.project = data;
  instance.elements = Reflect.get(value as object, "elements");
  return instances().all.find((other) => other.id < id && isSame(other, instance)) ?? instance;
}

function refuseUnknownOptions({ options, declared, site }: Instance, specifier: string): void {
  const unknown = Object.entries(options).find(([name, value]) => value !== undefined && !declared.has(name))?.[0];
  if (unknown === undefined) return;
  const known = [...declared.keys()];
  throw refusal({
    code: "FORGE1010",
    message: `the project ${JSON.stringify(specifier)} has no option "${unknown}"${didYouMean(unknown, known)}`,
    site,
    help: known.length === 0 ? "it declares no options" : `its options are ${known.join(", ")}`,
  });
}

function isSame(a: Instance, b: Instance): boolean {
  const values = ({ declared }: Instance): string =>
    textOf(Object.fromEntries([...declared].map(([name, { node }]) => [name, node.value])));
  return a.project !== undefined && isSameProject(a, b) && values(a) === values(b);
}

/** One text for equal options. */
function textOf(options: { readonly [name: string]: unknown }): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
}
