// Addresses of repositories: from what is written to what git is given, and what may stand there at all.
//
// Only schemes that carry data and nothing else: git has transports that run programs (`ext::`), and takes words that begin
// with a dash for options. It knows no git.

import type { DriverContext } from "../../dsl/index.ts";

/** The URL that is meant by a whole URL, an `alias:rest`, or `user@host:path`. Ends with FORGE2011 or FORGE2004. */
export function repositoryUrl(ctx: DriverContext, address: string): string {
  const [, alias, rest] = /^([A-Za-z][\w.+-]*):(.*)$/s.exec(address) ?? [];
  if (alias === undefined || rest === undefined || SCHEMES.has(alias)) return acceptable(ctx, address);
  const mirror = Object.hasOwn(ctx.mirrors, alias) ? ctx.mirrors[alias] : undefined;
  if (mirror) return acceptable(ctx, `${mirror.url}${/\/$/.test(mirror.url) || rest.startsWith("/") ? "" : "/"}${rest}`);
  return ctx.fail(
    "FORGE2011",
    `no mirror is known for the alias "${alias}" of ${address}`,
    `name it in the project, defineProject({ mirrors: { ${alias}: { url: "https://…" } } }), or in the user configuration`,
  );
}

/** What may be asked instead of a URL that lies below a place with alternatives. */
export function alternativesTo(ctx: DriverContext, url: string): readonly string[] {
  return Object.values(ctx.mirrors).flatMap(({ url: base, alternatives = [] }) => {
    const below = url.startsWith(base) ? url.slice(base.length) : undefined;
    if (below === undefined || !(base.endsWith("/") || below.startsWith("/"))) return [];
    return alternatives.map((other) => `${other.replace(/\/$/, "")}/${below.replace(/^\//, "")}`).filter(isRepositoryUrl);
  });
}

/** The URL of a submodule, which may be relative to that of its parent. */
export function submoduleUrl(parent: string, address: string): string {
  if (!/^\.\.?(\/|$)/.test(address)) return address;
  const { before, path } = split(parent);
  const names = path.split("/").filter((name) => name !== "");
  for (const name of address.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "." && name !== "") names.push(name);
  }
  return before + names.join("/");
}

/** Whether git would only fetch from it. */
export function isRepositoryUrl(url: string): boolean {
  return TRANSPORTS.test(url) || USER_AT_HOST.test(url);
}

/** A URL without user name and password. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/@]*@/, "$1");
}

/** git's own transports, and the schemes that are never aliases. */
const SCHEMES: ReadonlySet<string> = new Set(["http", "https", "git", "ssh", "file", "ftp", "sftp"]);
const TRANSPORTS = /^(https?|git|ssh):\/\/[^-/?#\s][^\s]*$/;
const USER_AT_HOST = /^[\w.][\w.-]*@[\w.][\w.-]*:[^-\s][^\s]*$/;

function acceptable(ctx: DriverContext, url: string): string {
  if (isRepositoryUrl(url)) return url;
  return ctx.fail(
    "FORGE2004",
    `cannot fetch from ${JSON.stringify(shownUrl(url))}: not an address of a repository`,
    "write an https, http, ssh or git URL, alias:path, or user@host:path",
  );
}

/** Everything up to the path, with its slash, and the path. */
function split(url: string): { readonly before: string; readonly path: string } {
  const [, before = "", path = ""] = /^([a-z+]+:\/\/[^/]*\/?|[^/:]*@[^/:]*:)(.*)$/s.exec(url) ?? [];
  return { before: before.includes("://") && !before.endsWith("/") ? `${before}/` : before, path };
}
