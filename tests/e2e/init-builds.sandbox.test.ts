// What `forge init` writes builds, tests and runs as its README says, from the distribution's packages.

import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { succeed } from "../rig/copied-example.ts";
import { createProject, type Project, removeTree } from "../rig/project.ts";

/** Packages that the templates share are downloaded once. */
const cache = mkdtempSync(join(process.env["FORGE_TEST_TMP"] ?? tmpdir(), "forge-test-cache-"));
afterAll(() => removeTree(cache));

const MINUTES = 60_000;

async function initialized(template: string): Promise<Project> {
  const project = createProject({}, { cache });
  await succeed(project, "init", "--template", template);
  await succeed(project, "build", "--track");
  return project;
}

test("a system: its own program runs in it", { timeout: 20 * MINUTES }, async () => {
  await using project = await initialized("system");
  expect((await succeed(project, "shell", "system", "--", "hello")).stdout).toBe("hello from project\n");
  expect((await succeed(project, "shell", "system", "--", "cat", "/etc/project-release")).stdout).toMatch(/^project on \S+\n$/);
  await succeed(project, "checkout", "system", "--tar", "out/project.tar");
  expect(existsSync(join(project.root, "out/project.tar"))).toBe(true);
});

test("a library: compiled with the chosen option, tested, and taken out", { timeout: 20 * MINUTES }, async () => {
  await using project = await initialized("library");
  expect((await succeed(project, "test", "hello")).stdout).toMatch(/^passed +hello/m);
  await succeed(project, "checkout", "runtime", "out/runtime");
  expect(existsSync(join(project.root, "out/runtime/usr/lib/libgreet.so"))).toBe(true);
  expect(existsSync(join(project.root, "out/runtime/usr/include"))).toBe(false);
  await succeed(project, "build", "-o", "optimise=-O3", "greet");
  expect((await succeed(project, "log", "-o", "optimise=-O3", "greet")).stdout).toMatch(/-O3 .*-shared/);
});

test("an image: the archive that a kernel starts from", { timeout: 20 * MINUTES }, async () => {
  await using project = await initialized("image");
  await succeed(project, "checkout", "image", "out/image");
  expect(readFileSync(join(project.root, "out/image/boot/initramfs.gz")).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
});
