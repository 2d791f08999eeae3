// `tar`: an archive from the network, unpacked.

import { join } from "node:path";
import { z } from "zod";
import { defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { downloadRef, fileNameOf, sha256, url } from "./download.ts";

const config = z.object({
  url,
  baseDir: z.string().optional(),
  sha256: sha256.optional(),
});

export interface TarInput {
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

/** A tar archive, compressed or not, or a zip: `tar("https://example.org/foo-1.2.tar.xz")`. */
export const tar: ShortSourceKind<"tar", TarInput> = defineSource({
  kind: "tar",
  config,
  ref: downloadRef,
  shorthand: (address) => ({ url: address }),
  lockInputs: (asked) => (asked.sha256 === undefined ? [asked.url] : undefined),
  keyInputs: (asked) => ({ baseDir: asked.baseDir ?? "*", ...(asked.sha256 !== undefined && { sha256: asked.sha256 }) }),
  track: (context, asked) => context.download(asked.url, { to: join(context.scratch, "archive") }),
  fetch: async (context, asked, ref) => {
    const to = join(context.directory, archiveName(asked.url));
    await context.download(asked.url, { to, ...(asked.sha256 === undefined ? ref : { sha256: asked.sha256 }) });
  },
  stage: (context, { url: address, baseDir = "*" }) =>
    context.unpack(join(context.fetched ?? "", archiveName(address)), context.directory, { baseDir }),
});

/** What messages call the archive. */
function archiveName(address: string): string {
  return fileNameOf(address) ?? "archive";
}
