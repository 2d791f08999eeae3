// A shell in a sandbox on the terminal that it is started with. Prints how it ended, and whether the terminal came back.

import { execFileSync } from "node:child_process";
import { createRig, environment } from "../rig.ts";

const rig = createRig();
const shell = { script: process.argv[2] ?? "", cwd: "/out", environment: [...environment, ["PS1", "% "], ["TERM", "dumb"]] as const };
const { report } = await rig.run(["echo prepared", shell], { interactive: { network: false } });
const [group, foreground] = execFileSync("ps", ["-o", "pgid=,tpgid=", "-p", String(process.pid)], { encoding: "utf8" })
  .trim()
  .split(/\s+/);
await rig.dispose();
process.stdout.write(`${JSON.stringify(report.outcome)} ${group === foreground ? "terminal is back" : "terminal is lost"}\n`);
