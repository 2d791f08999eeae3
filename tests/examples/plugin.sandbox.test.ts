// examples/plugin: a kind and a source from a package of their own, used by its name.

import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildTracked, copyExample, expectedOutput, succeed } from "../rig/copied-example.ts";
import { expectComplaint } from "../rig/faults.ts";
import { type Project, repository } from "../rig/project.ts";

/** The example as `npm install` leaves it, with its upstream on a port of this test's. */
async function installExample(): Promise<Project & { readonly serve: (...versions: readonly string[]) => Promise<AsyncDisposable> }> {
  const project = copyExample("plugin");
  for (const [name, target] of [
    ["forge-shell-programs", "../packages/forge-shell-programs"],
    ["zod", join(repository, "node_modules/zod")],
  ] as const) {
    symlinkSync(target, join(project.root, "node_modules", name));
  }
  const config = project.read("build.config.ts");
  return Object.assign(project, {
    async serve(...versions: readonly string[]) {
      const server = spawn(process.execPath, [join(project.root, "upstream/serve.js"), "0", ...versions], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const url = await new Promise<string>((resolve) => server.stdout.once("data", (bytes: Buffer) => resolve(bytes.toString().trim())));
      project.write("build.config.ts", config.replace("http://127.0.0.1:8462", url));
      return {
        async [Symbol.asyncDispose]() {
          server.kill();
          await new Promise((resolve) => server.once("close", resolve));
        },
      };
    },
  });
}

test("the package's source is tracked, its kind builds and tests, and the program runs", { timeout: 600_000 }, async () => {
  await using project = await installExample();
  {
    await using _ = await project.serve("1.0");
    await buildTracked(project);
    expect((await succeed(project, "shell", "system", "--", "greet", "forge", "world")).stdout).toBe("hello, forge\n");
  }
  await using _ = await project.serve();
  await succeed(project, "track", "greet");
  await buildTracked(project);
  expect((await succeed(project, "shell", "system", "--", "greet", "forge", "world")).stdout).toBe(expectedOutput(project));
  const tested = await succeed(project, "test", "--json", "greet");
  expect(tested.events()).toContainEqual(
    expect.objectContaining({ type: "element-finished", outcome: "passed", element: { name: "greet", kind: "shellPrograms" } }),
  );
});

test("a slip in what the package takes is refused where it stands", { timeout: 120_000 }, async () => {
  await using project = await installExample();
  project.write("build.config.ts", project.read("build.config.ts").replace("index: ", "idnex: "));
  const run = await project.forge(["show"]);
  expectComplaint(run, {
    code: "FORGE1007",
    place: "build.config.ts:14",
    says: [/release has no field "idnex"; did you mean "index"/],
    help: false,
  });
});
