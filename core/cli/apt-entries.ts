// Reads apt's sources.list and sources.list.d, in both formats, as entries of one address and one suite each.
//
// Knows no archive. What cannot be read or understood is left out, as apt itself leaves out files with odd names.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { parseStanzas } from "../../stdlib/debian/stanza.ts";

export interface AptEntry {
  /** http or https. */
  readonly url: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** Absolute path, where the entry names a file that is there. */
  readonly keyring?: string;
}

/** Entries for binary packages: those of sources.list, then of sources.list.d in the order of the names. `root` stands for `/`. */
export function aptEntries(root: string): readonly AptEntry[] {
  const directory = "etc/apt/sources.list.d";
  const names = (attempt(() => readdirSync(join(root, directory))) ?? []).filter((name) => /^[\w.-]+$/.test(name)).sort();
  return [
    ...lineEntries(root, hostFile(root, "etc/apt/sources.list")),
    ...names.flatMap((name) => {
      if (name.endsWith(".list")) return lineEntries(root, hostFile(root, `${directory}/${name}`));
      return name.endsWith(".sources") ? stanzaEntries(root, hostFile(root, `${directory}/${name}`)) : [];
    }),
  ];
}

/** The text of a file of the machine; nothing where it cannot be read. */
export function hostFile(root: string, path: string): string {
  return attempt(() => readFileSync(join(root, path), "utf8")) ?? "";
}

/** `deb [ option=value … ] url suite component…` */
function lineEntries(root: string, text: string): readonly AptEntry[] {
  return text.split("\n").flatMap((line) => {
    const found = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (!found) return [];
    const [, options = "", url = "", suite = "", components] = found;
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1];
    return expand(root, { urls: [url], suites: [suite], components: words(components), signedBy });
  });
}

/** Stanzas of Types, URIs, Suites, Components, Signed-By. */
function stanzaEntries(root: string, text: string): readonly AptEntry[] {
  return parseStanzas(text).flatMap((stanza) => {
    if (/^(no|false|0|off|disable|without)$/i.test(stanza.get("Enabled") ?? "yes")) return [];
    if (!words(stanza.get("Types")).includes("deb")) return [];
    const [urls, suites, components] = [words(stanza.get("URIs")), words(stanza.get("Suites")), words(stanza.get("Components"))];
    return expand(root, { urls, suites, components, signedBy: stanza.get("Signed-By") });
  });
}

interface Written {
  readonly urls: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly signedBy: string | undefined;
}

function expand(root: string, { urls, suites, components, signedBy }: Written): readonly AptEntry[] {
  const keyring = keyringOf(root, signedBy);
  return urls
    .flatMap((url) => addresses(root, url))
    .flatMap((url) => suites.map((suite) => ({ url, suite, components, ...(keyring !== undefined && { keyring }) })));
}

/** What a URI stands for: itself over HTTP, or the first usable line of a list of mirrors on this machine. */
function addresses(root: string, url: string): readonly string[] {
  if (isHttp(url)) return [url];
  const list = /^mirror\+file:(?:\/\/)?(\/.*)$/i.exec(url)?.[1];
  if (list === undefined) return [];
  const lines = hostFile(root, list).split("\n");
  return lines
    .flatMap((line) => words(line)[0] ?? [])
    .filter(isHttp)
    .slice(0, 1);
}

function isHttp(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

/** The first file that Signed-By names. A key written into the entry itself, or named by its fingerprint, is no file. */
function keyringOf(root: string, signedBy: string | undefined): string | undefined {
  return words(signedBy?.replaceAll(",", " "))
    .filter(isAbsolute)
    .map((path) => join(root, path))
    .find((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
}

function words(text: string | undefined): readonly string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}

/** The host's files are what they are: unreadable, a directory, gone. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
