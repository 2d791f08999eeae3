// The answer of `forge explain` for people: the state, what changed, the manifest. Words only; the facts come from the engine.

import type { Json, JsonObject } from "../model/json.ts";
import { type Place, showPlace } from "../model/place.ts";
import type { Output } from "./reporter.ts";
import { cut } from "./width.ts";
import { CUTOFF } from "./wording.ts";

/** As core/run/explain.ts makes it. */
export interface ExplainedElement {
  readonly name: string;
  readonly kind: string;
  readonly state: "unlocked" | "missing" | "built" | "cutoff" | "cached";
  readonly key?: string;
  readonly manifest?: JsonObject;
  readonly before?: string;
  readonly changes?: readonly ExplainedLine[];
  readonly defaults?: readonly ExplainedDefault[];
  readonly unlocked?: readonly string[];
}

export interface ExplainedDefault {
  readonly name: string;
  readonly kind?: string;
  readonly from?: string;
  readonly to?: string;
  readonly place?: Place;
}

export interface ExplainedLine {
  readonly path: string;
  readonly from?: Json;
  readonly to?: Json;
  readonly about?: string;
  readonly sameBytes?: boolean;
}

export function explainLines(element: ExplainedElement, { style, columns }: Pick<Output, "style" | "columns">): readonly string[] {
  const { name, kind, key, manifest, changes, defaults = [] } = element;
  return [
    `${style.strong(name)}  ${style.faint(kind)}${key === undefined ? "" : `  ${style.note(key)}`}`,
    verdict(element),
    ...(changes ?? []).flatMap((change) => changeLines(change, columns).map((line) => `  ${line}`)),
    ...(changes && changes.length > 0 ? defaults : []).flatMap((one) => defaultLines(one, columns).map((line) => `  ${line}`)),
    ...(manifest ? ["", `manifest, whose digest is the key:`, ...JSON.stringify(manifest, undefined, 2).split("\n").map(style.faint)] : []),
  ];
}

/** One sentence: what the state is, and why. */
function verdict({ name, state, before, changes, unlocked = [] }: ExplainedElement): string {
  if (state === "unlocked") return `it has no key: sources of ${unlocked.join(", ")} are not in forge.lock; run: forge track ${name}`;
  const since =
    before === undefined
      ? undefined
      : changes === undefined
        ? "and its manifest of then is no longer in the store"
        : changes.length === 0
          ? "and nothing is different"
          : "this changed since then";
  const compared =
    since === undefined ? "" : `; it had the key ${before?.slice(0, 12)} before, ${since}${changes && changes.length > 0 ? ":" : ""}`;
  switch (state) {
    case "missing":
      return before === undefined ? "a build makes it: it was never built here" : `a build makes it${compared}`;
    case "built":
      return before === undefined
        ? "it is in the store, and was built here for the first time"
        : `it is in the store, and was built anew${compared}`;
    case "cutoff":
      return `it is in the store, and nothing ran for it: ${CUTOFF}${compared}`;
    case "cached":
      return `it is in the store, as another build left it${compared}`;
  }
}

function changeLines({ path, from, to, about, sameBytes }: ExplainedLine, columns: number): readonly string[] {
  if (about !== undefined && path.startsWith("dependencies")) {
    if (path.endsWith(".at")) return [`${about} is staged at ${text(to)}, not at ${text(from)}`];
    if (from === undefined) return [`${about} is a new dependency, or one that moved in the list`];
    if (sameBytes) return [`${about} was built anew, to the same bytes as before`];
    return [`${about} is another than before: forge explain ${about}`];
  }
  if (about !== undefined && path.endsWith(".key")) return [`${about} has other contents`];
  const room = columns - 6;
  return [
    path,
    ...(from === undefined ? [] : [`  - ${cut(text(from), room)}`]),
    ...(to === undefined ? [] : [`  + ${cut(text(to), room)}`]),
  ];
}

function defaultLines({ name, kind, from, to, place }: ExplainedDefault, columns: number): readonly string[] {
  const whose = kind === undefined ? "for all elements" : `for ${kind}`;
  const what = from === undefined ? "is new" : to === undefined ? "is gone" : "is another than then";
  const room = columns - 6;
  return [
    `the project's default \`${name}\` ${whose} ${what}${place ? `  ${showPlace(place)}` : ""}`,
    ...(from === undefined ? [] : [`  - ${cut(from.replaceAll("\n", " "), room)}`]),
    ...(to === undefined ? [] : [`  + ${cut(to.replaceAll("\n", " "), room)}`]),
  ];
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
