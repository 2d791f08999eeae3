// How many jobs the builds that run at a time may run within them: as many as the machine has cores, all together.
//
// A GNU make jobserver: a FIFO of tokens that every sandbox has open as one descriptor. Who knows no jobserver is told a
// share instead. Nothing of it enters a command or a key. What a killed build held comes back when its generation has
// ended: the next builds begin with the tokens that are left, and get the others when nobody can hold them any more.

import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { JOBSERVER_DESCRIPTOR } from "../model/sandbox.ts";

export interface JobLease {
  /** The FIFO, for the sandbox. Absent where the build has its own limit, or the host cannot make one. */
  readonly jobserver?: string;
  /** What its commands are told. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Ends the lease. `clean`: whatever took tokens has given them back. */
  end(clean: boolean): void;
}

export interface LeaseOptions {
  /** Jobs for a program that knows no jobserver. */
  readonly share: number;
  readonly maxJobs?: number | undefined;
}

/** One FIFO, and how many tokens of the whole it answers for. */
interface Generation {
  readonly path: string;
  readonly descriptor: number;
  tokens: number;
  leases: number;
}

export class JobServer {
  readonly #cores: number;
  readonly #directory: () => string;
  #place: string | undefined;
  #current: Generation | "none" | undefined;
  readonly #old = new Set<Generation>();
  #serial = 0;

  /** `directory` makes the directory for its FIFOs when the first is needed; removing it is the caller's. */
  constructor(cores: number, directory: () => string) {
    this.#cores = cores;
    this.#directory = directory;
  }

  /** What a build that starts now may use. */
  lease({ share, maxJobs }: LeaseOptions): JobLease {
    const own = Math.min(share, maxJobs ?? share);
    const told = [["FORGE_JOBS", String(own)]] as const;
    const generation = maxJobs === undefined ? this.#open() : undefined;
    if (generation === undefined) return { environment: [...told, ["MAKEFLAGS", `-j${own}`]], end: () => undefined };
    generation.leases++;
    // Each build has one job without a token. Where none is free, there is one job too many until it ends.
    const held = take(generation, 1);
    return {
      jobserver: generation.path,
      environment: [...told, ["MAKEFLAGS", `-j${this.#cores} --jobserver-auth=${JOBSERVER_DESCRIPTOR},${JOBSERVER_DESCRIPTOR}`]],
      end: (clean) => this.#end(generation, { held, clean }),
    };
  }

  /** Where its FIFOs are, if there are any. */
  close(): string | undefined {
    for (const generation of [this.#current, ...this.#old]) if (typeof generation === "object") closeSync(generation.descriptor);
    this.#current = "none";
    this.#old.clear();
    return this.#place;
  }

  #open(): Generation | undefined {
    this.#current ??= this.#start(this.#cores) ?? "none";
    return this.#current === "none" ? undefined : this.#current;
  }

  #start(tokens: number): Generation | undefined {
    this.#place ??= this.#directory();
    const path = join(this.#place, String(this.#serial++));
    try {
      execFileSync("mkfifo", ["-m", "600", path], { stdio: "ignore" });
      const generation = { path, descriptor: openSync(path, constants.O_RDWR | constants.O_NONBLOCK), tokens, leases: 0 };
      give(generation, tokens);
      return generation;
    } catch {
      return undefined;
    }
  }

  #end(generation: Generation, { held, clean }: { readonly held: number; readonly clean: boolean }): void {
    generation.leases--;
    give(generation, held);
    if (!clean && generation === this.#current) this.#renew(generation);
    if (generation.leases > 0) return;
    const current = this.#current;
    if (generation === current) {
      // Nobody is left who could hold one.
      take(generation, generation.tokens + SLACK);
      give(generation, generation.tokens);
    } else if (this.#old.delete(generation)) {
      closeSync(generation.descriptor);
      if (typeof current === "object") {
        current.tokens += generation.tokens;
        give(current, generation.tokens);
      }
    }
  }

  /** Begins a generation with the tokens that nobody holds. */
  #renew(generation: Generation): void {
    const free = Math.min(take(generation, generation.tokens + SLACK), generation.tokens);
    const next = this.#start(free);
    if (next === undefined) {
      give(generation, free);
      return;
    }
    generation.tokens -= free;
    this.#old.add(generation);
    this.#current = next;
  }
}

/** More than a build that gives too much back will have given. */
const SLACK = 1_024;

function give({ descriptor }: Generation, tokens: number): void {
  if (tokens > 0) tolerant(() => writeSync(descriptor, "+".repeat(tokens)));
}

/** Takes up to so many tokens that are free right now. */
function take({ descriptor }: Generation, tokens: number): number {
  return tolerant(() => readSync(descriptor, Buffer.alloc(tokens), 0, tokens, null));
}

/** 0 where the FIFO is empty, or a build filled it. */
function tolerant(transfer: () => number): number {
  try {
    return transfer();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0;
    throw error;
  }
}
