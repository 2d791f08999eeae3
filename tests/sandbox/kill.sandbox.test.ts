// Nothing of a sandbox outlives forge, at whatever moment that is killed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, describe, expect, it } from "vitest";
import { removeTree } from "../../sandbox/remove.ts";
import { bundleProgram, type Context, ordinaryUser, thisUser } from "./contexts.ts";
import { isRunning, waitFor } from "./rig.ts";

const program = bundleProgram(new URL("./programs/killed.ts", import.meta.url));
afterAll(program.dispose);

let count = 0;

/** Starts it, kills it some milliseconds after it began, and waits until nothing is left. */
async function killAfter(context: Context, milliseconds: number, pause: string): Promise<void> {
  const marker = `8${process.pid}${String(count++).padStart(4, "0")}`;
  const [first = "", ...words] = [...context.words, program.node, program.file, marker, pause];
  const child = spawn(first, words, { cwd: "/", stdio: ["ignore", "pipe", "inherit"] });
  const [bytes] = (await once(child.stdout, "data")) as [Buffer];
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill("SIGKILL");
  await once(child, "exit");
  await waitFor(() => !isRunning(marker));
  await removeTree(bytes.toString().trim());
}

describe.each(ordinaryUser ? [thisUser, ordinaryUser] : [thisUser])("forge killed $name", (context) => {
  it("leaves no process while commands run", async () => {
    await killAfter(context, 150, "1000");
    expect(count).toBeGreaterThan(0);
  });

  it("leaves no process at any moment of setup and end", async () => {
    // Every millisecond and a fraction of the first runs, so that mounts, bubblewrap's start and the shell's are all hit.
    for (let moment = 0; moment < 40; moment++) await killAfter(context, moment * 0.93, "0");
    expect(count).toBeGreaterThan(40);
  }, 120_000);
});
