// Downloads against servers that break off, change, refuse and redirect: in full and right, or not at all.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DriverMessage } from "../../../core/model/drivers.ts";
import { ForgeError } from "../../../core/model/errors.ts";
import { type Downloader, download } from "../../../dsl/driver/download.ts";
import { httpBytes, httpText } from "../../../dsl/driver/http-bytes.ts";
import type { DownloadOptions } from "../../../dsl/driver-context.ts";
import { broken, serve, status, whole } from "../../rig/scripted-server.ts";

const TEXT = "0123456789".repeat(20_000);
const SHA256 = sha256(TEXT);

let directory: string;
let said: DriverMessage[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "forge-download-"));
  said = [];
});

afterEach(() => rmSync(directory, { recursive: true }));

function get(url: string, options: Partial<DownloadOptions> & Partial<Downloader["task"]> = {}) {
  const { mirrors = {}, offline = false, downloads, known = {}, ...rest } = options;
  const task = { mirrors, offline, known, retryDelay: 1, ...(downloads !== undefined && { downloads }) };
  return download({ task, send: (message) => said.push(message) }, url, { to: join(directory, "file"), ...rest });
}

async function refusal(running: Promise<unknown>): Promise<ForgeError> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ForgeError)) throw error ?? new Error("it was accepted");
  expect(error.help).toBeTruthy();
  // Nothing is left under the file's name or beside it.
  expect(readdirSync(directory)).toEqual([]);
  return error;
}

test("a file arrives, and forge is told", async () => {
  await using server = await serve(whole(TEXT));
  expect(await get(`${server.url}/a`)).toEqual({ sha256: SHA256, size: TEXT.length });
  expect(readFileSync(join(directory, "file"), "utf8")).toBe(TEXT);
  expect(said.at(-1)).toEqual({ type: "downloaded", url: `${server.url}/a`, path: join(directory, "file"), sha256: SHA256 });
});

test("what broke off is taken up where it broke off", async () => {
  await using server = await serve(broken(TEXT, 100_000, { etag: '"1"' }), whole(TEXT, { etag: '"1"' }));
  expect((await get(`${server.url}/a`)).sha256).toBe(SHA256);
  expect(server.requests).toEqual(["GET /a", expect.stringMatching(/^GET \/a bytes=\d+-$/)]);
});

test("what changed after it broke off is taken from the start", async () => {
  await using server = await serve(broken("old".repeat(60_000), 100_000, { etag: '"1"' }), whole(TEXT, { etag: '"2"' }));
  expect((await get(`${server.url}/a`)).sha256).toBe(SHA256);
});

test("a part is not taken up when nothing says that it is still the same file", async () => {
  await using server = await serve(broken(TEXT, 100_000), whole(TEXT));
  expect((await get(`${server.url}/a`)).sha256).toBe(SHA256);
  expect(server.requests).toEqual(["GET /a", "GET /a"]);
});

test("a digest says that it is; when it does not fit, all is fetched again", async () => {
  await using server = await serve(broken("x".repeat(TEXT.length), 100_000), whole(TEXT));
  expect((await get(`${server.url}/a`, { sha256: SHA256 })).sha256).toBe(SHA256);
  expect(server.requests.map((request) => request.includes("bytes="))).toEqual([false, true, false]);
});

test("a rest that is not there any more is fetched from the start", async () => {
  await using server = await serve(broken(TEXT, 150_000), whole("short"));
  expect(await refusal(get(`${server.url}/a`, { sha256: SHA256 }))).toMatchObject({ code: "FORGE2005" });
  expect(server.requests.at(-1)).toBe("GET /a");
});

test("another digest is refused, with both of them", async () => {
  await using server = await serve(whole("another"));
  const error = await refusal(get(`${server.url}/a`, { sha256: SHA256 }));
  expect(error).toMatchObject({
    code: "FORGE2005",
    message: `${server.url}/a is not what was locked: its sha256 is ${sha256("another")}, not ${SHA256}`,
  });
});

test("a file that is longer than it should be is given up at once", async () => {
  await using server = await serve(whole(TEXT));
  expect(await refusal(get(`${server.url}/a`, { sha256: SHA256, size: 10 }))).toMatchObject({
    code: "FORGE2005",
    message: expect.stringContaining("more than 10 bytes"),
  });
});

test("a file that is shorter is refused", async () => {
  await using server = await serve(whole("short"));
  expect(await refusal(get(`${server.url}/a`, { size: 10 }))).toMatchObject({
    code: "FORGE2005",
    message: expect.stringContaining("it has 5 bytes, not 10"),
  });
});

test("what may pass is tried again", async () => {
  await using server = await serve(status(503), status(429, { "retry-after": "0" }), (_, response) => void response.destroy(), whole(TEXT));
  expect((await get(`${server.url}/a`)).sha256).toBe(SHA256);
  expect(server.requests).toHaveLength(4);
});

