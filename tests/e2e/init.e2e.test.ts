// `forge init`: what it writes, what it leaves alone, and that what it wrote is right by the compiler.

import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hostDistribution } from "../../core/cli/init/distribution.ts";
import { settingsFiles } from "../../core/cli/init/settings.ts";
import { installCompiler } from "../rig/compiler.ts";
import { expectComplaint } from "../rig/faults.ts";
import { createProject, parseLines, repository } from "../rig/project.ts";

const templates = ["library", "system", "image"] as const;

for (const template of templates) {
  test(`the template ${template} is right by the compiler, in a package that npm init made`, async () => {
    await using project = createProject({ "package.json": '{ "name": "made", "version": "1.0.0", "type": "commonjs" }\n' });
    installCompiler(project);
    const run = await project.forge(["init", "--template", template]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toContain("kept what was there: package.json");
    expect(project.read("package.json")).toContain('"version": "1.0.0"');
    const checked = await project.forge(["check"]);
    expect(`${checked.stdout}${checked.stderr}`).toMatch(/^checked: no errors in 2 files; \d elements, the same twice\n$/);
    const [, elements = ""] = /elements: \{ (.*) \}/.exec(project.read("build.config.ts")) ?? [];
    for (const element of elements.split(", ")) expect(project.read("README.md")).toContain(`\`${element}\``);
  });
}

test("a new directory is made, with a package that asks for forge and a compiler", async () => {
  await using project = createProject({});
  const run = await project.forge(["init", "--template", "image", "sub/My Machine"]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/^wrote an image that boots to sub\/My Machine: .*build\.config\.ts/);
  expect(run.stdout.split("\n").slice(-4)).toEqual(["  cd sub/My Machine", "  npm install", "  npx forge build --track", ""].slice(-4));
  const manifest = JSON.parse(project.read("sub/My Machine/package.json"));
  expect(manifest).toMatchObject({ name: "my-machine", private: true, type: "module" });
  expect(Object.keys(manifest.devDependencies)).toEqual(["forge-build", "typescript"]);
  expect(manifest.devDependencies["forge-build"]).toBe(`^${JSON.parse(readFileSync(join(repository, "package.json"), "utf8")).version}`);
  expect(project.read("sub/My Machine/build.config.ts")).toContain('name: "my-machine"');
  for (const file of [".vscode/settings.json", ".vscode/extensions.json", "tsconfig.json"])
    JSON.parse(project.read(`sub/My Machine/${file}`));
  expect(statSync(join(project.root, "sub/My Machine/files/init")).mode & 0o777).toBe(0o755);
});

test("the compiler that is asked for is the one that forge is tested with", () => {
  const { devDependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const asked = JSON.parse(settingsFiles({ name: "x" })["package.json"] ?? "").devDependencies.typescript;
  expect(asked).toBe(`^${devDependencies.typescript.split(".")[0]}.0.0`);
});

test("nothing is written over: a file of the project in the way stops all of it, and is named", async () => {
  await using project = createProject({ "build.config.ts": "mine\n" });
  const run = await project.forge(["init", "--template", "library"]);
  expectComplaint(run, { code: "FORGE5006", says: ["build.config.ts", "forge init DIRECTORY"] });
  expect(project.read("build.config.ts")).toBe("mine\n");
  expect(() => project.read("tsconfig.json")).toThrow();
  expect(() => project.read("greet/greet.c")).toThrow();
  // Links count, wherever they lead.
  symlinkSync("/nowhere", join(project.root, "options.ts"));
  expectComplaint(await project.forge(["init"]), { code: "FORGE5006", says: ["2 files are in the way", "options.ts"] });
  // So does what it wrote itself.
  expect((await project.forge(["init", "again"])).exitCode).toBe(0);
  expectComplaint(await project.forge(["init", "again"]), { code: "FORGE5006", says: ["build.config.ts"] });
});

test("settings that are there stay as they are, and are named", async () => {
  const mine = {
    "package.json": '{ "name": "mine" }\n',
    "tsconfig.json": "{}\n",
    ".gitignore": "mine\n",
    "README.md": "# mine\n",
    ".vscode/settings.json": "{}\n",
  };
  await using project = createProject(mine);
  const run = await project.forge(["init", "--json"]);
  expect(run.exitCode, run.stderr).toBe(0);
  const [said] = parseLines<{ readonly written: readonly string[]; readonly kept: readonly string[] }>(run.stdout);
  expect(said?.kept).toEqual(Object.keys(mine).sort());
  expect(said?.written).toEqual([".vscode/extensions.json", "build.config.ts", "files/usr/bin/hello", "options.ts"]);
  for (const [path, text] of Object.entries(mine)) expect(project.read(path)).toBe(text);
});

test("a place where nothing can be written is refused, with the path", async () => {
  await using project = createProject({ file: "" });
  expectComplaint(await project.forge(["init", "file"]), { code: "FORGE5006", says: ["file"] });
  expectComplaint(await project.forge(["init", "file/below"]), { code: "FORGE5006", says: ["file"] });
  expectComplaint(await project.forge(["init", "--template", "sytem"]), { code: "FORGE1021", says: ["library, system, image"] });
});

test("-C says from where", async () => {
  await using project = createProject({});
  mkdirSync(join(project.root, "elsewhere"));
  expect((await project.forge(["-C", "elsewhere", "init", "new"])).exitCode).toBe(0);
  expect(project.read("elsewhere/new/build.config.ts")).toContain('name: "new"');
});

describe("the distribution", () => {
  const cases: readonly (readonly [title: string, release: string, expected: object])[] = [
    ["of Debian is its release", 'ID=debian\nVERSION_CODENAME="trixie"\n', { mirror: "debian", suite: "trixie" }],
    [
      "of Ubuntu is its release",
      "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n",
      { mirror: "ubuntu", suite: "noble" },
    ],
    [
      "of a derivative is its parent's",
      'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n',
      { mirror: "ubuntu", suite: "noble" },
    ],
    [
      "of a derivative with its own releases is a known one",
      "ID=kali\nID_LIKE=debian\nVERSION_CODENAME=kali-rolling\n",
      { mirror: "debian", suite: "bookworm" },
    ],
    ["of anything else is Debian", "ID=fedora\nVERSION_CODENAME=x\n", { mirror: "debian", suite: "bookworm" }],
    ["of a release without a name is a known one", "ID=debian\n", { mirror: "debian", suite: "bookworm" }],
    ["is never a piece of program", 'ID=debian\nVERSION_CODENAME=x"],evil\n', { mirror: "debian", suite: "bookworm" }],
  ];
  for (const [title, release, expected] of cases) {
    test(title, async () => {
      await using root = createProject({});
      mkdirSync(join(root.root, "etc"));
      writeFileSync(join(root.root, "etc/os-release"), release);
      expect(hostDistribution(root.root)).toMatchObject(expected);
    });
  }

  test("without os-release is Debian", () => {
    expect(hostDistribution("/nowhere")).toMatchObject({ mirror: "debian", suite: "bookworm" });
  });
});
