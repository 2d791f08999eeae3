// kill -9 at 100 random moments of the example's build: fsck finds nothing wrong, and the next build is right.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createExample, trackedBuild } from "../rig/example.ts";
import { killBuild, moments } from "../rig/kill.ts";
import type { Project } from "../rig/project.ts";

const kills = Number(process.env["FORGE_SOAK"] ?? 100);

test(`${kills} kills of the example's build`, async () => {
  await using whole = createExample();
  const start = performance.now();
  await trackedBuild(whole, whole.options);
  const duration = performance.now() - start;

  // Each kill leaves the store further on; an empty store every ten keeps the early moments in play.
  const seed = Number(process.env["FORGE_SEED"] ?? Date.now() % 2 ** 31);
  const times = moments(kills, duration, seed);
  for (let first = 0; first < kills; first += 10) {
    await using project = createExample();
    project.write("forge.lock", whole.read("forge.lock"));
    for (const time of times.slice(first, first + 10)) await killBuild(project, [...project.options, "image", "kernel"], time);
    await trackedBuild(project, project.options);
    expect(await imageDigest(project), `seed ${seed}`).toBe(await imageDigest(whole));
  }
});

async function imageDigest(project: Project & { readonly options: readonly string[] }): Promise<string> {
  const run = await project.forge(["checkout", "--force", ...project.options, "image", "out"]);
  expect(run.exitCode, run.stderr).toBe(0);
  return createHash("sha256")
    .update(readFileSync(join(project.root, "out/boot/initramfs.gz")))
    .digest("hex");
}
