// How this process stands to its terminal.

import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Whether the terminal is this process group's to read from and to change. */
export function isForeground(): boolean {
  try {
    const text = readFileSync("/proc/self/stat", "latin1");
    const [, , group, , , foreground] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return group === foreground;
  } catch {
    return true;
  }
}

/** Stops this process as Ctrl-Z would. Resolves when it is continued. */
export async function stopThisProcess(): Promise<void> {
  const continued = once(process, "SIGCONT");
  process.kill(process.pid, "SIGSTOP");
  await continued;
}
