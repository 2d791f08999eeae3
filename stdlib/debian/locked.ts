// What forge.lock keeps of a `debian` source: the packages, each by name, version and digest. No host names.

import { z } from "zod";

export const lockedPackageSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9+.-]*$/),
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+:~-]*$/),
  architecture: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
  /** Alias of the mirror. */
  mirror: z.string(),
  /** Path below the mirror's base. */
  path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\s?#]+$/),
  /** When it is installed: what others take for granted first. */
  round: z.int().nonnegative().max(99),
});

export type LockedPackage = z.output<typeof lockedPackageSchema>;

export const refSchema = z.strictObject({
  /** Debian's name. */
  architecture: z.string(),
  /** Sorted by name. */
  packages: z.array(lockedPackageSchema),
});

export type DebianRef = z.output<typeof refSchema>;

/** The name of a package's file, as archives and apt write it. */
export function fileName({ name, version, architecture }: LockedPackage): string {
  return `${name}_${version.replaceAll(":", "%3a")}_${architecture}.deb`;
}

/** In the order in which they are installed. */
export function byRound(packages: readonly LockedPackage[]): readonly LockedPackage[] {
  return packages.toSorted((a, b) => a.round - b.round || (a.name < b.name ? -1 : 1));
}
