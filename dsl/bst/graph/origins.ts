// Where the sources of an element come from, in the words of manifests: an address and what pins it, or a path of the project.

import { posix } from "node:path";
import type { Json, JsonObject } from "../../../core/model/json.ts";
import { translateUrl } from "../aliases.ts";
import type { ResolvedElement } from "../element.ts";
import type { ResolvedSource } from "../sources.ts";
import * as access from "../yaml/access.ts";

export interface Origin {
  readonly kind: string;
  readonly data: JsonObject;
  /** What a version may be read from. */
  readonly versionText?: string;
  /** The name of a package that it is, where that is said. */
  readonly packageName?: string;
}

/** Null: there is no word for it. `provenance`: also what an older reader of manifests does not expect. */
export function originsOf(element: ResolvedElement, provenance: boolean): readonly (Origin | null)[] {
  const { loader, firstPass } = element.load;
  const whole = (url: string) => translateUrl(url, loader.project, firstPass);
  return element.sources.flatMap((source): readonly (Origin | null)[] => {
    const { kind } = source.kind.kind;
    const describe = Object.hasOwn(DESCRIBERS, kind) ? DESCRIBERS[kind] : undefined;
    const found = describe?.(source, { whole, provenance });
    return found ?? (provenance ? [null] : []);
  });
}

interface Describing {
  readonly whole: (url: string) => string;
  readonly provenance: boolean;
}

type Describe = (source: ResolvedSource, context: Describing) => readonly Origin[] | undefined;

const DESCRIBERS: { readonly [kind: string]: Describe } = {
  git: repository,
  git_repo: repository,
  git_tag: repository,
  git_module: repository,
  go_module: ({ config, ref }, { whole }) => git("go_module", whole(access.requiredText(config, "url")), field(ref, "git-ref")),
  tar: file,
  zip: file,
  remote: (source, context) => (context.provenance ? file(source, context) : undefined),
  pypi: (source, context) => located(source, context, "url"),
  cpan: (source, context) => located(source, context, "index"),
  gnu: (source, context) => located(source, context, "mirror"),
  cargo: crates,
  cargo2: crates,
  local: ({ config }, { provenance }) => (provenance ? local("local", "dir", access.requiredText(config, "path")) : undefined),
  patch: ({ config }, { provenance }) => {
    const path = access.requiredText(config, "path");
    return local("patch", "patch", provenance ? path : posix.basename(path));
  },
  patch_queue: ({ config }) => local("patch_queue", "patch", access.requiredText(config, "path")),
};

function repository({ config, ref, kind }: ResolvedSource, { whole }: Describing): readonly Origin[] {
  return git(kind.kind.kind, whole(access.requiredText(config, "url")), typeof ref === "string" ? ref : "");
}

function git(kind: string, url: string, commit: string): readonly Origin[] {
  return [{ kind, data: { type: "git", url, commit }, versionText: commit }];
}

function file({ config, ref, kind }: ResolvedSource, { whole }: Describing): readonly Origin[] {
  return archive(kind.kind.kind, whole(access.requiredText(config, "url")), typeof ref === "string" ? ref : "");
}

function located({ config, ref, kind }: ResolvedSource, { whole }: Describing, root: string): readonly Origin[] {
  const base = access.optionalText(config, root) ?? "";
  return archive(kind.kind.kind, whole(`${base}${field(ref, "suffix")}`), field(ref, "sha256sum"));
}

function archive(kind: string, url: string, sha256: string): readonly Origin[] {
  return [{ kind, data: { type: "archive", url, sha256 }, versionText: posix.basename(url) }];
}

function crates({ config, ref, kind: { kind } }: ResolvedSource, { whole }: Describing): readonly Origin[] {
  const from = access.optionalText(config, "url") ?? "";
  return (Array.isArray(ref) ? ref : []).flatMap((crate): readonly Origin[] => {
    const [name, version] = [field(crate, "name"), field(crate, "version")];
    const found =
      field(crate, "kind") === "git"
        ? git(kind.kind, whole(field(crate, "repo")), field(crate, "commit"))
        : archive(kind.kind, whole(`${from}/${name}/${name}-${version}.crate`), field(crate, "sha"));
    return found.map((origin) => ({ ...origin, packageName: name }));
  });
}

function local(kind: string, type: string, path: string): readonly Origin[] {
  return [{ kind, data: { type, path } }];
}

function field(value: Json | undefined, name: string): string {
  const found = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined;
  return typeof found === "string" ? found : "";
}
