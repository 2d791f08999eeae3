// In what two artifacts differ: by element, by key, and earlier against now.

import { chmodSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build, keys } from "../rig/outcomes.ts";
import { createProject, type Project } from "../rig/project.ts";

const config = `import { compose, defineProject, importElement, local } from "forge-build";

const one = importElement({ sources: [local("./one")] });
const two = importElement({ sources: [local("./two")] });
const both = compose({ buildDepends: [one], integrate: false });

export default defineProject({ name: "diff", elements: { one, two, both }, default: both });
`;

function createDiffed(): Project {
  const project = createProject({
    "build.config.ts": config,
    "one/same/deep/file": "same",
    "one/text": "first\nsecond\nthird\n",
    "one/binary": "\0\x01",
    "one/program": "#!/bin/sh\n",
    "one/gone/file": "x",
    "two/other": "y",
  });
  symlinkSync("text", join(project.root, "one/link"));
  return project;
}

function change(project: Project): void {
  project.write("one/text", "first\n2nd\nthird\n");
  project.write("one/binary", "\0\x02");
  chmodSync(join(project.root, "one/program"), 0o755);
  for (const path of ["one/gone", "one/link"]) rmSync(join(project.root, path), { recursive: true });
  symlinkSync("binary", join(project.root, "one/link"));
  project.write("one/new", "n\n");
}

test("an element is compared with what it was before", async () => {
  await using project = createDiffed();
  await build(project);
  expect(await project.forge(["diff", "both"])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("FORGE5005") });
  const first = await keys(project);
  change(project);
  await build(project);
  const run = await project.forge(["diff", "both"]);
  expect(run).toMatchObject({ exitCode: 1, stderr: "" });
  const [head, ...lines] = run.stdout.trimEnd().split("\n");
  expect(head).toMatch(/^both@before [0-9a-f]{12} {2}→ {2}both [0-9a-f]{12}$/);
  expect(lines.slice(0, -2).map((line) => line.replace(/ {2,}/g, "  ").replace(/[0-9a-f]{12} → [0-9a-f]{12}/, "…"))).toEqual([
    "~ /binary  2 B → 2 B, sha256 …",
    "- /gone  directory",
    "- /gone/file  1 B",
    "~ /link  → text becomes → binary",
    "+ /new  2 B",
    "~ /program  mode 0644 → 0755",
    "~ /text  19 B → 16 B",
  ]);
  expect(lines.at(-1)).toBe("7 paths: 1 added, 2 removed, 4 changed");

  const { same, changes, from } = JSON.parse(
    (await project.forge(["diff", first["both"]?.slice(0, 16) ?? "", "both", "--json", "--content"])).stdout,
  );
  expect({ same, key: from.key }).toEqual({ same: false, key: first["both"] });
  const text = changes.find(({ path }: { readonly path: string }) => path === "/text");
  expect(text).toMatchObject({ from: { type: "file", mode: 0o644, size: 19 }, to: { size: 16 } });
  expect(text.diff).toBe("--- a/text\n+++ b/text\n@@ -1,3 +1,3 @@\n first\n-second\n+2nd\n third\n");
  expect(changes.find(({ path }: { readonly path: string }) => path === "/binary")).not.toHaveProperty("diff");
});

test("what is the same is said to be, and two elements are compared by name", async () => {
  await using project = createDiffed();
  await build(project, ["one", "two", "both"]);
  expect(await project.forge(["diff", "one", "both"])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("the same, file for file"),
  });
  const run = await project.forge(["diff", "one", "two", "--content"]);
  expect(run.stdout).toMatch(/^\+ \/other +1 B\n {4}--- \/dev\/null\n {4}\+\+\+ b\/other\n/m);
  expect(run.stdout).toContain("- /same/deep/file");
});

test("an artifact that is not there is refused", async () => {
  await using project = createDiffed();
  await build(project);
  for (const [name, said] of [
    ["two", "two is not built as it is defined now"],
    ["00000000", "no artifact in the store has a key that begins with 00000000"],
  ] as const)
    expect(await project.forge(["diff", "both", name])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(said) });
});
