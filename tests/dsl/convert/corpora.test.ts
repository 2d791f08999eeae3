// Design invariant 9 over real projects: what is imported gives the graph of what is loaded directly. The rest of them, with
// more values of options, is in the long tests.

import { describe, expect, test } from "vitest";
import { hasCorpora } from "../../bst/oracle/data.ts";
import { importCorpus, untold } from "./corpus.ts";

describe.skipIf(!hasCorpora())("an imported project", () => {
  test("of format 1 has the graph of the one it came from", async () => {
    using corpus = importCorpus("lirios-build-meta");
    for (const options of [{}, { target_arch: "aarch64", bootstrap_build_arch: "aarch64" }]) {
      const compared = await corpus.compare(options);
      expect(untold(compared, corpus.report)).toEqual([]);
      expect(compared.compared).toBe(compared.all);
    }
  }, 120_000);

  test("of a thousand elements has the graph of the one it came from", async () => {
    using corpus = importCorpus("freedesktop-sdk-25.08");
    const compared = await corpus.compare({});
    // What leads through junctions back into the project is left.
    const left = new Set(corpus.report.filter(({ verdict }) => verdict === "left").map(({ element }) => element));
    const wrong = untold(compared, corpus.report).filter(({ wanted }) => ![...left].some((name) => wanted.includes(`"${name}"`)));
    expect(wrong).toEqual([]);
    expect(compared.compared).toBeGreaterThan(1050);
    expect(corpus.report.filter(({ verdict }) => verdict === "left")).toHaveLength(25);
  }, 240_000);
});
