// Descriptors that forge was started with and never asked for: whoever started it left them open to its children.
//
// Node closes the lowest ones to children itself, opens all of its own that way, and cannot change the others; but where a
// child needs some other file under such a number, it gets that. So a sandbox gets /dev/null in their place.

import { openSync, readdirSync, readFileSync } from "node:fs";

export interface StrangeDescriptors {
  readonly numbers: readonly number[];
  /** A descriptor of /dev/null. */
  readonly nothing: number;
}

let found: StrangeDescriptors | undefined;

/** Those above 2 that a child would inherit. The same for the life of the process. */
export function strangeDescriptors(): StrangeDescriptors {
  if (found) return found;
  const numbers = readdirSync("/proc/self/fd")
    .map(Number)
    .filter((number) => number > 2 && isInheritable(number));
  found = { numbers, nothing: numbers.length === 0 ? -1 : openSync("/dev/null", "r") };
  return found;
}

const O_CLOEXEC = 0o2000000;

function isInheritable(number: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, "utf8"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    // The listing's own descriptor, closed since.
    return false;
  }
}
