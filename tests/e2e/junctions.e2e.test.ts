// A TypeScript project on other TypeScript projects: packages and folders, their options, replacements, names and files.

import { symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { installCompiler, tsconfig } from "../rig/compiler.ts";
import { expectComplaint } from "../rig/faults.ts";
import { serveFiles } from "../rig/file-server.ts";
import { createProject, type Project, repository } from "../rig/project.ts";

// Each starts the command many times.
vi.setConfig({ testTimeout: 180_000 });

/** A project of three elements with an option, as a package. */
function sdk(directory = "node_modules/sdk", version = "1.0.0"): { readonly [path: string]: string } {
  return {
    [`${directory}/package.json`]: JSON.stringify({ name: "sdk", version, exports: "./build.config.ts" }),
    [`${directory}/options.ts`]: `import { choice, defineOptions, flag } from "forge-build";
export const options = defineOptions({ flavour: choice(["vanilla", "mint"], { default: "vanilla" }), debug: flag({ default: false }) });
`,
    [`${directory}/files/zlib`]: `zlib ${version}\n`,
    [`${directory}/build.config.ts`]: `import { defineProject, importElement, inline, local, readText, stack } from "forge-build";
import { options } from "./options.ts";
export { options };
const zlib = importElement({ sources: [local("files")], description: readText("files/zlib").trim() });
const flavour = importElement({ sources: [inline({ flavour: \`\${options.flavour} \${options.debug}\` })] });
const runtime = stack({ depends: [zlib, flavour] });
export default defineProject({ name: "the-sdk", elements: { zlib, flavour, lib: { runtime } } });
`,
  };
}

const consumer = (body: string, project = "elements: { app }"): string =>
  `import { compose, defineProject, importElement, inline, junction, local, stack } from "forge-build";
${body}
export default defineProject({ name: "app", ${project} });
`;

const plain = consumer(
  'const sdk = await junction<typeof import("sdk")>("sdk");\nconst app = compose({ buildDepends: [sdk.lib.runtime], integrate: false });',
);

async function names(project: Project, args: readonly string[] = []): Promise<readonly string[]> {
  const run = await project.forge(["show", "--json", ...args]);
  expect(run.stderr).toBe("");
  return run.stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { readonly name: string }).name);
}

test("a package's elements are built from its own files, and are called by its name", async () => {
  await using project = createProject({ ...sdk(), "build.config.ts": plain });
  expect(await names(project)).toEqual(["sdk:zlib", "sdk:flavour", "sdk:lib/runtime", "app"]);
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "app", "out"]);
  expect([project.read("out/zlib"), project.read("out/flavour")]).toEqual(["zlib 1.0.0\n", "vanilla false"]);
  // One of its elements by name, in another spelling.
  await project.forge(["checkout", "sdk:zlib", "one"]);
  expect(project.read("one/zlib")).toBe("zlib 1.0.0\n");
});

test("a change in another project's files is noticed, and nothing else is", async () => {
  await using project = createProject({ ...sdk(), "build.config.ts": plain });
  await project.forge(["build"]);
  expect((await project.forge(["build"])).stdout).toContain("up to date");
  project.write("node_modules/sdk/files/zlib", "patched\n");
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "app", "out"]);
  expect(project.read("out/zlib")).toBe("patched\n");
  project.write(
    "node_modules/sdk/options.ts",
    project.read("node_modules/sdk/options.ts").replace('default: "vanilla"', 'default: "mint"'),
  );
  await project.forge(["build"]);
  await project.forge(["checkout", "app", "out", "--force"]);
  expect(project.read("out/flavour")).toBe("mint false");
});

test("options make instances, and options that come to the same are one", async () => {
  await using project = createProject({
    ...sdk(),
    "build.config.ts": consumer(
      `type Sdk = typeof import("sdk");
const mint = await junction<Sdk>("sdk", { as: "mint", options: { flavour: "mint", debug: true } });
const [said, silent] = await Promise.all([junction<Sdk>("sdk", { as: "a", options: { flavour: "vanilla" } }), junction<Sdk>("sdk", { as: "b" })]);
const app = stack({ depends: [said.flavour, silent.flavour, { element: mint.flavour, at: "/mint" }] });`,
    ),
  });
  expect(await names(project)).toEqual(["a:flavour", "mint:flavour", "app"]);
  await project.forge(["build"]);
  await project.forge(["checkout", "mint:flavour", "out"]);
  expect(project.read("out/flavour")).toBe("mint true");
});

