// forge fsck: verifies every digest in the store, and puts aside what does not have its own.

import { type Output, writeLines } from "../../report/reporter.ts";
import { bytes, plural } from "../../report/wording.ts";
import { type CheckReport, checkStore } from "../../store/fsck.ts";
import type { GlobalOptions } from "../program.ts";
import { withStore } from "../with-store.ts";

export async function fsck(options: GlobalOptions): Promise<number> {
  return withStore(options, async ({ store }, output) => {
    const report = await checkStore(store);
    const sound = report.quarantined.length === 0;
    if (options.json) output.write(`${JSON.stringify({ ok: sound, ...report })}\n`);
    else if (!sound || !options.quiet) writeLines(output, reportLines(report, output));
    return sound ? 0 : 1;
  });
}

function reportLines(report: CheckReport, { style }: Pick<Output, "style">): readonly string[] {
  const { trees, files, records, downloads, quarantined, forgotten } = report;
  const sound = [plural(trees, "tree"), plural(files, "file"), plural(records, "record"), plural(downloads, "download")].join(", ");
  return [
    ...quarantined.map(({ path, reason }) => `${style.bad("damaged")}  ${path}: ${reason}`),
    `${quarantined.length === 0 ? style.good("sound") : "sound"}: ${sound}, ${bytes(report.bytes)}`,
    ...(quarantined.length > 0
      ? [
          `${plural(quarantined.length, "thing")} moved to quarantine and ${plural(forgotten, "record")} forgotten: the next build makes them again`,
        ]
      : []),
  ];
}
