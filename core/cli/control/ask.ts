// Asks a person at the terminal a question that one key answers.
//
// While it waits, the terminal hands over each key as it is pressed and sends no signals for them; whichever way it ends, the
// terminal is as it was. What is typed is not shown.

import type { Output } from "../../report/reporter.ts";
import { type Choice, choiceLines, chosen, type Menu } from "./menu.ts";

export interface Asking {
  readonly input: NodeJS.ReadStream;
  readonly output: Output;
  /** Takes the question back. */
  readonly signal: AbortSignal;
  /** Ctrl-Z: stops this process. Resolves when it goes on. */
  readonly stop: () => Promise<void>;
}

const CTRL_C = "\x03";
const CTRL_Z = "\x1a";

/** The choice, or undefined for Ctrl-C and where nobody can answer any more. */
export async function ask({ title, choices }: Menu, asking: Asking): Promise<Choice | undefined> {
  const { output, signal } = asking;
  output.write(title.map((line) => `${line}\n`).join(""));
  for (;;) {
    const lines = choiceLines(choices, output);
    output.write(`${lines.map((line) => `${line}\n`).join("")}> `);
    const answer = signal.aborted ? undefined : await press(asking, (keys) => keys === CTRL_Z || chosen(keys, choices) !== undefined);
    const erase = `\r\x1b[${lines.length}A\x1b[J`;
    if (answer === CTRL_Z) {
      output.write(erase);
      await asking.stop();
      continue;
    }
    const choice = answer === undefined ? undefined : chosen(answer, choices);
    output.write(`${erase}${choice ? `${output.style.faint(`→ ${choice.name}`)}\n` : ""}`);
    return choice;
  }
}

/** Waits for keys that `accepts` takes; undefined for Ctrl-C, the end of the input, and the signal. */
function press({ input, signal }: Asking, accepts: (keys: string) => boolean): Promise<string | undefined> {
  return new Promise((resolve) => {
    const onData = (bytes: Buffer | string): void => {
      const keys = bytes.toString();
      if (keys.includes(CTRL_C)) end(undefined);
      else if (accepts(keys)) end(keys);
    };
    const onEnd = (): void => end(undefined);
    let hasEnded = false;
    const end = (answer: string | undefined): void => {
      if (hasEnded) return;
      hasEnded = true;
      signal.removeEventListener("abort", onEnd);
      input.pause();
      // A terminal that is gone has no modes: that error comes here again.
      input.setRawMode(false);
      input.off("data", onData).off("end", onEnd).off("error", onEnd);
      resolve(answer);
    };
    signal.addEventListener("abort", onEnd, { once: true });
    input.setRawMode(true);
    input.on("data", onData).on("end", onEnd).on("error", onEnd);
    input.resume();
  });
}
