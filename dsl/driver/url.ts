// Addresses: from `alias:rest` to a URL, and from a URL to what may be shown of it.
//
// An alias is a name for a place that the project or the user gives; `alias:rest` is that URL followed by the rest, with a
// slash between them. The schemes that everybody knows are never aliases.

import { ForgeError } from "../../core/model/errors.ts";
import type { Mirror } from "../driver-context.ts";

const SCHEMES: ReadonlySet<string> = new Set(["http", "https", "ftp", "file", "git", "sftp", "ssh"]);

/** The http or https URL that is meant. Throws FORGE2011 for an alias that nobody declared, FORGE2004 for anything else. */
export function resolveUrl(address: string, mirrors: { readonly [alias: string]: Mirror }): URL {
  const [, alias, rest] = /^([A-Za-z][\w.+-]*):(.*)$/s.exec(address) ?? [];
  if (alias === undefined || rest === undefined || SCHEMES.has(alias)) return parse(address);
  const mirror = Object.hasOwn(mirrors, alias) ? mirrors[alias] : undefined;
  if (mirror) return parse(`${mirror.url}${/\/$/.test(mirror.url) || rest.startsWith("/") ? "" : "/"}${rest}`);
  throw new ForgeError({
    code: "FORGE2011",
    message: `no mirror is known for the alias "${alias}" of ${address}`,
    help: `name it in the project, defineProject({ mirrors: { ${alias}: { url: "https://…" } } }), or in the user configuration`,
  });
}

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
