// Runs a program and says how long the whole process took and how much memory it held at most.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Measured {
  readonly seconds: number;
  /** Peak resident set of the process itself, without its children, in MB. Sampled, so short peaks at the very end are missed. */
  readonly megabytes: number;
  readonly stdout: string;
}

export interface MeasureOptions {
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Rejects with what the program said when it fails. */
export function measure(argv: readonly string[], options: MeasureOptions = {}): Promise<Measured> {
  const [program = "", ...rest] = argv;
  // Reading extra certificates costs node 50 to 100 ms at its start.
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = options.environment ?? process.env;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd: options.cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let peak = 0;
    const sampler = setInterval(() => (peak = Math.max(peak, highWater(child.pid))), 20);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = (performance.now() - start) / 1000;
      clearInterval(sampler);
      if (code === 0) resolve({ seconds, megabytes: peak, stdout });
      else reject(new Error(`${argv.join(" ")} ended with ${code}\n${stdout}${stderr}`));
    });
  });
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** `min / median / max`. */
export function spread(numbers: readonly number[], digits = 3): string {
  return [Math.min(...numbers), median(numbers), Math.max(...numbers)].map((number) => number.toFixed(digits)).join(" / ");
}

/** VmHWM of a process in MB, 0 when it is gone. */
function highWater(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
