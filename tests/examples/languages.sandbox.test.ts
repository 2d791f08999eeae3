// examples/languages: each language's program is built by its own kind, runs, and passes its own tests; and so it is when its
// library comes from its language's registry.

import { expect, test } from "vitest";
import { buildTracked, copyExample, expectedOutput, succeed } from "../rig/copied-example.ts";
import { moveToRegistries } from "../rig/language-registries.ts";
import { failures } from "../rig/outcomes.ts";
import type { ForgeRun, Project } from "../rig/project.ts";

const PROGRAMS = ["countWordsC", "countWordsRust", "countWordsGo", "countWordsPython", "countWordsNode"];

test("programs in five languages build from vendored sources and from registries, run, and pass their tests", {
  timeout: 1_800_000,
}, async () => {
  await using project = copyExample("languages");
  await buildTracked(project);
  expect(await shown(project)).toBe(expectedOutput(project));
  const tested = await succeed(project, "test", "--json", "wordsPython", ...PROGRAMS);
  expect(outcomes(tested)).toMatchObject(Object.fromEntries(PROGRAMS.map((name) => [name, "passed"])));

  await refuseEmptySources(project);
  await using server = await moveToRegistries(project);
  const mirrors = Object.entries({ crates: "crates", goproxy: "go", npm: "npm", pypi: "pypi" }).map(
    ([alias, path]) => `${alias}: "${server.url}/${path}"`,
  );
  project.write(
    "build.config.ts",
    project
      .read("build.config.ts")
      .replace('local("./rust")', '$&, cargoVendor({ registries: { "https://index.invalid/crates": "crates" } })')
      .replace('local("./go")', "$&, goModules()")
      .replace('local("./node")', "$&, npmVendor()")
      .replace('local("./python/vendor/words")', 'pypi("words")')
      .replace("import {", "import { cargoVendor, goModules, npmVendor, pypi,")
      .replace('name: "languages",', `$& mirrors: { ${mirrors.join(", ")} },`),
  );
  const built = await buildTracked(project);
  // The library for Python is the same wherever it comes from, so what is built over it is left alone.
  expect(outcomes(built)).toMatchObject({
    countWordsRust: "built",
    countWordsGo: "built",
    countWordsNode: "built",
    wordsPython: "built",
    countWordsC: "cached",
  });
  expect(await shown(project)).toBe(expectedOutput(project));
});

/** Over sources that are nobody's, each tool says what it misses, and the failure stands at the element's line. */
async function refuseEmptySources(project: Project): Promise<void> {
  const missing = {
    make: /[Mm]akefile/,
    cargo: /Cargo\.toml/,
    go: /main module|go\.mod/,
    python: /pyproject\.toml|setup\.py/,
    node: /package\.json/,
  };
  const tools = { make: "cTools", cargo: "rustTools", go: "goTools", python: "pythonTools", node: "nodeTools" };
  const config = project.read("build.config.ts");
  const broken = Object.entries(tools).map(
    ([kind, base]) => `  ${kind}: ${kind}({ sources: [local("./empty")], buildDepends: [${base}] }),`,
  );
  project.write("empty/README", "nothing to build\n");
  project.write(
    "build.config.ts",
    config
      .replace("export default", `const broken = {\n${broken.join("\n")}\n};\n\nexport default`)
      .replace("elements: {", "elements: {\n    broken,"),
  );
  const lines = project.read("build.config.ts").split("\n");
  const run = await project.forge(["build", "--json", "--on-error", "continue", ...Object.keys(tools).map((kind) => `broken/${kind}`)]);
  const found = failures(run);
  for (const [kind, says] of Object.entries(missing)) {
    const error = found.find(({ message }) => message.startsWith(`broken/${kind}: `));
    expect(error, `${kind}: ${run.stderr}`).toMatchObject({
      code: "FORGE3001",
      place: { file: "build.config.ts", line: lines.findIndex((line) => line.startsWith(`  ${kind}: ${kind}(`)) + 1 },
      help: expect.stringContaining("forge shell"),
    });
    expect(error?.detail?.join("\n")).toMatch(says);
  }
  project.write("build.config.ts", config);
}

async function shown(project: Project): Promise<string> {
  let text = "";
  for (const language of ["c", "rust", "go", "python", "node"]) {
    text += (await succeed(project, "shell", "system", "--", "sh", "-c", `echo 'To be, or not to be' | count-words-${language} be`)).stdout;
  }
  return text;
}

/** How each element ended; of one that was built and then tested, what came last. */
function outcomes(run: ForgeRun): { readonly [element: string]: string } {
  return Object.fromEntries(
    run.events().flatMap((event) => (event.type === "element-finished" ? [[event.element.name, event.outcome]] : [])),
  );
}
