// What the loader knows of a source kind: keys it takes, how its ref is kept, and which of its texts are URLs.
//
// Enough to resolve and to refuse; fetching and staging are the business of forge's own sources.

import type { Json } from "../../../core/model/json.ts";
import * as access from "../yaml/access.ts";
import type { Mapping } from "../yaml/node.ts";
import { plain, plainMapping } from "../yaml/plain.ts";

export interface SourceKind {
  readonly kind: string;
  /** Keys of its configuration; undefined where nobody checks them. */
  readonly keys?: ReadonlySet<string>;
  readonly required?: readonly string[];
  /** The key whose text is a URL, or an alias with what follows it. */
  readonly url?: string;
  /** What a path in its configuration must lead to: any, a directory. */
  readonly path?: "any" | "directory";
  /** Whether there is something to be locked to at all. */
  readonly hasRef: boolean;
  /** The ref that a mapping holds: the configuration, or an entry of a file of refs. Null: none. */
  readonly ref: (node: Mapping) => Json;
  /** Whether it works on what earlier sources made, so that it cannot be the first. */
  readonly needsPrevious?: true;
}

export type SourceKindTable = ReadonlyMap<string, SourceKind>;

const COMMON = ["kind", "directory", "provenance"];
const DOWNLOAD = [...COMMON, "url", "ref", "version", "version-guess-pattern"];

const noRef = { hasRef: false, ref: () => null };
const textRef = { hasRef: true, ref: (node: Mapping) => access.optionalText(node, "ref") ?? null };
const plainRef = {
  hasRef: true,
  ref: (node: Mapping) => {
    const ref = access.entry(node, "ref");
    return ref ? plain(ref) : null;
  },
};

const CORE: readonly SourceKind[] = [
  { kind: "local", keys: new Set([...COMMON, "path"]), required: ["path"], path: "any", ...noRef },
  { kind: "remote", keys: new Set([...DOWNLOAD, "filename", "executable"]), required: ["url"], url: "url", ...textRef },
  { kind: "tar", keys: new Set([...DOWNLOAD, "base-dir"]), required: ["url"], url: "url", ...textRef },
];

const PLUGINS: readonly SourceKind[] = [
  { kind: "bzr", required: ["url"], url: "url", ...textRef },
  { kind: "cargo", url: "url", ...plainRef },
  { kind: "docker", ...textRef },
  { kind: "git", required: ["url"], url: "url", ...textRef },
  { kind: "patch", keys: new Set([...COMMON, "path", "strip-level"]), required: ["path"], path: "any", needsPrevious: true, ...noRef },
  { kind: "pip", ...textRef },
];

const COMMUNITY: readonly SourceKind[] = [
  { kind: "anitya", hasRef: true, ref: fields("version", "sha256sum") },
  { kind: "bazel_file", url: "url", ...textRef },
  { kind: "bazel_source", ...plainRef },
  { kind: "cargo2", url: "url", hasRef: true, ref: cratesRef },
  { kind: "cpan", required: ["name"], url: "index", hasRef: true, ref: (node) => fieldsOf(node, ["suffix", "sha256sum"]) },
  { kind: "deb", keys: new Set([...DOWNLOAD, "base-dir"]), required: ["url"], url: "url", ...textRef },
  { kind: "gen_cargo_lock", ...textRef },
  { kind: "git_module", required: ["url"], url: "url", needsPrevious: true, ...textRef },
  { kind: "git_repo", required: ["url"], url: "url", ...textRef },
  { kind: "git_tag", required: ["url"], url: "url", ...textRef },
  { kind: "gnu", required: ["name"], url: "mirror", hasRef: true, ref: fields("suffix", "sha256sum") },
  { kind: "go_module", required: ["url", "module"], url: "url", needsPrevious: true, hasRef: true, ref: goRef },
  { kind: "ostree", required: ["url"], url: "url", ...textRef },
  { kind: "patch_queue", required: ["path"], path: "directory", needsPrevious: true, ...noRef },
  { kind: "pypi", required: ["name"], url: "url", hasRef: true, ref: fields("suffix", "sha256sum") },
  { kind: "quilt", required: ["path"], path: "directory", needsPrevious: true, ...noRef },
  { kind: "zip", keys: new Set([...DOWNLOAD, "base-dir"]), required: ["url"], url: "url", ...textRef },
];

