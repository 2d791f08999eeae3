// Where this machine's apt finds the archives of Debian and Ubuntu: base URL and keyring of each, and nothing else of its
// configuration. Suites, components and pins are the project's affair; archives of others are ignored.
//
// Never fails: what cannot be read or understood is as if it were not there. Reads files of /etc/apt, runs nothing.

import { statSync } from "node:fs";
import { basename, join } from "node:path";
import type { MirrorNode } from "../model/graph.ts";
import { type AptEntry, aptEntries, hostFile } from "./apt-entries.ts";

export interface AptMirrors {
  /** By alias: `debian`, `debian-security`, `ubuntu`, `ubuntu-security` and the like. Keyrings are absolute paths. */
  readonly [alias: string]: MirrorNode;
}

/** The first mirror of each archive, in the order in which apt reads its files. `root` is the directory that stands for `/`. */
export function aptMirrors(root = "/"): AptMirrors {
  const mirrors: { [alias: string]: MirrorNode } = {};
  const entries = aptEntries(root).filter(({ components }) => components.includes("main"));
  const host = hostRelease(root);
  // An address says more than a suite's name, which archives of others use as well.
  for (const alias of [archiveByAddress, (entry: AptEntry) => archiveBySuite(entry, host)]) {
    for (const entry of entries) {
      const found = alias(entry);
      if (found === undefined || Object.hasOwn(mirrors, found)) continue;
      const keyring = entry.keyring ?? defaultKeyring(root, found);
      mirrors[found] = { url: entry.url.replace(/\/+$/, ""), ...(keyring !== undefined && { keyring }) };
    }
  }
  // Ubuntu keeps other architectures, and security updates, in archives of the same make.
  const ubuntu = mirrors.ubuntu ?? mirrors["ubuntu-ports"];
  return { ...(ubuntu && { ubuntu, "ubuntu-security": ubuntu }), ...mirrors };
}

type Family = "debian" | "ubuntu";

/** By what the address ends with. Undefined for archives of others, which often end alike but are signed by keys of their own. */
function archiveByAddress({ url, suite, keyring }: AptEntry): string | undefined {
  const { hostname, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, "").toLowerCase();
  const last = path.slice(path.lastIndexOf("/") + 1);
  const alias = /^(debian|debian-security|debian-ports|debian-lts|ubuntu|ubuntu-ports)$/.test(last) ? last : snapshotArchive(path);
  if (alias === undefined || !isSignedBy(alias.startsWith("ubuntu") ? "ubuntu" : "debian", keyring)) return undefined;
  return alias === "ubuntu" && suite.endsWith("-security") && hostname.startsWith("security.") ? "ubuntu-security" : alias;
}

/** Archives of the past: `…/archive/debian/20260101T000000Z`. */
function snapshotArchive(path: string): string | undefined {
  return /\/(debian|debian-security|debian-ports|ubuntu)\/\d{8}t\d{6}z$/.exec(path)?.[1];
}

interface HostRelease {
  readonly family: Family | undefined;
  readonly codename: string | undefined;
}

/** By the suite, where it is one of the release that this machine runs: mirrors may have any address. */
function archiveBySuite({ suite, keyring }: AptEntry, { family, codename }: HostRelease): string | undefined {
  if (family === undefined || codename === undefined || !isSignedBy(family, keyring)) return undefined;
  const [, release, part = ""] = /^([^/-]+)(?:-(updates|security|backports|proposed|proposed-updates)|\/updates)?$/.exec(suite) ?? [];
  if (release !== codename) return undefined;
  return family === "debian" && (part === "security" || suite.endsWith("/updates")) ? "debian-security" : family;
}

/** Whether an entry may be of a family: it names no keyring, or one that is called after it. */
function isSignedBy(family: Family, keyring: string | undefined): boolean {
  return keyring === undefined || basename(keyring).includes(family);
}

function hostRelease(root: string): HostRelease {
  const text = hostFile(root, "etc/os-release") || hostFile(root, "usr/lib/os-release");
  const value = (name: string): string | undefined => new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(text)?.[1];
  const id = value("ID");
  return { family: id === "debian" || id === "ubuntu" ? id : undefined, codename: value("VERSION_CODENAME") };
}

/** Where an entry names no keyring: that of the archive's keyring package, else all that apt trusts. */
function defaultKeyring(root: string, alias: string): string | undefined {
  const family: Family = alias.startsWith("ubuntu") ? "ubuntu" : "debian";
  return [`usr/share/keyrings/${family}-archive-keyring.gpg`, `usr/share/keyrings/${family}-archive-keyring.pgp`, "etc/apt/trusted.gpg.d"]
    .map((path) => join(root, path))
    .find((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
}
