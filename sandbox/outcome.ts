// How a sandbox's end is to be understood: the build's own failure, or something the host did to it.
//
// What the host did is never a property of the build and never remembered, so every doubt is decided for the host: signals
// that programs do not send themselves, and failures while the kernel was killing for want of memory.

import { readFileSync } from "node:fs";
import { constants } from "node:os";
import type { SandboxReport } from "../core/model/sandbox.ts";
import type { ProcessEnd } from "./sandbox-process.ts";

/** How many processes the kernel has killed for want of memory, on the whole host. */
export function outOfMemoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The outcome of a run whose setup succeeded. `killsBefore` is what `outOfMemoryKills` said when it began. */
export function outcomeOf(end: ProcessEnd, killsBefore: number): SandboxReport["outcome"] {
  if (end.stopped) return { type: "stopped", reason: end.stopped };
  if (end.signal !== null) return { type: "stopped", reason: "signal", signal: end.signal };
  const exitCode = end.code ?? 1;
  if (exitCode === 0) return { type: "succeeded" };
  const signal = HOST_SIGNALS.find((name) => exitCode === 128 + constants.signals[name]);
  if (signal) return { type: "stopped", reason: "signal", signal };
  if (outOfMemoryKills() > killsBefore) return { type: "stopped", reason: "signal", signal: "SIGKILL" };
  return { type: "failed", command: end.command, exitCode };
}

/** Not among them: what a program brings on itself, such as SIGSEGV, SIGABRT and SIGPIPE. */
const HOST_SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGXCPU", "SIGXFSZ"] as const;