const CORE_2 = table(CORE);
const CORE_1 = table(
  [
    ...CORE,
    ...PLUGINS.filter(({ kind }) => ["bzr", "git", "patch", "pip"].includes(kind)),
    ...COMMUNITY.filter(({ kind }) => ["deb", "ostree", "zip"].includes(kind)),
  ].map(unchecked),
);
const PACKAGES: { readonly [name: string]: SourceKindTable } = {
  "buildstream-plugins": table(PLUGINS),
  "buildstream-plugins-community": table(COMMUNITY),
  "bst-plugins-experimental": table(COMMUNITY),
  "bst-plugins-container": table(PLUGINS.filter(({ kind }) => kind === "docker")),
  "buildstream-external": table([...COMMUNITY, ...PLUGINS].map(unchecked)),
  "bst-external": table([...COMMUNITY, ...PLUGINS].map(unchecked)),
};
const NONE: SourceKindTable = new Map();

export function coreSourceKinds(format: 1 | 2): SourceKindTable {
  return format === 1 ? CORE_1 : CORE_2;
}

export function packageSourceKinds(name: string): SourceKindTable {
  return PACKAGES[name] ?? NONE;
}

/** A kind of some known package by its name alone; keys are not checked, for a namesake may take others. */
export function sourceKindByName(kind: string): SourceKind | undefined {
  const found = [...CORE, ...PLUGINS, ...COMMUNITY].find((known) => known.kind === kind);
  return found && unchecked(found);
}

/** A kind of which nothing but the name is known: its ref is what stands under `ref`. */
export function unknownSourceKind(kind: string): SourceKind {
  return { kind, ...plainRef, hasRef: false };
}

/** Releases of format 1 took fewer keys, and others; they are not checked. */
function unchecked({ keys: _, ...kind }: SourceKind): SourceKind {
  return kind;
}

function table(kinds: readonly SourceKind[]): SourceKindTable {
  return new Map(kinds.map((kind) => [kind.kind, kind]));
}

/** A ref that is a mapping of texts, all of which are needed. */
function fields(...names: readonly string[]): SourceKind["ref"] {
  return (node) => {
    const ref = access.optionalMapping(node, "ref");
    return ref ? fieldsOf(ref, names) : null;
  };
}

function fieldsOf(node: Mapping, names: readonly string[]): Json {
  const found = names.map((name): [string, string | undefined] => [name, access.optionalText(node, name)]);
  return found.every((entry): entry is [string, string] => entry[1] !== undefined) ? Object.fromEntries(found) : null;
}

function cratesRef(node: Mapping): Json {
  const crates = access.optionalSequence(node, "ref");
  if (!crates) return [];
  return access.mappings(crates).map((crate): Json => {
    const kind = access.optionalText(crate, "kind") ?? "registry";
    const common = { kind, name: access.requiredText(crate, "name"), version: access.requiredText(crate, "version") };
    if (kind !== "git") return { ...common, sha: access.optionalText(crate, "sha") ?? null };
    const query = plainMapping(access.mappingOrEmpty(crate, "query"));
    return {
      ...common,
      repo: access.requiredText(crate, "repo"),
      commit: access.requiredText(crate, "commit"),
      ...(Object.keys(query).length > 0 && { query }),
    };
  });
}

const GO_KEYS = new Set(["go-version", "git-ref", "explicit", "subdirectory"]);

function goRef(node: Mapping): Json {
  const ref = access.optionalMapping(node, "ref");
  if (!ref) return null;
  access.validateKeys(ref, GO_KEYS);
  return {
    "go-version": access.requiredText(ref, "go-version"),
    "git-ref": access.requiredText(ref, "git-ref"),
    ...(access.has(ref, "explicit") && { explicit: access.requiredBoolean(ref, "explicit") }),
    ...(access.has(ref, "subdirectory") && { subdirectory: access.requiredText(ref, "subdirectory") }),
  };
}
