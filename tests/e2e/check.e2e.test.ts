// `forge check`: what the compiler refuses is shown as every other error, and a configuration that is not the same twice is found.

import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installCompiler, tsconfig } from "../rig/compiler.ts";
import { expectComplaint } from "../rig/faults.ts";
import { createProject, type Project } from "../rig/project.ts";

const good = `import { defineProject, importElement, local } from "forge-build";
import { name } from "./name.ts";

const files = importElement({ sources: [local("./files")], description: name });

export default defineProject({ name: "checked", elements: { files } });
`;

function project(files: { readonly [path: string]: string } = {}): Project {
  const made = createProject({
    "build.config.ts": good,
    "name.ts": 'export const name: string = "the files";\n',
    "files/a": "a\n",
    "tsconfig.json": tsconfig,
    ...files,
  });
  installCompiler(made);
  return made;
}

test("a configuration without errors is compiled, evaluated twice, and builds nothing", async () => {
  await using checked = project();
  const run = await checked.forge(["check"]);
  expect(run).toMatchObject({ exitCode: 0, stderr: "", stdout: "checked: no errors in 2 files; 1 element, the same twice\n" });
  expect((await checked.forge(["show"])).stdout).toContain("missing");
  expect(await checked.forge(["check", "--quiet"])).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
});

test("every error of the compiler is shown at its line, in whichever module, with the compiler's number", async () => {
  await using checked = project({
    "build.config.ts": good.replace("description: name", "description: name, from: 3"),
    "name.ts": 'export const name: string = "the files";\nexport const other: number = name;\n',
  });
  const run = await checked.forge(["check"]);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toBe("checked: 3 errors\n");
  // Where the configuration also fails when it runs, that is one of them.
  expectComplaint(run, { code: "FORGE1007", place: "build.config.ts:4", help: false });
  expectComplaint(run, {
    code: "FORGE1026",
    place: "build.config.ts:4:79",
    says: [/TS2322: Type 'number' is not assignable/],
    help: false,
  });
  expectComplaint(run, { code: "FORGE1026", place: "name.ts:2:14", says: ["export const other: number = name;"], help: false });
  expect(run.stderr).not.toMatch(/\.\n/);
});

test("what the compiler explains below its sentence becomes detail", async () => {
  await using checked = project({
    "name.ts": 'export const name = "x";\nconst wanted: { a: { b: string } } = { a: { b: 1 } as { b: number } };\nexport { wanted };\n',
  });
  const run = await checked.forge(["check", "--json"]);
  expect(run.exitCode).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({
    ok: false,
    errors: [
      {
        code: "FORGE1026",
        place: { file: "name.ts", line: 2, column: 40 },
        detail: ["Types of property 'b' are incompatible", "  Type 'number' is not assignable to type 'string'"],
      },
    ],
  });
});

test("in a package that npm init made, of type commonjs, it is the same", async () => {
  await using checked = project({ "package.json": '{ "name": "made", "type": "commonjs" }\n' });
  expect((await checked.forge(["check"])).stdout).toContain("no errors in 2 files");
});

test("a compiler that is a program of the machine's own is spoken to as well", async () => {
  await using checked = project({ "name.ts": "export const name: string = 1;\n" });
  rmSync(join(checked.root, "node_modules/typescript"));
  installCompiler(checked, "ts7");
  const run = await checked.forge(["check"]);
  expectComplaint(run, { code: "FORGE1026", place: "name.ts:1:14", help: false });
});

test("the compiler runs sealed: it is a package of the project like any other", async () => {
  await using checked = project();
  const written = [join(checked.root, "../seen"), join(checked.root, "seen")];
  rmSync(join(checked.root, "node_modules/typescript"));
  checked.write("node_modules/typescript/package.json", '{ "name": "typescript", "version": "6.0.0", "bin": { "tsc": "tsc.js" } }\n');
  checked.write(
    "node_modules/typescript/tsc.js",
    `for (const file of ${JSON.stringify(written)}) { try { require("fs").writeFileSync(file, ""); } catch {} }
console.log(__dirname.replace(/node_modules.*/, "build.config.ts"));`,
  );
  expect((await checked.forge(["check", "--json"])).stdout).toContain('"ok":true');
  expect(written.filter((file) => existsSync(file))).toEqual([]);
});

