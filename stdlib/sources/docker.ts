// `docker`: the files of a container image, from a registry of the protocol that all of them speak.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type DriverContext, defineSource, type ShortSourceKind } from "../../dsl/index.ts";
import { applyLayer } from "../docker/apply-layer.ts";
import { Registry } from "../docker/registry.ts";
import { concurrently } from "../vendor/concurrently.ts";
import { registryUrl } from "../vendor/registry.ts";
import { sha256 } from "./download.ts";

export interface DockerInput {
  /** The image's name in its registry: `library/debian`. */
  readonly image: string;
  /** The tag that `forge track` follows. `latest` unless said. */
  readonly track?: string;
  /** Where the registry is: a URL, or an alias with its colon. The alias `docker` unless said. */
  readonly registry?: string;
  /** As registries call them: `amd64` unless said, `arm64`, … */
  readonly architecture?: string;
  /** `linux` unless said. */
  readonly os?: string;
  /** Which of an architecture's variants: `v7`. The first unless said. */
  readonly variant?: string;
  /** The manifest's digest, 64 hex digits, instead of an entry in forge.lock. Then there is nothing to track. */
  readonly sha256?: string;
}

const config = z.object({
  image: z
    .string()
    .refine(
      (text) => /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/.test(text),
      "must be the name of an image, without a tag",
    ),
  track: z
    .string()
    .refine((text) => /^\w[\w.-]{0,127}$/.test(text), "must be a tag")
    .optional(),
  registry: z.string().min(1).optional(),
  architecture: z.string().min(1).default("amd64"),
  os: z.string().min(1).default("linux"),
  variant: z.string().min(1).optional(),
  sha256: sha256.optional(),
});

const ref = z.strictObject({ sha256 });
type Config = z.output<typeof config>;

/**
 * An image's files, its layers one over the other: `docker("library/debian", { track: "bookworm" })`. Owners, devices and
 * modes other than 0644 and 0755 are not kept.
 */
export const docker: ShortSourceKind<"docker", DockerInput> = defineSource({
  kind: "docker",
  config,
  ref,
  shorthand: (image) => ({ image }),
  lockInputs: ({ image, track = "latest", registry, architecture, os, variant, sha256: pinned }) =>
    pinned === undefined
      ? [
          image,
          track,
          os,
          architecture,
          ...(variant !== undefined || registry !== undefined ? [variant ?? null] : []),
          ...(registry === undefined ? [] : [registry]),
        ]
      : undefined,
  // A digest says which image it is, wherever it comes from; of one for several platforms, one is chosen.
  keyInputs: ({ sha256: pinned, os, architecture, variant }) =>
    pinned === undefined ? {} : { sha256: pinned, os, architecture, ...(variant !== undefined && { variant }) },
  async track(ctx, asked) {
    const { sha256: found } = await registryOf(ctx, asked).manifest(asked.track ?? "latest", asked);
    ctx.log(`${asked.image}:${asked.track ?? "latest"} is sha256:${found}`);
    return { sha256: found };
  },
  async fetch(ctx, asked, locked) {
    const registry = registryOf(ctx, asked);
    const { layers } = await registry.manifest(`sha256:${asked.sha256 ?? locked?.sha256}`, asked);
    const distinct = new Map(layers.map((layer) => [layer.sha256, layer]));
    await concurrently(distinct.values(), ({ sha256: digest, size }) => {
      const { url, headers } = registry.blob(digest);
      return ctx.download(url, { to: join(ctx.directory, digest), sha256: digest, size, headers });
    });
    writeFileSync(join(ctx.directory, LAYERS), JSON.stringify(layers.map((layer) => layer.sha256)));
  },
  async stage(ctx) {
    const fetched = ctx.fetched ?? "";
    const layers: readonly string[] = JSON.parse(readFileSync(join(fetched, LAYERS), "utf8"));
    for (const layer of layers) {
      // Beside what it is laid over, so that moving is renaming.
      const unpacked = mkdtempSync(join(ctx.directory, ".layer-"));
      await ctx.unpack(join(fetched, layer), unpacked, { devices: "omit" });
      applyLayer(unpacked, ctx.directory);
      rmSync(unpacked, { recursive: true, force: true });
    }
  },
});

const LAYERS = "layers.json";

function registryOf(ctx: DriverContext, { registry, image }: Config): Registry {
  return new Registry(ctx, { registry: registry ?? registryUrl(ctx, "docker", "from which images come"), image });
}
