// All sentences that forge says of a run, so that their tone is one. Events carry facts; this turns them into words.
//
// Pure. Knows no width, no colour and no stream.

import { unreachable } from "../model/errors.ts";
import type { BuildReason, ElementOutcome, JobKind, JobPhase, Queue } from "../model/events.ts";

/** What a running job does. */
export const DOING: { readonly [kind in JobKind]: string } = {
  track: "tracking",
  fetch: "fetching",
  build: "building",
  import: "importing",
  compose: "composing",
  filter: "filtering",
  stack: "stacking",
  test: "testing",
  checkout: "writing",
};

/** What a job does between its steps. */
export const PHASES: { readonly [phase in JobPhase]: string } = {
  stage: "staging",
  sandbox: "starting",
  capture: "capturing",
  publish: "publishing",
};

/** What an element's line begins with once it is settled. */
export const SETTLED: { readonly [outcome in ElementOutcome]: string } = {
  cached: "cached",
  cutoff: "unchanged",
  built: "built",
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
};

/** What its line begins with when an element that failed is made again, and when it goes on where it failed. */
export const RETRIED = "again";
export const RESUMED = "resumed";

/** What a job did that is no element's making. */
export const DID: { readonly [kind in "track" | "fetch" | "checkout"]: string } = { track: "tracked", fetch: "fetched", checkout: "wrote" };

/** Said of an element that the early cutoff spared. */
export const CUTOFF = "its dependencies were rebuilt to the same bytes";

/** Said of an element that was resumed by hand, or made over what was. */
export const TAINTED = "tainted: of this machine alone";

/** Said of an element whose failure is on record. */
export const BEFORE = "as before; not built again";

/** What became of the elements: "3 built, 1 cached, 1 failed". Outcomes that did not occur are left out. */
export function countsText(counts: { readonly [outcome in ElementOutcome]: number }): string {
  const order = ["failed", "passed", "built", "cutoff", "cached", "skipped", "cancelled"] as const;
  return order.flatMap((outcome) => (counts[outcome] > 0 ? [`${counts[outcome]} ${SETTLED[outcome]}`] : [])).join(", ");
}

/** A span of time for people: "0.24 s", "12.3 s", "2 min 05 s", "1 h 02 min". */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** Why an element is made. */
export function whyText(why: BuildReason): string {
  switch (why.type) {
    case "new":
      return "never built here";
    case "gone":
      return "no longer in the store";
    case "changed": {
      const things = [...new Set(why.changes.map(changedThing))];
      if (things.length === 0) return "changed";
      return `changed: ${things.slice(0, 3).join(", ")}${things.length > 3 || why.count > why.changes.length ? ", …" : ""}`;
    }
    default:
      return unreachable(why);
  }
}

/** What a path in a manifest is about. */
function changedThing({ path, about }: { readonly path: string; readonly about?: string }): string {
  if (about !== undefined) return about;
  const [part = ""] = path.split(/[.[]/);
  return MANIFEST_PARTS[part] ?? part;
}

const MANIFEST_PARTS: { readonly [part: string]: string } = {
  recipe: "what it does",
  sources: "its sources",
  dependencies: "its dependencies",
  public: "its public data",
  kind: "its kind",
  version: "forge",
};

/** A running job in the middle of a line: "kernel (build, 12 min 05 s)". */
export function runningText({
  name,
  step,
  milliseconds,
}: {
  readonly name: string;
  readonly step?: string;
  readonly milliseconds: number;
}): string {
  return `${name} (${step === undefined ? "" : `${step}, `}${duration(milliseconds)})`;
}

/** How long it will still take, no finer than anybody can know: "about 8 min left". */
export function leftText(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 0.75) return "less than a minute left";
  if (minutes < 60) return `about ${Math.max(1, Math.round(minutes))} min left`;
  const tens = Math.round(minutes / 10) * 10;
  return `about ${Math.floor(tens / 60)} h${tens % 60 === 0 ? "" : ` ${tens % 60} min`} left`;
}

/** How many elements a minute. */
export function rateText(perMinute: number): string {
  return perMinute >= 1 ? `${Math.round(perMinute)} a minute` : `${Math.max(1, Math.round(perMinute * 60))} an hour`;
}

/** What runs, of how many that may, and what could: "4 of 4 building", "1 of 8 fetching", "37 ready". */
export function placesText({
  building,
  fetching,
  places,
  ready,
}: {
  readonly building: number;
  readonly fetching: number;
  readonly places: { readonly [queue in Queue]: number };
  readonly ready: number;
}): readonly string[] {
  const of = (count: number, all: number, doing: string): string => `${count}${all > 0 ? ` of ${all}` : ""} ${doing}`;
  return [
    ...(building > 0 ? [of(building, places.build, "building")] : []),
    ...(fetching > 0 ? [of(fetching, places.fetch, "fetching")] : []),
    ...(ready > 0 ? [`${ready} ready`] : []),
  ];
}

/** "1 file", "3 files". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** An amount of storage: "512 B", "3.4 MiB". */
export function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let amount = count;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${units[unit]}`;
}

/** What did not have to be made: "100 of 120 in the store, 12 by the early cutoff". */
export function sparedText(counts: { readonly [outcome in ElementOutcome]: number }, planned: number): string | undefined {
  const parts = [
    ...(counts.cached > 0 ? [`${counts.cached} of ${planned} in the store`] : []),
    ...(counts.cutoff > 0 ? [`${counts.cutoff} by the early cutoff`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : undefined;
}

/** What was put into the store: "120 MiB of sources, 2.1 GiB of artifacts". */
export function storedText({ sources, artifacts }: { readonly sources: number; readonly artifacts: number }): string | undefined {
  const parts = [...(sources > 0 ? [`${bytes(sources)} of sources`] : []), ...(artifacts > 0 ? [`${bytes(artifacts)} of artifacts`] : [])];
  return parts.length > 0 ? parts.join(", ") : undefined;
}

/** Said when there was nothing to do: which elements were asked for, where they are few. */
export function upToDate(targets: readonly string[], elements: number): string {
  return `up to date: ${targets.length > 0 && targets.length <= 5 ? targets.join(", ") : plural(elements, "element")}`;
}

/** What `forge check` found, in the end. */
export function checkedText({
  errors,
  files,
  elements,
}: {
  readonly errors: number;
  readonly files: number;
  readonly elements: number;
}): string {
  if (errors > 0) return `checked: ${plural(errors, "error")}`;
  return `checked: no errors in ${plural(files, "file")}; ${plural(elements, "element")}, the same twice`;
}

/** Said below a build that somebody went on with by hand. */
export function taintedText(names: readonly string[]): string {
  return `tainted, and of this machine alone until a clean build replaces ${names.length === 1 ? "it" : "them"}: ${names.join(", ")}`;
}
