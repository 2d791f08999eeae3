// A registry of container images on this machine: manifests and blobs of images that a test makes, with or without a token.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type Member, tarArchive } from "./tar-archive.ts";

export interface ImageRegistry extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** Adds an image of these layers; gives its digest, without `sha256:`. */
  push(image: string, layers: readonly (readonly Member[])[]): string;
  /** Adds a list of images by `os/architecture`, under a tag; gives its digest. */
  index(image: string, tag: string, platforms: { readonly [platform: string]: string }): string;
  /** Serves these bytes as a manifest. */
  serve(image: string, reference: string, bytes: string): void;
}

/** `token`: what has to be sent, and is given at `/token` to everybody. */
export async function serveImages({ token }: { readonly token?: string } = {}): Promise<ImageRegistry> {
  const bodies = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    requests.push(path);
    if (path.startsWith("/token")) return void response.end(JSON.stringify({ token }));
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      const challenge = `Bearer realm="${url}/token",service="here",scope="repository:x:pull"`;
      return void response.writeHead(401, { "www-authenticate": challenge }).end("{}");
    }
    const body = bodies.get(path);
    response.writeHead(body ? 200 : 404).end(body ?? "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const manifest = (image: string, value: unknown): string => {
    const bytes = Buffer.from(JSON.stringify(value));
    bodies.set(`/v2/${image}/manifests/sha256:${sha256(bytes)}`, bytes);
    return sha256(bytes);
  };
  return {
    url,
    requests,
    push(image, layers) {
      const described = layers.map((members) => {
        const bytes = gzipSync(tarArchive(members));
        bodies.set(`/v2/${image}/blobs/sha256:${sha256(bytes)}`, bytes);
        return { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: `sha256:${sha256(bytes)}`, size: bytes.length };
      });
      return manifest(image, { schemaVersion: 2, config: {}, layers: described });
    },
    index(image, tag, platforms) {
      const manifests = Object.entries(platforms).map(([platform, digest]) => {
        const [os, architecture] = platform.split("/");
        return { digest: `sha256:${digest}`, size: 1, platform: { os, architecture } };
      });
      const digest = manifest(image, { schemaVersion: 2, manifests });
      bodies.set(`/v2/${image}/manifests/${tag}`, bodies.get(`/v2/${image}/manifests/sha256:${digest}`) ?? Buffer.alloc(0));
      return digest;
    },
    serve: (image, reference, bytes) => void bodies.set(`/v2/${image}/manifests/${reference}`, Buffer.from(bytes)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
