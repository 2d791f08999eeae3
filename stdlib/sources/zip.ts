// `zip`: a zip archive from the network, unpacked.

import { join } from "node:path";
import { z } from "zod";
import { defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { downloadRef, fileNameOf, sha256, url } from "./download.ts";

const config = z.object({ url, baseDir: z.string().optional(), sha256: sha256.optional() });

export interface ZipInput {
  /** http or https, or `alias:path` of a mirror. */
  readonly url: string;
  /**
   * The directory of the archive that is laid out, as a glob: the first that matches, in sorted order. `"*"` unless said, the
   * one directory that release archives have. `""` is everything.
   */
  readonly baseDir?: string;
  /** What the archive must be, as 64 hex digits. Then nothing is tracked, and forge.lock has no entry. */
  readonly sha256?: string;
}

/** A zip archive: `zip("https://example.org/font-2.1.zip", { baseDir: "" })`. Programs stay programs where the archive says so. */
export const zip: ShortSourceKind<"zip", ZipInput> = defineSource({
  kind: "zip",
  config,
  ref: downloadRef,
  shorthand: (address) => ({ url: address }),
  lockInputs: (asked) => (asked.sha256 === undefined ? [asked.url] : undefined),
  keyInputs: (asked) => ({ baseDir: asked.baseDir ?? "*", ...(asked.sha256 !== undefined && { sha256: asked.sha256 }) }),
  track: (ctx, asked) => ctx.download(asked.url, { to: join(ctx.scratch, "archive") }),
  async fetch(ctx, asked, ref) {
    const to = join(ctx.directory, archiveName(asked.url));
    await ctx.download(asked.url, { to, ...(asked.sha256 === undefined ? ref : { sha256: asked.sha256 }) });
  },
  stage: (ctx, { url: address, baseDir = "*" }) => ctx.unpack(join(ctx.fetched ?? "", archiveName(address)), ctx.directory, { baseDir }),
});

function archiveName(address: string): string {
  return fileNameOf(address) ?? "archive.zip";
}
