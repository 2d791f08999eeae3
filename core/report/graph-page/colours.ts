// Colours of elements: by state, or by the time that they took, from pale to strong on a scale of powers.

import type { ElementView } from "../graph-view.ts";
import { duration, type PageModel } from "./model.ts";

export interface Legend {
  readonly label: string;
  readonly colour: string;
}

const STATES: { readonly [state in ElementView["state"]]: string } = {
  cached: "var(--cached)",
  tainted: "var(--tainted)",
  failed: "var(--failed)",
  missing: "var(--missing)",
  unlocked: "var(--unlocked)",
};

const STEPS = 6;

/** Milliseconds from which on each step of the scale counts. */
const FROM = [1, 1000, 10_000, 60_000, 300_000, 1_200_000];

export function colourOf({ view, time }: PageModel, id: number, by: "state" | "time"): string {
  if (by === "state") return STATES[view.elements[id]?.state ?? "missing"];
  const milliseconds = time[id] ?? 0;
  const step = FROM.findLastIndex((from) => milliseconds >= from);
  return step < 0 ? "var(--unknown)" : `var(--time-${step})`;
}

export function legend({ view }: PageModel, by: "state" | "time"): readonly Legend[] {
  if (by === "state") {
    const states = (["cached", "tainted", "failed", "missing", "unlocked"] as const).map((state) => ({
      state,
      count: view.elements.filter((element) => element.state === state).length,
    }));
    return states.filter(({ count }) => count > 0).map(({ state, count }) => ({ label: `${state} ${count}`, colour: STATES[state] }));
  }
  const steps = Array.from({ length: STEPS }, (_, step) => ({
    label:
      step === 0
        ? "below 1 s"
        : `from ${duration(FROM[step] ?? 0)
            .replace(".0", "")
            .replace(" 00 s", "")}`,
    colour: `var(--time-${step})`,
  }));
  return [{ label: "not known", colour: "var(--unknown)" }, ...steps];
}

/** Colours of the page's style as the canvas takes them, asked for once a theme. */
export function resolver(): (colour: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (colour) => {
    const name = /^var\((--[a-z0-9-]+)\)$/.exec(colour)?.[1];
    if (name === undefined) return colour;
    const value = known.get(name) ?? style.getPropertyValue(name).trim();
    known.set(name, value);
    return value;
  };
}
