// One process chain of a sandbox, from spawn to the end of everything in it.
//
// Knows the driver's protocol and how to end a process namespace; knows nothing of mounts, commands or why it failed. Its
// promise is fulfilled only when no process of the sandbox is left.

import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import type { RunningJobs } from "../core/model/suspension.ts";
import { strangeDescriptors } from "./descriptors.ts";
import { EXIT, GO, READY, STATUS_DESCRIPTOR } from "./driver.ts";
import { hostEnvironment } from "./host-environment.ts";
import { childrenOf, read } from "./stop-processes.ts";
import { TimeLimit } from "./time-limit.ts";

export interface ProcessRequest {
  readonly words: readonly string[];
  readonly cwd: string;
  /** One per descriptor; STATUS_DESCRIPTOR is replaced. */
  readonly stdio: readonly (number | "ignore")[];
  /** Whether a person is at it: then it gets what the terminal sends, and is not suspended with the jobs. */
  readonly interactive: boolean;
  readonly jobs?: RunningJobs | undefined;
  readonly seconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onCommand?: ((index: number, at: number | undefined) => void) | undefined;
}

export interface ProcessEnd {
  /** Whether the driver was reached: then setup had succeeded. */
  readonly ready: boolean;
  /** Index of the command that was started last. */
  readonly command: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why forge ended it, if it did. */
  readonly stopped?: "timeout" | "cancelled";
  /** Program of the host that is not there. */
  readonly missing?: string;
}

/** Runs it. Rejects only when the host cannot start processes at all. */
export function runProcess({ words, cwd, stdio, interactive, jobs, seconds, signal, onCommand }: ProcessRequest): Promise<ProcessEnd> {
  // A signal that came while the roots were prepared would not come again.
  if (signal?.aborted) return Promise.resolve({ ready: false, command: 0, code: null, signal: null, stopped: "cancelled" });
  const [program = "", ...rest] = words;
  // In a session of its own Ctrl-C is forge's to answer.
  const child = spawn(program, rest, { cwd, env: hostEnvironment(), stdio: withStatus(stdio), detached: !interactive });
  const status = child.stdio[STATUS_DESCRIPTOR] as Duplex;
  let ready = false;
  let command = 0;
  let exitCode: number | undefined;
  let stopped: ProcessEnd["stopped"];
  let job: { end(): void } | undefined;

  let went = false;
  const go = (): void => {
    if (!went) status.write(`${GO}\n`);
    went = true;
  };
  const limit = new TimeLimit(seconds === undefined ? undefined : seconds * 1_000, () => stop("timeout"));

  readLines(status, (line) => {
    if (line === READY) {
      ready = true;
      job = jobs?.add({
        pid: child.pid ?? 0,
        onSuspend: () => limit.pause(),
        onResume: () => {
          limit.resume();
          go();
        },
      });
      if (jobs?.isSuspended !== true) go();
    } else if (line.startsWith(EXIT)) exitCode = Number(line.slice(EXIT.length));
    else {
      const [index, at = ""] = line.split(" ");
      command = Number(index);
      onCommand?.(command, at === "" ? undefined : Number(at));
    }
  });
  const stop = (reason: "timeout" | "cancelled"): void => {
    stopped ??= reason;
    if (ready) endNamespace(child);
    // Without "go" the driver ends as soon as it comes up, some milliseconds from now. bubblewrap must not be killed before:
    // its child would wait for it for ever.
    else status.destroy();
  };
  const onAbort = (): void => stop("cancelled");
  signal?.addEventListener("abort", onAbort, { once: true });

  return new Promise<ProcessEnd>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve({ ready, command, code: null, signal: null, missing: program });
      else reject(error);
    });
    child.on("close", (code, how) => resolve({ ready, command, code: exitCode ?? code, signal: how, ...(stopped && { stopped }) }));
  }).finally(() => {
    limit.end();
    job?.end();
    signal?.removeEventListener("abort", onAbort);
  });
}

function withStatus(stdio: ProcessRequest["stdio"]): StdioOptions {
  const own: ("pipe" | "ignore" | number)[] = stdio.map((entry, index) => (index === STATUS_DESCRIPTOR ? "pipe" : entry));
  const { numbers, nothing } = strangeDescriptors();
  for (const number of numbers) {
    if (number < stdio.length) continue;
    while (own.length < number) own.push("ignore");
    own[number] = nothing;
  }
  return own;
}

function readLines(stream: Duplex, take: (line: string) => void): void {
  let rest = "";
  stream.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
  // The other end is gone: the end of the process says why.
  stream.on("error", () => undefined);
}

/**
 * Kills the first process of the namespace. The kernel then ends the others before that one counts as dead, and bubblewrap,
 * which waits for it, ends last; killed itself, bubblewrap would end first.
 */
function endNamespace(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const first = firstOfNamespace(child.pid);
  if (first === undefined) child.kill("SIGKILL");
  else process.kill(first, "SIGKILL");
}

/** The descendant that is process 1 in a namespace of its own: a child, or a grandchild where a terminal's shell stands between. */
function firstOfNamespace(pid: number): number | undefined {
  for (let parent: number | undefined = pid, level = 0; parent !== undefined && level < 3; level++) {
    const [next]: readonly number[] = childrenOf(parent);
    if (next !== undefined && isFirst(next)) return next;
    parent = next;
  }
  return undefined;
}

function isFirst(pid: number): boolean {
  return /^NSpid:\s.*\s1$/m.test(read(`/proc/${pid}/status`));
}
