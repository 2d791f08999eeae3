// Makes the DriverContext of one operation: what the task says, and the functions that reach the world.
//
// Each function loads what it needs when it is first called, so that an operation that needs no network pays for none.

import type { DriverTask } from "../../core/model/drivers.ts";
import { ForgeError } from "../../core/model/errors.ts";
import type { DriverContext } from "../driver-context.ts";
import type { Send } from "./channel.ts";

export function createDriverContext(task: DriverTask, send: Send): DriverContext {
  const log = (line: string): void => send({ type: "log", line });
  return Object.freeze<DriverContext>({
    directory: task.directory,
    fetched: task.fetched,
    previous: task.previous,
    project: task.project,
    scratch: task.scratch,
    cache: task.cache,
    mirrors: task.mirrors,
    offline: task.offline,
    retryDelay: task.retryDelay,
    download: async (url, options) => (await import("./download.ts")).download({ task, send }, url, options),
    httpText: async (url, options) => (await import("./http-bytes.ts")).httpText(task, url, options),
    httpBytes: async (url, options) => (await import("./http-bytes.ts")).httpBytes(task, url, options),
    httpAnswer: async (url, options) => (await import("./http-bytes.ts")).httpAnswer(task, url, options),
    run: async (argv, options) => (await import("./run.ts")).run({ scratch: task.scratch, log }, argv, options),
    unpack: async (archive, into, options) => (await import("./unpack.ts")).unpack(archive, into, options),
    secret: (name) => (Object.hasOwn(task.secrets, name) ? task.secrets[name] : undefined),
    log,
    fail: (code, message, more) => {
      throw new ForgeError({ code, message, ...(typeof more === "string" ? { help: more } : more) });
    },
  });
}
