// bench/baserock: how long forge takes to load, show and plan a definitions tree of 52 strata and 452 chunks, whole process.
//
//   node --import tsx bench/baserock/run.ts [RUNS=5]
// The floor, in the same run: node's start, and node reading and parsing the same files with the YAML library, and no more.
// Needs no network; works in a temporary directory with a store of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Taken, take } from "../large/processes.ts";
import { median, spread } from "../measure.ts";
import { CHUNKS, STRATA, writeTree } from "./generate.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const runs = Number(process.argv[2] ?? 5);
const scratch = mkdtempSync(join(tmpdir(), "forge-bench-"));
const [store, tree] = [join(scratch, "store"), join(scratch, "tree")];
writeTree(tree);

const PARSE = `
import { readdirSync, readFileSync } from "node:fs";
import { parseDocument } from ${JSON.stringify(join(repository, "node_modules/yaml/dist/index.js"))};
for (const entry of readdirSync(".", { recursive: true, withFileTypes: true }))
  if (entry.isFile()) parseDocument(readFileSync(entry.parentPath + "/" + entry.name, "utf8"), { version: "1.1" });
`;

const forge = (): Promise<Taken> =>
  take([process.execPath, join(repository, "bin/forge.js"), "--store", store, "show", "--json"], { cwd: tree });
const cold = await repeated(() => {
  rmSync(store, { recursive: true, force: true });
  return forge();
});
const lines = cold[0]?.stdout.trim().split("\n").length ?? 0;
if (lines < STRATA + CHUNKS) throw new Error(`forge shows ${lines} elements`);
const warm = await repeated(forge);
const parse = await repeated(() => take([process.execPath, "--input-type=module", "-e", PARSE], { cwd: tree }));
const bare = await repeated(() => take([process.execPath, "-e", "0"], { cwd: scratch }));
rmSync(scratch, { recursive: true });

console.log(`${STRATA} strata, ${CHUNKS} chunks, ${runs} runs, whole process: min / median / max of wall time`);
say("load, show, plan; no cache", cold, 2);
say("the same, loaded before", warm, 2);
say("floor: read and parse", parse);
say("node -e 0", bare);

async function repeated(run: () => Promise<Taken>): Promise<readonly Taken[]> {
  const all: Taken[] = [];
  for (let index = 0; index < runs; index++) all.push(await run());
  return all;
}

function say(what: string, taken: readonly Taken[], limit = Number.POSITIVE_INFINITY): void {
  const seconds = taken.map((one) => one.seconds);
  const processor = median(taken.map((one) => one.processor));
  const verdict = median(seconds) > limit ? "  EXCEEDED" : "";
  console.log(
    `${what.padEnd(34)}${spread(seconds)} s, ${processor.toFixed(2)} s of processor${Number.isFinite(limit) ? `, limit ${limit} s${verdict}` : ""}`,
  );
}
