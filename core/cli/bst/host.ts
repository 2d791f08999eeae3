// What a verb that opens no session fetches junctions with: the store, drivers, the lock.

import { join } from "node:path";
import { createDrivers } from "../../drivers/create-drivers.ts";
import { readLock } from "../../source/lock.ts";
import { openStore } from "../../store/store.ts";
import { readConfiguration } from "../configuration.ts";
import { mirrorsOf } from "../mirrors.ts";
import type { GlobalOptions } from "../program.ts";
import { readSecrets } from "../secrets.ts";
import { LOCK_FILE } from "../session.ts";
import { storeRoot } from "../store-root.ts";
import type { JunctionHost } from "./junctions.ts";

export async function openJunctionHost(projectRoot: string, options: GlobalOptions): Promise<JunctionHost & AsyncDisposable> {
  const configuration = await readConfiguration(process.env);
  const store = openStore(storeRoot(options, configuration));
  const drivers = createDrivers({ store, secrets: readSecrets(configuration, process.env) });
  const lockFile = join(projectRoot, LOCK_FILE);
  const began = performance.now();
  return {
    projectRoot,
    store,
    drivers,
    lock: readLock(lockFile),
    lockFile,
    offline: options.offline === true,
    emit: () => {},
    now: () => performance.now() - began,
    mirrorsOf: (graph) => mirrorsOf(configuration, graph.project.mirrors),
    async [Symbol.asyncDispose]() {
      await drivers.close();
      store.close();
    },
  };
}
