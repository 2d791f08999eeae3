// Spreads work on many files over threads, and does little work here and now.
//
// A thread takes some 40 ms to start, so there are none until there is much to do; then they stay, and never keep the process
// alive. Without the bundled worker (unit tests that run from source) everything is done here, between turns of the event loop.

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { BlobDigest } from "../model/ids.ts";
import { packageFile } from "../package.ts";
import { doFileWork, type FileWork } from "./file-work.ts";

export interface SizedPath {
  readonly path: string;
  readonly size: number;
}

export interface SizedCopy {
  /** Absolute. */
  readonly from: string;
  /** Relative to the target directory. */
  readonly to: string;
  readonly size: number;
}

/** Beyond so much, threads pay. */
const LITTLE: Load = { files: 500, bytes: 8 << 20 };
const BATCH: Load = { files: 250, bytes: 8 << 20 };

interface Load {
  readonly files: number;
  readonly bytes: number;
}

/** Digests of files below a directory, in their order. */
export async function hashFiles(directory: string, files: readonly SizedPath[]): Promise<readonly BlobDigest[]> {
  const batches = batchesOf(files).map((batch): FileWork => ({ type: "hash", directory, paths: batch.map(({ path }) => path) }));
  return (await perform(batches, files)).flat();
}

/** Copies files to paths below a directory, whose directories exist. */
export async function copyFiles(directory: string, copies: readonly SizedCopy[]): Promise<void> {
  const batches = batchesOf(copies).map(
    (batch): FileWork => ({ type: "copy", directory, copies: batch.map(({ from, to }) => [from, to]) }),
  );
  await perform(batches, copies);
}

function batchesOf<Item extends { readonly size: number }>(items: readonly Item[]): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const last = batches.at(-1);
    if (!last || bytes + item.size > BATCH.bytes || last.length >= BATCH.files) {
      batches.push([item]);
      bytes = item.size;
    } else {
      last.push(item);
      bytes += item.size;
    }
  }
  return batches;
}

async function perform(
  batches: readonly FileWork[],
  items: readonly { readonly size: number }[],
): Promise<readonly (readonly BlobDigest[])[]> {
  const bytes = items.reduce((sum, { size }) => sum + size, 0);
  if ((items.length <= LITTLE.files && bytes <= LITTLE.bytes) || !existsSync(workerFile())) return performHere(batches);
  const results: (readonly BlobDigest[])[] = [];
  let next = 0;
  const lanes = Array.from({ length: Math.min(availableParallelism(), 4, batches.length) }, async (_, lane) => {
    for (let index = next++; ; index = next++) {
      const work = batches[index];
      if (!work) return;
      results[index] = await threadAt(lane).run(work);
    }
  });
  await Promise.all(lanes);
  return results;
}

async function performHere(batches: readonly FileWork[]): Promise<readonly (readonly BlobDigest[])[]> {
  const results: (readonly BlobDigest[])[] = [];
  for (const work of batches) {
    if (results.length > 0) await new Promise(setImmediate);
    results.push(doFileWork(work));
  }
  return results;
}

const threads: Thread[] = [];

function threadAt(lane: number): Thread {
  const found = threads[lane];
  if (found && !found.ended) return found;
  const made = new Thread();
  threads[lane] = made;
  return made;
}

interface Waiting {
  readonly resolve: (digests: readonly BlobDigest[]) => void;
  readonly reject: (error: Error) => void;
}

/** A worker thread; batches are answered in the order in which they were asked. */
class Thread {
  ended = false;
  readonly #worker = new Worker(workerFile(), { execArgv: [] });
  readonly #waiting: Waiting[] = [];

  constructor() {
    this.#worker.unref();
    this.#worker.on("message", ({ digests, error }: { digests?: readonly BlobDigest[]; error?: { message: string } }) => {
      const waiting = this.#waiting.shift();
      if (this.#waiting.length === 0) this.#worker.unref();
      if (digests) waiting?.resolve(digests);
      else waiting?.reject(Object.assign(new Error(error?.message), error));
    });
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", (code) => this.#end(new Error(`internal: a worker thread ended with ${code}`)));
  }

  run(work: FileWork): Promise<readonly BlobDigest[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(work);
    });
  }

  #end(error: Error): void {
    this.ended = true;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function workerFile(): string {
  return packageFile("hash-worker.js");
}
