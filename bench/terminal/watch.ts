// bench/terminal: how long `forge watch` takes from a saved file to the first line of the new build, and to its end, in a
// project of 1,000 elements: a file of the base's source, then a module of the configuration.
//
//   node --import tsx bench/terminal/watch.ts [COUNT=1000] [RUNS=5]

import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { writeLarge } from "../large/generate.ts";
import { median, spread } from "../measure.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const count = Number(process.argv[2] ?? 1000);
const runs = Number(process.argv[3] ?? 5);

const scratch = mkdtempSync(join(tmpdir(), "forge-bench-"));
const root = join(scratch, "project");
writeLarge(root, { count, leaves: true }, repository);
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
const child = spawn(process.execPath, [join(repository, "bin/forge.js"), "watch", "--json"], {
  cwd: root,
  env: { ...environment, XDG_CACHE_HOME: join(scratch, "cache"), XDG_CONFIG_HOME: join(scratch, "config") },
  stdio: ["ignore", "pipe", "inherit"],
});
/** When each line came. */
const lines: { readonly type: string; readonly at: number }[] = [];
let rest = "";
child.stdout.setEncoding("utf8").on("data", (text: string) => {
  const whole = (rest + text).split("\n");
  rest = whole.pop() ?? "";
  for (const line of whole) lines.push({ type: JSON.parse(line).type, at: performance.now() });
});

await ended();
for (const [what, save] of [
  ["a source's file", () => writeFileSync(join(root, "base/etc/os-release"), `NAME=${Math.random()}\n`)],
  ["a module", () => appendFileSync(join(root, "elements/group00.ts"), "// again\n")],
] as const) {
  const first: number[] = [];
  const facts: number[] = [];
  const whole: number[] = [];
  for (let run = 0; run < runs; run++) {
    await pause(500);
    lines.length = 0;
    const began = performance.now();
    save();
    await ended();
    const seconds = (type?: string): number =>
      ((lines.find((line) => type === undefined || line.type === type)?.at ?? Number.NaN) - began) / 1000;
    first.push(seconds());
    facts.push(seconds("planned"));
    whole.push(seconds("finished"));
  }
  process.stdout.write(
    `${what}: first line ${spread(first)} s, median ${median(first).toFixed(3)}; plan ${spread(facts)} s; end ${spread(whole)} s\n`,
  );
}
child.kill("SIGINT");
rmSync(scratch, { recursive: true, force: true });

async function ended(): Promise<void> {
  while (!lines.some(({ type }) => type === "finished")) await pause(5);
}
