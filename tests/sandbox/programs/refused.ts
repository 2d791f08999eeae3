// Runs one sandbox on a host that refuses it, and prints the error as JSON.

import { createRig } from "../rig.ts";

try {
  const rig = createRig();
  await rig.run("true").finally(rig.dispose);
  process.stdout.write('"it worked"\n');
} catch (error) {
  process.stdout.write(`${JSON.stringify(error)}\n`);
}
