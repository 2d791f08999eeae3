// What the views are told of a run: why an element is made, what it waits for, and what its job does.

import { expect, test } from "vitest";
import type { BuildEvent } from "../../core/model/events.ts";
import type { Project } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

async function eventsOf(project: Project): Promise<readonly BuildEvent[]> {
  return (await project.forge(["build", "--json"])).events();
}

function reason(events: readonly BuildEvent[], name: string): unknown {
  return events.flatMap((event) => (event.type === "job-started" && event.subject.name === name ? [event.why] : []))[0];
}

test("why: never built, changed, and what below it changed", async () => {
  await using project = createSmallSystem();
  const first = await eventsOf(project);
  expect(reason(first, "library")).toEqual({ type: "new" });
  project.write("build.config.ts", smallConfig.replace("echo library >", "echo other >"));
  const second = await eventsOf(project);
  expect(reason(second, "library")).toMatchObject({ type: "changed", count: 1, changes: [{ path: expect.stringMatching(/^recipe/) }] });
  expect(reason(second, "program")).toMatchObject({ type: "changed", changes: [{ about: "library" }] });
  // What was to be made is known by how long it took.
  const planned = second.find((event) => event.type === "planned");
  expect(planned).toMatchObject({ builders: expect.any(Number), fetchers: 8 });
  expect(planned?.type === "planned" && planned.expected?.find(({ name }) => name === "library")?.milliseconds).toBeGreaterThan(0);
});

test("each wait for a place ends, and a job goes through its phases with its log named first", async () => {
  await using project = createSmallSystem();
  const events = await eventsOf(project);
  const waits = (type: string): readonly string[] =>
    events.flatMap((event) => (event.type === type && "queue" in event ? [`${event.element.name} ${event.queue}`] : [])).sort();
  expect(waits("queued")).toContain("library build");
  expect(waits("admitted")).toEqual(waits("queued"));
  const job = events.find((event) => event.type === "job-started" && event.subject.name === "library");
  const told = events.flatMap((event) => {
    if (!("job" in event) || job?.type !== "job-started" || event.job !== job.job) return [];
    return event.type === "job-phase" ? [event.phase] : event.type === "job-step" ? [`step ${event.step}`] : [event.type];
  });
  expect(told).toEqual([
    "job-started",
    "stage",
    "sandbox",
    "job-log",
    expect.stringMatching(/^step /),
    "capture",
    "publish",
    "job-finished",
  ]);
});
