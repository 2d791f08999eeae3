// forge gc and fsck: the store made smaller, and its damage found, so that the next build makes it again.

import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build } from "../rig/outcomes.ts";
import { type Project, parseLines } from "../rig/project.ts";
import { createSmallSystem } from "../rig/small-system.ts";

test("gc to a small quota empties the store, and the next build is right", async () => {
  await using project = createSmallSystem();
  await build(project);
  const run = await project.forge(["gc", "--quota", "1K", "--json"]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(parseLines(run.stdout)).toHaveLength(1);
  expect(Object.values(await build(project))).toContain("built");
  expect((await project.forge(["fsck"])).exitCode).toBe(0);
});

test("gc within the quota keeps everything", async () => {
  await using project = createSmallSystem();
  await build(project);
  const run = await project.forge(["gc", "--quota", "10G"]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect([...new Set(Object.values(await build(project)))]).toEqual(["cached"]);
});

test("fsck of a sound store", async () => {
  await using project = createSmallSystem();
  await build(project);
  const run = await project.forge(["fsck"]);
  expect(run.exitCode, run.stderr).toBe(0);
});

test("a changed file is found and put aside; the next build makes it again", async () => {
  await using project = createSmallSystem();
  await build(project);
  damage(project, "program");
  const run = await project.forge(["fsck"]);
  expect(run.exitCode).toBe(1);
  expect(`${run.stdout}${run.stderr}`).toMatch(/program|quarantine/);
  expect((await project.forge(["fsck"])).exitCode).toBe(0);
  expect(await build(project, ["program"])).toMatchObject({ library: "cached", program: "built" });
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(project.read("out/usr/bin/program")).toBe("library\n");
});

/** Changes a stored file of this name behind forge's back. */
function damage(project: Project, name: string): void {
  const trees = join(project.store, "trees");
  const file = readdirSync(trees, { recursive: true, encoding: "utf8" })
    .map((path) => join(trees, path))
    .find((path) => path.endsWith(`/${name}`) && statSync(path).isFile());
  if (file === undefined) throw new Error(`the store has no file ${name}`);
  chmodSync(file, 0o644);
  writeFileSync(file, "damaged");
}
