// `pypi`: a Python package from an index, or all that a requirements.txt pins.
//
// A package's version is followed by `forge track`, and forge.lock has its file and digest. A requirements.txt with digests
// is a lock itself: it has no entry in forge.lock.

import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type FreeSourceKind, type Placement } from "../../dsl/index.ts";
import { parseRequirements, type Requirement } from "../pypi/requirements.ts";
import { type IndexFile, indexFiles, normalized } from "../pypi/simple-index.ts";
import { compareVersions, isPrerelease, parseSpecifier, parseVersion, wantsPrerelease } from "../pypi/versions.ts";
import { concurrently } from "../vendor/concurrently.ts";
import { type LockFile, readLockFile } from "../vendor/lock-file.ts";

export interface PypiPackageInput {
  /** Which versions are followed: `">=2,<3"`, `"~=1.4"`. All unless said. */
  readonly version?: string;
  /** Whether versions before a release are taken. Only where `version` names one, unless said. */
  readonly prereleases?: boolean;
  /** Whether the source archive or a wheel for every machine is taken. `sdist` unless said. */
  readonly format?: "sdist" | "wheel";
  /** Whether it is unpacked, or the file itself is laid out. A source archive is, a wheel is not, unless said. */
  readonly unpack?: boolean;
}

export interface PypiRequirementsInput {
  /**
   * A requirements.txt of the project in which everything has a version and digests; `true` for that of the sources before this
   * one.
   */
  readonly requirements: string | true;
  /**
   * Globs of the names of wheels for one machine or one version of Python that are fetched too: `"*-cp311-*manylinux*x86_64.whl"`.
   * Source archives and wheels for every machine always are.
   */
  readonly wheels?: readonly string[];
}

const config = z
  .object({
    name: z
      .string()
      .refine((name) => /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name), "must be the name of a package")
      .optional(),
    version: z
      .string()
      .refine((text) => parseSpecifier(text) !== undefined, "must be a list of versions such as >=2,<3")
      .optional(),
    prereleases: z.boolean().optional(),
    format: z.enum(["sdist", "wheel"]).default("sdist"),
    unpack: z.boolean().optional(),
    requirements: z.union([z.string().min(1), z.literal(true)]).optional(),
    wheels: z.array(z.string()).readonly().default([]),
  })
  .refine(({ name, requirements }) => (name === undefined) !== (requirements === undefined), {
    error: "takes either the name of a package or `requirements`",
  });
type Config = z.output<typeof config>;

const ref = z.strictObject({
  version: z.string(),
  file: z.string().refine((name) => /^[^/\0\\.][^/\0\\]*$/.test(name), "must be the name of a file"),
  sha256: z.string().refine((text) => /^[0-9a-f]{64}$/.test(text), "must be 64 hex digits"),
});
type Ref = z.output<typeof ref>;

type Given = [name: string, more?: PypiPackageInput & Placement] | [requirements: PypiRequirementsInput & Placement];

/**
 * A Python package: `pypi("requests", { version: ">=2,<3" })` is its unpacked sources. Or files for
 * `pip install --no-index --find-links`: `pypi({ requirements: "requirements.txt" })`. The alias `pypi` says where the index is.
 */
export const pypi: FreeSourceKind<"pypi", Given> = defineSource({
  kind: "pypi",
  config,
  ref,
  arguments: (...[first, more]: Given) => (typeof first === "string" ? { ...more, name: first } : first),
  lockInputs: ({ name, version, prereleases, format }) =>
    name === undefined ? undefined : [normalized(name), version ?? "", { format, ...(prereleases !== undefined && { prereleases }) }],
  keyInputs: (asked) => (asked.requirements === undefined ? { unpack: isUnpacked(asked) } : { wheels: [...asked.wheels].sort() }),
  paths: ({ requirements }) => (typeof requirements === "string" ? [requirements] : []),
  previous: ({ requirements }) => (requirements === true ? "beside" : undefined),
  track: async (ctx, asked) => newest(ctx, asked, asked.name ?? ""),
  async fetch(ctx, asked, locked) {
    if (asked.name !== undefined) return fetchPackage(ctx, asked.name, locked);
    const file = requirementsFile(ctx, asked);
    await concurrently(parseRequirements(ctx, file), (requirement) => fetchRequirement(ctx, file, { requirement, wheels: asked.wheels }));
  },
  async stage(ctx, asked, locked) {
    const fetched = ctx.fetched ?? "";
    if (asked.name !== undefined && isUnpacked(asked))
      return ctx.unpack(join(fetched, locked.file), ctx.directory, { baseDir: asked.format === "sdist" ? "*" : "" });
    for (const file of readdirSync(fetched)) copyFileSync(join(fetched, file), join(ctx.directory, file));
  },
});

