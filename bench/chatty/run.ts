// bench/chatty: what forge itself costs while jobs print a lot, by view, and how often the live view writes.
//
//   node --import tsx bench/chatty/run.ts [SECONDS=20] [JOBS=8]
// Jobs print 1,000 lines a second each, or nothing. Processor time is that of forge's own process, without its children.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { addBusybox, createProject, type Project, repository } from "../../tests/rig/project.ts";

const seconds = Number(process.argv[2] ?? 20);
const jobs = Number(process.argv[3] ?? 8);

const config = (command: string, run: string): string => `
import { defineProject, importElement, local, manual, sh, stack } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const job = (index: number) =>
  manual({ buildDepends: [base], install: [sh\`${command}; mkdir -p /forge/install && echo ${run} \${String(index)} >/forge/install/made\`] });
const all = Object.fromEntries(Array.from({ length: ${jobs} }, (_, index) => ["job" + index, job(index)]));
const every = stack({ depends: Object.values(all) });
export default defineProject({ name: "chatty", elements: { base, ...all, every }, default: every });
`;

/** 100 lines ten times a second. */
const printing = `lines=$(busybox yes "cc -O2 -g -Wall -c source.c -o object.o" | busybox head -n 99); for i in $(busybox seq ${seconds * 10}); do echo "$lines"; echo "cc -c source-$i.c"; sleep 0.1; done`;
const silent = `sleep ${seconds}`;

interface Cost {
  /** Seconds of processor time. */
  readonly processor: number;
  readonly wall: number;
  readonly frames: number;
}

await using project = createProject({ "build.config.ts": config("true", "warm") });
addBusybox(project);
let serial = 0;
await cost(project, "true", { terminal: false, words: ["--quiet"] });

const quiet = await cost(project, printing, { terminal: false, words: ["--quiet"] });
const plain = await cost(project, printing, { terminal: false, words: [] });
const live = await cost(project, printing, { terminal: true, words: [] });
const rest = await cost(project, silent, { terminal: true, words: [] });

const share = ({ processor, wall }: Cost): number => (100 * processor) / wall;
const line = (name: string, measured: Cost): string =>
  `${name}  ${measured.processor.toFixed(2).padStart(6)} s of ${measured.wall.toFixed(1)} s, ${share(measured).toFixed(1).padStart(5)} % of a core`;
console.log(`${jobs} jobs, 1,000 lines a second each, ${seconds} s; processor time of forge itself`);
console.log(line("quiet          ", quiet));
console.log(`${line("plain          ", plain)}, ${(share(plain) - share(quiet)).toFixed(1)} % beyond quiet`);
console.log(`${line("live           ", live)}, ${(share(live) - share(quiet)).toFixed(1)} % beyond quiet (at most 5)`);
console.log(line("live, all still", rest));
console.log(
  `frames a second: ${(live.frames / live.wall).toFixed(1)} under load (at most 15), ${(rest.frames / rest.wall).toFixed(1)} at rest (1)`,
);

/** One build of elements that were never built. */
async function cost(
  { root, environment, write }: Project,
  command: string,
  { terminal, words }: { readonly terminal: boolean; readonly words: readonly string[] },
): Promise<Cost> {
  write("build.config.ts", config(command, `run${serial++}`));
  const forge = [process.execPath, join(repository, "bin/forge.js"), "build", "--builders", String(jobs), ...words];
  const argv = terminal ? ["script", "-qec", `stty cols 120 rows 40; exec ${forge.join(" ")}`, "/dev/null"] : forge;
  const start = performance.now();
  const child = spawn(argv[0] ?? "", argv.slice(1), {
    cwd: root,
    env: { ...environment, TERM: "xterm", NO_COLOR: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let processor = 0;
  let frames = 0;
  const sampler = setInterval(() => (processor = Math.max(processor, processorTime(terminal ? childOf(child.pid) : child.pid))), 50);
  // Each paint goes up once.
  child.stdout.setEncoding("latin1").on("data", (text: string) => (frames += text.match(/\x1b\[\d+A/g)?.length ?? 0));
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(sampler);
  if (code !== 0) throw new Error(`forge build ended with ${code}`);
  return { processor, wall: (performance.now() - start) / 1000, frames };
}

/** Seconds that a process itself took, 0 when it is gone. */
function processorTime(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

function childOf(parent: number | undefined): number | undefined {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]) === parent) return Number(pid);
    } catch {
      // It ended meanwhile.
    }
  }
  return undefined;
}
