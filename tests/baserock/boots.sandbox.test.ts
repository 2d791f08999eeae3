// The synthetic tree from its definitions to a machine that boots: imported, built over a Debian base, run.

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createExample, kernelOf } from "../rig/example.ts";
import { boot } from "../rig/qemu.ts";
import { importTree } from "./imported.ts";
import { treeWithSources } from "./rig.ts";

test("the tree is imported, built, and boots with what its chunks, integration and extension made", { timeout: 900_000 }, async () => {
  await using tree = await treeWithSources();
  await using project = await importTree(tree);
  // The whole base takes minutes to install, and this tree needs little of it.
  const packages = `packages: ["busybox-static", "cpio", "gzip"]`;
  await using example = createExample();
  const onUbuntu = example.options.includes("distribution=ubuntu");
  const base = project.read("lib/base.ts").replace(/packages: \[[^\]]*\]/, packages);
  project.write("lib/base.ts", onUbuntu ? base.replace('"debian"', '"ubuntu"').replace('"bookworm"', '"noble"') : base);

  const image = "clusters/images/initramfs";
  const built = await project.forge(["build", "--track", image]);
  expect(built.exitCode, `${built.stdout}\n${built.stderr}`).toBe(0);
  expect((await project.forge(["build", image])).stdout).toContain("up to date");
  const kernel = await example.forge(["build", "--track", ...example.options, "kernel"], {
    environment: { XDG_CACHE_HOME: project.environment["XDG_CACHE_HOME"] ?? "" },
  });
  expect(kernel.exitCode, `${kernel.stdout}\n${kernel.stderr}`).toBe(0);

  mkdirSync(join(project.root, "out"));
  await project.forge(["checkout", image, "out/image"]);
  await example.forge(["checkout", ...example.options, "kernel", "kernel-files"], {
    environment: { XDG_CACHE_HOME: project.environment["XDG_CACHE_HOME"] ?? "" },
  });
  const console = await boot(kernelOf(join(example.root, "kernel-files")), join(project.root, "out/image/initramfs.gz"));
  // Groups of integration commands ran in their own order; the setting is what the original programs made of \`yes\`.
  expect(console).toContain("BASEROCK-BOOT synthetic True greetings first busybox middle last hallo from /usr");

  // Files are assigned once, by the first rule that matches; what the bootstrap left is in no system.
  const arm = ["-o", "arch=armv8l64"];
  const system = await project.forge(["build", ...arm, "systems/small-arm"]);
  expect(system.exitCode, `${system.stdout}\n${system.stderr}`).toBe(0);
  await project.forge(["checkout", ...arm, "systems/small-arm", "out/arm"]);
  const files = readdirSync(join(project.root, "out/arm"), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(project.root, "out/arm").length));
  expect(files).toEqual(expect.arrayContaining(["/init", "/usr/bin/hello", "/usr/include/hello.h", "/usr/lib/libwords.so.1"]));
  expect(files.filter((path) => /^\/tools|^\/etc\/words|words\.h$/.test(path))).toEqual([]);
});
