// Small random trees, described by path, and what is in a tree as such a description.

import fc from "fast-check";
import { identity } from "../../../core/key/digest.ts";
import type { BlobDigest, TreeDigest } from "../../../core/model/ids.ts";
import { buildTree, type DirectoryReader, type PathEntry } from "../../../core/tree/trees.ts";
import { walkTree } from "../../../core/tree/walk.ts";

/** By absolute path: "/" a directory, "-> x" a link, "x:text" an executable, else the text of a file. Parents may be left out. */
export interface Described {
  readonly [path: string]: string;
}

const NAMES = ["a", "b", "c", "a-b", "é", "😀"];

/** Trees over few names, so that their paths meet in every way. */
export function described(names: readonly string[] = NAMES): fc.Arbitrary<Described> {
  const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
  const what = fc.constantFrom("/", "1", "2", "x:1", "-> 1", "-> a");
  return fc.array(fc.tuple(path, what), { maxLength: 6 }).map((entries) => {
    const made: { [path: string]: string } = {};
    for (const [at, kind] of entries) {
      const clash = Object.entries(made).some(
        ([other, known]) => other === at || (other.startsWith(`${at}/`) && kind !== "/") || (at.startsWith(`${other}/`) && known !== "/"),
      );
      if (!clash) made[at] = kind;
    }
    return made;
  });
}

export function treeOf(files: Described): ReturnType<typeof buildTree> {
  return buildTree(Object.entries(files).map(([path, what]) => entryOf(path, what)));
}

function entryOf(path: string, what: string): PathEntry {
  if (what === "/") return { path, type: "directory" };
  if (what.startsWith("-> ")) return { path, type: "symlink", target: what.slice(3) };
  const text = what.replace(/^x:/, "");
  return { path, type: "file", digest: identity(text) as BlobDigest, size: text.length, executable: what.startsWith("x:") };
}

/** Every entry of a tree, files by digest. */
export function entriesOf(reader: DirectoryReader, root: TreeDigest): Described {
  return Object.fromEntries(
    [...walkTree(reader, root)].map(({ path, entry }) => [
      path,
      entry.type === "directory" ? "/" : entry.type === "symlink" ? `-> ${entry.target}` : `${entry.executable ? "x:" : ""}${entry.digest}`,
    ]),
  );
}

/** The same of a description, with the parents that it leaves out. */
export function expectedEntries(files: Described): Described {
  return entriesOf(treeOf(files).reader, treeOf(files).root);
}

/** Whether a text is Unicode without lone surrogates, so that UTF-8 can say it. */
export function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}
