// forge test: tests run behind an element's own steps, have no part in what it builds, and are not run again for nothing.

import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { addBusybox, createProject, type ForgeRun, type Project } from "../rig/project.ts";

interface Parts {
  /** Shell text of the element's step `test`. */
  readonly tests?: string;
  /** Other fields of the element. */
  readonly fields?: string;
}

const config = ({ tests = "grep -q library result && echo tested", fields = "" }: Parts = {}): string => `
import { defineProject, importElement, local, manual, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const library = manual({
  sources: [local("./library")],
  buildDepends: [base],
  build: [sh\`cat text >result\`],
  install: [sh\`mkdir -p /forge/install/usr/lib && cp result /forge/install/usr/lib/library\`],
  test: [${tests === "" ? "" : `sh\`${tests}\``}],
  ${fields}
});
export default defineProject({ name: "p", elements: { base, library }, default: library });
`;

function createTested(parts?: Parts): Project {
  const project = createProject({ "build.config.ts": config(parts), "library/text": "library\n" });
  addBusybox(project);
  return project;
}

/** How the element ended, and what its last log says. */
async function tested(project: Project): Promise<{ readonly outcome: string | undefined; readonly log: string; readonly run: ForgeRun }> {
  const run = await project.forge(["test", "--json", "library"]);
  const ended = run
    .events()
    .filter((event) => event.type === "element-finished" && event.element.name === "library")
    .at(-1);
  const { stdout } = await project.forge(["log", "library"]);
  return { outcome: ended?.type === "element-finished" ? ended.outcome : undefined, log: stdout, run };
}

test("tests run behind the steps, where those left off; what passed is not run again", async () => {
  await using project = createTested();
  expect(await tested(project)).toMatchObject({ outcome: "passed", log: "tested\n" });
  expect(await tested(project)).toMatchObject({ outcome: "cached" });
  project.write("library/text", "another library\n");
  expect(await tested(project)).toMatchObject({ outcome: "passed" });
});

test("a test leaves no artifact, and a build runs no test", async () => {
  await using project = createTested({ tests: "echo tested; touch /forge/install/usr/lib/by-test" });
  expect((await tested(project)).outcome).toBe("passed");
  const built = await project.forge(["build", "--json"]);
  expect(built.events()).toContainEqual(
    expect.objectContaining({ type: "element-finished", element: { name: "library", kind: "manual" }, outcome: "built" }),
  );
  expect((await project.forge(["log", "library"])).stdout).toBe("");
  await project.forge(["checkout", "library", "out"]);
  expect(project.read("out/usr/lib/library")).toBe("library\n");
  expect(() => project.read("out/usr/lib/by-test")).toThrow();
});

test("changed tests are run, and build nothing", async () => {
  await using project = createTested();
  await project.forge(["build"]);
  await tested(project);
  project.write("build.config.ts", config({ tests: "echo other tests" }));
  expect(await tested(project)).toMatchObject({ outcome: "passed", log: "other tests\n" });
  const built = await project.forge(["build", "--json"]);
  expect(built.events()).toContainEqual(
    expect.objectContaining({ type: "element-finished", element: { name: "library", kind: "manual" }, outcome: "cached" }),
  );
});

test("tests that fail are named with their output, and fail again at once until they are told to run", async () => {
  await using project = createTested({ tests: "echo 1 of 2 tests failed; false" });
  const { outcome, run } = await tested(project);
  expect(outcome).toBe("failed");
  expectComplaint(run, {
    code: "FORGE3001",
    place: "build.config.ts",
    says: ["library: step test failed with exit code 1", "1 of 2 tests failed"],
    help: false,
  });
  const logs = async (): Promise<number> => (await project.forge(["log", "--list", "library"])).stdout.split("\n").length - 1;
  expect((await tested(project)).run.stdout).toContain("failed before");
  expect(await logs()).toBe(1);
  await project.forge(["test", "--retry-failed", "library"]);
  expect(await logs()).toBe(2);
});

test("an element without tests is refused with what to write", async () => {
  await using project = createTested({ tests: "" });
  expectComplaint(await project.forge(["test", "library"]), {
    code: "FORGE3010",
    place: "build.config.ts:4",
    says: ["library has no tests"],
  });
});

test("commands that take longer than the element may are stopped", async () => {
  await using project = createTested({ tests: "sleep 60", fields: "timeLimit: 1," });
  expectComplaint(await project.forge(["test", "library"]), {
    code: "FORGE3009",
    place: "build.config.ts:4",
    says: ["library exceeded its time limit"],
  });
});

test("commands are told how many jobs they may run, which changes nothing that is built", async () => {
  await using project = createTested({ tests: "echo $FORGE_JOBS $MAKEFLAGS" });
  expect((await tested(project)).log).toMatch(/^[1-9]\d* -j[1-9]\d* --jobserver-auth=8,8\n$/);
  await project.forge(["build"]);
  project.write("build.config.ts", config({ tests: "echo $FORGE_JOBS $MAKEFLAGS", fields: "maxJobs: 1, slots: 99," }));
  const built = await project.forge(["build", "--json"]);
  expect(built.events()).toContainEqual(
    expect.objectContaining({ type: "element-finished", element: { name: "library", kind: "manual" }, outcome: "cached" }),
  );
  project.write("build.config.ts", config({ tests: "echo now $FORGE_JOBS $MAKEFLAGS", fields: "maxJobs: 1, slots: 99," }));
  expect((await tested(project)).log).toBe("now 1 -j1\n");
});