function isUnpacked({ unpack, format }: Config): boolean {
  return unpack ?? format === "sdist";
}

async function newest(ctx: DriverContext, asked: Config, name: string): Promise<Ref> {
  const specifier = asked.version ?? "";
  const fits = parseSpecifier(specifier);
  const takesPrereleases = asked.prereleases ?? wantsPrerelease(specifier);
  const files = (await indexFiles(ctx, name)).filter((file) => isWanted(file, asked));
  const candidates = files.flatMap((file) => {
    const version = parseVersion(file.version ?? "");
    return version && (takesPrereleases || !isPrerelease(version)) && (fits?.(version) ?? true) && !file.yanked ? [{ file, version }] : [];
  });
  const [best] = candidates.sort((a, b) => compareVersions(b.version, a.version) || (a.file.file < b.file.file ? -1 : 1));
  if (!best) {
    const has = [...new Set(files.map(({ version }) => version))].slice(-8).join(", ");
    const help = has === "" ? `it has none: try format: "${asked.format === "sdist" ? "wheel" : "sdist"}"` : `it has ${has}`;
    return ctx.fail("FORGE2009", `no ${asked.format} of ${name}${specifier === "" ? "" : ` ${specifier}`} is in the index`, help);
  }
  const { file, version = "", sha256 } = best.file;
  if (sha256 === undefined) {
    const downloaded = await ctx.download(best.file.url, { to: join(ctx.scratch, "file") });
    return { version, file, sha256: downloaded.sha256 };
  }
  return { version, file, sha256 };
}

/** Of wheels only those for every machine. */
function isWanted({ format, file }: IndexFile, asked: Pick<Config, "format">): boolean {
  return format === asked.format && (format === "sdist" || isForAll(file));
}

function isForAll(file: string): boolean {
  return /-none-any\.whl$/.test(file);
}

async function fetchPackage(ctx: DriverContext, name: string, { version, file, sha256 }: Ref): Promise<void> {
  const found = (await indexFiles(ctx, name)).find((listed) => listed.file === file);
  if (!found)
    return ctx.fail("FORGE2010", `the index no longer has ${file}, which is ${name} ${version}`, "`forge track` moves to what it has now");
  await ctx.download(found.url, { to: join(ctx.directory, file), sha256 });
}

function requirementsFile(ctx: DriverContext, { requirements }: Config): LockFile {
  return readLockFile(ctx, typeof requirements === "string" ? requirements : undefined, "requirements.txt");
}

interface Wanted {
  readonly requirement: Requirement;
  readonly wheels: readonly string[];
}

async function fetchRequirement(ctx: DriverContext, file: LockFile, { requirement, wheels }: Wanted): Promise<void> {
  const { name, version, sha256, line } = requirement;
  const listed = new Map((await indexFiles(ctx, name)).flatMap((one) => (one.sha256 === undefined ? [] : [[one.sha256, one] as const])));
  // All must be there: which of them are taken is told by their names, and must not change with what an index has.
  const missing = sha256.find((digest) => !listed.has(digest));
  if (missing !== undefined) {
    ctx.fail("FORGE2010", `the index has no file of ${name} ${version} with the sha256 ${missing.slice(0, 12)}…`, {
      ...file.at(line),
      help: "make the file anew by `pip-compile --generate-hashes`; or give another index as the alias pypi",
    });
  }
  const taken = sha256
    .flatMap((digest) => listed.get(digest) ?? [])
    .filter((one) => one.format === "sdist" || isForAll(one.file) || wheels.some((glob) => fitsGlob(glob, one.file)));
  if (taken.length === 0) {
    ctx.fail(
      "FORGE2009",
      `${name} ${version} has only wheels for some machines: ${sha256
        .map((digest) => listed.get(digest)?.file)
        .slice(0, 3)
        .join(", ")}`,
      { ...file.at(line), help: 'say which are wanted: wheels: ["*x86_64.whl"]' },
    );
  }
  for (const one of taken)
    await ctx.download(one.url, { to: join(ctx.directory, one.file), ...(one.sha256 !== undefined && { sha256: one.sha256 }) });
}

function fitsGlob(glob: string, name: string): boolean {
  return new RegExp(
    `^${glob.replace(/[*?]|[\\^$.|+(){}[\]]/g, (found) => (found === "*" ? ".*" : found === "?" ? "." : `\\${found}`))}$`,
  ).test(name);
}
