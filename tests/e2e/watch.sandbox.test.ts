// forge watch, driven by saving files: what it says has changed, what it builds for that, and how it ends.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BuildEvent } from "../../core/model/events.ts";
import { schemaFaults } from "../rig/json-schema.ts";
import { leavesNothing } from "../rig/kill.ts";
import { addBusybox, createProject, type Project, parseLines, repository } from "../rig/project.ts";
import { openScreen } from "../rig/tmux.ts";

const config = `import { defineProject, glob, importElement, local, manual, readText, script, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const texts = script({
  buildDepends: [base],
  run: [sh\`mkdir -p /forge/install && echo \${glob("./texts/*").join(" ")} \${readText("./texts/one")} >/forge/install/texts\`],
});
const program = manual({ buildDepends: [base], sources: [local("./src")], install: [sh\`sh ./make.sh\`] });
export default defineProject({ name: "p", elements: { base, texts, program } });
`;

function watched(): Project {
  const make = "mkdir -p /forge/install\ncp program /forge/install/program\n";
  const project = createProject({ "build.config.ts": config, "texts/one": "1", "src/make.sh": make, "src/program": "first" });
  addBusybox(project);
  return project;
}

interface Watching extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Waits for the end of the next run, and gives what it said. */
  run(): Promise<readonly BuildEvent[]>;
  /** All that was printed. */
  text(): string;
}