test("what the project replaces is replaced inside the other project, too, and only there", async () => {
  await using project = createProject({
    ...sdk(),
    "build.config.ts": consumer(
      `const sdk = await junction<typeof import("sdk")>("sdk");
const zlib = importElement({ sources: [inline({ zlib: "mine" })], runtimeDepends: [sdk.flavour] });
const app = stack({ depends: [sdk.lib.runtime] });`,
      "elements: { app, zlib }, replace: [[sdk.zlib, zlib]]",
    ),
  });
  // What stands in its place has the project's own name first, and is found by the other, too.
  expect(await names(project)).toEqual(["sdk:flavour", "zlib", "sdk:lib/runtime", "app"]);
  await project.forge(["build"]);
  await project.forge(["checkout", "sdk:zlib", "out"]);
  expect(project.read("out/zlib")).toBe("mine");
});

/** `middle` stands on `sdk` as the consumer does, and may replace its zlib by its own. */
function middle(replaces: boolean): { readonly [path: string]: string } {
  return {
    "node_modules/middle/package.json": JSON.stringify({ name: "middle", version: "2.0.0", exports: "./build.config.ts" }),
    "node_modules/middle/build.config.ts": `import { defineProject, importElement, inline, junction, stack } from "forge-build";
const sdk = await junction<typeof import("sdk")>("sdk");
const zlib = importElement({ sources: [inline({ zlib: "of the middle" })] });
const tool = stack({ depends: [sdk.lib.runtime] });
export default defineProject({ name: "middle", elements: { tool, zlib }${replaces ? ", replace: [[sdk.zlib, zlib]]" : ""} });
`,
  };
}

const both = (rest = "") =>
  consumer(
    `const sdk = await junction<typeof import("sdk")>("sdk");
const middle = await junction<typeof import("middle")>("middle");
const zlib = importElement({ sources: [inline({ zlib: "of the project" })] });
const app = stack({ depends: [sdk.lib.runtime, { element: middle.tool, at: "/middle" }] });`,
    `elements: { app }${rest}`,
  );

test("a project that two others stand on alike is one; with other replacements it is two", async () => {
  await using project = createProject({ ...sdk(), ...middle(false), "build.config.ts": both() });
  expect(await names(project)).toEqual(["sdk:zlib", "sdk:flavour", "sdk:lib/runtime", "middle:tool", "app"]);
  for (const [path, text] of Object.entries(middle(true))) project.write(path, text);
  expect((await project.forge(["graph", "--junctions"])).stdout).toBe(`junction    project  version  options
sdk         the-sdk  1.0.0    flavour=vanilla debug=false
middle      middle   2.0.0
middle:sdk  the-sdk  1.0.0    flavour=vanilla debug=false

middle:sdk: zlib is replaced by zlib
middle:sdk is not sdk: zlib is replaced by zlib, in the other its own
`);
  expect(await names(project)).toEqual([
    "sdk:zlib",
    "sdk:flavour",
    "sdk:lib/runtime",
    "middle:zlib",
    "middle:sdk:flavour",
    "middle:sdk:lib/runtime",
    "middle:tool",
    "app",
  ]);
});

test("an outer project's replacement goes before an inner one's", async () => {
  await using project = createProject({ ...sdk(), ...middle(true), "build.config.ts": both(", replace: [[sdk.zlib, zlib]]") });
  await project.forge(["build"]);
  for (const name of ["sdk:zlib", "middle:sdk:zlib"]) {
    await project.forge(["checkout", name, "out", "--force"]);
    expect(project.read("out/zlib")).toBe("of the project");
  }
});

