// package-lock.json: the archives that it names, each by the digest that it must have.

import { z } from "zod";
import type { DriverContext } from "../../dsl/index.ts";
import type { LockFile } from "../vendor/lock-file.ts";

export interface LockedArchive {
  readonly name: string;
  readonly version: string;
  /** The strongest digest that is known: algorithm and base64. */
  readonly integrity: { readonly algorithm: "sha512" | "sha384" | "sha256" | "sha1"; readonly digest: string };
  /** Path in a registry, or a whole URL that belongs to none. */
  readonly from: { readonly path: string } | { readonly url: string };
}

export interface Choice {
  /** CPUs by npm's names; packages that are for none of them are left out. Undefined: all. */
  readonly cpu: readonly string[] | undefined;
}

const schema = z.looseObject({
  lockfileVersion: z.number().optional(),
  packages: z
    .record(
      z.string(),
      z.looseObject({
        name: z.string().optional(),
        version: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        link: z.boolean().optional(),
        inBundle: z.boolean().optional(),
        os: z.array(z.string()).optional(),
        cpu: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

type Entry = NonNullable<z.output<typeof schema>["packages"]>[string];

/** The archives, each once. Ends with FORGE2006 at the entry. */
export function lockedArchives(ctx: DriverContext, file: LockFile, { cpu }: Choice): readonly LockedArchive[] {
  const { packages } = parse(ctx, file);
  const found = new Map<string, LockedArchive>();
  for (const [path, entry] of Object.entries(packages)) {
    // The project itself, its own packages, and what comes in another's archive.
    if (!path.includes("node_modules/") || entry.link === true || entry.inBundle === true) continue;
    if (!suits(entry.os, ["linux"]) || (cpu !== undefined && !suits(entry.cpu, cpu))) continue;
    if (entry.resolved?.startsWith("file:")) continue;
    const archive = archiveOf(path, entry);
    if (typeof archive === "string") {
      ctx.fail("FORGE2006", `${file.name} cannot be vendored: ${path} ${archive}`, {
        ...file.at(lineOf(file.text, path)),
        help: "depend on a version that a registry has, then run `npm install --package-lock-only`",
      });
    } else found.set(`${archive.name}@${archive.version} ${archive.integrity.digest}`, archive);
  }
  return [...found.values()];
}

/** Name of an archive's file. */
export function archiveFile({ name, version }: Pick<LockedArchive, "name" | "version">): string {
  return `${name.replace(/^@/, "").replaceAll("/", "-")}-${version}.tgz`;
}

function parse(ctx: DriverContext, file: LockFile): { readonly packages: { readonly [path: string]: Entry } } {
  const data = schema.safeParse(json(file.text));
  const damaged = (why: string, help: string): never => ctx.fail("FORGE2006", `${file.name} ${why}`, { ...file.at(1), help });
  if (!data.success) return damaged("is no package-lock.json", "`npm install --package-lock-only` writes it anew");
  const { lockfileVersion, packages } = data.data;
  if (packages === undefined || lockfileVersion === undefined || lockfileVersion < 2)
    return damaged(
      "is of an old version, which does not say all that is needed",
      "`npm install --package-lock-only` of npm 7 or later writes version 3",
    );
  return { packages };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an entry asks for, or why it cannot be had. */
function archiveOf(path: string, entry: Entry): LockedArchive | string {
  const name = entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const { version, resolved } = entry;
  if (!/^(@[\w.~-]+\/)?[\w.~-]+$/.test(name) || /(^|\/)\.\.?$/.test(name)) return "has a name that is none";
  if (resolved !== undefined && /^git[+:]/.test(resolved)) return "comes from a git repository, which has no digest";
  if (version === undefined || !/^[\w.+-]+$/.test(version)) return "has no version";
  const integrity = strongest(entry.integrity);
  if (!integrity) return "has no digest (`integrity`)";
  const file =
    /\/-\/([\w.~+-]+\.tgz)(?:[?#].*)?$/.exec(resolved ?? "")?.[1] ??
    (resolved === undefined ? `${name.replace(/^.*\//, "")}-${version}.tgz` : undefined);
  if (file !== undefined) return { name, version, integrity, from: { path: `${name}/-/${file}` } };
  if (!/^https?:\/\/[^/]/.test(resolved ?? "")) return `comes from ${JSON.stringify(resolved)}, which is no address`;
  return { name, version, integrity, from: { url: resolved ?? "" } };
}

const ALGORITHMS = ["sha512", "sha384", "sha256", "sha1"] as const;

function strongest(integrity: string | undefined): LockedArchive["integrity"] | undefined {
  const digests = (integrity ?? "").trim().split(/\s+/);
  for (const algorithm of ALGORITHMS) {
    const found = digests.find((digest) => digest.startsWith(`${algorithm}-`));
    if (found !== undefined) return { algorithm, digest: found.slice(algorithm.length + 1).replace(/\?.*$/, "") };
  }
  return undefined;
}

/** npm's lists say what suits, or, with `!`, what does not. */
function suits(listed: readonly string[] | undefined, wanted: readonly string[]): boolean {
  if (listed === undefined || listed.length === 0 || listed.includes("any")) return true;
  const excluded = listed.filter((name) => name.startsWith("!"));
  const included = listed.filter((name) => !name.startsWith("!"));
  return wanted.some((name) => !excluded.includes(`!${name}`) && (included.length === 0 || included.includes(name)));
}

function lineOf(text: string, path: string): number {
  const at = text.indexOf(`${JSON.stringify(path)}:`);
  return at < 0 ? 1 : text.slice(0, at).split("\n").length;
}
