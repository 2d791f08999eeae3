// The floor: unshare + overlay mount + bubblewrap + true, one at a time. No build over a base can take less.
//
//   node bench/floor/floor.js BASE WORK [COUNT]
// BASE is a directory with a system in it, WORK an empty directory on the same file system. Prints one line of JSON.

import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { median, runOverBase } from "./sandbox.js";

const [base, work, count = "50"] = process.argv.slice(2);
const times = [];
for (let index = 0; index < Number(count); index++) {
  const job = join(work, `floor-${index}`);
  mkdirSync(job, { recursive: true });
  const start = performance.now();
  await runOverBase(base, job);
  times.push(performance.now() - start);
}
for (let index = 0; index < Number(count); index++) {
  const job = join(work, `floor-${index}`);
  // The kernel leaves work/work with mode 000.
  chmodSync(join(job, "work", "work"), 0o755);
  rmSync(job, { recursive: true });
}
process.stdout.write(`${JSON.stringify({ count: times.length, milliseconds: median(times) })}\n`);