test("workspace members and folders are projects, too, with variables and kinds of their own", async () => {
  await using project = createProject({
    ...sdk("parts/sdk"),
    "build.config.ts": consumer(
      `const [folder, member] = [await junction<typeof import("./parts/sdk/build.config.ts")>("./parts/sdk"), await junction<typeof import("tools")>("tools")];
const app = compose({ buildDepends: [folder.zlib, member.tool], integrate: false });`,
    ),
  });
  // A member of a workspace: a link to a directory beside the project.
  const beside = join(dirname(project.root), "tools");
  project.write("../tools/package.json", JSON.stringify({ name: "tools", type: "module", exports: "./build.config.ts" }));
  project.write("../tools/data/tool", "tool\n");
  project.write(
    "../tools/build.config.ts",
    `import { defineProject, defineVariables, importElement, local, text } from "forge-build";
import { z } from "zod";
import { note } from "./kinds.ts";
const vars = defineVariables({ where: "/opt" });
const tool = importElement({ sources: [local("data"), note({ text: "by its own kind" })], to: text\`\${vars.where}\` });
export default defineProject({ name: "tools", elements: { tool }, variables: { where: vars.where } });
`,
  );
  project.write(
    "../tools/kinds.ts",
    `import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineSource } from "forge-build";
import { z } from "zod";
export const note = defineSource({
  kind: "note",
  config: z.object({ text: z.string() }),
  stage: async (context, { text }) => writeFileSync(join(context.directory, "note"), text),
});
`,
  );
  symlinkSync(join(repository, "node_modules/zod"), join(project.root, "node_modules/zod"));
  symlinkSync(beside, join(project.root, "node_modules/tools"));
  symlinkSync(join(project.root, "node_modules"), join(beside, "node_modules"));
  expect(await names(project)).toEqual(["sdk:zlib", "tools:tool", "app"]);
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0, stderr: "" });
  await project.forge(["checkout", "app", "out"]);
  expect([project.read("out/opt/tool"), project.read("out/opt/note")]).toEqual(["tool\n", "by its own kind"]);
});

test("options, elements and replacements are checked by the compiler", async () => {
  await using project = createProject({ ...sdk(), "tsconfig.json": tsconfig, "build.config.ts": plain });
  installCompiler(project);
  expect(await project.forge(["check"])).toMatchObject({ exitCode: 0, stderr: "" });
  project.write(
    "build.config.ts",
    consumer(
      `type Sdk = typeof import("sdk");
const sdk = await junction<Sdk>("sdk");
const unused = () => [junction<Sdk>("sdk", { options: { flavour: "salt" } }), junction<Sdk>("sdk", { options: { colour: 1 } }), sdk.zlob];
const app = stack({ depends: [sdk.zlib], description: String(unused.length) });`,
    ),
  );
  const run = await project.forge(["check"]);
  expect(run.stdout).toBe("checked: 3 errors\n");
  expect(run.stderr).toMatch(/'"salt"' is not assignable/);
  expect(run.stderr).toMatch(/'colour' does not exist/);
  expect(run.stderr).toMatch(/Property 'zlob' does not exist/);
});

test.each([
  ["a package that is not there", 'await junction("sdx");', { code: "FORGE1047", says: ['there is no package "sdx"'] }],
  ["a folder that is not there", 'await junction("./sdk");', { code: "FORGE1047", says: ['there is no folder "./sdk"'] }],
  ["a folder outside", 'await junction("../../../../../etc");', { code: "FORGE1047", says: [/is no project|there is no folder/] }],
  ["an absolute path", 'await junction("/etc");', { code: "FORGE1047", says: [/is no project|there is no folder/] }],
  ["a package that is no project", 'await junction("zod");', { code: "FORGE1047", says: ['"zod" is no project'] }],
  [
    "an option that it does not have",
    'await junction("sdk", { options: { flavor: "mint" } as never });',
    { code: "FORGE1010", says: ["did you mean"] },
  ],
  [
    "a value that an option cannot have",
    'await junction("sdk", { options: { flavour: "mnt" } as never });',
    { code: "FORGE1011", says: ["did you mean"] },
  ],
  [
    "a field that it does not have",
    'await junction("sdk", { replace: [] } as never);',
    { code: "FORGE1007", says: ["`replace` of defineProject"] },
  ],
  ["no name at all", "await junction(7 as never);", { code: "FORGE1007", says: ["takes the name of a package"] }],
  [
    "one name for two",
    'await junction("sdk"); await junction("sdk", { options: { flavour: "mint" } as never });',
    { code: "FORGE1047", says: ['two different junctions are called "sdk"'] },
  ],
] as const)("refuses %s, at its line", async (_, text, { code, says }) => {
  await using project = createProject({ ...sdk(), "build.config.ts": consumer(`${text}\nconst app = stack({});`) });
  symlinkSync(join(repository, "node_modules/zod"), join(project.root, "node_modules/zod"));
  expectComplaint(await project.forge(["show"]), { code, place: "build.config.ts:2", says: [...says], help: code !== "FORGE1007" });
});

