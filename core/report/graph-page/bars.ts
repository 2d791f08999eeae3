// The critical path and the last build, as bars on a line of time.

import { colourOf } from "./colours.ts";
import { make } from "./dom.ts";
import { duration, type PageModel } from "./model.ts";
import type { PageState } from "./state.ts";

/** The chain of elements that takes longest, each with its part of the time. */
export function drawCritical(box: HTMLElement, model: PageModel, state: PageState): void {
  const { critical, criticalTime, time } = model;
  if (critical.length === 0) {
    box.replaceChildren(make("p", { class: "empty" }, "No element was built here yet, so nothing is known of how long they take."));
    return;
  }
  const longest = Math.max(...critical.map((id) => time[id] ?? 0));
  box.replaceChildren(
    make(
      "p",
      { class: "lead" },
      `A build of everything takes ${duration(criticalTime)} at least: these ${critical.length} elements wait for one another.`,
    ),
    make(
      "ol",
      { class: "bars" },
      ...critical.map((id) => {
        const share = (time[id] ?? 0) / longest;
        return make(
          "li",
          {},
          make(
            "button",
            { type: "button", "data-id": String(id), "aria-current": String(state.focus === id) },
            make("bdi", {}, model.names[id] ?? ""),
          ),
          make(
            "span",
            { class: "track" },
            make("span", { class: "bar", style: `width: ${(share * 100).toFixed(2)}%; background: ${colourOf(model, id, state.colour)}` }),
          ),
          make("span", { class: "time" }, duration(time[id] ?? 0)),
        );
      }),
    ),
  );
}

const LANE = 20;

/** Jobs of the last build: each in the first lane that is free. */
export function drawTimeline(box: HTMLElement, model: PageModel, state: PageState): void {
  const { build } = model.view;
  if (!build || build.jobs.length === 0) {
    box.replaceChildren(make("p", { class: "empty" }, "No build is on record that had something to do."));
    return;
  }
  const free: number[] = [];
  const total = Math.max(1, build.milliseconds);
  const jobs = build.jobs.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const bars = jobs.map(({ name, kind, start, end, ok }) => {
    let lane = free.findIndex((until) => until <= start);
    if (lane < 0) lane = free.length;
    free[lane] = Math.max(end, start + total / 2000);
    const id = model.byName.get(name);
    const fill = !ok
      ? "var(--unlocked)"
      : kind === "fetch"
        ? "var(--fetch)"
        : id === undefined
          ? "var(--unknown)"
          : state.colour === "time"
            ? colourOf(model, id, "time")
            : "var(--build)";
    const wide = ((end - start) / total) * 100;
    return make(
      "button",
      {
        type: "button",
        class: "job",
        ...(id !== undefined && { "data-id": String(id) }),
        "aria-current": String(id !== undefined && id === state.focus),
        title: `${kind} ${name}: ${duration(end - start)}${ok ? "" : ", failed"}`,
        style: `left: ${((start / total) * 100).toFixed(3)}%; width: max(2px, ${wide.toFixed(3)}%); top: ${lane * LANE}px; background: ${fill}`,
      },
      wide > 4 ? name : "",
    );
  });
  const began = new Date(build.began).toLocaleString("sv");
  box.replaceChildren(
    make(
      "p",
      { class: "lead" },
      `The build of ${began}: ${jobs.length} jobs in ${duration(build.milliseconds)}, at most ${free.length} at a time.`,
    ),
    make("div", { class: "jobs", style: `height: ${free.length * LANE}px` }, ...bars),
    make(
      "div",
      { class: "axis" },
      ...[0, 0.25, 0.5, 0.75, 1].map((at) => make("span", { style: `left: ${at * 100}%` }, duration(at * total))),
    ),
  );
}
