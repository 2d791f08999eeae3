// Names of files in patches: quoted or not, with a time behind them or not, and with directories to be taken off.

import { PatchError } from "./model.ts";

export interface HeaderName {
  /** latin1. Undefined for `/dev/null`. */
  readonly name: string | undefined;
  /** Whether the file does not exist on that side: `/dev/null`, or a time before all times. */
  readonly isNothing: boolean;
}

/** What stands behind `---` or `+++`. */
export function headerName(header: string, line: number): HeaderName {
  const text = header.slice(4).replace(/\r$/, "");
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  const tab = text.indexOf("\t");
  const name = quoted === undefined ? (tab < 0 ? text.replace(/ +$/, "") : text.slice(0, tab)) : unquote(quoted, line);
  const time = tab < 0 ? "" : text.slice(tab + 1);
  return name === "/dev/null" ? { name: undefined, isNothing: true } : { name, isNothing: isEpoch(time) };
}

/** The two names of `diff --git`, which are the same but for their first directory. */
export function gitNames(header: string, line: number): { readonly oldName: string; readonly newName: string } {
  const text = header.slice("diff --git ".length).replace(/\r$/, "");
  const quoted = /^"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/.exec(text);
  if (quoted) return { oldName: unquote(quoted[1] ?? "", line), newName: unquote(quoted[2] ?? "", line) };
  for (let space = text.indexOf(" "); space >= 0; space = text.indexOf(" ", space + 1)) {
    const [oldName, newName] = [text.slice(0, space), text.slice(space + 1)];
    if (withoutFirst(oldName) === withoutFirst(newName)) return { oldName, newName };
  }
  throw new PatchError(line, "the names of its file cannot be told apart", { malformed: true });
}

/** A name without its first directories, as UTF-8, checked to stay inside. */
export function strippedName(name: string, strip: number, line: number): string {
  const names = name.replace(/\/+/g, "/").split("/");
  if (names.length <= strip)
    throw new PatchError(line, `"${shown(name)}" has no ${strip} leading director${strip === 1 ? "y" : "ies"} to take off`, {
      help: `give another number: strip: ${names.length - 1}`,
    });
  const kept = names.slice(strip).filter((one) => one !== ".");
  const path = utf8(kept.join("/"), line);
  if (path === "" || path.startsWith("/") || kept.includes("..") || path.includes("\0"))
    throw new PatchError(line, `"${shown(name)}" leads out of what is patched`, { malformed: true });
  return path;
}

function isEpoch(time: string): boolean {
  return Date.parse(time.replace(/(\.\d{3})\d*/, "$1")) === 0;
}

function withoutFirst(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

const ESCAPES: { readonly [letter: string]: string } = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

function unquote(text: string, line: number): string {
  return text.replace(/\\([0-7]{3}|.)/g, (_, said: string) => {
    if (/^[0-7]{3}$/.test(said)) return String.fromCharCode(Number.parseInt(said, 8) & 0xff);
    const letter = ESCAPES[said] ?? (said === "\\" || said === '"' ? said : undefined);
    if (letter === undefined) throw new PatchError(line, `a name has the escape \\${said}, which means nothing`, { malformed: true });
    return letter;
  });
}

function utf8(name: string, line: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(name, "latin1"));
  } catch {
    throw new PatchError(line, `the name "${shown(name)}" is not UTF-8`, { malformed: true });
  }
}

function shown(name: string): string {
  return Buffer.from(name, "latin1").toString("utf8");
}