function watch(project: Project, ...args: readonly string[]): Watching {
  const child = spawn(process.execPath, [join(repository, "bin/forge.js"), "watch", "--json", "--on-error", "continue", ...args], {
    cwd: project.root,
    env: project.environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  let taken = 0;
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  return {
    child,
    text: () => text,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
    },
    async run() {
      const finished = /^\{"type":"finished".*\n/m;
      await expect.poll(() => finished.test(text.slice(taken)), { timeout: 20_000, interval: 10 }).toBe(true);
      const rest = text.slice(taken);
      const end = rest.search(finished);
      const whole = rest.slice(0, rest.indexOf("\n", end) + 1);
      taken += whole.length;
      return parseLines<BuildEvent>(whole);
    },
  };
}

/** What a run was begun for, and what it made of it. */
function summary(events: readonly BuildEvent[]): { readonly [what: string]: unknown } {
  return {
    changed: events.flatMap((event) => (event.type === "changed" ? event.paths : [])),
    stale: events.flatMap((event) => (event.type === "stale" ? [event.element.name] : [])),
    made: events.flatMap((event) =>
      event.type === "element-finished" && event.outcome !== "cached" ? [`${event.element.name} ${event.outcome}`] : [],
    ),
    failed: events.flatMap((event) => (event.type === "failed" ? [event.error.code] : [])),
  };
}

test("each way of saving a file begins one build, which says what changed and what is stale for it", async () => {
  await using project = watched();
  await using watching = watch(project, "--store", "./store", "texts", "program");
  const next = async (): Promise<object> => summary(await watching.run());
  expect(await next()).toMatchObject({ changed: [], made: ["base built", expect.any(String), expect.any(String)] });

  project.write("src/program", "second");
  expect(await next()).toEqual({ changed: ["src/program"], stale: ["program"], made: ["program built"], failed: [] });

  // As editors do: written beside, renamed over it; and a burst of saves is one build.
  for (const text of ["third", "fourth", "fifth"]) {
    writeFileSync(join(project.root, "src/.program.swp"), text);
    renameSync(join(project.root, "src/.program.swp"), join(project.root, "src/program"));
  }
  expect(await next()).toEqual({
    changed: ["src/.program.swp", "src/program"],
    stale: ["program"],
    made: ["program built"],
    failed: [],
  });

  // A file that a glob of the configuration finds, then one in a new directory of a source.
  project.write("texts/two", "2");
  expect(await next()).toEqual({ changed: ["texts/two"], stale: ["texts"], made: ["texts built"], failed: [] });
  mkdirSync(join(project.root, "src/new/deep"), { recursive: true });
  expect(await next()).toMatchObject({ changed: ["src/new"], stale: ["program"] });
  project.write("src/new/deep/file", "x");
  expect(await next()).toMatchObject({ changed: ["src/new/deep/file"], stale: ["program"] });

  // A failure stays until it is mended, whatever else changes meanwhile.
  project.write("src/make.sh", "exit 3\n");
  expect(await next()).toMatchObject({ stale: ["program"], made: ["program failed"], failed: ["FORGE3001"] });
  project.write("texts/one", "one");
  expect(await next()).toMatchObject({ changed: ["texts/one"], failed: ["FORGE3001"] });
  project.write("src/make.sh", "mkdir -p /forge/install; cp program /forge/install/program; true\n");
  expect(await next()).toMatchObject({ stale: ["program"], made: ["program built"], failed: [] });

  // A configuration that does not evaluate, and one that does again.
  project.write("build.config.ts", "throw new Error('no');\n");
  expect(await next()).toMatchObject({ changed: ["build.config.ts"], failed: [expect.stringMatching(/^FORGE10/)] });
  project.write("build.config.ts", config.replace("sh ./make.sh", "sh ./make.sh && echo more >/forge/install/more"));
  expect(await next()).toMatchObject({ changed: ["build.config.ts"], stale: ["program"], made: ["program built"] });

  // The same text saved again, and files that do not matter: nothing is built for them.
  project.write("build.config.ts", project.read("build.config.ts"));
  project.write("notes.txt", "nothing");
  utimesSync(join(project.root, "texts/one"), 1, 1);
  project.write("src/program", "last");
  expect(await next()).toMatchObject({ stale: ["program"], made: ["program built"] });
  expect(schemaFaults("watch", watching.text())).toEqual([]);
  watching.child.kill("SIGINT");
  const [code] = (await once(watching.child, "exit")) as [number];
  expect(code).toBe(130);
  await leavesNothing({ store: join(project.root, "store") });
}, 60_000);

test("what changes while a build runs begins another when what runs has ended", async () => {
  await using project = watched();
  project.write("src/make.sh", "mkdir -p /forge/install\nsleep 1\ncp program /forge/install/program\n");
  await using watching = watch(project, "program");
  await expect.poll(() => watching.text().includes('"step":"install"'), { timeout: 20_000, interval: 10 }).toBe(true);
  project.write("src/program", "second");
  await watching.run();
  expect(summary(await watching.run())).toMatchObject({ changed: ["src/program"], made: ["program built"] });
  watching.child.kill("SIGTERM");
  const [code] = (await once(watching.child, "exit")) as [number];
  expect(code).toBe(143);
  await project.forge(["checkout", "program", "out"]);
  expect(project.read("out/program")).toBe("second");
  await leavesNothing(project);
});

test("in a terminal: the last failure stands on the screen until it is mended, and Ctrl-C ends the waiting", async () => {
  await using project = watched();
  await using screen = await openScreen(project, { rows: 40 });
  project.write("src/make.sh", "echo what went wrong; exit 3\n");
  await screen.forge("watch program --log-file all.log");
  await screen.shows(/│ what went wrong[\s\S]*^watching \d+ folders\n$/m);
  project.write("src/make.sh", "mkdir -p /forge/install\n");
  await screen.shows(/^changed {3}src\/make\.sh\n[\s\S]*^stale {5}program [\s\S]*^built {5}program[\s\S]*^watching \d+ folders\n$/m);
  await screen.press("C-c");
  await screen.ended(130);
  expect(project.read("all.log")).toMatch(/^failed +program[\s\S]*^changed {3}src\/make\.sh\n[\s\S]*^built +program/m);
  await leavesNothing(project);
});

test("of a project of BuildStream its files are watched, those that it includes and new elements too", async () => {
  await using project = createProject({
    "project.conf": "name: small\nmin-version: 2.0\nelement-path: elements\n(@): [include/more.yml]\n",
    "include/more.yml": "variables: { place: /one }\n",
    "elements/data.bst": "kind: import\nsources: [{ kind: local, path: files }]\nconfig: { target: '%{place}' }\n",
    "files/text": "first",
  });
  await using watching = watch(project);
  expect(summary(await watching.run())).toMatchObject({ made: ["data.bst built"] });
  project.write("files/text", "second");
  expect(summary(await watching.run())).toMatchObject({ changed: ["files/text"], stale: ["data.bst"], made: ["data.bst built"] });
  project.write("include/more.yml", "variables: { place: /two }\n");
  expect(summary(await watching.run())).toMatchObject({ changed: ["include/more.yml"], stale: ["data.bst"], made: ["data.bst built"] });
  project.write("elements/new.bst", "kind: stack\n");
  expect(summary(await watching.run())).toMatchObject({ changed: ["elements/new.bst"], made: ["new.bst built"] });
});
