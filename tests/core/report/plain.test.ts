// What a run looks like off a terminal, whole.

import { afterEach, expect, test, vi } from "vitest";
import type { BuildEvent, EventElement } from "../../../core/model/events.ts";
import { githubGroups, gitlabGroups } from "../../../core/report/log-groups.ts";
import { createPlainReporter, type PlainOptions } from "../../../core/report/plain.ts";
import { failingRun, recorder, view } from "./run-events.ts";

function run(
  events: readonly BuildEvent[],
  { columns = Number.POSITIVE_INFINITY, ...options }: { readonly columns?: number } & Partial<PlainOptions> = {},
): { readonly output: string; readonly errors: string } {
  const output = recorder(columns);
  const errors = recorder(columns);
  const reporter = createPlainReporter({ ...view, output, errors, ...options });
  for (const event of events) reporter.emit(event);
  reporter.close();
  return { output: output.text(), errors: errors.text() };
}

test("a run with a failure", () => {
  const { output, errors } = run(failingRun);
  expect(output).toMatchInlineSnapshot(`
    "evaluated the configuration in 0.30 s  build.config.ts changed
    planned   4 elements                1 in the store
    fetching  program                   script
    building  library                   script  changed: what it does, base, …
    fetched   program                   0.57 s
    built     library                   1.00 s    ~/logs/library.log
    building  program                   script  never built here
    failed    program                   2.00 s    ~/logs/program.log
    failed: 1 failed, 1 built, 1 cached, 1 skipped in 3.35 s
    logs: ~/logs
    "
  `);
  expect(errors).toMatchInlineSnapshot(`
    "dropped   library                   3 files written outside the output; is DESTDIR missing?
              /usr/bin/x
              /usr/bin/y
              … and 1 more
    error FORGE3001  program: step install failed with exit code 1
      build.config.ts:2:17
          2 │ const program = script({ run: [] });
            │                 ^
      $ make install
      │ no rule to make target
      log: ~/logs/program.log
      help: forge shell --build program
            forge log program
    "
  `);
});

test("the same in a narrow window: nothing is wider, and what tells paths apart stays", () => {
  const { output } = run(failingRun, { columns: 40 });
  for (const line of output.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  expect(output).toMatchInlineSnapshot(`
    "evaluated the configuration in 0.30 s
    planned   4 elements       1 in the sto…
    fetching  program          script
    building  library          script  chan…
    fetched   program          0.57 s
    built     library          1.00 s
    building  program          script  neve…
    failed    program          2.00 s
    failed: 1 failed, 1 built, 1 cached, 1 …
    logs: ~/logs
    "
  `);
});

test("quiet says warnings and failures only", () => {
  const { output, errors } = run(failingRun, { verbosity: "quiet" });
  expect(output).toBe("");
  expect(errors).toContain("FORGE3001");
});

test("nothing to do is one line", () => {
  const counts = { cached: 2, cutoff: 0, built: 0, failed: 0, skipped: 0, cancelled: 0, passed: 0 };
  const element = (name: string): BuildEvent => ({
    type: "element-finished",
    time: 1,
    element: { name, kind: "script" },
    outcome: "cached",
    milliseconds: 0,
  });
  const { output } = run([
    { type: "evaluated", time: 0, cached: true, milliseconds: 1 },
    { type: "planned", time: 1, elements: 2, cached: 2, targets: [] },
    element("a"),
    element("b"),
    { type: "finished", time: 1, ok: true, counts, milliseconds: 1 },
  ]);
  expect(output).toMatchInlineSnapshot(`
    "up to date: 2 elements
    "
  `);
});

test("what the configuration printed is a warning with its place", () => {
  const { errors } = run([{ type: "printed", time: 0, text: "hello\n", place: { file: "build.config.ts", line: 2, column: 1 } }]);
  expect(errors).toMatchInlineSnapshot(`
    "warning FORGE1020  the configuration printed
      build.config.ts:2:1
          2 │ const program = script({ run: [] });
            │ ^
      │ hello
      help: configuration declares and does not print: remove the call
    "
  `);
});

test("moved refs and overlaps", () => {
  const { output, errors } = run([
    { type: "tracked", time: 0, source: "remote http://127.0.0.1/file", from: "1f2e", to: "3d4c" },
    { type: "tracked", time: 0, source: "remote http://127.0.0.1/other", to: "3d4c" },
    {
      type: "overlap",
      time: 0,
      element: { name: "image", kind: "compose" },
      count: 2,
      paths: [{ path: "/etc/motd", by: ["base", "branding"] }],
    },
  ]);
  expect(output).toMatchInlineSnapshot(`
    "moved     remote http://127.0.0.1/file  1f2e → 3d4c
    moved     remote http://127.0.0.1/other  → 3d4c
    "
  `);
  expect(errors).toMatchInlineSnapshot(`
    "overlap   image                     2 files provided by several dependencies
              /etc/motd  (base, then branding)
              … and 1 more
    "
  `);
});

test("what happens during a pause is said after it, in order, and at the end in any case", () => {
  const output = recorder(Number.POSITIVE_INFINITY);
  const errors = recorder(Number.POSITIVE_INFINITY);
  const reporter = createPlainReporter({ ...view, output, errors });
  reporter.pause();
  for (const event of failingRun) reporter.emit(event);
  expect(output.text() + errors.text()).toBe("");
  reporter.close();
  expect(output.text()).toBe(run(failingRun).output);
  expect(errors.text()).toBe(run(failingRun).errors);
});

test("verbose says each step, and what there was nothing to do for", () => {
  const { output } = run(failingRun, { verbosity: "verbose" });
  expect(output).toContain("step      library                   run\n");
  expect(output).toContain("cached    base                      import\n");
  expect(output).toContain("skipped   image                     compose\n");
});

const logLines = (log: string): readonly string[] => [`output of ${log}`, "::error::not ours"];

test("GitHub folds logs, obeys nothing that a build printed, and is told of errors with their places", () => {
  const { output } = run(failingRun, { groups: githubGroups("secret"), logLines });
  expect(output).toContain(
    [
      "::group::built     library                   1.00 s    ~/logs/library.log",
      "::stop-commands::secret",
      "output of /home/me/logs/library.log",
      "::error::not ours",
      "::secret::",
      "::endgroup::",
      "",
    ].join("\n"),
  );
  expect(output).toContain("::error file=build.config.ts,line=2,col=17,title=FORGE3001::program: step install failed with exit code 1\n");
});

test("GitLab folds logs", () => {
  const { output } = run(failingRun, { groups: gitlabGroups(() => 1700000000), logLines: () => ["\x1b[0Ksection_end:1:forge_0\r\x1b[0K"] });
  expect(output).toContain(
    [
      "\x1b[0Ksection_start:1700000000:forge_0[collapsed=true]\r\x1b[0Kbuilt     library                   1.00 s    ~/logs/library.log",
      "section_end:1:forge_0\r",
      "\x1b[0Ksection_end:1700000000:forge_0\r\x1b[0K",
      "",
    ].join("\n"),
  );
});

afterEach(() => vi.useRealTimers());

test("where nothing is said for a minute, it is said what runs", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const output = recorder(Number.POSITIVE_INFINITY);
  let now = 0;
  const reporter = createPlainReporter({ ...view, output, errors: recorder(), now: () => now });
  for (const event of failingRun.filter(({ time }) => time <= 400)) reporter.emit(event);
  const before = output.text();
  vi.advanceTimersByTime(59_000);
  expect(output.text()).toBe(before);
  now = 60_330;
  vi.advanceTimersByTime(1_000);
  expect(output.text().slice(before.length)).toBe("running   program (1 min 00 s), library (run, 1 min 00 s)\n");
  reporter.pause();
  vi.advanceTimersByTime(600_000);
  expect(output.text().match(/^running/gm)).toHaveLength(1);
  reporter.close();
});

