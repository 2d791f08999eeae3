// Packages files as tests write them: a package is its name, its version and whatever fields matter.

import { indexPackages, type PackageIndex, type PackageList } from "../../../stdlib/debian/package-index.ts";
import { resolvePackages, type Wish } from "../../../stdlib/debian/resolve.ts";

export interface Written {
  readonly [field: string]: string;
}

/** `stanza("a 1", { Depends: "b" })`. */
export function stanza(title: string, fields: Written = {}): string {
  const [name, version = "1"] = title.split(" ");
  const all: Written = {
    Package: name ?? "",
    Version: version,
    Architecture: "amd64",
    Priority: "optional",
    Filename: `pool/${name}_${version}.deb`,
    Size: "1",
    SHA256: "0".repeat(64),
    ...fields,
  };
  return `${Object.entries(all)
    .map(([field, value]) => `${field}: ${value}`)
    .join("\n")}\n`;
}

export function list(...stanzas: readonly string[]): PackageList {
  return { archive: "debian", reluctant: false, text: stanzas.join("\n") };
}

export function index(...stanzas: readonly string[]): PackageIndex {
  return indexPackages([list(...stanzas)], "amd64");
}

/** Names of what is installed, or with versions where there is more than one to choose from. */
export function installed(packages: PackageIndex, asked: readonly string[], more: Partial<Wish> = {}): readonly string[] {
  return resolvePackages(packages, { packages: asked, architecture: "amd64", recommends: false, dependencies: true, ...more }).map(
    ({ name }) => name,
  );
}
