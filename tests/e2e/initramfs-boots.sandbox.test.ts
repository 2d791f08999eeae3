// The example from packages to a machine that boots and says the number that only this build knew.

import { createHash, randomInt } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createExample, kernelOf, trackedBuild } from "../rig/example.ts";
import { boot, readMarker } from "../rig/qemu.ts";

test("the example boots, prints its nonce and the digest of its busybox, and turns itself off", { timeout: 600_000 }, async () => {
  await using project = createExample();
  const nonce = String(randomInt(2 ** 47));
  const options = [...project.options, "-o", `nonce=${nonce}`];
  await trackedBuild(project, options);

  mkdirSync(join(project.root, "out"));
  for (const element of ["image", "kernel", "base"]) {
    const run = await project.forge(["checkout", ...options, element, `out/${element}`]);
    expect(run.exitCode, run.stderr).toBe(0);
  }
  const console = await boot(kernelOf(join(project.root, "out/kernel")), join(project.root, "out/image/boot/initramfs.gz"));
  const digest = createHash("sha256")
    .update(readFileSync(join(project.root, "out/base/bin/busybox")))
    .digest("hex");
  expect(readMarker(console)).toEqual({ nonce, busybox: digest });
});
