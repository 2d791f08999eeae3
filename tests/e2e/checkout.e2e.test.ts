// forge checkout: an element's files in a directory or a tar archive; nothing that lies there is lost unasked.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build } from "../rig/outcomes.ts";
import { parseLines } from "../rig/project.ts";
import { createSmallSystem } from "../rig/small-system.ts";

test("a directory with the element's files", async () => {
  await using project = createSmallSystem();
  await build(project);
  const run = await project.forge(["checkout", "--json", "image", "out"]);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(parseLines(run.stdout)).toEqual([
    { name: "image", tree: expect.stringMatching(/^[0-9a-f]{64}$/), path: join(project.root, "out") },
  ]);
  expect(project.read("out/usr/bin/program")).toBe("library\n");
  expect(readlinkSync(join(project.root, "out/bin/sh"))).toBe("busybox");
  expect(statSync(join(project.root, "out/bin/busybox")).mode & 0o777).toBe(0o755);
});

test("a directory that holds something is refused, and replaced with --force", async () => {
  await using project = createSmallSystem();
  await build(project);
  project.write("out/mine", "mine\n");
  expectComplaint(await project.forge(["checkout", "image", "out"]), { code: "FORGE5006", says: [/out/, /--force/] });
  expect(project.read("out/mine")).toBe("mine\n");
  expect((await project.forge(["checkout", "--force", "image", "out"])).exitCode).toBe(0);
  expect(existsSync(join(project.root, "out/mine"))).toBe(false);
  expect(project.read("out/usr/bin/program")).toBe("library\n");
});

test("an empty directory is filled", async () => {
  await using project = createSmallSystem();
  await build(project);
  mkdirSync(join(project.root, "out"));
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(project.read("out/usr/bin/program")).toBe("library\n");
});

test("a tar archive, the same byte for byte each time, in a file and on standard output", async () => {
  await using project = createSmallSystem();
  await build(project);
  for (const name of ["a.tar", "b.tar"]) expect((await project.forge(["checkout", "image", "--tar", name])).exitCode).toBe(0);
  const bytes = readFileSync(join(project.root, "a.tar"));
  expect(bytes.equals(readFileSync(join(project.root, "b.tar")))).toBe(true);
  const listed = execFileSync("tar", ["-tvf", join(project.root, "a.tar")], { encoding: "utf8" });
  expect(listed).toMatch(/usr\/bin\/program/);
  expect(listed).toMatch(/bin\/sh -> busybox/);
  expect(
    execFileSync(
      "sh",
      ["-c", '"$0" "$1" checkout image --tar - | cmp - a.tar', process.execPath, join(import.meta.dirname, "../../bin/forge.js")],
      { cwd: project.root, env: project.environment, encoding: "utf8" },
    ),
  ).toBe("");
  expectComplaint(await project.forge(["checkout", "image", "--tar", "a.tar"]), { code: "FORGE5006" });
  expect((await project.forge(["checkout", "image", "--tar", "not/there/c.tar"])).exitCode).toBe(0);
  expectComplaint(await project.forge(["checkout", "image", "--tar", "/proc/c.tar"]), { code: "FORGE5006" });
});

test("what is not built as it is defined now is not handed out", async () => {
  await using project = createSmallSystem();
  expectComplaint(await project.forge(["checkout", "image", "out"]), { code: "FORGE5005", says: ["forge build image"] });
  expect(existsSync(join(project.root, "out"))).toBe(false);
});

test("neither directory nor archive, or both, is a bad command line", async () => {
  await using project = createSmallSystem();
  const neither = await project.forge(["checkout", "image"]);
  expectComplaint(neither, { code: "FORGE1021" });
  expect(neither.exitCode).toBe(2);
  expectComplaint(await project.forge(["checkout", "image", "out", "--tar", "x.tar"]), { code: "FORGE1021" });
});
