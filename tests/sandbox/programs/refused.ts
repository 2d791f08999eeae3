// Runs one sandbox on a host that refuses it, and prints the error as JSON. Argument: the store, or nothing for one of its own.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createSandbox } from "../../../sandbox/bubblewrap.ts";
import { createRig } from "../rig.ts";

const [store] = process.argv.slice(2);
try {
  if (store === undefined) {
    const rig = createRig();
    await rig.run("true").finally(rig.dispose);
  } else {
    mkdirSync(join(store, "tmp/job"), { recursive: true });
    mkdirSync(join(store, "trees/one"), { recursive: true });
    const request = {
      jobDirectory: join(store, "tmp/job"),
      storeRoot: store,
      mounts: [{ at: "/", lowers: ["trees/one"] }],
      binds: [],
      hostname: "forge",
      log: 1,
    };
    await createSandbox().run({ ...request, commands: [{ script: "true", cwd: "/", environment: [] }] });
  }
  process.stdout.write('"it worked"\n');
} catch (error) {
  process.stdout.write(`${JSON.stringify(error)}\n`);
}
