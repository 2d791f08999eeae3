// Source packages as an archive's index lists them: version, format, and files with their digests.

import { z } from "zod";
import { parseStanzas, type Stanza } from "./stanza.ts";
import { compareVersions } from "./version-order.ts";

/** What forge.lock keeps of a source package. No host names. */
export const sourceRefSchema = z.strictObject({
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+:~-]*$/),
  format: z.enum(["1.0", "3.0 (quilt)", "3.0 (native)"]),
  /** Alias of the mirror. */
  mirror: z.string(),
  /** Path of the files' directory below the mirror's base. */
  directory: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\s?#]+$/),
  files: z.array(
    z.strictObject({
      name: z.string().regex(/^[A-Za-z0-9][\w.+~%:-]*$/),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      size: z.int().nonnegative(),
    }),
  ),
});

export type SourceRef = z.output<typeof sourceRefSchema>;

export interface Listed {
  readonly archive: string;
  readonly text: string;
}

/** Every version of a source package in some lists, the highest first; what an index says of it may not be usable. */
export function sourceVersions(lists: readonly Listed[], name: string): readonly { readonly version: string; readonly ref: unknown }[] {
  const found = lists.flatMap(({ archive, text }) =>
    parseStanzas(text)
      .filter((stanza) => stanza.get("Package") === name && stanza.get("Extra-Source-Only") !== "yes")
      .map((stanza) => ({ version: stanza.get("Version") ?? "", ref: refOf(stanza, archive) })),
  );
  return found.sort((a, b) => compareVersions(b.version, a.version));
}

function refOf(stanza: Stanza, mirror: string): unknown {
  const files = (stanza.get("Checksums-Sha256") ?? "").split("\n").flatMap((line) => {
    const [sha256, size, name] = line.trim().split(/\s+/);
    return name === undefined ? [] : [{ name, sha256, size: Number(size) }];
  });
  return { version: stanza.get("Version"), format: stanza.get("Format"), mirror, directory: stanza.get("Directory"), files };
}
