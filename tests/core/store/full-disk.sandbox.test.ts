// A full disk is a coded error at every place of the store, and loses nothing; a collection then makes room.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeAll } from "../../../core/store/remove.ts";
import { repository } from "../../rig/project.ts";

test("what was published before the disk was full is there afterwards", () => {
  const scratch = mkdtempSync(join(tmpdir(), "forge-full-"));
  const root = join(scratch, "store");
  mkdirSync(root);
  const script = 'mount -t tmpfs -o size=1500k tmpfs "$1" && exec "$2" --import tsx tests/core/store/programs/fill.ts "$1"';
  const output = execFileSync("unshare", ["-Urm", "sh", "-c", script, "sh", root, process.execPath], { cwd: repository, encoding: "utf8" });
  removeAll(scratch);
  const { error, full, checked, lost, published, garbage } = JSON.parse(output);
  expect(["FORGE5001", "ENOSPC"]).toContain(error.code);
  expect(full).toMatchObject({
    code: "FORGE5001",
    message: `the disk of the store ${root} is full`,
    help: expect.stringContaining("forge gc"),
  });
  expect(published).toBeGreaterThan(10);
  expect([checked.quarantined, checked.forgotten, lost]).toEqual([[], 0, []]);
  expect(garbage.after).toBeLessThanOrEqual(100_000);
});
