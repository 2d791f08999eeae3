// Kinds over a base that has not what they run, and over sources that are not what they build: each fails at its own line, and says
// what is missing.

import { expect, test } from "vitest";
import type { ErrorDetails } from "../../core/model/errors.ts";
import { failures } from "../rig/outcomes.ts";
import { addBusybox, createProject } from "../rig/project.ts";

/** Each kind that runs a program, and the program that it runs first where nothing else is there. */
const programs = {
  autotools: "autoreconf",
  cargo: "cargo",
  cmake: "cmake",
  go: "go",
  make: "make",
  meson: "meson",
  node: "npm",
  python: "python3",
};

test("a program that the sandbox does not have is named, for every kind that builds with one", async () => {
  const kinds = Object.keys(programs);
  await using project = createProject({
    "empty/README": "nothing to build\n",
    "build.config.ts": `import { ${kinds.join(", ")}, defineProject, importElement, local } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const common = { sources: [local("./empty")], buildDepends: [base] };
${kinds.map((kind) => `const ${kind}Element = ${kind}(common);\n`).join("")}
export default defineProject({ name: "bad", elements: { ${kinds.map((kind) => `${kind}: ${kind}Element`).join(", ")} } });
`,
  });
  addBusybox(project);
  const run = await project.forge(["build", "--json", "--on-error", "continue"]);
  const found = failures(run);
  expect(found.map(({ code }) => code)).toEqual(kinds.map(() => "FORGE3002"));
  for (const [index, [kind, program]] of Object.entries(programs).entries()) {
    const error = found.find(({ place }) => place?.line === 4 + index);
    expect(error, kind).toMatchObject({
      message: expect.stringContaining(program),
      place: { file: "build.config.ts" },
      help: expect.any(String),
    });
    expect(textOf(error)).not.toMatch(/^\s+at .*\/(core|dsl|stdlib|sandbox|dist)\//m);
  }
});

test("what the recipes without commands cannot find is named, too", async () => {
  await using project = createProject({
    "files/usr/share/a": "a\n",
    "build.config.ts": `import { compose, defineProject, filter, importElement, local, manual, sh } from "forge-build";
const files = importElement({ sources: [local("./files")] });
const nowhere = importElement({ sources: [local("./files")], from: "/opt" });
const gone = importElement({ sources: [local("./gone")] });
const shellless = manual({ buildDepends: [files], install: [sh\`true\`] });
const part = filter({ depends: [nowhere], include: ["runtime"] });
const image = compose({ buildDepends: [files, gone] });
export default defineProject({ name: "bad", elements: { nowhere, gone, shellless, part, image } });
`,
  });
  const run = await project.forge(["build", "--json", "--on-error", "continue", "nowhere", "shellless", "part"]);
  expect(failures(run).map(({ code, place }) => [code, place?.line])).toEqual(
    expect.arrayContaining([
      ["FORGE3004", 3],
      ["FORGE3002", 5],
    ]),
  );
  const missing = await project.forge(["build", "image"]);
  expect(missing.exitCode).not.toBe(0);
  expect(missing.stdout + missing.stderr).toMatch(/FORGE2013.*\n +build\.config\.ts:4/);
});

function textOf(error: ErrorDetails | undefined): string {
  return [error?.message, error?.help, ...(error?.detail ?? [])].join("\n");
}
