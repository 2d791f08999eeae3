// What a source of a `.bst` project is among forge's own kinds, and what it asks of them. Pure; a table by kind.
//
// A ref that the project has pins the source, so it needs no entry in forge.lock. Kinds that are not here have no equal yet.

import type { JsonObject } from "../../../core/model/json.ts";
import type { ResolvedSource } from "../sources.ts";
import * as access from "../yaml/access.ts";
import type { Mapping } from "../yaml/node.ts";
import { describedCommit } from "./described-commit.ts";
import { dockerImage, goVendor, ostreeCommit, pinnedCrates } from "./native-packages.ts";

/** A call of one of forge's kinds. */
export interface NativeSource {
  readonly kind: string;
  readonly input: JsonObject;
  /** Where it is laid out, below the source's own directory. */
  readonly below?: string;
}

export interface NativeContext {
  /** An address, its alias one that the graph's mirrors have. */
  readonly address: (url: string) => string;
  /** An address in full, without an alias. */
  readonly whole: (url: string) => string;
  /** A path of the source's project, from the root of the project that was asked for. Undefined: it lies outside. */
  readonly path: (path: string) => string | undefined;
}

/**
 * The equals of an element's sources, in order. Go modules that stand one behind the other are one source: together they
 * make one directory.
 */
export function nativeSources(sources: readonly ResolvedSource[], context: NativeContext): readonly NativeGroup[] {
  const groups: ResolvedSource[][] = [];
  for (const source of sources) {
    const last = groups.at(-1);
    const joins =
      source.kind.kind.kind === "go_module" && last?.[0]?.kind.kind.kind === "go_module" && last[0].directory === source.directory;
    if (joins) last.push(source);
    else groups.push([source]);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    return [{ first, native: first.kind.kind.kind === "go_module" ? goVendor(group, context) : nativeSource(first, context) }];
  });
}

export interface NativeGroup {
  readonly first: ResolvedSource;
  /** A call, or what is missing, as the end of "it needs …". */
  readonly native: NativeSource | string;
}

/** The equal of a source, or what is missing for there to be one, as the end of "it needs …". */
function nativeSource(source: ResolvedSource, context: NativeContext): NativeSource | string {
  const { kind } = source.kind.kind;
  const make = Object.hasOwn(NATIVE, kind) ? NATIVE[kind] : undefined;
  return make?.(source, context) ?? `the source kind "${kind}" of ${source.kind.origin}`;
}

type Make = (source: ResolvedSource, context: NativeContext) => NativeSource | string | undefined;

const NATIVE: { readonly [kind: string]: Make } = {
  local: (source, context) => ofProject("local", source, context),
  patch: ({ config, ...source }, context) =>
    // GNU patch lets two lines of context at each end of a hunk not fit.
    ofProject("patch", { config, ...source }, context, { strip: access.optionalInteger(config, "strip-level") ?? 1, fuzz: 2 }),
  patch_queue: (source, context) => ofProject("patchQueue", source, context),
  remote: ({ config, ref }, context) => {
    const filename = access.optionalText(config, "filename");
    return download("remote", access.requiredText(config, "url"), context, {
      ...pinned(ref),
      ...(filename !== undefined && { filename }),
      ...(access.booleanOr(config, "executable", false) && { executable: true }),
    });
  },
  tar: archive,
  zip: archive,
  pypi: (source, context) => locatedArchive(source, context, "url"),
  cpan: (source, context) => (source.ref === null ? trackedModule(source, context) : locatedArchive(source, context, "index")),
  gnu: (source, context) => locatedArchive(source, context, "mirror"),
  cargo: pinnedCrates,
  cargo2: pinnedCrates,
  docker: dockerImage,
  ostree: ostreeCommit,
  git_repo: ({ config, ref }, context) => {
    const commit = describedCommit(ref);
    const exclude = access.textsOrEmpty(config, "exclude");
    return git(config, context, {
      submodules: false,
      ...(commit ?? { ...tracked(config), ...(exclude.length > 0 && { exclude: [...exclude] }), describe: true }),
    });
  },
  git_module: ({ config, ref }, context) => {
    const below = (access.optionalText(config, "path") ?? "").replace(/^\/+/, "");
    const commit = describedCommit(ref);
    // Which commit it is stands in the repository around it.
    return commit ? { ...git(config, context, { submodules: false, ...commit }), below } : "a ref of the source kind git_module";
  },
  git_tag: ({ config, ref }, context) => withSubmodules(config, context, describedCommit(ref) ?? tracked(config)),
  git: ({ config, ref }, context) => {
    const commit = describedCommit(ref);
    const tags = commit && declaredTags(config);
    return withSubmodules(config, context, commit ? { commit: commit.commit, ...(tags && { tags }) } : tracked(config));
  },
};

