// Lays the files of packages over one another as they lie on a machine: /bin, /sbin and /lib are links to what is in /usr.
//
// Every Debian and Ubuntu in support is so, though many a package still ships /bin/busybox: its file is then /usr/bin/busybox,
// and /bin/busybox leads there. Works by renaming below one directory; nothing outside it is ever followed or touched.

import { lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { join, posix } from "node:path";

/** What is one directory with its namesake in /usr. */
const MERGED = ["bin", "sbin", "lib", "lib32", "lib64", "libo32", "libx32"];

/** Moves what lies in `from`, one package's files, into `root`. Later packages replace files of earlier ones. */
export function layPackage(from: string, root: string): void {
  for (const name of readdirSync(from)) {
    const isDirectory = lstatSync(join(from, name)).isDirectory();
    if (MERGED.includes(name) && isDirectory) layDirectory(join(from, name), { root, path: `usr/${name}` });
    // A package that brings the link itself brings the one that is made at the end.
    else if (!MERGED.includes(name)) layEntry(join(from, name), { root, path: name });
  }
}

/** Makes the links, for whatever is there to be linked to. */
export function linkMerged(root: string): void {
  for (const name of MERGED) {
    if (lstatSync(join(root, "usr", name), { throwIfNoEntry: false })?.isDirectory()) symlinkSync(`usr/${name}`, join(root, name));
  }
}

interface Target {
  readonly root: string;
  /** Relative to the root. */
  readonly path: string;
}

function layEntry(from: string, target: Target): void {
  if (lstatSync(from).isDirectory()) {
    layDirectory(from, target);
    return;
  }
  const to = join(target.root, realDirectory(target.root, posix.dirname(target.path)), posix.basename(target.path));
  if (lstatSync(to, { throwIfNoEntry: false })?.isDirectory()) {
    // As dpkg does: a directory that is in use stays, whatever wants its place.
    if (readdirSync(to).length > 0) return;
    rmdirSync(to);
  }
  renameSync(from, to);
}

/** A directory joins the one that is there, or the one that a link there leads to. */
function layDirectory(from: string, { root, path }: Target): void {
  const here = realDirectory(root, path);
  const to = join(root, here);
  if (readdirSync(to).length === 0) {
    rmdirSync(to);
    renameSync(from, to);
    return;
  }
  for (const name of readdirSync(from)) layEntry(join(from, name), { root, path: posix.join(here, name) });
}

/** Where a directory really is, relative to the root: links are followed inside it, what is missing is made. */
function realDirectory(root: string, path: string): string {
  const at: string[] = [];
  const pending = path.split("/");
  let links = 0;
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      at.pop();
      continue;
    }
    const here = join(root, ...at, name);
    const status = lstatSync(here, { throwIfNoEntry: false });
    if (status?.isSymbolicLink() && ++links <= 40) {
      const target = readlinkSync(here);
      if (target.startsWith("/")) at.length = 0;
      pending.unshift(...target.split("/"));
      continue;
    }
    if (status && !status.isDirectory()) rmSync(here);
    if (!status?.isDirectory()) mkdirSync(here);
    at.push(name);
  }
  return at.join("/");
}
