// bench/trivial: how long forge takes to build N trivial elements whose base is in the store, beside the prototype and the
// floor in the same run. Every file is checked by `checkout` afterwards.
//
//   node --import tsx bench/trivial/run.ts [COUNT=30] [RUNS=5] [--keep DIRECTORY]
// With --keep the store stays in DIRECTORY, so that the next run finds its base there.

import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { BuildEvent } from "../../core/model/events.ts";
import { type Measured, measure, median, spread } from "../measure.ts";
import { createProject, expectedFile, writeSynthetic } from "./generate.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const { positionals, values } = parseArgs({ allowPositionals: true, options: { keep: { type: "string" } } });
const count = Number(positionals[0] ?? 30);
const runs = Number(positionals[1] ?? 5);

const scratch = values.keep ?? mkdtempSync(join(tmpdir(), "forge-bench-"));
const project = join(scratch, "project");
const base = join(scratch, "base");
const environment = { ...process.env, XDG_CACHE_HOME: join(scratch, "cache"), XDG_CONFIG_HOME: join(scratch, "config") };
const forge = (...args: readonly string[]): Promise<Measured> =>
  measure([process.execPath, join(repository, "bin/forge.js"), ...args], { cwd: project, environment });

rmSync(project, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });
createProject(project, repository);
await makeBase();

const cold: Measured[] = [];
const evaluated: Measured[] = [];
const prototype: number[] = [];
const floors: number[] = [];
for (let run = 0; run < runs; run++) {
  floors.push(await floor());
  prototype.push(await runPrototype());
  cold.push(await build(false));
  evaluated.push(await build(true));
}
const fixed = await oneAtATime();
const noop: Measured[] = [];
for (let run = 0; run < runs; run++) noop.push(await forge("build"));
report();
if (values.keep === undefined) await measure(["sh", "-c", `chmod -R u+rwX ${scratch} && rm -rf ${scratch}`]);

/** The base in the store, and the same files in a directory of their own for the prototype. */
async function makeBase(): Promise<void> {
  writeSynthetic(project, { count: 1, nonce: "base" });
  const lock = join(scratch, "forge.lock");
  try {
    writeFileSync(join(project, "forge.lock"), readFileSync(lock));
  } catch {
    await forge("track", "base");
    writeFileSync(lock, readFileSync(join(project, "forge.lock")));
  }
  await forge("build", "base");
  await forge("checkout", "--force", "base", base);
}

/** One whole process over cold elements; with `evaluate`, the configuration has been evaluated before. */
async function build(evaluate: boolean): Promise<Measured> {
  const synthetic = { count, nonce: randomUUID() };
  writeSynthetic(project, synthetic);
  if (evaluate) await forge("show", "--json");
  const measured = await forge("build", "--builders", "2");
  await forge("build", "check");
  const out = join(scratch, "check");
  await forge("checkout", "--force", "check", out);
  for (let index = 0; index < count; index++) {
    const { path, text } = expectedFile(index, synthetic);
    const found = readFileSync(join(out, path), "utf8");
    if (found !== text) throw new Error(`${path} holds ${JSON.stringify(found)}, not ${JSON.stringify(text)}`);
  }
  return measured;
}

/** Median milliseconds of an element's job (stage, run, capture, commit) when nothing runs beside it. */
async function oneAtATime(): Promise<number> {
  writeSynthetic(project, { count: 30, nonce: randomUUID() });
  const { stdout } = await forge("build", "--json", "--builders", "1");
  const events = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BuildEvent);
  return median(events.flatMap((event) => (event.type === "job-finished" && event.kind === "build" ? [event.milliseconds] : [])));
}

async function runPrototype(): Promise<number> {
  const work = mkdtempSync(join(scratch, "prototype-"));
  const { seconds } = await measure([process.execPath, join(repository, "bench/floor/prototype.js"), base, work, String(count), "2"]);
  await measure(["sh", "-c", `chmod -R u+rwX ${work} && rm -rf ${work}`]);
  return seconds;
}

/** Milliseconds of the emptiest sandbox over the same base. */
async function floor(): Promise<number> {
  const work = mkdtempSync(join(scratch, "floor-"));
  const { stdout } = await measure([process.execPath, join(repository, "bench/floor/floor.js"), base, work, "30"]);
  rmSync(work, { recursive: true });
  return Number(JSON.parse(stdout).milliseconds);
}

function report(): void {
  const seconds = cold.map((run) => run.seconds);
  const warm = evaluated.map((run) => run.seconds);
  console.log(`${count} elements, 2 builders, ${runs} runs, whole process: min / median / max`);
  console.log(`forge                          ${spread(seconds)} s`);
  console.log(`forge, configuration evaluated ${spread(warm)} s`);
  console.log(`forge, nothing to do           ${spread(noop.map((run) => run.seconds))} s`);
  console.log(`prototype                      ${spread(prototype)} s`);
  console.log(`floor, one sandbox             ${spread(floors, 1)} ms`);
  console.log(
    `forge / prototype              ${(median(seconds) / median(prototype)).toFixed(2)}, evaluated ${(median(warm) / median(prototype)).toFixed(2)}`,
  );
  console.log(`per element                    ${((median(warm) / count) * 1000).toFixed(1)} ms of wall time`);
  console.log(
    `one element over the floor     ${(fixed - median(floors)).toFixed(1)} ms (job ${fixed.toFixed(1)}, floor ${median(floors).toFixed(1)})`,
  );
  console.log(`peak resident set              ${Math.max(...cold.map((run) => run.megabytes)).toFixed(0)} MB`);
}
