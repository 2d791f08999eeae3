// Prints what doctor would be told. Argument: the store.

import { probeHost } from "../../../sandbox/probe.ts";

process.stdout.write(`${JSON.stringify(probeHost(process.argv[2] ?? ""))}\n`);
