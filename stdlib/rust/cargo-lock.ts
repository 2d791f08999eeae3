// Cargo.lock: the crates that it names, each with where it comes from and the digest that it must have.

import type { DriverContext } from "../../dsl/index.ts";
import type { LockFile } from "../vendor/lock-file.ts";

export interface LockedCrate {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** The registry, as Cargo.lock writes it: `registry+…` or `sparse+…`. */
  readonly registry: string;
}

/** The crates that come from registries. Ends with FORGE2006 at the package's line. */
export function lockedCrates(ctx: DriverContext, file: LockFile): readonly LockedCrate[] {
  const crates: LockedCrate[] = [];
  const { packages, checksums } = parse(file.text);
  if (packages.length === 0)
    ctx.fail("FORGE2006", `${file.name} is no Cargo.lock`, { ...file.at(1), help: "`cargo generate-lockfile` writes it anew" });
  for (const { name = "", version = "", source, checksum, line } of packages) {
    // The project's own packages.
    if (source === undefined) continue;
    const refuse = (why: string, help: string): never =>
      ctx.fail("FORGE2006", `${file.name} cannot be vendored: ${name} ${version} ${why}`, { ...file.at(line), help });
    if (!/^[A-Za-z0-9_-]+$/.test(name) || !/^\d[0-9A-Za-z.+-]*$/.test(version))
      refuse("is no name and version of a crate", "`cargo generate-lockfile` writes it anew");
    if (source.startsWith("git+"))
      refuse("comes from a git repository", "bring it by the source `git` and depend on its path, or on a version that a registry has");
    const sha256 = checksum ?? checksums.get(`${name} ${version} (${source})`);
    if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256))
      return refuse("has no checksum", "`cargo generate-lockfile` writes it anew");
    crates.push({ name, version, sha256, registry: source });
  }
  return crates;
}

interface Package {
  name?: string;
  version?: string;
  source?: string;
  checksum?: string;
  /** From 1. */
  readonly line: number;
}

/** What is used of TOML here: tables, and texts that stand on a line. */
function parse(text: string): { readonly packages: readonly Package[]; readonly checksums: ReadonlyMap<string, string> } {
  const packages: Package[] = [];
  const checksums = new Map<string, string>();
  let table = "";
  for (const [index, written] of text.split("\n").entries()) {
    const line = written.trim();
    if (/^\[/.test(line) && /\]$/.test(line)) {
      table = line;
      if (table === "[[package]]") packages.push({ line: index + 1 });
      continue;
    }
    const [, key, quoted, value = ""] = /^(?:([A-Za-z_]+)|"((?:[^"\\]|\\.)*)") = "((?:[^"\\]|\\.)*)"$/.exec(line) ?? [];
    const last = packages.at(-1);
    // Older files have all checksums at their end.
    if (table === "[metadata]" && quoted?.startsWith("checksum ")) checksums.set(quoted.slice("checksum ".length), value);
    else if (table === "[[package]]" && last && (key === "name" || key === "version" || key === "source" || key === "checksum"))
      last[key] = value;
  }
  return { packages, checksums };
}
