// bench/noop: how long `forge build` of the example takes when nothing changed, and by trace that it starts no process.
//
//   node --import tsx bench/noop/run.ts [RUNS=15]
// Uses the store of whoever runs it; builds the example first, after that every run is a no-op.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, spread } from "../measure.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const runs = Number(process.argv[2] ?? 15);
const distribution = /^ID=ubuntu$/m.test(readFileSync("/etc/os-release", "utf8")) ? "ubuntu" : "debian";
const command = [
  process.execPath,
  join(repository, "bin/forge.js"),
  "build",
  "-C",
  join(repository, "examples/initramfs"),
  "-o",
  `distribution=${distribution}`,
  "image",
  "kernel",
];

await measure(command);
const times: number[] = [];
const bare: number[] = [];
for (let run = 0; run < runs; run++) {
  times.push((await measure(command)).seconds);
  bare.push((await measure([process.execPath, "-e", "0"])).seconds);
}

const scratch = mkdtempSync(join(tmpdir(), "forge-bench-"));
const trace = join(scratch, "trace");
await measure(["strace", "-f", "-e", "trace=clone,clone3,fork,vfork,execve", "-o", trace, ...command]);
// strace's own exec of node is one; threads are not processes.
const children =
  readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => /\b(clone3?|v?fork|execve)\(/.test(line) && !line.includes("CLONE_THREAD")).length - 1;
rmSync(scratch, { recursive: true });

console.log(`nothing to do, whole process, ${runs} runs: min / median / max`);
console.log(`forge build   ${spread(times)} s`);
console.log(`node -e 0     ${spread(bare)} s`);
console.log(`children      ${children}`);
