// Source `debian`: packages of Debian and Ubuntu archives, with all that they depend on, as one tree of files.
//
// Versions are chosen when the source is tracked, from the mirror's signed index, by the same rules everywhere; the machine's
// apt, the user or the project say only where a mirror is and which keyring signs it. Scripts of the packages do not run: the
// kind `debianBase` is for that. Owners and setuid bits are not part of a tree.

import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type SourceKind } from "../../dsl/index.ts";
import { type ArchiveInput, archiveSchema, debianArchitecture, mirrorOf } from "../debian/archives.ts";
import { fetchPackageLists } from "../debian/fetch-lists.ts";
import { installRounds } from "../debian/install-rounds.ts";
import { layFiles, layPackages } from "../debian/lay-out.ts";
import { byRound, type DebianRef, fileName, type LockedPackage, refSchema } from "../debian/locked.ts";
import { isMissing } from "../debian/missing.ts";
import { indexPackages, type Package, type PackageIndex } from "../debian/package-index.ts";
import { resolvePackages } from "../debian/resolve.ts";
import { Unresolvable } from "../debian/unresolvable.ts";

export interface DebianInput {
  /** Where packages come from. The highest version among all of them is taken. */
  readonly archives: readonly ArchiveInput[];
  /** Names of packages. Their order does not matter. */
  readonly packages: readonly string[];
  /** Debian's or the kernel's name, `arm64` or `aarch64`. That of the machine that builds unless said. */
  readonly arch?: string;
  /** Whether what packages recommend is installed too. It is not unless said. */
  readonly recommends?: boolean;
  /** Whether the packages that every Debian system has are installed too, those marked `Essential`. They are not unless said. */
  readonly essential?: boolean;
  /** Whether what packages depend on is installed too. It is unless this is false. */
  readonly dependencies?: boolean;
  /**
   * What is laid out. `files`: the packages' files, merged. `base`: those of the essential packages and what these need.
   * `packages`: the packages themselves, in a directory for each round of installation.
   */
  readonly layout?: "files" | "base" | "packages";
}

const packageName = z.string().regex(/^[a-z0-9][a-z0-9+.-]*$/, "a package name is small letters, digits, dots, dashes and plus signs");
const config = z.strictObject({
  archives: z.array(archiveSchema).min(1).readonly(),
  packages: z.array(packageName).readonly(),
  arch: z.string().min(1).optional(),
  recommends: z.boolean().default(false),
  essential: z.boolean().default(false),
  dependencies: z.boolean().default(true),
  layout: z.enum(["files", "base", "packages"]).default("files"),
});

type Config = z.output<typeof config>;

/** Files of packages of Debian or Ubuntu, with all that these depend on. Scripts of packages do not run: `debianBase` does that. */
export const debian: SourceKind<"debian", DebianInput> = defineSource({
  kind: "debian",
  config,
  ref: refSchema,
  lockInputs: ({ archives, packages, arch, recommends, essential, dependencies }) => [
    archives,
    [...new Set(packages)].sort(),
    arch === undefined ? null : debianArchitecture(arch),
    { recommends, essential, dependencies },
  ],
  keyInputs: ({ layout }) => ({ layout }),

  async track(context, { archives, arch, ...asked }): Promise<DebianRef> {
    const architecture = debianArchitecture(arch);
    const index = indexPackages(await fetchPackageLists(context, archives, architecture), architecture);
    const base = asked.essential ? essentialNames(index) : [];
    const packages = resolve(context, index, { ...asked, packages: [...asked.packages, ...base], architecture });
    const rounds = installRounds(packages, new Set(base), architecture);
    return { architecture, packages: packages.map((found) => locked(context, found, rounds.get(found.name) ?? 0)) };
  },

  async fetch(context, settings, ref) {
    checkArchitecture(context, settings, ref);
    const waiting = [...ref.packages];
    await Promise.all(
      Array.from({ length: DOWNLOADS }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await fetchPackage(context, next);
      }),
    );
  },

  async stage(context, settings, ref) {
    checkArchitecture(context, settings, ref);
    const { layout } = settings;
    const { fetched } = context;
    if (fetched === undefined) throw new Error("internal: nothing was fetched");
    const ordered = byRound(ref.packages);
    if (layout === "packages") return layPackages(context, fetched, ordered);
    await layFiles(context, fetched, layout === "base" ? ordered.filter(({ round }) => round === 0) : ordered);
  },
});

/** How many downloads run at once. */
const DOWNLOADS = 6;

/** The essential set. `usr-is-merged` stands in it for a program that would make so what is so already. */
function essentialNames(index: PackageIndex): readonly string[] {
  const names = index.essential().map(({ name }) => name);
  return index.candidate("usr-is-merged") ? [...names, "usr-is-merged"] : names;
}

type Wish = Parameters<typeof resolvePackages>[1];

function resolve(context: DriverContext, index: PackageIndex, wish: Wish): readonly Package[] {
  try {
    return resolvePackages(index, wish);
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    return context.fail("FORGE2009", error.message, "name other packages, or add the suite or component that has what is missing");
  }
}

function locked(context: DriverContext, found: Package, round: number): LockedPackage {
  const { name, version, architecture, sha256, size, archive, path } = found;
  const checked = refSchema.shape.packages.element.safeParse({ name, version, architecture, sha256, size, mirror: archive, path, round });
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  return context.fail(
    "FORGE2009",
    `the archive's entry for ${name} ${version} is not usable: its ${issue?.path.join(".")} is not what it should be`,
    "tell those who keep the archive",
  );
}

/** A lock made on one kind of machine names packages that are of no use on another. */
function checkArchitecture(context: DriverContext, { arch, packages }: Config, ref: DebianRef): void {
  const wanted = debianArchitecture(arch);
  if (ref.architecture === wanted) return;
  context.fail(
    "FORGE2009",
    `forge.lock names packages for ${ref.architecture}, and this machine is ${wanted} (${packages.join(", ")})`,
    `say which architecture is meant, debian({ arch: "${ref.architecture}", … }), or track again on this machine`,
  );
}

async function fetchPackage(context: DriverContext, wanted: LockedPackage): Promise<void> {
  const { mirror, path, name, version, sha256, size } = wanted;
  try {
    await context.download(`${mirrorOf(context, mirror).url}/${path}`, { to: join(context.directory, fileName(wanted)), sha256, size });
  } catch (error) {
    if (!isMissing(error)) throw error;
    context.fail(
      "FORGE2010",
      `the mirror "${mirror}" no longer has ${name} ${version}, which forge.lock names`,
      "`forge track` moves on to what it has now",
    );
  }
}
