// Boots a kernel with an initramfs under QEMU, by the script that the demo uses, and returns what the console said.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "./project.ts";

export interface Marker {
  readonly nonce: string;
  /** sha256 of the machine's /bin/busybox. */
  readonly busybox: string;
}

/** Resolves when the machine turned itself off; rejects when it did not within `seconds`. */
export async function boot(kernel: string, initramfs: string, seconds = 180): Promise<string> {
  const { stdout } = await promisify(execFile)("bash", [join(repository, "scripts/boot.sh"), kernel, initramfs, String(seconds)]);
  return stdout.replaceAll("\r", "");
}

/** The line that the example's init prints. */
export function readMarker(console: string): Marker | undefined {
  const found = /^FORGE-BOOT (\S+) ([0-9a-f]{64})$/m.exec(console);
  return found ? { nonce: found[1] ?? "", busybox: found[2] ?? "" } : undefined;
}
