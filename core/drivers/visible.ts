// What of the host a driver's child can see: programs, libraries, the files that make TLS and host names work, node, forge,
// and the packages that the project uses.
//
// Looks at the host; knows nothing of the operation. Everything here is read-only there.

import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { packageRoot } from "../package.ts";
import type { Seal } from "./seal.ts";

export type Visible = Pick<Seal, "readable" | "placed" | "links">;

/** The host as every child sees it. */
export function visibleHost(): Visible {
  const system = systemDirectories();
  const etc = ETC.map((name) => `/etc/${name}`).filter((path) => existsSync(path));
  const own = [...nodeFiles(), ...packagesAround(realpathSync(packageRoot))];
  return {
    links: system.links,
    readable: ["/usr", ...system.directories, ...own].filter((path, _, all) => !isBelowOther(path, all)),
    // By real path: resolv.conf, above all, is often a link to somewhere else.
    placed: etc.map((path) => [realpathSync(path), path]),
  };
}

/** The project with the packages it uses: its own directory, and where links in node_modules lead. */
export function visibleProject(project: string): readonly string[] {
  const modules = ancestors(project)
    .map((directory) => join(directory, "node_modules"))
    .filter((path) => existsSync(path));
  return [...packagesAround(project), ...modules.flatMap(linkedPackages).flatMap(packagesAround)];
}

/** What name look-ups, TLS, the linker and alternatives need; of TLS no private keys, which root's child could read. */
const ETC = [
  "ssl/certs",
  "ssl/openssl.cnf",
  "pki/tls/certs",
  "pki/tls/cert.pem",
  "pki/tls/openssl.cnf",
  "pki/ca-trust/extracted",
  "ca-certificates",
  "crypto-policies",
  "resolv.conf",
  "hosts",
  "host.conf",
  "gai.conf",
  "nsswitch.conf",
  "services",
  "protocols",
  "passwd",
  "group",
  "alternatives",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "mime.types",
];

/** /bin, /lib and their like: directories, or links into /usr. */
function systemDirectories(): { readonly directories: readonly string[]; readonly links: Seal["links"] } {
  const names = readdirSync("/")
    .filter((name) => /^(s?bin|lib.*)$/.test(name))
    .map((name) => `/${name}`);
  const isLink = (path: string) => lstatSync(path).isSymbolicLink();
  return { directories: names.filter((path) => !isLink(path)), links: names.filter(isLink).map((path) => [readlinkSync(path), path]) };
}

/** node's program and the libraries it is linked with, wherever it was installed: a home directory, for one. */
function nodeFiles(): readonly string[] {
  const program = realpathSync(process.execPath);
  if (program.startsWith("/usr/")) return [];
  const libraries = existsSync("/proc/self/maps")
    ? [...readFileSync("/proc/self/maps", "utf8").matchAll(/\s(\/\S+\.so[.\d]*)$/gm)].map(([, path = ""]) => path)
    : [];
  return [program, ...libraries.filter((path) => !/^\/(usr|s?bin|lib[^/]*)\//.test(path))];
}

/** A package with what it imports: the outermost node_modules that it lies in, or its directory and those around it. */
function packagesAround(directory: string): readonly string[] {
  const at = directory.indexOf(`${sep}node_modules${sep}`);
  if (at >= 0) return [join(directory.slice(0, at), "node_modules")];
  const modules = ancestors(directory)
    .map((one) => join(one, "node_modules"))
    .filter((path) => existsSync(path));
  return [directory, ...modules.map((path) => realpathSync(path)), ...modules.filter((path) => !path.startsWith(`${directory}/`))];
}

/** Real directories of packages that are links, such as those of a workspace. */
function linkedPackages(modules: string): readonly string[] {
  const entries = readdirSync(modules, { withFileTypes: true });
  const scoped = entries.filter(({ name }) => name.startsWith("@")).flatMap(({ name }) => links(join(modules, name)));
  return [...links(modules), ...scoped];
}

function links(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() && existsSync(join(directory, entry.name)))
    .map((entry) => realpathSync(join(directory, entry.name)));
}

/** The directory and all above it, innermost first. */
function ancestors(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestors(parent)];
}

function isBelowOther(path: string, all: readonly string[]): boolean {
  return all.some((other) => other !== path && path.startsWith(`${other}/`));
}