function ofProject(kind: string, { config }: ResolvedSource, context: NativeContext, more: JsonObject = {}): NativeSource | string {
  const written = access.requiredText(config, "path");
  const path = context.path(written);
  return path === undefined ? `a copy of "${written}" in the project` : { kind, input: { path, ...more } };
}

function archive(source: ResolvedSource, context: NativeContext): NativeSource {
  const { config, ref } = source;
  const baseDir = access.optionalText(config, "base-dir");
  const input = { ...pinned(ref), ...(baseDir !== undefined && { baseDir }) };
  return download(source.kind.kind.kind, access.requiredText(config, "url"), context, input);
}

/** Aliases for what has no root in the project. */
const ROOTS: { readonly [kind: string]: string } = { cpan: "cpan:", gnu: "gnu:" };

/** An archive whose ref says where it lies below a root that the project gives. The plugins' own roots are not known here. */
function locatedArchive({ config, ref, kind }: ResolvedSource, context: NativeContext, root: string): NativeSource | string {
  // Where CPAN and GNU are is for whoever has mirrors to say.
  const base = access.optionalText(config, root) ?? ROOTS[kind.kind.kind];
  if (base === undefined) return `a \`${root}\` for sources of kind ${kind.kind.kind}`;
  if (typeof ref !== "object" || ref === null || Array.isArray(ref)) return `a ref of the source kind ${kind.kind.kind}`;
  const { suffix, sha256sum } = ref as JsonObject;
  const url = `${base}${suffix}`;
  return download(url.endsWith(".zip") ? "zip" : "tar", url, context, { sha256: `${sha256sum}` });
}

/** The incumbent looks a module up by a service of its own; forge by the index of the mirror. */
function trackedModule({ config }: ResolvedSource, { address }: NativeContext): NativeSource {
  const index = access.optionalText(config, "index");
  return { kind: "cpan", input: { module: access.requiredText(config, "name"), ...(index !== undefined && { mirror: address(index) }) } };
}

function download(kind: string, url: string, { address }: NativeContext, input: JsonObject): NativeSource {
  return { kind, input: { url: address(url), ...input } };
}

function pinned(ref: ResolvedSource["ref"]): JsonObject {
  return typeof ref === "string" ? { sha256: ref } : {};
}

function git(config: Mapping, { address }: NativeContext, input: JsonObject): NativeSource {
  // The incumbent lays out what Git LFS left: pointers.
  return { kind: "git", input: { url: address(access.requiredText(config, "url")), lfs: "pointers", ...input } };
}

function tracked(config: Mapping): JsonObject {
  const track = access.optionalText(config, "track");
  return track === undefined || track === "" ? {} : { track };
}

/** All submodules are checked out, or none, but for those that say otherwise. */
function withSubmodules(config: Mapping, context: NativeContext, input: JsonObject): NativeSource | string {
  const all = access.booleanOr(config, "checkout-submodules", true);
  const chosen: { [path: string]: string | false } = {};
  for (const [path, node] of access.mappingOrEmpty(config, "submodules").entries) {
    const settings = access.asMapping(node, path);
    const url = access.optionalText(settings, "url");
    const isWanted = access.booleanOr(settings, "checkout", all);
    if (isWanted && !all) return `a way to check out "${path}" and no other submodule`;
    if (!isWanted) chosen[path] = false;
    else if (url !== undefined) chosen[path] = context.address(url);
  }
  const submodules = !all ? { submodules: false } : Object.keys(chosen).length > 0 ? { submodules: chosen } : {};
  return git(config, context, { ...submodules, ...input });
}

function declaredTags(config: Mapping): JsonObject[] | undefined {
  const tags = access.mappings(access.sequenceOrEmpty(config, "tags")).map((tag) => ({
    name: access.requiredText(tag, "tag"),
    commit: access.requiredText(tag, "commit"),
    annotated: access.booleanOr(tag, "annotated", true),
  }));
  return tags.length > 0 ? tags : undefined;
}