test("without a compiler, or with one too old, the line that installs it is shown", async () => {
  await using checked = project();
  rmSync(join(checked.root, "node_modules/typescript"));
  expectComplaint(await checked.forge(["check"]), { code: "FORGE1028", says: ["npm install --save-dev typescript"] });
  checked.write("node_modules/typescript/package.json", '{ "name": "typescript", "version": "5.8.3" }\n');
  expectComplaint(await checked.forge(["check"]), { code: "FORGE1028", says: ["5.8.3", "5.9"] });
});

test("a compiler that breaks is told apart from one that finds nothing", async () => {
  await using checked = project();
  rmSync(join(checked.root, "node_modules/typescript"));
  checked.write("node_modules/typescript/package.json", '{ "name": "typescript", "version": "6.0.0", "bin": { "tsc": "tsc.js" } }\n');
  checked.write("node_modules/typescript/tsc.js", 'throw new Error("broken to pieces");\n');
  expectComplaint(await checked.forge(["check"]), { code: "FORGE1028", says: ["broken to pieces"] });
});

test("a project whose tsconfig.json is missing or leaves the configuration out is not called good", async () => {
  await using checked = project();
  checked.write("tsconfig.json", '{ "extends": "forge-build/tsconfig.json", "include": ["name.ts"] }\n');
  expectComplaint(await checked.forge(["check"]), { code: "FORGE1029", place: "tsconfig.json", says: ["build.config.ts"] });
  rmSync(join(checked.root, "tsconfig.json"));
  expectComplaint(await checked.forge(["check"]), { code: "FORGE1029", place: "tsconfig.json" });
  writeFileSync(join(checked.root, "tsconfig.json"), '{ "compilerOptions": { "strikt": true }, "extends": "forge-build/tsconfig.json" }\n');
  expectComplaint(await checked.forge(["check"]), { code: "FORGE1026", place: "tsconfig.json:1:24", says: ["strikt"], help: false });
});

test("a configuration that is not the same twice is refused with the first path that differs, and whose it is", async () => {
  await using checked = project({
    "name.ts": `// A race that the guards cannot see: how often a loop turns before a timer fires.
let turns = 0;
await new Promise<void>((resolve) => {
  let over = false;
  setTimeout(() => { over = true; resolve(); }, 50);
  const turn = (): void => { turns++; if (!over) setImmediate(turn); };
  turn();
});
export const name: string = \`turned \${turns} times\`;
`,
  });
  checked.write(
    "globals.d.ts",
    "declare function setTimeout(run: () => void, after: number): void;\ndeclare function setImmediate(run: () => void): void;\n",
  );
  const run = await checked.forge(["check"]);
  expectComplaint(run, {
    code: "FORGE1027",
    place: "build.config.ts:4:15",
    says: ['elements["files"].description', /first {2}"turned \d+ times"/, /second "turned \d+ times"/],
  });
  expect(run.stdout).toBe("checked: 1 error\n");
});

test("options reach both evaluations, and what was printed is said", async () => {
  await using checked = project({
    "name.ts": `import { choice, defineOptions } from "forge-build";
const { name: chosen } = defineOptions({ name: choice(["one", "two"], { default: "one" }) });
if (chosen === "two") console.log("two was chosen");
export const name: string = chosen;
`,
    "console.d.ts": "declare const console: { log(text: string): void };\n",
  });
  expect(await checked.forge(["check"])).toMatchObject({ exitCode: 0, stderr: "" });
  const run = await checked.forge(["check", "-o", "name=two"]);
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(/^warning FORGE1020/);
  expect(JSON.parse((await checked.forge(["check", "-o", "name=two", "--json"])).stdout)).toMatchObject({
    ok: true,
    errors: [],
    printed: [{ text: "two was chosen", place: { file: "name.ts", line: 3 } }],
    files: 3,
    elements: 1,
  });
  expectComplaint(await checked.forge(["check", "-o", "nam=two"]), { code: "FORGE1010" });
});

test("where no sandbox can be made, --unsealed checks and says so", async () => {
  await using checked = project();
  checked.write("bin/bwrap", "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n");
  const environment = { PATH: `${join(checked.root, "bin")}:${process.env["PATH"]}` };
  chmodSync(join(checked.root, "bin/bwrap"), 0o755);
  const refused = await checked.forge(["check"], { environment });
  expectComplaint(refused, { code: "FORGE4002", says: ["--unsealed"] });
  const run = await checked.forge(["check", "--unsealed"], { environment });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/^warning FORGE1025/);
});