test("projects that stand on one another, or on themselves without end, are refused", async () => {
  const on = (name: string, other: string, options = "") =>
    `import { defineOptions, defineProject, integer, junction } from "forge-build";
export const options = defineOptions({ depth: integer({ default: 0 }) });
await junction(${JSON.stringify(other)}${options});
export default defineProject({ name: ${JSON.stringify(name)}, elements: {} });
`;
  await using project = createProject({
    "node_modules/a/package.json": '{ "name": "a" }',
    "node_modules/a/build.config.ts": on("a", "b"),
    "node_modules/b/package.json": '{ "name": "b" }',
    "node_modules/b/build.config.ts": on("b", "a"),
    "build.config.ts": consumer('await junction("a");\nconst app = stack({});'),
  });
  expectComplaint(await project.forge(["show"]), { code: "FORGE1047", says: [/in a circle: (a → b → a|b → a → b)/] });
  project.write("node_modules/a/build.config.ts", on("a", ".", ", { options: { depth: options.depth + 1 } as never }"));
  expectComplaint(await project.forge(["show"]), { code: "FORGE1047", says: ["without end"] });
});

test("another project sees its own files only, and is held to the same rules", async () => {
  await using project = createProject({
    ...sdk("parts/sdk"),
    "secret.ts": "export const secret = 1;\n",
    "build.config.ts": consumer('await junction("./parts/sdk");\nconst app = stack({});'),
  });
  const config = "parts/sdk/build.config.ts";
  const original = project.read(config);
  for (const [line, code] of [
    ['import "../../secret.ts";', "FORGE1015"],
    ['import { readFileSync } from "node:fs"; readFileSync("/etc/passwd");', "FORGE1005"],
    ['readText("../../secret.ts");', "FORGE1015"],
    ["Math.random();", "FORGE1005"],
  ] as const) {
    project.write(config, original.replace("const zlib", `${line}\nconst zlib`));
    expectComplaint(await project.forge(["show"]), { code, says: [], help: false });
  }
});

test("its suggestions of mirrors are taken where the project says so", async () => {
  await using server = await serveFiles({ "/zlib": "from the mirror\n" });
  const config = (more: string): string =>
    consumer(`const sdk = await junction<typeof import("sdk")>("sdk"${more});\nconst app = stack({ depends: [sdk.zlib] });`);
  await using project = createProject({ ...sdk(), "build.config.ts": config("") });
  const theirs = "node_modules/sdk/build.config.ts";
  project.write(
    theirs,
    project
      .read(theirs)
      .replace('name: "the-sdk"', `name: "the-sdk", mirrors: { gnu: ${JSON.stringify(server.url)} }`)
      .replace('local("files")', 'remote("gnu:zlib")')
      .replace("readText", "readText, remote"),
  );
  expectComplaint(await project.forge(["track"]), { code: "FORGE2011", says: [/alias "gnu"/] });
  project.write("build.config.ts", config(", { mirrors: true }"));
  expect(await project.forge(["track"])).toMatchObject({ exitCode: 0 });
  // Refs of another project's sources stand in this one's lock.
  expect(project.read("forge.lock")).toContain('["remote",["gnu:zlib"]');
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0 });
});
