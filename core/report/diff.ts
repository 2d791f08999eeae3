// In what two artifacts differ, in words: a line for each path, and below it the lines of a text that changed.

import type { Output } from "./reporter.ts";
import { pad, width } from "./width.ts";
import { bytes, plural } from "./wording.ts";

export interface DiffView {
  readonly from: DiffedArtifact;
  readonly to: DiffedArtifact;
  readonly same: boolean;
  readonly changes: readonly DiffLine[];
}

export interface DiffedArtifact {
  /** As it was asked for. */
  readonly name: string;
  readonly key: string;
  readonly tree: string;
}

export interface DiffLine {
  readonly path: string;
  readonly from?: DiffLineSide;
  readonly to?: DiffLineSide;
  /** Unified diff of a text that changed, where that was asked for. */
  readonly diff?: string;
}

interface DiffLineSide {
  readonly type: string;
  readonly mode?: number;
  readonly uid: number;
  readonly gid: number;
  readonly size?: number;
  readonly digest?: string;
  readonly target?: string;
  readonly major?: number;
  readonly minor?: number;
  readonly hardlinkTo?: string;
}

/** Lines of a diff for people. */
export function diffLines({ from, to, changes }: DiffView, { style }: Pick<Output, "style">): readonly string[] {
  const head = `${style.strong(from.name)} ${style.note(from.key.slice(0, 12))}  →  ${style.strong(to.name)} ${style.note(to.key.slice(0, 12))}`;
  if (changes.length === 0) return [head, "the same, file for file"];
  const room = Math.min(60, Math.max(...changes.map(({ path }) => width(path))));
  return [
    head,
    ...changes.flatMap((change) => {
      const { path, from: old, to: now, diff } = change;
      const [sign, paint] = !old ? (["+", style.good] as const) : !now ? (["-", style.bad] as const) : (["~", style.warn] as const);
      const line = `${paint(sign)} ${pad(path, room)}  ${style.faint(changeText(change))}`.trimEnd();
      return [line, ...(diff === undefined ? [] : coloured(diff, style))];
    }),
    "",
    summary(changes),
  ];
}

function changeText({ from, to }: DiffLine): string {
  if (!from || !to) return describe(from ?? to);
  if (from.type !== to.type) return `${describe(from)} → ${describe(to)}`;
  const said = [
    from.mode !== to.mode ? `mode ${octal(from.mode)} → ${octal(to.mode)}` : "",
    from.uid !== to.uid || from.gid !== to.gid ? `owner ${from.uid}:${from.gid} → ${to.uid}:${to.gid}` : "",
    from.target !== to.target ? `→ ${from.target} becomes → ${to.target}` : "",
    from.major !== to.major || from.minor !== to.minor ? `device ${from.major}:${from.minor} → ${to.major}:${to.minor}` : "",
    from.hardlinkTo !== to.hardlinkTo ? `the same file as ${to.hardlinkTo ?? "no other"}` : "",
    from.digest !== to.digest ? contentText(from, to) : "",
  ];
  return said.filter((text) => text !== "").join(", ");
}

/** Sizes, and digests where the sizes say nothing. */
function contentText(from: DiffLineSide, to: DiffLineSide): string {
  const sizes = `${bytes(from.size ?? 0)} → ${bytes(to.size ?? 0)}`;
  return from.size === to.size ? `${sizes}, sha256 ${from.digest?.slice(0, 12)} → ${to.digest?.slice(0, 12)}` : sizes;
}

function describe(side: DiffLineSide | undefined): string {
  if (!side) return "";
  switch (side.type) {
    case "file":
      return `${bytes(side.size ?? 0)}${side.mode === 0o644 ? "" : `, ${octal(side.mode)}`}`;
    case "symlink":
      return `→ ${side.target}`;
    case "directory":
      return "directory";
    case "fifo":
      return "pipe";
    default:
      return `${side.type} device ${side.major}:${side.minor}`;
  }
}

function octal(mode: number | undefined): string {
  return (mode ?? 0).toString(8).padStart(4, "0");
}

function coloured(diff: string, style: Output["style"]): readonly string[] {
  return diff
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `    ${line.startsWith("+") ? style.good(line) : line.startsWith("-") ? style.bad(line) : style.faint(line)}`);
}

function summary(changes: readonly DiffLine[]): string {
  const added = changes.filter(({ from }) => !from).length;
  const removed = changes.filter(({ to }) => !to).length;
  return `${plural(changes.length, "path")}: ${added} added, ${removed} removed, ${changes.length - added - removed} changed`;
}
