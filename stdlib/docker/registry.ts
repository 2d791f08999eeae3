// A registry of container images, as its protocol (version 2) has it: manifests by tag or digest, and a token where it asks
// for one.
//
// Nothing is believed that a digest does not vouch for: a manifest is hashed, blobs are by whoever downloads them.

import { createHash } from "node:crypto";
import { z } from "zod";
import type { DriverContext } from "../../dsl/index.ts";

export interface ImageAddress {
  /** Base URL, or `alias:`. */
  readonly registry: string;
  readonly image: string;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

export interface ImageManifest {
  readonly sha256: string;
  readonly layers: readonly { readonly sha256: string; readonly size: number }[];
}

const descriptor = z.looseObject({
  digest: z.string().refine((text) => /^sha256:[0-9a-f]{64}$/.test(text), "must be a sha256"),
  size: z.number().int().nonnegative(),
  mediaType: z.string().optional(),
});
const index = z.looseObject({
  manifests: z.array(
    descriptor.extend({ platform: z.looseObject({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional() }),
  ),
});
const manifest = z.looseObject({ layers: z.array(descriptor) });

const ACCEPTED = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

export class Registry {
  readonly #ctx: DriverContext;
  readonly #at: ImageAddress;
  #authorization: { readonly [name: string]: string } = {};

  constructor(ctx: DriverContext, at: ImageAddress) {
    this.#ctx = ctx;
    this.#at = at;
  }

  /** The manifest of the image for a platform. `reference` is a tag, or `sha256:` and a digest. Ends with FORGE2004, 2005, 2006. */
  async manifest(reference: string, platform: Platform): Promise<ImageManifest> {
    const found = await this.#get(reference);
    const list = index.safeParse(found.value);
    if (list.success) {
      const chosen = list.data.manifests.find(({ platform: offered }) => offered !== undefined && suits(offered, platform));
      if (!chosen) return this.#noPlatform(list.data.manifests, platform);
      const inner = await this.#get(chosen.digest);
      return this.#image(inner);
    }
    return this.#image(found);
  }

  /** Where a blob is, and what to send for it. */
  blob(sha256: string): { readonly url: string; readonly headers: { readonly [name: string]: string } } {
    return { url: this.#url(`blobs/sha256:${sha256}`), headers: this.#authorization };
  }

  async #get(reference: string): Promise<{ readonly value: unknown; readonly sha256: string }> {
    const url = this.#url(`manifests/${reference}`);
    const ask = () => this.#ctx.httpAnswer(url, { headers: { accept: ACCEPTED, ...this.#authorization }, accept: [401] });
    let answer = await ask();
    if (answer.status === 401) {
      await this.#authorize(url, answer.headers["www-authenticate"] ?? "");
      answer = await ask();
    }
    if (answer.status === 401)
      this.#ctx.fail(
        "FORGE2004",
        `the registry refuses ${this.#at.image}`,
        "give this kind the secrets `user` and `password`, or check the image's name",
      );
    const sha256 = createHash("sha256").update(answer.body).digest("hex");
    if (reference.startsWith("sha256:") && reference !== `sha256:${sha256}`)
      this.#ctx.fail(
        "FORGE2005",
        `the manifest of ${this.#at.image} is not what was locked: its sha256 is ${sha256}, not ${reference.slice(7)}`,
      );
    return { value: json(answer.body), sha256 };
  }

  /** Registries that are open to all want a token all the same, which they give to anybody. */
  async #authorize(url: string, challenge: string): Promise<void> {
    const ctx = this.#ctx;
    const fields = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]));
    const [user, password] = [ctx.secret("user"), ctx.secret("password")];
    const basic =
      user !== undefined && password !== undefined ? `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` : undefined;
    if (/^basic\b/i.test(challenge) && basic !== undefined) {
      this.#authorization = { authorization: basic };
      return;
    }
    const realm = fields["realm"];
    if (!/^bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm))
      return ctx.fail("FORGE2004", `${url} wants credentials, and does not say which`, "give this kind the secrets `user` and `password`");
    const asked = new URL(realm);
    for (const name of ["service", "scope"]) if (fields[name] !== undefined) asked.searchParams.set(name, fields[name]);
    const text = await ctx.httpText(
      asked.href,
      basic !== undefined && asked.protocol === "https:" ? { headers: { authorization: basic } } : {},
    );
    const answer = z.looseObject({ token: z.string().optional(), access_token: z.string().optional() }).safeParse(json(Buffer.from(text)));
    const token = answer.data?.token ?? answer.data?.access_token;
    if (token === undefined) return ctx.fail("FORGE2004", `${asked.origin} gives no token for ${this.#at.image}`);
    this.#authorization = { authorization: `Bearer ${token}` };
  }

  #image({ value, sha256 }: { readonly value: unknown; readonly sha256: string }): ImageManifest {
    const found = manifest.safeParse(value);
    if (!found.success)
      return this.#ctx.fail(
        "FORGE2006",
        `what the registry has of ${this.#at.image} is no manifest of an image`,
        "images of before 2017 are not read",
      );
    return { sha256, layers: found.data.layers.map(({ digest, size }) => ({ sha256: digest.slice(7), size })) };
  }

  #noPlatform(offered: z.output<typeof index>["manifests"], { os, architecture, variant }: Platform): never {
    const known = offered.flatMap(({ platform }) => (platform ? [shown(platform)] : []));
    return this.#ctx.fail(
      "FORGE2006",
      `${this.#at.image} has no image for ${shown({ os, architecture, variant })}`,
      known.length > 0 ? `it has ${known.join(", ")}` : "it names no platforms",
    );
  }

  #url(path: string): string {
    const { registry, image } = this.#at;
    return `${/:$/.test(registry) ? registry : registry.replace(/\/*$/, "/")}v2/${image}/${path}`;
  }
}

function suits(offered: Platform, { os, architecture, variant }: Platform): boolean {
  return offered.os === os && offered.architecture === architecture && (variant === undefined || offered.variant === variant);
}

function shown({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join("/");
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}
