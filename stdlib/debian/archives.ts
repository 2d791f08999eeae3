// What a user says of archives: which mirror by alias, which suites, which components. Plain data; where a mirror is, the
// machine that builds says.

import { z } from "zod";
import type { DriverContext, Mirror } from "../../dsl/index.ts";

export interface ArchiveInput {
  /** Alias of the mirror: `debian`, `debian-security`, `ubuntu`, or one that the user configuration or the project names. */
  readonly mirror: string;
  /** Suites or code names, `bookworm`, `bookworm-updates`. The highest version among them is taken. */
  readonly suites: readonly string[];
  /** Components, `main`. */
  readonly components: readonly string[];
}

export const archiveSchema = z.strictObject({
  mirror: z.string().regex(/^[A-Za-z][\w.+-]*$/, "an alias is letters, digits, dots and dashes"),
  suites: z
    .array(z.string().regex(/^[\w.~+-]+(\/[\w.~+-]+)*$/, "a suite is a name such as bookworm-updates"))
    .min(1)
    .readonly(),
  components: z
    .array(z.string().regex(/^[\w.~+-]+(\/[\w.~+-]+)*$/, "a component is a name such as main"))
    .min(1)
    .readonly(),
});

export type Archive = z.output<typeof archiveSchema>;

/** The mirror of an alias. Its URL ends without a slash. Fails with FORGE2011. */
export function mirrorOf(context: DriverContext, alias: string): Mirror {
  const found = Object.hasOwn(context.mirrors, alias) ? context.mirrors[alias] : undefined;
  if (found) return { ...found, url: found.url.replace(/\/+$/, "") };
  return context.fail(
    "FORGE2011",
    `no mirror is known for "${alias}": neither the user configuration, nor the project, nor apt's configuration of this machine names one`,
    `set "mirrors": { "${alias}": { "url": "…", "keyring": "…" } } in the user configuration (docs/configuration.md)`,
  );
}

/** Debian's name of an architecture, from that or the kernel's; of this machine where none is given. */
export function debianArchitecture(name: string | undefined): string {
  const given = name ?? process.arch;
  return NAMES[given] ?? given;
}

/** By the names that `uname -m`, Node and the `arch` option have. */
const NAMES: { readonly [name: string]: string } = {
  x86_64: "amd64",
  x64: "amd64",
  aarch64: "arm64",
  i686: "i386",
  ia32: "i386",
  armv7: "armhf",
  armv7l: "armhf",
  arm: "armhf",
  ppc64le: "ppc64el",
  ppc64: "ppc64el",
  loong64: "loong64",
  loongarch64: "loong64",
};
