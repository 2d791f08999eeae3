// Addresses: from `alias:rest` to a URL, and from a URL to what may be shown of it.
//
// An alias is a name for a place that the project or the user gives; `alias:rest` is that URL followed by the rest, with a
// slash between them. The schemes that everybody knows are never aliases.

import { changedError, ForgeError } from "../../core/model/errors.ts";
import type { Mirror } from "../driver-context.ts";

const SCHEMES: ReadonlySet<string> = new Set(["http", "https", "ftp", "file", "git", "sftp", "ssh"]);

/** The http or https URL that is meant. Throws FORGE2011 for an alias that nobody declared, FORGE2004 for anything else. */
export function resolveUrl(address: string, mirrors: Mirrors): URL {
  const [first] = resolveUrls(address, mirrors);
  return first;
}

/** That, and those that may be tried instead. Throws as `resolveUrl` does. */
export function resolveUrls(address: string, mirrors: Mirrors): readonly [URL, ...URL[]] {
  const [, alias, rest] = /^([A-Za-z][\w.+-]*):(.*)$/s.exec(address) ?? [];
  if (alias === undefined || rest === undefined || SCHEMES.has(alias)) return [parse(address)];
  const mirror = Object.hasOwn(mirrors, alias) ? mirrors[alias] : undefined;
  const below = (base: string): URL => parse(`${base}${/\/$/.test(base) || rest.startsWith("/") ? "" : "/"}${rest}`);
  if (mirror) return [below(mirror.url), ...(mirror.alternatives ?? []).filter((base) => /^https?:/.test(base)).map(below)];
  throw new ForgeError({
    code: "FORGE2011",
    message: `no mirror is known for the alias "${alias}" of ${address}`,
    help: `name it in the project, defineProject({ mirrors: { ${alias}: { url: "https://…" } } }), or in the user configuration`,
  });
}

/**
 * What the first of the places gives that an address may mean. Where one does not answer, or has something else, the next is asked.
 * Throws what was wrong with the first when it was no better with any.
 */
export async function fromAny<Value>(
  urls: readonly [URL, ...URL[]],
  ask: (url: URL) => Promise<Value>,
  say: (line: string) => void,
): Promise<Value> {
  let first: ForgeError | undefined;
  for (const [index, url] of urls.entries()) {
    try {
      return await ask(url);
    } catch (error) {
      if (!(error instanceof ForgeError) || !PASSED_ON.includes(error.code)) throw error;
      first ??= error;
      const next = urls[index + 1];
      if (next) say(`${error.message}; trying ${shownUrl(next)}`);
    }
  }
  const [, ...others] = urls;
  if (first === undefined || others.length === 0) throw first;
  throw changedError(first, { detail: [...first.detail, ...others.map((url) => `tried too: ${shownUrl(url)}`)] });
}

type Mirrors = { readonly [alias: string]: Mirror };

const PASSED_ON: readonly string[] = ["FORGE2004", "FORGE2005", "FORGE2010"];

/** A URL without user name and password. */
export function shownUrl(url: URL): string {
  if (url.username === "" && url.password === "") return url.href;
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return shown.href;
}

function parse(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new ForgeError({
    code: "FORGE2004",
    message: `cannot download ${address}: not an http or https URL`,
    help: "write the whole URL, or alias:path",
  });
}
