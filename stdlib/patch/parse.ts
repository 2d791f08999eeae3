// Reads patches: unified diffs of every origin, and git's with their modes, renames and binary contents.
//
// Whatever stands between files is a comment, as in mails and in Debian's headers. Counts of hunks are believed, as every
// program does; a hunk that ends before its counts are met is refused.

import { HUNK, parseHunk } from "./hunk.ts";
import { type BinaryChange, type FilePatch, type Hunk, PatchError } from "./model.ts";
import { gitNames, headerName } from "./names.ts";

/** The files of a patch, in order. `text` is latin1. Throws PatchError. */
export function parsePatch(text: string): readonly FilePatch[] {
  const lines = text.split("\n");
  const files: FilePatch[] = [];
  for (let at = 0; at < lines.length; ) {
    const [file, next] = parseFile(lines, at);
    if (file) files.push(file);
    at = next;
  }
  return files;
}

type Parsed<Value> = readonly [value: Value, next: number];

function parseFile(lines: readonly string[], at: number): Parsed<FilePatch | undefined> {
  const line = lines[at] ?? "";
  if (line.startsWith("diff --git ")) return parseGitFile(lines, at);
  if (isHeader(lines, at)) return parsePlainFile(lines, at);
  const binary = /^Binary files (.*) differ\r?$/.exec(line)?.[1];
  if (binary !== undefined)
    throw new PatchError(at + 1, `it says that binary files differ, ${binary}, and not how`, {
      help: "make the patch with `git diff --binary`",
    });
  return [undefined, at + 1];
}

/** `---`, `+++`, and a hunk: three lines, so that dashes in a mail are none. */
function isHeader(lines: readonly string[], at: number): boolean {
  return (lines[at] ?? "").startsWith("--- ") && (lines[at + 1] ?? "").startsWith("+++ ") && HUNK.test(lines[at + 2] ?? "");
}

function parsePlainFile(lines: readonly string[], at: number): Parsed<FilePatch> {
  const before = headerName(lines[at] ?? "", at + 1);
  const after = headerName(lines[at + 1] ?? "", at + 2);
  const [hunks, next] = parseHunks(lines, at + 2);
  const action = before.isNothing ? "create" : after.isNothing ? "delete" : "modify";
  return [{ line: at + 1, oldName: before.name, newName: after.name, action, hunks }, next];
}

interface Extended {
  action: FilePatch["action"];
  oldName?: string | undefined;
  newName?: string | undefined;
  oldMode?: number;
  newMode?: number;
  from?: string;
  isWhole?: true;
}

function parseGitFile(lines: readonly string[], start: number): Parsed<FilePatch> {
  const said: Extended = { action: "modify" };
  let at = start + 1;
  while (at < lines.length && readExtended(lines[at] ?? "", said, at + 1)) at++;
  let hunks: readonly Hunk[] = [];
  let binary: BinaryChange | undefined;
  if (isHeader(lines, at)) {
    const before = headerName(lines[at] ?? "", at + 1);
    const after = headerName(lines[at + 1] ?? "", at + 2);
    if (!said.isWhole) Object.assign(said, { oldName: before.name, newName: after.name });
    [hunks, at] = parseHunks(lines, at + 2);
  } else if (/^GIT binary patch\r?$/.test(lines[at] ?? "")) [binary, at] = parseBinary(lines, at + 1, said.from);
  else if (/^Binary files .* differ\r?$/.test(lines[at] ?? "")) return parseFile(lines, at) as Parsed<FilePatch>;
  if (!said.isWhole && said.oldName === undefined && said.newName === undefined)
    Object.assign(said, gitNames(lines[start] ?? "", start + 1));
  const { action, oldName, newName, oldMode, newMode, isWhole } = said;
  return [
    {
      line: start + 1,
      oldName: action === "create" ? undefined : oldName,
      newName: action === "delete" ? undefined : newName,
      action,
      hunks,
      ...(binary && { binary }),
      ...(oldMode !== undefined && { oldMode }),
      ...(newMode !== undefined && { newMode }),
      ...(isWhole && { isWhole }),
    },
    at,
  ];
}

/** Whether a line is one of git's about the whole file; what it says is noted. */
function readExtended(line: string, said: Extended, number: number): boolean {
  const [, words = "", value = ""] =
    /^(old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|similarity index|dissimilarity index|index) (.*?)\r?$/.exec(
      line,
    ) ?? [];
  switch (words) {
    case "":
      return false;
    case "old mode":
      said.oldMode = mode(value, number);
      break;
    case "new mode":
      said.newMode = mode(value, number);
      break;
    case "new file mode":
      Object.assign(said, { action: "create", newMode: mode(value, number) });
      break;
    case "deleted file mode":
      Object.assign(said, { action: "delete", oldMode: mode(value, number) });
      break;
    case "rename from":
    case "copy from":
      Object.assign(said, { action: words.slice(0, -5), oldName: headerName(`--- ${value}`, number).name, isWhole: true });
      break;
    case "rename to":
    case "copy to":
      Object.assign(said, { newName: headerName(`+++ ${value}`, number).name, isWhole: true });
      break;
    case "index": {
      const [, from, only] =
        /^([0-9a-f]{40})\.\.[0-9a-f]{40}(?: ([0-7]{6}))?$/.exec(value) ?? /^()[0-9a-f]+\.\.[0-9a-f]+(?: ([0-7]{6}))?$/.exec(value) ?? [];
      if (from) said.from = from;
      if (only !== undefined) said.oldMode ??= mode(only, number);
    }
  }
  return true;
}

function mode(text: string, line: number): number {
  const value = Number.parseInt(text, 8);
  if (/^[0-7]{6}$/.test(text) && [0o100, 0o120].includes(value >> 9)) return value;
  throw new PatchError(line, `it asks for the mode ${text}, which is no file's`, { malformed: true });
}

function parseHunks(lines: readonly string[], start: number): Parsed<readonly Hunk[]> {
  const hunks: Hunk[] = [];
  let at = start;
  while (HUNK.test(lines[at] ?? "")) {
    const [hunk, next] = parseHunk(lines, at);
    hunks.push(hunk);
    at = next;
  }
  return [hunks, at];
}

/** The new contents; those for the way back, which may follow, are read over. */
function parseBinary(lines: readonly string[], start: number, from: string | undefined): Parsed<BinaryChange> {
  const [forward, next] = parseBinaryData(lines, start);
  if (!forward) throw new PatchError(start + 1, "its binary contents are missing", { malformed: true });
  const [, end] = parseBinaryData(lines, next);
  return [from === undefined || /^0+$/.test(from) ? forward : { ...forward, from }, end];
}

function parseBinaryData(lines: readonly string[], start: number): Parsed<BinaryChange | undefined> {
  const [, type, size] = /^(literal|delta) (\d+)\r?$/.exec(lines[start] ?? "") ?? [];
  if (type !== "literal" && type !== "delta") return [undefined, start];
  const data: string[] = [];
  let at = start + 1;
  for (; at < lines.length && (lines[at] ?? "").trimEnd() !== ""; at++) data.push((lines[at] ?? "").trimEnd());
  return [{ line: start + 1, type, size: Number(size), lines: data }, at + 1];
}
