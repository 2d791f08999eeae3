// Whether a process that left its name in the store still lives: by pid, start time and boot, since pids are used again.
//
// Node has no flock, so this is what "in use" rests on. A process of another machine or pid namespace cannot be asked after:
// it counts as alive for a day.

import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Fields are letters, digits and dashes. */
export interface ProcessName {
  readonly pid: number;
  /** Ticks from boot to its start, as /proc says. */
  readonly start: string;
  readonly boot: string;
  readonly host: string;
  /** Number of its pid namespace. */
  readonly namespace: string;
}

const DAY = 86_400_000;

/** The name of this process. Empty fields where the system has no /proc. */
export function thisProcess(): ProcessName {
  return { pid: process.pid, start: startOf(process.pid) ?? "", ...surroundings() };
}

/** Whether it may still run. `since`: milliseconds of the epoch at which it was heard of. */
export function isAlive({ pid, start, boot, host, namespace }: ProcessName, since: number): boolean {
  const here = surroundings();
  // Before this machine started; or on another one, that shares the disk.
  if (boot !== here.boot) return host !== here.host && Date.now() - since < DAY;
  if (namespace !== here.namespace) return Date.now() - since < DAY;
  return start === "" ? answersSignals(pid) : startOf(pid) === start;
}

type Surroundings = Pick<ProcessName, "boot" | "host" | "namespace">;

let known: Surroundings | undefined;

function surroundings(): Surroundings {
  known ??= {
    boot: attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()) ?? "",
    host: hostname()
      .replace(/[^A-Za-z0-9]+/g, "-")
      .slice(0, 40),
    namespace: attempt(() => readlinkSync("/proc/self/ns/pid").replace(/\D/g, "")) ?? "",
  };
  return known;
}

/** Field 22 of its stat, counted behind the name, which may hold anything. Undefined for a zombie: it uses nothing. */
function startOf(pid: number): string | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" || fields?.[0] === "X" ? undefined : fields?.[19];
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
