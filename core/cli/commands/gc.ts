// forge gc: makes the store smaller, down to the quota.

import { writeLines } from "../../report/reporter.ts";
import { bytes, plural } from "../../report/wording.ts";
import { collectGarbage, type GarbageReport } from "../../store/gc.ts";
import type { GlobalOptions } from "../program.ts";
import { DEFAULT_QUOTA } from "../sizes.ts";
import { withStore } from "../with-store.ts";

export interface GcOptions extends GlobalOptions {
  readonly quota?: number;
}

export async function gc(options: GcOptions): Promise<number> {
  return withStore(options, async ({ store, configuration }, output) => {
    const report = await collectGarbage(store, { quota: options.quota ?? configuration.quota ?? DEFAULT_QUOTA });
    if (options.json) output.write(`${JSON.stringify(report)}\n`);
    else if (!options.quiet) writeLines(output, reportLines(report));
    return 0;
  });
}

function reportLines({ quota, before, after, removed, inUse }: GarbageReport): readonly string[] {
  const counts = Object.entries(removed).flatMap(([kind, count]) => (count > 0 ? [plural(count, kind)] : []));
  if (counts.length === 0 && inUse === 0) return [`nothing to remove: the store takes ${bytes(after)}, and ${bytes(quota)} are allowed`];
  return [
    ...(counts.length > 0 ? [`removed ${counts.join(", ")}: ${bytes(before)} before, ${bytes(after)} now`] : []),
    ...(inUse > 0 ? [`more than ${bytes(quota)} stay, for a running forge may need them`] : []),
  ];
}
