// The files of a Python package as an index lists them: its simple API, as JSON (PEP 691) or as a page (PEP 503).

import { z } from "zod";
import type { DriverContext } from "../../dsl/index.ts";
import { isAbsent, registryUrl } from "../vendor/registry.ts";

export interface IndexFile {
  readonly file: string;
  readonly url: string;
  /** Absent: the index does not say it. */
  readonly sha256: string | undefined;
  /** Withdrawn by its author: only for those who ask for just that version. */
  readonly yanked: boolean;
  /** Absent where the file's name does not tell. */
  readonly version: string | undefined;
  readonly format: "sdist" | "wheel" | undefined;
}

/** Everything that the index has of a package. Ends with FORGE2011, and FORGE2009 when there is no such package. */
export async function indexFiles(ctx: DriverContext, name: string): Promise<readonly IndexFile[]> {
  const page = `${registryUrl(ctx, "pypi", "from which Python packages come")}${normalized(name)}/`;
  const text = await ask(ctx, page, name);
  const listed = text.trimStart().startsWith("{") ? fromJson(ctx, text, page) : fromPage(text);
  return listed.flatMap(({ file, url, ...more }) => {
    const address = URL.canParse(url, page) ? new URL(url, page) : undefined;
    if (address === undefined || !/^https?:$/.test(address.protocol) || !isFileName(file)) return [];
    return [{ file, ...more, url: address.href, ...nameParts(file, name) }];
  });
}

/** A package's name as all spell it that must find it. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** Version and format, as a file's name tells them. */
function nameParts(file: string, name: string): Pick<IndexFile, "version" | "format"> {
  const wheel = /^([^-]+)-([^-]+)(-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/.exec(file);
  if (wheel) return { version: normalized(wheel[1] ?? "") === normalized(name) ? wheel[2] : undefined, format: "wheel" };
  const stem = /^(.+)\.(tar\.(?:gz|bz2|xz)|tgz|zip)$/.exec(file)?.[1];
  if (stem === undefined) return { version: undefined, format: undefined };
  // The name may have dashes itself.
  for (let dash = stem.indexOf("-"); dash >= 0; dash = stem.indexOf("-", dash + 1)) {
    if (normalized(stem.slice(0, dash)) === normalized(name)) return { version: stem.slice(dash + 1), format: "sdist" };
  }
  return { version: undefined, format: "sdist" };
}

interface Listed {
  readonly file: string;
  readonly url: string;
  readonly sha256: string | undefined;
  readonly yanked: boolean;
}

async function ask(ctx: DriverContext, page: string, name: string): Promise<string> {
  try {
    return await ctx.httpText(page, { headers: { accept: "application/vnd.pypi.simple.v1+json, text/html;q=0.5" } });
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return ctx.fail("FORGE2009", `the index has no package ${name}`, "check the name, and that the alias pypi leads to a simple index");
  }
}

const schema = z.looseObject({
  files: z.array(
    z.looseObject({
      filename: z.string(),
      url: z.string(),
      hashes: z.record(z.string(), z.string()).optional(),
      yanked: z.union([z.boolean(), z.string()]).optional(),
    }),
  ),
});

function fromJson(ctx: DriverContext, text: string, page: string): readonly Listed[] {
  const data = schema.safeParse(parsed(text));
  if (!data.success) return ctx.fail("FORGE2004", `${page} is no page of a simple index`, "the alias pypi must lead to a simple index");
  return data.data.files.map(({ filename, url, hashes, yanked }) => ({
    file: filename,
    url,
    sha256: hashes?.sha256,
    yanked: yanked !== undefined && yanked !== false,
  }));
}

/** The links of a page; digests stand behind `#`. */
function fromPage(text: string): readonly Listed[] {
  return [...text.matchAll(/<a\b([^>]*)>([^<]*)<\/a>/gi)].flatMap(([, attributes = "", shown = ""]) => {
    const href = attribute(attributes, "href");
    if (href === undefined) return [];
    const [url = "", fragment = ""] = href.split("#");
    const file = decodeURIComponent(url.replace(/\?.*$/, "").split("/").at(-1) ?? "") || unescaped(shown.trim());
    return [
      { file, url, sha256: /^sha256=([0-9a-f]{64})$/.exec(fragment)?.[1], yanked: attribute(attributes, "data-yanked") !== undefined },
    ];
  });
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'))?`, "i").exec(attributes);
  return found ? unescaped(found[1] ?? found[2] ?? "") : undefined;
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "'");
}

function isFileName(file: string): boolean {
  return /^[^/\0\\]+$/.test(file) && !file.startsWith(".");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
