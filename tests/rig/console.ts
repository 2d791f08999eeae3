// The serial console of a machine under QEMU: what it prints, and what is typed to it when it asks.
//
// Software emulation always, as in scripts/boot.sh. The machine is killed when the console is closed.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

export interface Console extends AsyncDisposable {
  /** Waits until the console shows this after what was awaited last; gives what came before it. Rejects when the machine ends, or after so many seconds. */
  await(pattern: RegExp, seconds?: number): Promise<string>;
  type(line: string): void;
  /** Waits until the machine turned itself off. */
  ended(seconds?: number): Promise<void>;
  /** All that it showed. */
  readonly text: () => string;
}

/** Boots a machine from its own disk, an image file that it does not change. */
export function bootDisk(image: string, memory = 768): Console {
  const machine = spawn("qemu-system-x86_64", [
    ...["-accel", "tcg", "-cpu", "max", "-m", String(memory), "-nodefaults", "-display", "none", "-monitor", "none", "-no-reboot"],
    ...["-drive", `file=${image},format=raw,if=none,id=disk,snapshot=on`],
    ...["-device", "virtio-scsi-pci", "-device", "scsi-hd,drive=disk,bootindex=1"],
    ...["-serial", "stdio"],
  ]);
  return consoleOf(machine);
}

function consoleOf(machine: ChildProcessWithoutNullStreams): Console {
  let shown = "";
  let read = 0;
  let wake: () => void = () => undefined;
  let over: string | undefined;
  const take = (bytes: Buffer): void => {
    shown += bytes.toString("latin1").replaceAll("\r", "");
    wake();
  };
  machine.stdout.on("data", take);
  machine.stderr.on("data", take);
  const closed = new Promise<void>((resolve) =>
    machine.on("close", (code, signal) => {
      over = `the machine ended (${signal ?? code})`;
      wake();
      resolve();
    }),
  );

  return {
    text: () => shown,
    type: (line) => void machine.stdin.write(`${line}\n`),
    async await(pattern, seconds = 300) {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        wake();
      }, seconds * 1000);
      for (;;) {
        const found = pattern.exec(shown.slice(read));
        if (found) {
          clearTimeout(timer);
          const before = shown.slice(read, read + found.index);
          read += found.index + found[0].length;
          return before;
        }
        if (over !== undefined || late) {
          clearTimeout(timer);
          throw new Error(`${over ?? `${seconds} s passed`} without ${pattern}; the console showed:\n${shown.slice(-4000)}`);
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async ended(seconds = 120) {
      const late = new Promise<never>((_, reject) =>
        AbortSignal.timeout(seconds * 1000).addEventListener("abort", () =>
          reject(new Error(`the machine did not end:\n${shown.slice(-2000)}`)),
        ),
      );
      await Promise.race([closed, late]);
    },
    async [Symbol.asyncDispose]() {
      machine.kill("SIGKILL");
      await closed;
    },
  };
}
