// forge doctor: what this machine can do for builds, and the lines that mend what it cannot.

import { probeHost } from "../../../sandbox/probe.ts";
import { doctorLines } from "../../report/doctor.ts";
import { writeLines } from "../../report/reporter.ts";
import { readConfiguration } from "../configuration.ts";
import type { GlobalOptions } from "../program.ts";
import { storeRoot } from "../store-root.ts";
import { openStream } from "../terminal.ts";

export async function doctor(options: GlobalOptions): Promise<number> {
  const output = openStream(process.stdout, process.env);
  const { checks } = probeHost(storeRoot(options, await readConfiguration(process.env)));
  const ok = checks.every((check) => check.ok);
  if (options.json) output.write(`${JSON.stringify({ ok, checks })}\n`);
  else writeLines(output, doctorLines(checks, output.style));
  return ok ? 0 : 1;
}
