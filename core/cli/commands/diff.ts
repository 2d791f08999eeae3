// forge diff: in what two artifacts differ.

import { type DiffView, diffLines } from "../../report/diff.ts";
import { writeLines } from "../../report/reporter.ts";
import { type ArtifactChange, artifactChanges } from "../../run/artifact-diff.ts";
import { locateFiles } from "../../store/materialize.ts";
import type { Store } from "../../store/store.ts";
import { artifactNamed, BEFORE, isKey, type NamedArtifact } from "../artifact-named.ts";
import { contentDiff } from "../content-diff.ts";
import type { GlobalOptions } from "../program.ts";
import { quietSession } from "../quiet-session.ts";

export interface DiffOptions extends GlobalOptions {
  readonly content?: true;
}

/** Exit code 0 when they are the same, 1 when not. */
export async function diff(first: string, second: string | undefined, options: DiffOptions): Promise<number> {
  const [from, to] = second === undefined ? [`${first}${BEFORE}`, first] : [first, second];
  const elements = [from, to].filter((text) => !isKey(text)).map((text) => text.replace(BEFORE, ""));
  return quietSession({ ...options, elements: [...new Set(elements)] }, async ({ context }, output) => {
    const [old, now] = [await artifactNamed(context, from), await artifactNamed(context, to)];
    const changes = artifactChanges(context.store, old.record.artifact, now.record.artifact);
    const view: DiffView = {
      from: sideOf(old),
      to: sideOf(now),
      same: changes.length === 0,
      changes: options.content ? await withContents(context.store, changes, { old, now }) : changes,
    };
    if (options.json) output.write(`${JSON.stringify(view)}\n`);
    else if (!options.quiet) writeLines(output, diffLines(view, output));
    return view.same ? 0 : 1;
  });
}

function sideOf({ name, key, record }: NamedArtifact): DiffView["from"] {
  return { name, key, tree: record.artifact.tree };
}

async function withContents(
  { trees }: Store,
  changes: readonly ArtifactChange[],
  { old, now }: { readonly old: NamedArtifact; readonly now: NamedArtifact },
): Promise<DiffView["changes"]> {
  const [before, after] = [old, now].map(({ record }) => locateFiles(trees, record.artifact.tree));
  const fileOf = (locate: typeof before, path: string, side: ArtifactChange["from"]): string | undefined =>
    side?.digest === undefined || !locate ? undefined : locate(path, side.digest, ((side.mode ?? 0) & 0o100) !== 0);
  const shown: DiffView["changes"][number][] = [];
  for (const change of changes) {
    const { path, from, to } = change;
    const isText = (from?.type ?? "file") === "file" && (to?.type ?? "file") === "file" && from?.digest !== to?.digest;
    const text = isText ? await contentDiff({ path, from: fileOf(before, path, from), to: fileOf(after, path, to) }) : undefined;
    shown.push({ ...change, ...(text !== undefined && { diff: text }) });
  }
  return shown;
}
