// Runs a command and says what it and all that it starts took: wall time, processor time, memory.
//
// Processor time of sandboxed children reaches nobody's account when they end, so every process below is looked at while it
// lives; what is used after the last look is missed. A machine that does other things meanwhile moves wall time, not this.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface Taken {
  /** Wall time. */
  readonly seconds: number;
  /** User and system time of every process. */
  readonly processor: number;
  /** The most memory that all processes held together at any look, in MB. What they map of files counts once. */
  readonly megabytes: number;
  readonly stdout: string;
}

/** Rejects with what the command said when its exit code is not among those expected. */
export function take(
  argv: readonly string[],
  { cwd, expected = [0] }: { readonly cwd: string; readonly expected?: readonly number[] },
): Promise<Taken> {
  const [program = "", ...rest] = argv;
  // Reading extra certificates costs node 50 to 100 ms at its start.
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const used = new Map<number, number>();
    let megabytes = 0;
    const look = setInterval(() => {
      const family = familyOf(child.pid ?? 0);
      for (const { pid, seconds } of family) used.set(pid, seconds);
      megabytes = Math.max(megabytes, memoryOf(family));
    }, 10);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(look);
      const seconds = (performance.now() - start) / 1000;
      const processor = [...used.values()].reduce((sum, one) => sum + one, 0);
      if (code !== null && expected.includes(code)) resolve({ seconds, processor, megabytes, stdout });
      else reject(new Error(`${argv.join(" ")} ended with ${code}\n${stdout}${stderr}`));
    });
  });
}

interface Look {
  readonly pid: number;
  readonly seconds: number;
  readonly own: number;
  readonly shared: number;
}

function memoryOf(family: readonly Look[]): number {
  return family.reduce((sum, { own }) => sum + own, Math.max(0, ...family.map(({ shared }) => shared)));
}

/** Kernel ticks a second, and bytes of a page, as everywhere on Linux for x86-64 and ARM. */
const TICKS = 100;
const PAGE = 4096;

/** A process and all below it. */
function familyOf(root: number): readonly Look[] {
  const stats = new Map<number, { readonly parent: number; readonly look: Look }>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = read(`/proc/${name}/stat`);
    // Behind the program's name, which may hold anything: state, parent, …
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [, parent] = fields;
    if (parent === undefined) continue;
    const pid = Number(name);
    const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
    stats.set(pid, { parent: Number(parent), look: { pid, seconds, ...pagesOf(name) } });
  }
  const family = new Set([root]);
  // Parents have smaller numbers than children, unless numbers began anew: then a pass more finds them.
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, { parent }] of stats) if (family.has(parent)) family.add(pid);
  }
  return [...family].flatMap((pid) => stats.get(pid)?.look ?? []);
}

function pagesOf(pid: string): Pick<Look, "own" | "shared"> {
  const [, resident = 0, shared = 0] = read(`/proc/${pid}/statm`).split(" ").map(Number);
  return { own: ((resident - shared) * PAGE) / 2 ** 20, shared: (shared * PAGE) / 2 ** 20 };
}

/** Empty when the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
