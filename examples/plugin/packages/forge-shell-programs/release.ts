// `release`: the newest archive of those that an index lists, in JSON: `[{ "version": "1.2", "file": "x-1.2.tar.gz", "sha256": "…" }]`.

import { join } from "node:path";
import { defineSource, type SourceKind } from "forge-build";
import { z } from "zod";

const config = z.object({
  index: z.string(),
  track: z.string().default(""),
});

export interface ReleaseInput {
  /** URL of the index, or `alias:path` of a mirror. Archives lie beside it. */
  readonly index: string;
  /** What the version begins with: `1.` Any, unless said. */
  readonly track?: string;
}

/** A release as the index lists it, and as forge.lock keeps it. */
const ref = z.object({
  version: z.string().regex(/^\d+(\.\d+)*$/),
  file: z.string().regex(/^[\w.+-]+$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

type Release = z.output<typeof ref>;

/** The newest release that an index lists. */
export const release: SourceKind<"release", ReleaseInput> = defineSource({
  kind: "release",
  config,
  ref,
  lockInputs: ({ index, track }) => [index, track],
  // What is laid out is the archive that the ref names; where the index lies does not matter.
  keyInputs: () => null,
  async track(context, { index, track }): Promise<Release> {
    const listed = z.array(ref).safeParse(JSON.parse(await context.httpText(index)));
    if (!listed.success) return context.fail("FORGE2012", `the index ${index} is not a list of releases: ${z.prettifyError(listed.error)}`);
    const [newest] = listed.data.filter(({ version }) => version.startsWith(track)).sort((a, b) => compareVersions(b.version, a.version));
    return newest ?? context.fail("FORGE2012", `the index ${index} lists no version ${track}…`);
  },
  async fetch(context, { index }, { file, sha256 }) {
    await context.download(index.replace(/[^/:]*$/, file), { to: join(context.directory, file), sha256 });
  },
  async stage(context, _, { file }) {
    await context.unpack(join(context.fetched ?? "", file), context.directory, { strip: 1 });
  },
});

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (const [index, number] of (left ?? []).entries()) {
    const difference = number - (right?.[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return (left?.length ?? 0) - (right?.length ?? 0);
}
