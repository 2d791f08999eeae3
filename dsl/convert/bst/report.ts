// What became of each element: converted, mapped to kinds or sources that the user named, converted but for something, or left;
// and why, with the place.

import type { Place } from "../../../core/model/place.ts";

export type Verdict = "converted" | "mapped" | "approximated" | "left";

export interface Remark {
  readonly verdict: Exclude<Verdict, "converted">;
  readonly message: string;
  readonly place?: Place;
}

export interface ReportedElement {
  readonly element: string;
  readonly verdict: Verdict;
  /** The module that it became. */
  readonly file?: string;
  readonly remarks: readonly Remark[];
}

export class Report {
  readonly #files = new Map<string, string | undefined>();
  readonly #remarks = new Map<string, Remark[]>();

  element(name: string, file: string | undefined): void {
    this.#files.set(name, file);
  }

  note(element: string, verdict: Remark["verdict"], message: string, place?: Place): void {
    const remarks = this.#remarks.get(element) ?? [];
    this.#remarks.set(element, remarks);
    if (remarks.some((remark) => remark.message === message)) return;
    remarks.push({ verdict, message, ...(place && { place }) });
  }

  elements(): readonly ReportedElement[] {
    return [...this.#files].map(([element, file]) => {
      const remarks = this.#remarks.get(element) ?? [];
      const verdict = file === undefined ? "left" : verdictOf(remarks);
      return { element, verdict, ...(file !== undefined && { file }), remarks };
    });
  }
}

function verdictOf(remarks: readonly Remark[]): Verdict {
  if (remarks.some(({ verdict }) => verdict !== "mapped")) return "approximated";
  return remarks.length > 0 ? "mapped" : "converted";
}
