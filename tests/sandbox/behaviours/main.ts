// Runs every behaviour and prints what came of it as one line of JSON: the program that runs as other users and on hosts that
// allow less. Arguments: none.

import { createRig } from "../rig.ts";
import { commandBehaviours } from "./commands.ts";
import { endingBehaviours } from "./ending.ts";
import { isolationBehaviours } from "./isolation.ts";
import { stagingBehaviours } from "./staging.ts";
import { suspensionBehaviours } from "./suspension.ts";

const behaviours = [...commandBehaviours, ...stagingBehaviours, ...isolationBehaviours, ...endingBehaviours, ...suspensionBehaviours];
const modes: string[] = [];
const rig = createRig({ onFallback: (mode) => modes.push(`${mode.isolation} ${mode.proc} ${mode.staging}`) });
const failures: { [name: string]: string } = {};
for (const { name, run } of behaviours) {
  try {
    await run(rig);
  } catch (error) {
    failures[name] = error instanceof Error ? `${error.stack}\n${JSON.stringify(error)}` : String(error);
  }
}
await rig.dispose();
process.stdout.write(`${JSON.stringify({ uid: process.getuid?.(), modes, failures })}\n`);
