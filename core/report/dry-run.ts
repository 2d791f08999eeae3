// What a build would do, for people: an element a line with the reason, then what would be fetched. Words only.

import type { ExplainedLine } from "./explain.ts";
import type { Output } from "./reporter.ts";
import { type Cell, tableLines } from "./table.ts";
import { duration, plural } from "./wording.ts";

/** As core/run/dry-run.ts makes it. */
export interface DryRunView {
  readonly wanted: number;
  readonly elements: readonly DryElementView[];
  readonly fetches: readonly { readonly kind: string; readonly source: string; readonly element: string }[];
}

interface DryElementView {
  readonly name: string;
  readonly kind: string;
  readonly reason: "new" | "changed" | "dependency" | "gone" | "spared" | "failed" | "retried" | "unlocked" | "impossible";
  readonly message?: string;
  readonly changes?: readonly ExplainedLine[];
  readonly milliseconds?: number;
}

export function dryRunLines({ wanted, elements, fetches }: DryRunView, output: Pick<Output, "style" | "columns">): readonly string[] {
  const { style } = output;
  if (elements.length === 0) return [style.good(`up to date: ${plural(wanted, "element")}`)];
  const rows = elements.map((element): readonly (string | Cell)[] => [
    element.name,
    element.kind,
    { text: element.milliseconds === undefined ? "" : duration(element.milliseconds), paint: style.faint },
    { text: reasonText(element), paint: isStopped(element) ? style.bad : (text) => text },
  ]);
  return [
    ...tableLines({ heads: ["element", "kind", "took", "why it would be made"], rows }, output),
    ...(fetches.length > 0
      ? [
          "",
          ...tableLines(
            {
              heads: ["source", "for", "what would be fetched"],
              rows: fetches.map(({ kind, element, source }) => [kind, element, source]),
            },
            output,
          ),
        ]
      : []),
    "",
    summary({ wanted, elements, fetches }),
  ];
}

function isStopped({ reason }: DryElementView): boolean {
  return reason === "failed" || reason === "unlocked" || reason === "impossible";
}

function reasonText({ name, reason, message, changes = [] }: DryElementView): string {
  switch (reason) {
    case "new":
      return "it was never built here";
    case "changed":
      return changes.length === 0 ? "it is not what it was, and its manifest of then is gone" : changesText(changes);
    case "dependency":
      return `${changesText(changes)}; spared if that comes out the same`;
    case "gone":
      return "it was built as it is, and is in the store no more";
    case "spared":
      return "nothing runs for it: what it is made from came out the same";
    case "failed":
      return "it failed before, as it is now; --retry-failed tries again";
    case "retried":
      return "it failed before, and is to be tried again";
    case "unlocked":
      return `a source of it, or below it, is not in forge.lock: forge track ${name}`;
    case "impossible":
      return message ?? "it cannot be built";
  }
}

/** The first few differences by name; `explain` shows all. */
function changesText(changes: readonly ExplainedLine[]): string {
  const said = [...new Set(changes.map(changeText))];
  const [first, second, ...others] = said;
  return [first, second, others.length > 0 ? `${others.length} more` : undefined].filter((text) => text !== undefined).join(", ");
}

function changeText({ path, about, from, to }: ExplainedLine): string {
  if (about !== undefined && path.startsWith("dependencies")) {
    return path.endsWith(".at") ? `${about} is staged elsewhere` : from === undefined ? `${about} is a new dependency` : `${about} changed`;
  }
  if (path.startsWith("dependencies")) return to === undefined ? "a dependency less" : "a dependency changed";
  if (about !== undefined) return `${about} changed`;
  return `${path} ${from === undefined ? "is new" : to === undefined ? "is gone" : "changed"}`;
}

function summary({ wanted, elements, fetches }: DryRunView): string {
  const made = elements.filter(({ reason }) => reason !== "spared" && reason !== "failed" && reason !== "impossible");
  const known = made.flatMap(({ milliseconds }) => milliseconds ?? []);
  const work = known.reduce((sum, one) => sum + one, 0);
  const took = known.length === 0 ? "" : `, which took ${duration(work)}${known.length < made.length ? ` and more` : ""} of work before`;
  const fetched = fetches.length === 0 ? "nothing" : plural(fetches.length, "source");
  return `would make ${made.length} of ${plural(wanted, "element")}${took}, and fetch ${fetched}`;
}
