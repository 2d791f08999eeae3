// Runs a verb that works on the store alone: no project, no configuration of one.

import { openStore, type Store } from "../store/store.ts";
import { readConfiguration, type UserConfiguration } from "./configuration.ts";
import type { GlobalOptions } from "./program.ts";
import { storeRoot } from "./store-root.ts";
import { openStream, type Stream } from "./terminal.ts";

export interface StoreSession {
  readonly store: Store;
  readonly configuration: UserConfiguration;
}

export async function withStore(options: GlobalOptions, verb: (session: StoreSession, output: Stream) => Promise<number>): Promise<number> {
  const configuration = await readConfiguration(process.env);
  const store = openStore(storeRoot(options, configuration));
  try {
    return await verb({ store, configuration }, openStream(process.stdout, process.env));
  } finally {
    store.close();
  }
}
