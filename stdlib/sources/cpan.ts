// `cpan`: the distribution that a Perl module is in, from a mirror of CPAN, which has an index of all of them.

import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { type DriverContext, defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { registryUrl } from "../vendor/registry.ts";
import { downloadRef, fileNameOf } from "./download.ts";

export interface CpanInput {
  /** As Perl calls it: `XML::Parser`. */
  readonly module: string;
  /** Where the mirror is: a URL, or an alias with its colon and what follows. The alias `cpan` unless said. */
  readonly mirror?: string;
}

const config = z.object({
  module: z.string().refine((text) => /^[A-Za-z_]\w*(::\w+)*$/.test(text), "must be the name of a module"),
  mirror: z.string().min(1).optional(),
});

const distribution = z
  .string()
  .refine((path) => /^[\w.+~-]+(\/[\w.+~-]+)+$/.test(path) && !path.split("/").includes(".."), "must be a path");
const ref = downloadRef.extend({ path: distribution });

type Config = z.output<typeof config>;

/** The sources of a Perl module: `cpan("XML::Parser")`, for `perl Makefile.PL` or `perl Build.PL`. */
export const cpan: ShortSourceKind<"cpan", CpanInput> = defineSource({
  kind: "cpan",
  config,
  ref,
  shorthand: (module) => ({ module }),
  lockInputs: ({ module, mirror }) => [module, ...(mirror === undefined ? [] : [mirror])],
  // The ref is the archive.
  keyInputs: () => null,
  async track(ctx, asked) {
    const path = await distributionOf(ctx, asked);
    ctx.log(`${asked.module} is in ${path}`);
    const found = await ctx.download(addressOf(ctx, asked, path), { to: join(ctx.scratch, "distribution") });
    return { ...found, path };
  },
  async fetch(ctx, asked, { path, ...digest }) {
    await ctx.download(addressOf(ctx, asked, path), { to: join(ctx.directory, fileNameOf(path) ?? "distribution"), ...digest });
  },
  stage: (ctx, _, { path }) => ctx.unpack(join(ctx.fetched ?? "", fileNameOf(path) ?? "distribution"), ctx.directory, { baseDir: "*" }),
});

function baseOf(ctx: DriverContext, { mirror }: Config): string {
  return mirror === undefined ? registryUrl(ctx, "cpan", "from which Perl modules come") : mirror.replace(/(?<![/:])$/, "/");
}

function addressOf(ctx: DriverContext, asked: Config, path: string): string {
  return `${baseOf(ctx, asked)}authors/id/${path}`;
}

/** Ends with FORGE2006 where the index is none, and FORGE2010 where it does not have the module. */
async function distributionOf(ctx: DriverContext, asked: Config): Promise<string> {
  const url = `${baseOf(ctx, asked)}modules/02packages.details.txt.gz`;
  const index = unpacked(await ctx.httpBytes(url));
  if (index === undefined) return ctx.fail("FORGE2006", `${url} is no index of Perl modules`, "the mirror gave something else, or is none");
  // A header of fields, an empty line, and a line for each module, its name first.
  const line = new RegExp(`^${asked.module}[ \\t]+\\S+[ \\t]+(\\S+)$`, "m").exec(index);
  const path = distribution.safeParse(line?.[1]);
  if (path.success) return path.data;
  return ctx.fail("FORGE2010", `the mirror does not have the Perl module ${asked.module}`, "check its name: capitals count");
}

/** Far more than all of CPAN has. */
const MOST = 256 << 20;

function unpacked(bytes: Uint8Array): string | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST }).toString("utf8");
  } catch {
    return undefined;
  }
}
