// A full disk is a coded error, and nothing is lost: what was in the store stays, and the build goes through once there is room.

import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { repository } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

test("the store's file system is full", async () => {
  await using project = createSmallSystem({
    "build.config.ts": smallConfig
      .replace("const image", 'const payload = importElement({ sources: [local("./payload")] });\nconst image')
      .replace("program, image }", "program, image, payload }"),
  });
  mkdirSync(join(project.root, "payload"));
  writeFileSync(join(project.root, "payload/data"), Buffer.alloc(12 * 1024 * 1024, "x"));
  mkdirSync(project.store, { recursive: true });
  // A store with 8 MB of room, on a file system that lives as long as this namespace does.
  const script = `
    mount -t tmpfs -o size=64m tmpfs "$CACHE"
    head -c 56M /dev/zero >"$CACHE/filler"
    forge() { "$NODE" "$FORGE" "$@"; }
    forge build program >/dev/null 2>&1 || { echo "the first build failed"; exit 1; }
    forge build payload >full 2>&1 && { echo "the full disk went unnoticed"; exit 1; }
    cat full
    forge fsck >/dev/null 2>&1 || { echo "fsck is not content"; exit 1; }
    rm "$CACHE/filler"
    forge build --json program payload >after || { cat after; exit 1; }
    forge checkout program out >/dev/null || exit 1
  `;
  const { stdout } = await promisify(execFile)("unshare", ["-Urm", "sh", "-c", script], {
    cwd: project.root,
    env: { ...project.environment, CACHE: dirname(project.store), NODE: process.execPath, FORGE: join(repository, "bin/forge.js") },
  }).catch((error: { stdout: string; stderr: string }) => ({ stdout: `failed: ${error.stdout}${error.stderr}` }));
  expect(stdout).not.toMatch(/^failed/);
  expect(stdout).toContain("FORGE5001");
  expect(stdout).toMatch(/help:/);
  expect(project.read("after")).toContain('"outcome":"cached"');
  expect(project.read("out/usr/bin/program")).toBe("library\n");
});
