// Configuration that is wrong is refused by the real command with a code, a place and a next step, and nothing is lost.

import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build } from "../rig/outcomes.ts";
import { createProject, type ForgeRun } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

const good = `import { defineProject, stack } from "forge-build";
const all = stack({});
export default defineProject({ name: "p", elements: { all }, default: all });
`;

/** Builds a project whose configuration is this text. */
async function buildConfig(text: string, args: readonly string[] = []): Promise<ForgeRun> {
  await using project = createProject({ "build.config.ts": text });
  return await project.forge(["build", ...args]);
}

test("no project", async () => {
  await using project = createProject({});
  expectComplaint(await project.forge(["build"]), { code: "FORGE1001", says: ["build.config.ts"] });
});

test("a current directory that was removed", async () => {
  await using project = createProject({});
  const run = await project.forge(["build"], { prefix: ["sh", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh"] });
  expectComplaint(run, { code: "FORGE1001", says: ["current directory"] });
});

test("configuration that does not compile", async () => {
  expectComplaint(await buildConfig(`${good}\nconst broken = (;\n`), { code: "FORGE1002", place: "build.config.ts:5" });
});

test("configuration that throws", async () => {
  expectComplaint(await buildConfig(`${good}\nthrow new Error("no luck today");\n`), {
    code: "FORGE1003",
    place: "build.config.ts:5",
    says: ["no luck today"],
  });
});

test("configuration that loops for ever is stopped", async () => {
  expectComplaint(await buildConfig(`${good}\nfor (;;) {}\n`, ["--evaluation-timeout", "2"]), { code: "FORGE1004" });
});

test("configuration that prints", async () => {
  const run = await buildConfig(`${good}\nconsole.log("hello from the configuration");\n`);
  const said = `${run.stdout}\n${run.stderr}`;
  expect(said).toContain("FORGE1020");
  expect(said).toContain("hello from the configuration");
  expect(said).toContain("build.config.ts:5");
});

test("configuration that asks for the time, a random number or the environment", async () => {
  for (const [expression, alternative] of [
    ["Date.now()", /option|SOURCE_DATE_EPOCH/],
    ["Math.random()", /option/],
    ["process.env.HOME", /option/],
  ] as const) {
    expectComplaint(await buildConfig(`${good}\nexport const wrong = ${expression};\n`), {
      code: "FORGE1005",
      place: "build.config.ts:5",
      says: [alternative],
    });
  }
});

test("configuration that reads a file behind forge's back", async () => {
  const run = await buildConfig(
    `import { readFileSync } from "node:fs";\n${good}\nexport const wrong = readFileSync("package.json", "utf8");\n`,
  );
  expectComplaint(run, { code: "FORGE1005", place: "build.config.ts", says: [/readText/] });
});

test("configuration that exports no project", async () => {
  expectComplaint(await buildConfig(`export const nothing = 1;\n`), { code: "FORGE1006" });
});

test("a module that is not there", async () => {
  expectComplaint(await buildConfig(`import "./missing.ts";\n${good}`), {
    code: "FORGE1018",
    place: "build.config.ts:1",
    says: ["missing.ts"],
  });
});

test("an element used as text", async () => {
  const text = good.replace("export default", "export const wrong = `$" + "{all}`;\nexport default");
  expectComplaint(await buildConfig(text), { code: "FORGE1008", place: "build.config.ts:3" });
});

test("a default for a kind: at its own line, also where only an element shows that it is wrong", async () => {
  const withDefault = (text: string): string =>
    good
      .replace("import { defineProject,", "import { defineProject, kindDefaults, make, sh,")
      .replace("elements: { all }", "elements: { all, made: make({}) }")
      .replace('name: "p",', `name: "p", defaults: {\n  kinds: [\n    ${text},\n  ] },`);
  expectComplaint(await buildConfig(withDefault('kindDefaults(make, { targets: "all" })')), {
    code: "FORGE1007",
    place: "build.config.ts:5",
    says: ["`targets` must be a list"],
  });
  expectComplaint(await buildConfig(withDefault("kindDefaults(make, { steps: { instal: { run: [sh`true`] } } } as never)")), {
    code: "FORGE1007",
    place: "build.config.ts:5",
    says: ['did you mean "install"'],
  });
});

test("an unknown option", async () => {
  expectComplaint(await buildConfig(good, ["-o", "colour=red"]), { code: "FORGE1010", says: ["colour"] });
});

test("an option's bad value", async () => {
  const text = good
    .replace("{ defineProject", "{ choice, defineOptions, defineProject")
    .replace("const all", 'export const options = defineOptions({ colour: choice(["red", "green"], { default: "red" }) });\nconst all');
  expectComplaint(await buildConfig(text, ["-o", "colour=blue"]), { code: "FORGE1011", says: ["red", "green"] });
});

test("an unknown element, with what was perhaps meant", async () => {
  await using project = createSmallSystem();
  expectComplaint(await project.forge(["build", "programm"]), { code: "FORGE1012", says: [/program\b/] });
});

test("a local source outside the project", async () => {
  const text = good
    .replace("{ defineProject, stack }", "{ defineProject, importElement, local }")
    .replace("stack({})", 'importElement({ sources: [local("../elsewhere")] })');
  const run = await buildConfig(text);
  expect(`${run.stdout}\n${run.stderr}`).toMatch(/FORGE(1015|2013)/);
  expect(run.exitCode).not.toBe(0);
});

test("after a broken configuration is mended, what was built is still there", async () => {
  await using project = createSmallSystem();
  await build(project);
  project.write("build.config.ts", `${smallConfig}\nthrow new Error("oh");\n`);
  expectComplaint(await project.forge(["build"]), { code: "FORGE1003", says: ["oh"] });
  project.write("build.config.ts", `${smallConfig}\n`);
  expect([...new Set(Object.values(await build(project)))]).toEqual(["cached"]);
});
