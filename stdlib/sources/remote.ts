// `remote`: one file from the network.

import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { downloadRef, fileNameOf, sha256, url } from "./download.ts";

const config = z
  .object({
    url,
    /** Name of the file. The last part of the URL unless said. */
    filename: z.string().optional(),
    /** Whether the file is a program. */
    executable: z.boolean().optional(),
    /** What the file must be. Then nothing is tracked, and forge.lock has no entry. */
    sha256: sha256.optional(),
  })
  .check(({ value, issues }) => {
    const name = value.filename ?? fileNameOf(value.url);
    if (name !== undefined && /^[^/\0]+$/.test(name) && name !== "." && name !== "..") return;
    const path = [value.filename === undefined ? "url" : "filename"];
    issues.push({
      code: "custom",
      input: value,
      path,
      message: value.filename === undefined ? "ends in no file name: give `filename`" : "is no file name",
    });
  });

export interface RemoteInput {
  /** http or https, or `alias:path` of a mirror. */
  readonly url: string;
  /** Name of the file. The last part of the URL unless said. */
  readonly filename?: string;
  /** Whether the file is a program. */
  readonly executable?: boolean;
  /** What the file must be, as 64 hex digits. Then nothing is tracked, and forge.lock has no entry. */
  readonly sha256?: string;
}

/** One file from the network: `remote("https://example.org/firmware.bin")`. */
export const remote: ShortSourceKind<"remote", RemoteInput> = defineSource({
  kind: "remote",
  config,
  ref: downloadRef,
  shorthand: (address) => ({ url: address }),
  lockInputs: (asked) => (asked.sha256 === undefined ? [asked.url] : undefined),
  keyInputs: (asked) => ({
    filename: asked.filename ?? fileNameOf(asked.url) ?? "",
    executable: asked.executable ?? false,
    ...(asked.sha256 !== undefined && { sha256: asked.sha256 }),
  }),
  track: (context, asked) => context.download(asked.url, { to: join(context.scratch, "file") }),
  fetch: async (context, asked, ref) => {
    const to = join(context.directory, asked.filename ?? fileNameOf(asked.url) ?? "");
    await context.download(asked.url, { to, ...(asked.sha256 === undefined ? ref : { sha256: asked.sha256 }) });
    await chmod(to, asked.executable ? 0o755 : 0o644);
  },
});
