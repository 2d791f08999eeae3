// The lines in which a text changed. The library for that is loaded only where somebody asks for it.

import { readFileSync } from "node:fs";

/** What is longer has no lines for people. */
const MOST_BYTES = 1 << 20;

export interface Contents {
  readonly path: string;
  /** Files to read; absent: there was none. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A unified diff, or undefined for what is no text or too long. */
export async function contentDiff({ path, from, to }: Contents): Promise<string | undefined> {
  const [before, after] = [textOf(from), textOf(to)];
  if (before === undefined || after === undefined) return undefined;
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import("diff");
  const names = [from === undefined ? "/dev/null" : `a${path}`, to === undefined ? "/dev/null" : `b${path}`] as const;
  return createTwoFilesPatch(...names, before, after, undefined, undefined, { headerOptions: FILE_HEADERS_ONLY });
}

function textOf(file: string | undefined): string | undefined {
  if (file === undefined) return "";
  const bytes = readFileSync(file);
  if (bytes.length > MOST_BYTES || bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
