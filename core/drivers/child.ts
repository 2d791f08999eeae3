// Starts a driver's child, gives it its task, hears it to its end.
//
// Knows the line between them, not what is done. However it ends, nothing of it is left when this resolves: the child is
// process 1's only child in a namespace of its own, and dies with forge.

import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import type { DriverMessage, DriverTask } from "../model/drivers.ts";
import type { RunningJobs } from "../model/suspension.ts";
import { eachLine } from "./lines.ts";
import { parseMessage } from "./messages.ts";

export interface Child {
  /** Program and arguments. */
  readonly words: readonly string[];
  readonly task: DriverTask;
  /** Everything that it says before its end, and what it writes to its streams, as log lines. */
  readonly onMessage: (message: Extract<DriverMessage, { type: "log" | "downloaded" }>) => void;
  readonly signal?: AbortSignal;
  /** Told of it. */
  readonly jobs?: RunningJobs | undefined;
}

export type DriverEnd = Extract<DriverMessage, { type: "done" | "failed" | "bug" }>;

export type ChildEnd =
  | { readonly type: "answered"; readonly answer: DriverEnd }
  /** It ran, and ended without an answer. */
  | { readonly type: "died"; readonly how: string }
  | { readonly type: "cancelled" }
  /** It never ran. `said` is what was written instead. */
  | { readonly type: "not-started"; readonly said: string; readonly missing: boolean };

export function runChild({ words, task, onMessage, signal, jobs }: Child): Promise<ChildEnd> {
  const [program = "", ...rest] = words;
  if (signal?.aborted) return Promise.resolve({ type: "cancelled" });
  // A group of its own: Ctrl-C is forge's to answer.
  const child = spawn(program, rest, {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: "C" },
  });
  const stop = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });

  let isReady = false;
  let job: { end(): void } | undefined;
  let answer: DriverEnd | undefined;
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    const onLine = (line: string): void => void (isReady ? onMessage({ type: "log", line }) : said.push(line));
    if (stream) eachLine(stream, { limit: 1 << 16, onLine });
  }
  const channel = child.stdio[3] as Duplex;
  // What a child that died does not read any more.
  channel.on("error", () => undefined);
  // It waits for its task: what comes up while all is suspended begins when that is over.
  let hasTask = false;
  const begin = (): void => {
    if (!hasTask) channel.write(`${JSON.stringify(task)}\n`);
    hasTask = true;
  };
  const onReady = (): void => {
    isReady = true;
    job = jobs?.add({ pid: child.pid ?? 0, onResume: begin });
    if (jobs?.isSuspended !== true) begin();
  };
  eachLine(channel, {
    limit: 1 << 28,
    onTooLong: stop,
    onLine: (line) => {
      const message = parseMessage(line);
      if (message?.type === "ready") onReady();
      else if (message?.type === "log" || message?.type === "downloaded") onMessage(message);
      else if (message) answer ??= message;
    },
  });

  return new Promise((resolve, reject) => {
    let isMissing = false;
    child.on("error", (error) => {
      isMissing = "code" in error && error.code === "ENOENT";
      if (!isMissing) reject(error);
      else resolve({ type: "not-started", said: "", missing: true });
    });
    child.on("close", (code, killed) => {
      signal?.removeEventListener("abort", stop);
      job?.end();
      if (isMissing) return;
      if (answer) resolve({ type: "answered", answer });
      else if (signal?.aborted) resolve({ type: "cancelled" });
      else if (isReady) resolve({ type: "died", how: killed ? `was ended by ${killed}` : `ended with exit code ${code}` });
      else resolve({ type: "not-started", said: said.join("\n"), missing: false });
    });
  });
}