test("what does not pass is given up, with what the server said", async () => {
  await using server = await serve(status(503));
  expect(await refusal(get(`${server.url}/a`))).toMatchObject({
    code: "FORGE2004",
    message: `cannot download ${server.url}/a: the server answers 503 Service Unavailable`,
  });
  expect(server.requests).toHaveLength(5);
});

test("a file that is not there is asked for once", async () => {
  await using server = await serve(status(404));
  expect(await refusal(get(`${server.url}/a`))).toMatchObject({
    code: "FORGE2004",
    message: `cannot download ${server.url}/a: the server answers 404 Not Found`,
  });
  expect(server.requests).toHaveLength(1);
});

test("nobody at the address", async () => {
  let url: string;
  {
    await using server = await serve(status(200));
    url = server.url;
  }
  expect(await refusal(get(`${url}/a`))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringMatching(/the connection is refused: connect ECONNREFUSED 127\.0\.0\.1/),
  });
});

test("a host that does not exist", async () => {
  expect(await refusal(get("http://nowhere.invalid/a"))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("nowhere.invalid"),
  });
});

test("redirects are followed, relative ones too, and what a driver sends stays with the server it named", async () => {
  let token: string | undefined = "none";
  await using other = await serve((request, response) => {
    token = request.headers["x-token"] as string | undefined;
    whole(TEXT)(request, response);
  });
  await using server = await serve(status(301, { location: "b" }), status(302, { location: `${other.url}/c` }));
  expect((await get(`${server.url}/dir/a`, { headers: { "x-token": "secret" } })).sha256).toBe(SHA256);
  expect(server.requests).toEqual(["GET /dir/a", "GET /dir/b"]);
  expect(token).toBeUndefined();
});

test("redirects in a circle are given up", async () => {
  await using server = await serve(status(302, { location: "/a" }));
  expect(await refusal(get(`${server.url}/a`))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("leads on more than 10 times"),
  });
});

test("a redirect to what is no web server is refused", async () => {
  await using server = await serve(status(302, { location: "file:///etc/passwd" }));
  expect(await refusal(get(`${server.url}/a`))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("file:///etc/passwd"),
  });
});

test("a user's name and password go to the server and into no message", async () => {
  let authorization: string | undefined;
  await using server = await serve((request, response) => {
    authorization = request.headers.authorization;
    status(403)(request, response);
  });
  const error = await refusal(get(`http://me:secret@127.0.0.1:${server.port}/a`));
  expect(authorization).toBe(`Basic ${Buffer.from("me:secret").toString("base64")}`);
  expect(JSON.stringify([error, said])).not.toContain("secret@");
  expect(error.message).toBe(`cannot download ${server.url}/a: the server answers 403 Forbidden`);
});

test("an alias stands for the mirror's URL", async () => {
  await using server = await serve(whole(TEXT));
  await get("gnu:hello.tar", { mirrors: { gnu: { url: `${server.url}/gnu/` } } });
  expect(server.requests).toEqual(["GET /gnu/hello.tar"]);
});

test("where a mirror does not answer, or has something else, the next place is asked; what was fetched is known under its own URL", async () => {
  await using gone = await serve(status(404));
  await using other = await serve(whole("another file"));
  await using good = await serve(whole(TEXT));
  const mirrors = { gnu: { url: `${gone.url}/m`, alternatives: [`${other.url}/a/`, "ssh://x.example/y", good.url] } };
  expect(await get("gnu:hello.tar", { mirrors, sha256: SHA256 })).toEqual({ sha256: SHA256, size: TEXT.length });
  expect([gone.requests, other.requests, good.requests]).toEqual([["GET /m/hello.tar"], ["GET /a/hello.tar"], ["GET /hello.tar"]]);
  expect(said.filter((message) => message.type === "log").map(({ line }) => line)).toEqual([
    `downloading ${gone.url}/m/hello.tar`,
    expect.stringMatching(/404.*; trying .*\/a\/hello\.tar$/),
    `downloading ${other.url}/a/hello.tar`,
    expect.stringMatching(/is not what was locked.*; trying .*\/hello\.tar$/),
    `downloading ${good.url}/hello.tar`,
  ]);
  expect(said.at(-1)).toMatchObject({ type: "downloaded", url: `${good.url}/hello.tar` });
});

test("where no place is better than the first, what is wrong with that one is said, and what else was tried", async () => {
  await using first = await serve(status(404));
  await using second = await serve(status(403));
  const mirrors = { gnu: { url: first.url, alternatives: [second.url] } };
  expect(await refusal(get("gnu:hello.tar", { mirrors }))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringMatching(/404/),
    detail: [`tried too: ${second.url}/hello.tar`],
  });
});

