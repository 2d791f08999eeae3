// The example built twice, as differently as two machines of a team would: another folder, another user (root and an ordinary
// one, where the test is root), a store on another file system, programs that see a clock 400 days ahead. Same everything.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { anotherYear, yearSeen } from "../rig/another-year.ts";
import { createExample, type Example, trackedBuild } from "../rig/example.ts";
import { show } from "../rig/outcomes.ts";
import type { RunOptions } from "../rig/project.ts";

const NOBODY = "65534";

test("same keys, same trees, same bytes", { timeout: 900_000 }, async () => {
  expect(yearSeen()).toBeGreaterThan(new Date().getFullYear());
  await using first = createExample();
  await trackedBuild(first, [...first.options, "-o", "nonce=7"]);

  await using second = createExample({ ...otherFileSystem() });
  second.write("forge.lock", first.read("forge.lock"));
  const clock = anotherYear(dirname(second.root));
  const as: RunOptions = { environment: { PATH: `${clock.directory}:${process.env["PATH"]}` }, ...otherUser(second) };
  const run = await second.forge(["build", "--json", ...second.options, "-o", "nonce=7", "image", "kernel"], as);
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).toBe(0);
  expect(clock.used()).toBeGreaterThan(0);

  expect(await identities(second, as)).toEqual(await identities(first, {}));
  expect(await imageDigest(second, as)).toBe(await imageDigest(first, {}));
});

/** Memory, where there is enough of it for a store. */
function otherFileSystem(): { readonly within?: string } {
  if (!existsSync("/dev/shm")) return {};
  const { bavail, bsize } = statfsSync("/dev/shm");
  return bavail * bsize > 3e9 ? { within: "/dev/shm" } : {};
}

function otherUser(project: Example): { readonly prefix?: readonly string[] } {
  if (process.getuid?.() !== 0) return {};
  execFileSync("chown", ["-R", `${NOBODY}:${NOBODY}`, dirname(project.root)]);
  return { prefix: ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"] };
}

/** Key and tree of every element, by name. */
async function identities(project: Example, run: RunOptions): Promise<{ readonly [name: string]: unknown }> {
  const shown = await show(project, [...project.options, "-o", "nonce=7"], run);
  expect(shown.length).toBeGreaterThan(6);
  return Object.fromEntries(
    shown.map(({ name, forge: { key, tree } }) => {
      expect(key).toMatch(/^[0-9a-f]{64}$/);
      return [name, { key, tree }];
    }),
  );
}

async function imageDigest(project: Example, run: RunOptions): Promise<string> {
  const { exitCode, stderr } = await project.forge(["checkout", ...project.options, "-o", "nonce=7", "image", "out"], run);
  expect(exitCode, stderr).toBe(0);
  return createHash("sha256")
    .update(readFileSync(join(project.root, "out/boot/initramfs.gz")))
    .digest("hex");
}
