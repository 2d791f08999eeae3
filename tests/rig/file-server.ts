// A web server on this machine whose files the test changes, so that sources are fetched without a network.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FileServer extends AsyncDisposable {
  readonly url: string;
  readonly files: Map<string, Uint8Array | string>;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
}

export async function serveFiles(files: { readonly [path: string]: Uint8Array | string } = {}): Promise<FileServer> {
  const served = new Map<string, Uint8Array | string>(Object.entries(files));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    requests.push(path);
    const body = served.get(path);
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body ?? "not here\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: served,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
