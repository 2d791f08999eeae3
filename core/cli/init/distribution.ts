// Which distribution's packages a new project is made of: that of this machine, or Debian where it is something else.
//
// Reads os-release and nothing else. Only what goes into the new files is known here; where mirrors are is a build's affair.

import { readFileSync } from "node:fs";

export interface Distribution {
  /** Alias of its archive. */
  readonly mirror: "debian" | "ubuntu";
  readonly suite: string;
  /** For people: `Debian bookworm`. */
  readonly title: string;
}

/** Taken where the machine runs neither of them, or a release without a name. */
const FALLBACK: Distribution = { mirror: "debian", suite: "bookworm", title: "Debian bookworm" };

/** The distribution of this machine; of what it is derived from, where it says so. */
export function hostDistribution(root = ""): Distribution {
  const values = readRelease(root);
  const families = [values["ID"], ...(values["ID_LIKE"] ?? "").split(" ")];
  // A derivative has releases of its own names, and says which of its parent's each is.
  const isItself = values["ID"] === "debian" || values["ID"] === "ubuntu";
  if (families.includes("ubuntu"))
    return distribution("ubuntu", values["UBUNTU_CODENAME"] ?? (isItself ? values["VERSION_CODENAME"] : undefined));
  if (families.includes("debian"))
    return distribution("debian", values["DEBIAN_CODENAME"] ?? (isItself ? values["VERSION_CODENAME"] : undefined));
  return FALLBACK;
}

function distribution(mirror: Distribution["mirror"], codename: string | undefined): Distribution {
  // It is pasted into a program.
  if (codename === undefined || !/^[a-z][a-z-]*$/.test(codename)) return FALLBACK;
  return { mirror, suite: codename, title: `${mirror === "debian" ? "Debian" : "Ubuntu"} ${codename}` };
}

function readRelease(root: string): { readonly [name: string]: string } {
  const values: { [name: string]: string } = {};
  for (const [, name, value] of readText(root).matchAll(/^([A-Z_]+)=["']?([^"'\n]*)["']?$/gm)) {
    if (name !== undefined && value !== undefined) values[name] = value;
  }
  return values;
}

function readText(root: string): string {
  for (const file of [`${root}/etc/os-release`, `${root}/usr/lib/os-release`]) {
    try {
      return readFileSync(file, "utf8");
    } catch {}
  }
  return "";
}
