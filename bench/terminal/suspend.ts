// bench/terminal: how long it takes from Ctrl-C to the last process of eight jobs standing still, and what is used meanwhile.
//
//   node --import tsx bench/terminal/suspend.ts [RUNS=5]
// The jobs fork without end, as compilers do: make, a shell and short processes, some in groups of their own. Looked at from
// outside, in /proc: a process moves as long as it is neither stopped nor dead, nor waits for one that is.

import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { below, forgeOf, stateOf } from "../../tests/rig/held-build.ts";
import { addBusybox, createProject } from "../../tests/rig/project.ts";
import { openScreen } from "../../tests/rig/tmux.ts";
import { median, spread } from "../measure.ts";

const runs = Number(process.argv[2] ?? 5);
const JOBS = 8;
/** Seconds for which what is used is counted. */
const LOOK = 2;

const compile = "while :; do cat /bin/busybox | sha256sum >/dev/null; timeout 9 sh -c 'sha256sum /bin/busybox >/dev/null'; done";
const names = Array.from({ length: JOBS }, (_, index) => `job${index}`);
await using project = createProject({
  "build.config.ts": `import { defineProject, importElement, local, script, sh, stack } from "forge-build";
const base = importElement({ sources: [local("./base")] });
${names.map((name) => `const ${name} = script({ buildDepends: [base], run: [sh\`: ${name}; ${compile}\`] });`).join("\n")}
const all = stack({ runtimeDepends: [${names.join(", ")}] });
export default defineProject({ name: "p", elements: { base, ${names.join(", ")}, all }, default: all });
`,
});
addBusybox(project);
await using screen = await openScreen(project, { rows: 30 });
await screen.forge(`build --builders ${JOBS}`);
for (const name of names) await screen.shows(new RegExp(`${name} .*run`));

const quiet: number[] = [];
const used: number[] = [];
for (let run = 0; run < runs; run++) {
  const forge = forgeOf(project);
  await pause(300);
  const began = performance.now();
  process.kill(forge, "SIGINT");
  while (below(forge).some(moves)) await pause(1);
  quiet.push((performance.now() - began) / 1000);
  await screen.shows(/terminate.*\n>\n$/);
  const before = ticks([forge, ...below(forge)]);
  await pause(LOOK * 1000);
  used.push((ticks([forge, ...below(forge)]) - before) / 100 / LOOK);
  await screen.press("c");
  await screen.shows(/job0 .*run/);
  await screen.clear();
}
await screen.press("C-c", "C-c");
await screen.ended(130);

process.stdout.write(`from Ctrl-C to the last process standing still   ${spread(quiet)} s, median ${median(quiet).toFixed(3)}\n`);
process.stdout.write(`cores used while the menu is open, forge included ${spread(used)}, median ${median(used).toFixed(3)}\n`);

function moves(pid: number): boolean {
  return !["T", "t", "Z", "X", ""].includes(stateOf(pid));
}

function ticks(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = (attempt(`/proc/${pid}/stat`) ?? "").split(") ").at(-1)?.split(" ") ?? [];
    return sum + Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }, 0);
}

function attempt(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
