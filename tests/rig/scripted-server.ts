// A web server on this machine that answers as a test says, request by request: with ranges, with failures, or not at all.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Method, path and what of the range was asked for, in order. */
  readonly requests: readonly string[];
}

/** The first request is answered by the first, and so on; the last answers all the rest. */
export async function serve(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push([request.method, request.url, request.headers.range].filter((word) => word !== undefined).join(" "));
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** These bytes, or the range of them that is wanted. */
export function whole(body: string | Uint8Array, headers: { readonly [name: string]: string } = {}): Answer {
  const bytes = Buffer.from(body);
  return (request, response) => {
    const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
    const wanted = request.headers["if-range"];
    if (start === undefined || (wanted !== undefined && wanted !== headers.etag)) {
      response.writeHead(200, { "content-length": bytes.length, ...headers }).end(bytes);
      return;
    }
    if (Number(start) >= bytes.length) response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    else
      response
        .writeHead(206, {
          "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
          "content-length": bytes.length - Number(start),
          ...headers,
        })
        .end(bytes.subarray(Number(start)));
  };
}

/** A part of these bytes; then the connection breaks. */
export function broken(body: string | Uint8Array, after: number, headers: { readonly [name: string]: string } = {}): Answer {
  const bytes = Buffer.from(body);
  return (_, response) => {
    response.writeHead(200, { "content-length": bytes.length, ...headers });
    response.write(bytes.subarray(0, after), () => response.destroy());
  };
}

export function status(code: number, headers: { readonly [name: string]: string } = {}, body = "no\n"): Answer {
  return (_, response) => void response.writeHead(code, headers).end(body);
}
