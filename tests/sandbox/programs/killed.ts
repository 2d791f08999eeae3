// Runs sandboxes one after another until it is killed; each runs sleep(1) with the argument that it was given as a marker.

import { createRig } from "../rig.ts";

const [marker = "", pause = "0"] = process.argv.slice(2);
const rig = createRig();
process.stdout.write(`${rig.root}\n`);
for (;;) {
  await Promise.all([rig.run(`sleep ${pause}; : ${marker}`), rig.run(["true", `setsid sleep ${marker} & sleep ${pause}`])]);
}
