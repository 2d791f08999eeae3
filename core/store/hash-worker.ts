// A thread that hashes and copies files in batches. Started by core/store/workers.ts; a program of its own in dist/.

import { parentPort } from "node:worker_threads";
import { doFileWork, type FileWork } from "./file-work.ts";

parentPort?.on("message", (work: FileWork) => {
  try {
    parentPort?.postMessage({ digests: doFileWork(work) });
  } catch (error) {
    const { message, code, path } = error as NodeJS.ErrnoException;
    parentPort?.postMessage({ error: { message, code, path } });
  }
});
