// What sources that bring packages are among forge's own kinds: crates, Go modules, container images.

import type { Json, JsonObject } from "../../../core/model/json.ts";
import type { ResolvedSource } from "../sources.ts";
import * as access from "../yaml/access.ts";
import type { Mapping } from "../yaml/node.ts";
import { describedCommit } from "./described-commit.ts";
import type { NativeContext, NativeSource } from "./native-sources.ts";

/** Sources `cargo` and `cargo2`: a list of crates, each with its digest or commit. */
export function pinnedCrates({ config, ref, kind }: ResolvedSource, context: NativeContext): NativeSource | string {
  if (!Array.isArray(ref) || ref.length === 0) return `a ref of the source kind ${kind.kind.kind}`;
  const from = access.optionalText(config, "url");
  const crates: JsonObject[] = [];
  for (const crate of ref.filter(isMapping)) {
    const common = { name: `${crate["name"]}`, version: `${crate["version"]}` };
    if (crate["kind"] === "git") crates.push({ ...common, ...repositoryOf(crate, config, context) });
    else if (typeof crate["sha"] === "string") crates.push({ ...common, sha256: crate["sha"] });
    else return `the sha256 of the crate ${common.name}`;
  }
  return {
    kind: "crates",
    input: {
      crates,
      directory: access.optionalText(config, "vendor-dir") ?? "crates",
      ...(from !== undefined && { from: context.address(from) }),
    },
  };
}

/** A project may say under which addresses the repositories of Cargo.lock are to be had. */
function repositoryOf(crate: JsonObject, config: Mapping, { address, whole }: NativeContext): JsonObject {
  const written = `${crate["repo"]}`;
  const mirrors = [...access.mappingOrEmpty(config, "git-mirrors").entries].map(
    ([prefix, at]) => [prefix, access.asScalar(at, prefix).text] as const,
  );
  const mirror = mirrors.find(([, at]) => at !== "" && written.startsWith(at));
  const url = mirror ? `${mirror[0]}${written.slice(mirror[1].length)}` : whole(written);
  const query = isMapping(crate["query"]) ? crate["query"] : {};
  const git = address(written);
  const asked = ["branch", "tag", "rev"].flatMap((name) => (typeof query[name] === "string" ? [[name, query[name]] as const] : []));
  return { git, ...(url !== git && { url }), commit: `${crate["commit"]}`, ...Object.fromEntries(asked) };
}

/** Sources `go_module` of one directory. */
export function goVendor(sources: readonly ResolvedSource[], { address }: NativeContext): NativeSource | string {
  const modules: JsonObject[] = [];
  for (const { config, ref } of sources) {
    const module = access.requiredText(config, "module");
    const found = isMapping(ref) ? describedCommit(ref["git-ref"] ?? null) : undefined;
    if (!isMapping(ref) || !found) return `a ref of the go_module "${module}"`;
    modules.push({
      module,
      version: `${ref["go-version"]}`,
      git: address(access.requiredText(config, "url")),
      commit: found.commit,
      ...(typeof ref["subdirectory"] === "string" && { directory: ref["subdirectory"] }),
      ...(ref["explicit"] === false && { explicit: false }),
    });
  }
  return { kind: "goVendor", input: { modules } };
}

export function dockerImage({ config, ref }: ResolvedSource, { address, whole }: NativeContext): NativeSource | string {
  const written = access.optionalText(config, "registry-url");
  const image = access.optionalText(config, "image");
  const place =
    image === undefined
      ? oneUrl(whole(access.optionalText(config, "url") ?? ""))
      : { image, ...(written !== undefined && { registry: address(written) }) };
  if (place === undefined) return "an `image` for sources of kind docker";
  const optional = (key: string, name = key): JsonObject => {
    const text = access.optionalText(config, key);
    return text === undefined ? {} : { [name]: text };
  };
  return {
    kind: "docker",
    input: {
      ...place,
      ...optional("architecture"),
      ...optional("os"),
      ...(typeof ref === "string" ? { sha256: ref } : optional("track")),
    },
  };
}

export function ostreeCommit({ config, ref }: ResolvedSource, { address }: NativeContext): NativeSource | string {
  const url = address(access.requiredText(config, "url"));
  if (typeof ref === "string") return { kind: "ostree", input: { url, commit: ref } };
  const track = access.optionalText(config, "track");
  if (track === undefined) return "a ref of the source kind ostree";
  // What is pinned needs no signature: its digest says what it is.
  if (access.has(config, "gpg-key")) return "a ref of an ostree source with a `gpg-key`: forge checks no signature of it";
  return { kind: "ostree", input: { url, track } };
}

/** Older releases have registry and image in one. */
function oneUrl(url: string): { readonly registry: string; readonly image: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return { registry: origin, image: pathname.replace(/^\/+/, "") };
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
