// One thing that a sandbox does, whoever runs it and whatever the host allows. Independent of vitest, since it also runs in
// processes of other users.

import type { Rig } from "../rig.ts";

export interface Behaviour {
  readonly name: string;
  /** Rejects when the sandbox behaves otherwise. */
  run(rig: Rig): Promise<void>;
}
