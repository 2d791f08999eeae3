// `debianSource`: the sources of a package of a Debian archive, with Debian's patches.
//
// The version is chosen when the source is tracked, from the mirror's signed index; forge.lock has every file's digest.

import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type SourceKind } from "../../dsl/index.ts";
import { type ArchiveInput, archiveSchema, mirrorOf } from "../debian/archives.ts";
import { fetchSourceLists } from "../debian/fetch-lists.ts";
import { isMissing } from "../debian/missing.ts";
import { type SourceRef, sourceRefSchema, sourceVersions } from "../debian/source-index.ts";
import { unpackSource } from "../debian/unpack-source.ts";

export interface DebianSourceInput {
  /** Where source packages come from. The highest version among all of them is taken. */
  readonly archives: readonly ArchiveInput[];
  /** Name of the source package: `bash`, `linux`. */
  readonly package: string;
  /** The version that is wanted. The highest unless said. */
  readonly version?: string;
  /** Whether Debian's patches are applied. They are unless this is false; then they are in `debian/patches`. */
  readonly patches?: boolean;
}

const config = z.object({
  archives: z.array(archiveSchema).min(1).readonly(),
  package: z.string().refine((name) => /^[a-z0-9][a-z0-9+.-]+$/.test(name), "must be the name of a source package"),
  version: z.string().min(1).optional(),
  patches: z.boolean().default(true),
});

type Config = z.output<typeof config>;

/** Sources as Debian has them: `debianSource({ archives: [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }], package: "bash" })`. */
export const debianSource: SourceKind<"debianSource", DebianSourceInput> = defineSource({
  kind: "debianSource",
  config,
  ref: sourceRefSchema,
  lockInputs: ({ archives, package: name, version }) => [name, archives, ...(version === undefined ? [] : [version])],
  keyInputs: ({ patches }) => ({ patches }),
  async track(ctx, settings): Promise<SourceRef> {
    const lists = await fetchSourceLists(ctx, settings.archives);
    return choose(ctx, settings, sourceVersions(lists, settings.package));
  },
  async fetch(ctx, settings, ref) {
    for (const file of ref.files) await fetchFile(ctx, settings, { ...ref, file });
  },
  async stage(ctx, { patches }, ref) {
    await unpackSource(ctx, ref, { patches });
  },
});

function choose(
  ctx: DriverContext,
  { package: name, version }: Config,
  found: readonly { readonly version: string; readonly ref: unknown }[],
): SourceRef {
  const best = found.find((one) => version === undefined || one.version === version);
  if (!best) {
    const has = found.map((one) => one.version).join(", ");
    return ctx.fail(
      "FORGE2009",
      `no archive has the source package ${name}${version === undefined ? "" : ` ${version}`}`,
      has === "" ? "check the name: it is the source package's, which may differ from that of what is built from it" : `there is ${has}`,
    );
  }
  const checked = sourceRefSchema.safeParse(best.ref);
  if (checked.success && checked.data.files.length > 0) return checked.data;
  const what = checked.success ? "files" : checked.error.issues[0]?.path.join(".");
  return ctx.fail(
    "FORGE2009",
    `the archive's entry for the source package ${name} ${best.version} is not usable: its ${what} is not what it should be`,
    "tell those who keep the archive",
  );
}

interface Wanted extends Pick<SourceRef, "mirror" | "directory" | "version"> {
  readonly file: SourceRef["files"][number];
}

async function fetchFile(ctx: DriverContext, { package: name }: Config, { mirror, directory, version, file }: Wanted): Promise<void> {
  try {
    await ctx.download(`${mirrorOf(ctx, mirror).url}/${directory}/${file.name}`, {
      to: join(ctx.directory, file.name),
      sha256: file.sha256,
      size: file.size,
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
    ctx.fail(
      "FORGE2010",
      `the mirror "${mirror}" no longer has ${name} ${version}, which forge.lock names`,
      "`forge track` moves on to what it has now",
    );
  }
}
