// The `.git` of a staged commit, small and the same everywhere: what `git describe`, `git status` and `git archive` need.
//
// One commit with its files, the commits between it and its tags, the tags. Tags that were annotated are annotated again, by
// nobody, at the time of their commit: who made a tag when is not kept.

import { lstatSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";
import type { CommitEntry } from "./commit-tree.ts";
import type { DescribingTag } from "./history.ts";
import { indexFile } from "./index-file.ts";
import { objectId, type PackedObject, writePack } from "./pack.ts";
import { readObjects } from "./read-objects.ts";

export interface DescribedCommit {
  readonly commit: string;
  readonly repository: string;
  /** All that the commit's tree lists. */
  readonly entries: readonly CommitEntry[];
  readonly tags: readonly DescribingTag[];
  /** Contents of the commits that are kept, by digest. */
  readonly commits: ReadonlyMap<string, Uint8Array>;
}

/** Makes `.git` in a directory in which the commit is laid out. */
export async function writeDotGit(ctx: DriverContext, described: DescribedCommit, directory: string): Promise<void> {
  const { commit, repository, entries, commits } = described;
  const git = join(directory, ".git");
  for (const name of ["objects/pack", "objects/info", "refs/heads", "refs/tags", "info"]) mkdirSync(join(git, name), { recursive: true });
  const tags = described.tags.map((tag) => ({ ...tag, ...tagObject(tag, commits.get(tag.commit)) }));
  const root = /^tree ([0-9a-f]{40})$/m.exec(text(commits.get(commit)))?.[1] ?? "";
  const trees = await readObjects(ctx, repository, { type: "tree", ids: [root, ...idsOf(entries, "directory")] });
  writePack(join(git, "objects/pack", `pack-${commit}`), [
    ...[...commits].map(([id, content]): PackedObject => ({ id, type: "commit", content: () => content })),
    ...[...trees].map(([id, content]): PackedObject => ({ id, type: "tree", content: () => content })),
    ...blobs(entries, directory),
    ...tags.flatMap(({ object }): PackedObject[] => (object ? [object] : [])),
  ]);
  writeFileSync(join(git, "HEAD"), `${commit}\n`);
  writeFileSync(join(git, "config"), "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n");
  writeFileSync(join(git, "info/attributes"), "* -text -ident -filter -working-tree-encoding\n");
  writeFileSync(join(git, "packed-refs"), packedRefs(tags));
  writeFileSync(join(git, "index"), indexFile(entries));
  const cut = [...commits].filter(([, content]) => parentsOf(content).some((parent) => !commits.has(parent))).map(([id]) => `${id}\n`);
  if (cut.length > 0) writeFileSync(join(git, "shallow"), cut.sort().join(""));
}

interface MadeTag extends DescribingTag {
  readonly object?: PackedObject;
}

function tagObject({ name, commit, annotated }: DescribingTag, content: Uint8Array | undefined): { readonly object?: PackedObject } {
  if (!annotated) return {};
  const when = /^committer .*> (\d+ [+-]\d{4})$/m.exec(text(content))?.[1] ?? "0 +0000";
  const bytes = Buffer.from(`object ${commit}\ntype commit\ntag ${name}\ntagger forge <forge> ${when}\n\n${name}\n`);
  return { object: { id: objectId("tag", bytes), type: "tag", content: () => bytes } };
}

/** Files and links are read where they were laid out: nothing was changed on the way. */
function blobs(entries: readonly CommitEntry[], directory: string): readonly PackedObject[] {
  return entries
    .filter(({ type }) => type === "file" || type === "executable" || type === "symlink")
    .map(({ object, path }) => ({
      id: object,
      type: "blob",
      content: () => {
        const file = join(directory, path);
        return lstatSync(file).isSymbolicLink() ? readlinkSync(file, "buffer") : readFileSync(file);
      },
    }));
}

function packedRefs(tags: readonly MadeTag[]): string {
  const sorted = [...tags].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = sorted.map(({ name, commit, object }) =>
    object ? `${object.id} refs/tags/${name}\n^${commit}\n` : `${commit} refs/tags/${name}\n`,
  );
  return `# pack-refs with: peeled fully-peeled sorted \n${lines.join("")}`;
}

function idsOf(entries: readonly CommitEntry[], type: CommitEntry["type"]): readonly string[] {
  return entries.filter((entry) => entry.type === type).map(({ object }) => object);
}

/** From the header, which ends with the first empty line. */
function parentsOf(content: Uint8Array): readonly string[] {
  const [header = ""] = text(content).split("\n\n");
  return [...header.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, id = ""]) => id);
}

function text(content: Uint8Array | undefined): string {
  return content === undefined ? "" : Buffer.from(content).toString("latin1");
}
