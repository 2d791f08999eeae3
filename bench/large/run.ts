// bench/large: how long forge takes over a project of N elements in 100 modules when it does nothing but read it: the no-op
// build, evaluate + resolve + key with and without a cache, and `forge check`.
//
//   node --import tsx bench/large/run.ts [COUNT=1000] [RUNS=5]
// Limits are for 1,000 and for 10,000 elements. Needs no network; works in a temporary directory with a store of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, spread } from "../measure.ts";
import { writeLarge } from "./generate.ts";
import { type Taken, take } from "./processes.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const count = Number(process.argv[2] ?? 1000);
const runs = Number(process.argv[3] ?? 5);
const isSmall = count <= 1000;

interface Row {
  readonly what: string;
  readonly taken: readonly Taken[];
  /** Seconds of wall time on a machine that does nothing else. */
  readonly limit: number;
}

const scratch = mkdtempSync(join(tmpdir(), "forge-bench-"));
const store = join(scratch, "store");
const project = join(scratch, "project");
const leaves = join(scratch, "leaves");
writeLarge(project, { count, leaves: false }, repository);
writeLarge(leaves, { count, leaves: true }, repository);

const forge = (cwd: string, ...words: readonly string[]): Promise<Taken> =>
  take([process.execPath, join(repository, "bin/forge.js"), "--store", store, ...words], { cwd });

const cold = await repeated(() => {
  rmSync(store, { recursive: true, force: true });
  return forge(project, "show", "--json");
});
expectLines(cold[0]?.stdout, count + 2);
const warm = await repeated(() => forge(project, "show", "--json"));
const check = await repeated(() => forge(project, "check"));
await forge(leaves, "build");
const noop = await repeated(() => forge(leaves, "build"));
const bare = await repeated(() => take([process.execPath, "-e", "0"], { cwd: scratch }));
rmSync(scratch, { recursive: true });

console.log(`${count} elements in 100 modules, ${runs} runs, whole process: min / median / max of wall time`);
say({ what: "nothing to do", taken: noop, limit: isSmall ? 0.2 : 0.45 });
say({ what: "evaluate, resolve, key; no cache", taken: cold, limit: isSmall ? 2 : 8 });
say({ what: "resolve, key; evaluated before", taken: warm, limit: isSmall ? 1 : 4 });
say({ what: "check", taken: check, limit: isSmall ? 8 : 40 });
say({ what: "node -e 0", taken: bare, limit: Number.POSITIVE_INFINITY });
const peak = Math.max(...cold.map(({ megabytes }) => megabytes));
console.log(`${"memory, no cache".padEnd(34)}${peak.toFixed(0)} MB, limit 600 MB${peak > 600 ? "  EXCEEDED" : ""}`);

async function repeated(run: () => Promise<Taken>): Promise<readonly Taken[]> {
  const all: Taken[] = [];
  for (let index = 0; index < runs; index++) all.push(await run());
  return all;
}

function say({ what, taken, limit }: Row): void {
  const seconds = taken.map((one) => one.seconds);
  const processor = median(taken.map((one) => one.processor));
  const against = Number.isFinite(limit) ? `  limit ${limit} s${median(seconds) > limit ? "  EXCEEDED" : ""}` : "";
  console.log(`${what.padEnd(34)}${spread(seconds, 2)} s  processor ${processor.toFixed(2)} s${against}`);
}

/** What was measured must have been done. */
function expectLines(text: string | undefined, lines: number): void {
  const found = (text ?? "").split("\n").length - 1;
  if (found !== lines) throw new Error(`forge show listed ${found} elements, not ${lines}`);
}
