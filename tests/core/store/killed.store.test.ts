// kill -9 in the midst of publishing: what was said to be published is there, and nothing is wrong.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkStore } from "../../../core/store/fsck.ts";
import { repository } from "../../rig/project.ts";
import { createStoreRig } from "./rig.ts";

test("two writers at once, killed again and again", { timeout: 120_000 }, async () => {
  await using rig = createStoreRig();
  const published: string[] = [];
  for (const milliseconds of [5, 40, 90, 150, 230]) {
    const said = await Promise.all([runFor(milliseconds, rig.store.root), runFor(milliseconds * 1.3, rig.store.root)]);
    published.push(...said.flat());
    const store = rig.reopen();
    expect(readdirSync(join(store.root, "jobs"))).toEqual([]);
    expect(await checkStore(store), `after ${milliseconds} ms`).toMatchObject({ quarantined: [], forgotten: 0 });
    for (const name of readdirSync(join(store.root, "failed"))) {
      const kept = store.kept.find(name);
      expect(kept?.description).toEqual({ key: readFileSync(join(kept?.directory ?? "", "key"), "utf8"), size: expect.any(Number) });
    }
    expect(published.filter((key) => !store.records.has("artifacts", key))).toEqual([]);
  }
  expect(published.length).toBeGreaterThan(0);
});

/** Keys that a writer published before it was killed, that long after it had opened the store. */
function runFor(milliseconds: number, root: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", "tests/core/store/programs/endless.ts", root], {
      cwd: repository,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (said === "") setTimeout(() => child.kill("SIGKILL"), milliseconds);
      said += text;
    });
    child.on("error", reject);
    child.on("close", () => resolve(said.split("\n").slice(1, -1)));
  });
}
