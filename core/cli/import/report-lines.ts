// What became of elements that were imported, for people.

import type { ReportedElement, Verdict } from "../../../dsl/convert/bst/report.ts";
import type { Place } from "../../model/place.ts";
import type { Style } from "../../report/style.ts";

/** A line for each element, and below it why it is not the same. */
export function reportLines(elements: readonly ReportedElement[], style: Style): readonly string[] {
  const paint = { converted: style.good, mapped: style.good, approximated: style.warn, left: style.bad };
  return elements.flatMap(({ element, verdict, file, remarks }) => [
    `${paint[verdict](verdict)} ${element}${file === undefined ? "" : ` as ${file}`}`,
    ...remarks.map(({ message, place }) => `  ${message}${place ? ` (${shown(place)})` : ""}`),
  ]);
}

export function summaryLine(elements: readonly ReportedElement[]): string {
  const count = (verdict: Verdict): number => elements.filter((element) => element.verdict === verdict).length;
  const mapped = count("mapped") > 0 ? `${count("mapped")} mapped, ` : "";
  return `${elements.length} elements: ${count("converted")} converted, ${mapped}${count("approximated")} approximated, ${count("left")} left`;
}

function shown({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}
