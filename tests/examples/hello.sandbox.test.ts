// examples/hello: a library from its upstream's sources, programs in two build systems over it, and a system that runs them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildTracked, copyExample, expectedOutput, succeed } from "../rig/copied-example.ts";
import type { Project } from "../rig/project.ts";

const RUN = "hello </usr/share/hello/guests.yaml; outline /usr/share/hello/guests.yaml";

test("the system builds and runs, an option rebuilds what it concerns, and tests pass", { timeout: 1_800_000 }, async () => {
  await using project = copyExample("hello");
  await buildTracked(project);
  // make finds the jobserver that forge shares among builds.
  expect((await succeed(project, "log", "libyaml")).stdout).not.toMatch(/jobserver/);
  expect((await succeed(project, "shell", "system", "--", "sh", "-c", RUN)).stdout).toBe(expectedOutput(project));

  const again = await succeed(project, "build", "--json", "-o", "shout=true");
  const made = again
    .events()
    .flatMap((event) => (event.type === "element-finished" && event.outcome === "built" ? [event.element.name] : []));
  expect(made).toEqual(["hello", "system"]);
  const loud = expectedOutput(project).replaceAll(/^hello.*$/gm, "$&!");
  expect((await succeed(project, "shell", "-o", "shout=true", "system", "--", "sh", "-c", RUN)).stdout).toBe(loud);

  const tested = await succeed(project, "test", "--json", "libyaml", "hello", "outline");
  const passed = tested
    .events()
    .flatMap((event) => (event.type === "element-finished" && event.outcome === "passed" ? [event.element.name] : []));
  expect(passed.sort()).toEqual(["hello", "libyaml", "outline"]);

  await splitsDebugInformation(project);
});

/** What is installed has none, and names the file that has it. */
async function splitsDebugInformation(project: Project): Promise<void> {
  for (const element of ["hello", "libyaml"]) await succeed(project, "checkout", element, `out/${element}`);
  const library = readdirSync(join(project.root, "out/libyaml/usr/lib")).find((name) => /^libyaml-.*\.so\.\d+\.\d+\.\d+$/.test(name));
  for (const [element, path] of [
    ["hello", "usr/bin/hello"],
    ["libyaml", `usr/lib/${library}`],
  ] as const) {
    const [stripped, debug] = [path, `usr/lib/debug/${path}.debug`].map((file) => readFileSync(join(project.root, "out", element, file)));
    expect(stripped?.includes(".gnu_debuglink")).toBe(true);
    expect(stripped?.includes(".debug_info")).toBe(false);
    expect(debug?.includes(".debug_info")).toBe(true);
    // Where it was built is nowhere.
    expect(debug?.includes("/forge/build")).toBe(false);
  }
  expect(readdirSync(join(project.root, "out/libyaml/usr/lib")).filter((name) => name.endsWith(".la"))).toEqual([]);
}
