// The architecture and system of the machine a project is loaded on, and the names that architectures go by.

/** As `uname` names them. */
export interface Host {
  readonly machine: string;
  readonly system: string;
}

/** Canonical names by what else they are called, in lower case with dashes. */
const CANONICAL: ReadonlyMap<string, string> = new Map(
  Object.entries({
    aarch32: ["aarch32", "arm"],
    aarch64: ["aarch64", "armv8l"],
    "aarch64-be": ["aarch64-be", "armv8b"],
    la64v100: ["la64v100", "loong64", "loongarch64"],
    "power-isa-be": ["power-isa-be", "powerpc", "powerpc64", "ppc64"],
    "power-isa-le": ["power-isa-le", "powerpc64le", "ppc64le"],
    rv32g: ["rv32g", "riscv32"],
    rv64g: ["rv64g", "riscv64"],
    "sparc-v9": ["sparc-v9", "sparc", "sparc64", "sun4v"],
    "x86-32": ["x86-32", "i386", "i486", "i586", "i686"],
    "x86-64": ["x86-64", "amd64"],
  }).flatMap(([name, others]) => others.map((other): [string, string] => [other, name])),
);

/** The name that stands for an architecture, whatever it is called; undefined for one that is not known. */
export function canonicalArchitecture(name: string): string | undefined {
  return CANONICAL.get(name.replaceAll("_", "-").toLowerCase());
}