test("a long run ends with where its time went, what was spared, and what there is now", () => {
  const element = (name: string): EventElement => ({ name, kind: "make" });
  const built = (name: string, milliseconds: number): BuildEvent => ({
    type: "element-finished",
    time: 1,
    element: element(name),
    outcome: "built",
    milliseconds,
  });
  const job = { type: "job-finished", time: 1, job: 1, subject: element("a"), milliseconds: 1, ok: true } as const;
  const events: readonly BuildEvent[] = [
    { type: "planned", time: 0, elements: 120, cached: 100, targets: [] },
    ...Array.from(
      { length: 100 },
      (_, index): BuildEvent => ({ type: "element-finished", time: 0, element: element(`c${index}`), outcome: "cached", milliseconds: 0 }),
    ),
    { type: "element-finished", time: 1, element: element("spared"), outcome: "cutoff", milliseconds: 0 },
    ...[3, 1, 7, 5, 2, 6, 4].map((seconds) => built(`e${seconds}`, seconds * 1000)),
    { ...job, kind: "fetch", stored: 2 * 1024 * 1024 },
    { ...job, kind: "build", stored: 1024 },
    { ...job, kind: "compose", stored: 0 },
    {
      type: "critical-path",
      time: 1,
      elements: ["e1", "e5", "e7"].map((name) => ({ element: element(name), milliseconds: 1 })),
      milliseconds: 13_000,
    },
    {
      type: "finished",
      time: 1,
      ok: true,
      counts: { cached: 100, cutoff: 1, built: 7, failed: 0, skipped: 0, cancelled: 0, passed: 0 },
      milliseconds: 65_000,
    },
  ];
  expect(run(events).output.split("\n").slice(-6).join("\n")).toMatchInlineSnapshot(`
    "slowest   e7 7.00 s, e6 6.00 s, e5 5.00 s, e4 4.00 s, e3 3.00 s
    critical  e1 → e5 → e7  13.0 s
    spared    100 of 120 in the store, 1 by the early cutoff
    stored    2.0 MiB of sources, 1.0 KiB of artifacts
    done: 7 built, 1 unchanged, 100 cached in 1 min 05 s
    "
  `);
  // A short one is told in one line.
  const short = events.map((event): BuildEvent => (event.type === "finished" ? { ...event, milliseconds: 2_000 } : event));
  expect(run(short).output.split("\n").slice(-2)).toEqual(["done: 7 built, 1 unchanged, 100 cached in 2.00 s", ""]);
  expect(run(short).output).not.toContain("slowest");
});
