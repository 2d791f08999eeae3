// Git repositories on this machine behind a web server on loopback, by git's own `http-backend`; made commit by commit.
//
// What a server refuses is each repository's configuration. Authors and times are fixed: the same steps give the same commits.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Contents by path: a text, a program, or a link. */
export type WorkFiles = {
  readonly [path: string]: string | Uint8Array | { readonly executable: string } | { readonly link: string } | null;
};

export interface WorkRepository {
  /** Where it is worked on. */
  readonly directory: string;
  readonly url: string;
  /** Changes files (null removes one) and commits; gives the commit. */
  commit(files: WorkFiles, message?: string): string;
  /** Runs git in it; gives what it says. */
  git(...words: readonly string[]): string;
  /** Makes what was committed visible to the server. */
  publish(): void;
}

export interface GitServer extends AsyncDisposable {
  readonly url: string;
  /** Paths and services that were asked for, in order. */
  readonly requests: readonly string[];
  /** Bytes that were sent. */
  sent(): number;
  repository(name: string): WorkRepository;
  /** Asked before each request; true if it answered itself. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
}

export async function serveGit(): Promise<GitServer> {
  const root = mkdtempSync(join(process.env.FORGE_TEST_TMP ?? tmpdir(), "forge-git-"));
  const bare = join(root, "served");
  mkdirSync(bare);
  const requests: string[] = [];
  let sent = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (made.intercept?.(request, response)) return;
    answer(bare, request, response, (bytes) => {
      sent += bytes;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made: GitServer = {
    url,
    requests,
    sent: () => sent,
    intercept: undefined,
    repository: (name) => workRepository({ directory: join(root, "work", name), served: join(bare, name), url: `${url}/${name}` }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
  return made;
}

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@test",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@test",
};

function workRepository({ directory, served, url }: { directory: string; served: string; url: string }): WorkRepository {
  let time = 1_700_000_000;
  const git = (...words: readonly string[]): string =>
    execFileSync("git", ["-C", directory, "-c", "protocol.file.allow=always", "-c", "core.protectNTFS=false", ...words], {
      encoding: "utf8",
      env: { ...ENVIRONMENT, GIT_AUTHOR_DATE: `${++time} +0000`, GIT_COMMITTER_DATE: `${time} +0000` },
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
  mkdirSync(directory, { recursive: true });
  git("init", "--quiet", "--template=", "--initial-branch=main");
  mkdirSync(served, { recursive: true });
  execFileSync("git", ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", served], { env: ENVIRONMENT });
  execFileSync("git", ["-C", served, "config", "receive.denyDeleteCurrent", "ignore"], { env: ENVIRONMENT });
  execFileSync("git", ["-C", served, "config", "uploadpack.allowFilter", "true"], { env: ENVIRONMENT });
  return {
    directory,
    url,
    git,
    commit(files, message = "change") {
      for (const [path, content] of Object.entries(files)) change(join(directory, path), content);
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
    publish: () => void git("push", "--quiet", "--prune", "--force", served, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"),
  };
}

function change(file: string, content: WorkFiles[string]): void {
  rmSync(file, { recursive: true, force: true });
  if (content === null) return;
  mkdirSync(dirname(file), { recursive: true });
  if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(file, content);
  else if (content && "link" in content) symlinkSync(content.link, file);
  else if (content) writeFileSync(file, content.executable, { mode: 0o755 });
}

/** One request through git's CGI program. */
function answer(root: string, request: IncomingMessage, response: ServerResponse, count: (bytes: number) => void): void {
  const [path = "/", query = ""] = (request.url ?? "/").split("?");
  const child = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env: {
      ...ENVIRONMENT,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => undefined);
  let head = Buffer.alloc(0);
  let started = false;
  child.stdout.on("data", (chunk: Buffer) => {
    count(chunk.length);
    if (started) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    started = true;
    for (const line of head.subarray(0, end).toString("latin1").split("\r\n")) {
      const [name = "", value = ""] = line.split(/: ?(.*)/s);
      if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
  });
  child.on("close", () => response.end());
}