test("small answers come from the next place, too", async () => {
  await using gone = await serve(status(404));
  await using good = await serve(whole("small"));
  const mirrors = { here: { url: gone.url, alternatives: [good.url] } };
  expect(await httpText({ mirrors, offline: false, retryDelay: 1 }, "here:x")).toBe("small");
});

test("an alias that nobody declared is refused", async () => {
  expect(await refusal(get("gnu:hello.tar"))).toMatchObject({
    code: "FORGE2011",
    message: 'no mirror is known for the alias "gnu" of gnu:hello.tar',
  });
});

test("what is no URL of the web is refused", async () => {
  expect(await refusal(get("file:///etc/passwd"))).toMatchObject({ code: "FORGE2004" });
});

test("offline, the network is refused by name", async () => {
  await using server = await serve(whole(TEXT));
  expect(await refusal(get(`${server.url}/a`, { offline: true }))).toMatchObject({
    code: "FORGE2014",
    message: expect.stringContaining(`${server.url}/a`),
  });
  expect(await refusal(httpText({ mirrors: {}, offline: true, retryDelay: 1 }, `${server.url}/a`))).toMatchObject({ code: "FORGE2014" });
  expect(server.requests).toEqual([]);
});

test("what was downloaded before is taken from there, offline too, unless it is damaged", async () => {
  await using server = await serve(whole(TEXT));
  const downloads = join(directory, "downloads");
  mkdirSync(downloads);
  writeFileSync(join(downloads, SHA256), TEXT);
  expect(await get(`${server.url}/a`, { sha256: SHA256, downloads, offline: true })).toEqual({ sha256: SHA256, size: TEXT.length });
  expect(await get(`${server.url}/a`, { known: { [`${server.url}/a`]: SHA256 }, downloads })).toEqual({
    sha256: SHA256,
    size: TEXT.length,
  });
  expect(server.requests).toEqual([]);
  writeFileSync(join(downloads, SHA256), "damaged");
  expect((await get(`${server.url}/a`, { sha256: SHA256, downloads })).sha256).toBe(SHA256);
  expect(server.requests).toHaveLength(1);
});

test("a proxy of the environment is used, but not for what no_proxy names", async () => {
  await using server = await serve(whole(TEXT));
  await using proxy = await serveProxy();
  const { url, port } = server;
  const script = `import { get } from ${JSON.stringify(join(import.meta.dirname, "../../../dsl/driver/http.ts"))};
    for await (const _ of (await get(new URL(${JSON.stringify(`${url}/a`)}))).body);`;
  for (const [environment, asked] of [
    [{ http_proxy: proxy.url }, [`127.0.0.1:${port}`]],
    [{ http_proxy: proxy.url, no_proxy: "127.0.0.1" }, []],
  ] as const) {
    proxy.asked.length = 0;
    await runScript(script, environment);
    expect(proxy.asked).toEqual(asked);
  }
});

test("small answers come as bytes or text, and what is no text is refused", async () => {
  const task = { mirrors: {}, offline: false, retryDelay: 1 };
  await using server = await serve(status(503), whole("grüße"), whole(Buffer.from([0xff])), whole(Buffer.from([0xff])));
  expect(await httpText(task, `${server.url}/a`)).toBe("grüße");
  expect(await refusal(httpText(task, `${server.url}/a`))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("not UTF-8"),
  });
  expect(await httpBytes(task, `${server.url}/a`)).toEqual(Buffer.from([0xff]));
});

test("an answer that does not end is given up", async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
      response.once("drain", more);
    };
    more();
  });
  expect(await refusal(httpBytes({ mirrors: {}, offline: false, retryDelay: 1 }, `${server.url}/a`))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("more than 64 MiB"),
  });
});

test("nothing half-written stands under the file's name while it arrives", async () => {
  const to = join(directory, "file");
  let seen: boolean | undefined;
  await using server = await serve((_, response) => {
    response.writeHead(200, { "content-length": "2" });
    response.write("a", () => {
      seen = existsSync(to);
      response.end("b");
    });
  });
  await get(`${server.url}/a`);
  expect(seen).toBe(false);
  expect(readFileSync(to, "utf8")).toBe("ab");
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A proxy that forwards plain requests and tunnels others, and remembers for whom. */
async function serveProxy() {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    const target = new URL(request.url ?? "");
    asked.push(target.host);
    fetch(target).then(async (answer) => response.end(Buffer.from(await answer.arrayBuffer())));
  });
  proxy.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const [host = "", port] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** Runs a module in a node of its own, for the environment is read when the client is made. */
async function runScript(script: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const { spawn } = await import("node:child_process");
  const { http_proxy, https_proxy, no_proxy, ...rest } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    env: { ...rest, ...environment },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(0);
}
