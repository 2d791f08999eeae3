// Design invariant 9 over all corpora, for every choice of options that the reference was asked for.

import { describe, expect, test } from "vitest";
import { hasCorpora, type OracleRun, readLines } from "../bst/oracle/data.ts";
import { importCorpus, untold } from "../dsl/convert/corpus.ts";

const PROJECTS = ["freedesktop-sdk-25.08", "gnome-build-meta-47", "obs-deps", "gentoo-bootstrap", "egg", "lirios-build-meta"];

describe.skipIf(!hasCorpora()).each(PROJECTS)("%s", (project) => {
  test("has the same graph when it is imported", async () => {
    using corpus = importCorpus(project);
    const left = new Set(corpus.report.filter(({ verdict }) => verdict === "left").map(({ element }) => element));
    for (const { options, file } of readLines<OracleRun>(`${project}/runs.jsonl`)) {
      if (file === null) continue;
      const compared = await corpus.compare(options);
      const wrong = untold(compared, corpus.report).filter(({ wanted }) => ![...left].some((name) => wanted.includes(`"${name}"`)));
      process.stderr.write(
        `${project} ${JSON.stringify(options)}: ${compared.compared} of ${compared.all} compared, ${wrong.length} differ\n`,
      );
      expect(wrong).toEqual([]);
    }
  });
});
