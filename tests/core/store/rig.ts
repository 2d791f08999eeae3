// A store in a temporary directory, trees made from plain descriptions, and what is in a directory as such a description.

import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { removeAll } from "../../../core/store/remove.ts";
import { openStore, type Store } from "../../../core/store/store.ts";
import type { DirectoryReader } from "../../../core/tree/trees.ts";
import { walkTree } from "../../../core/tree/walk.ts";
import { storageDirectory } from "../../sandbox/rig.ts";

/** By absolute path: the text of a file, an empty directory, a link, or a file with a mode. */
export interface Files {
  readonly [path: string]: string | null | { readonly link: string } | { readonly text: string; readonly mode: number };
}

export interface StoreRig extends AsyncDisposable {
  readonly scratch: string;
  readonly store: Store;
  /** Another process's view of the same store. */
  reopen(): Store;
  /** Captures a directory with these files. */
  tree(files: Files): Promise<TreeDigest>;
  /** A directory in a job with these files. */
  directory(files: Files): string;
}

export function createStoreRig(): StoreRig {
  const scratch = mkdtempSync(join(storageDirectory(), "forge-store-"));
  const opened: Store[] = [];
  const open = (): Store => {
    const store = openStore(join(scratch, "store"));
    opened.push(store);
    return store;
  };
  const store = open();
  const directory = (files: Files): string => {
    const made = join(store.createJob("test"), "files");
    writeFiles(made, files);
    return made;
  };
  return {
    scratch,
    store,
    reopen: open,
    directory,
    tree: async (files) => (await store.trees.capture(directory(files))).tree.digest,
    async [Symbol.asyncDispose]() {
      for (const each of opened) each.close();
      removeAll(scratch);
    },
  };
}

export function writeFiles(root: string, files: Files): void {
  mkdirSync(root, { recursive: true });
  for (const [path, what] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(what === null ? file : dirname(file), { recursive: true });
    if (typeof what === "string") writeFileSync(file, what);
    else if (what === null) continue;
    else if ("link" in what) symlinkSync(what.link, file);
    else {
      writeFileSync(file, what.text);
      chmodSync(file, what.mode);
    }
  }
}

/** Every entry below a directory: "text" of a file, "x:text" of an executable, "-> target", or "/". */
export function readFiles(root: string, path = ""): { readonly [path: string]: string } {
  return Object.assign(
    {},
    ...readdirSync(`${root}${path}`).map((name) => {
      const here = `${path}/${name}`;
      const status = lstatSync(`${root}${here}`);
      if (status.isDirectory()) return { [here]: "/", ...readFiles(root, here) };
      if (status.isSymbolicLink()) return { [here]: `-> ${readlinkSync(`${root}${here}`)}` };
      return { [here]: `${status.mode & 0o100 ? "x:" : ""}${readFileSync(`${root}${here}`, "utf8")}` };
    }),
  );
}

/** The same of a tree, by digests of its files instead of their texts. */
export function treeEntries(reader: DirectoryReader, tree: TreeDigest): { readonly [path: string]: string } {
  const entries: { [path: string]: string } = {};
  for (const { path, entry } of walkTree(reader, tree)) {
    entries[path] =
      entry.type === "directory" ? "/" : entry.type === "symlink" ? `-> ${entry.target}` : `${entry.executable ? "x:" : ""}${entry.digest}`;
  }
  return entries;
}
