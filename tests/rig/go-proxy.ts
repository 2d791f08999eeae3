// A Go proxy on this machine, and Go as it asks one.

import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FileServer, serveFiles } from "./file-server.ts";
import { zipArchive } from "./zip-archive.ts";

export interface GoModuleFiles {
  readonly name: string;
  readonly version: string;
  /** Contents by path; `go.mod` among them. */
  readonly files: { readonly [path: string]: string };
}

/** Serves modules as a proxy does. `comment` makes other archives of the same files. */
export async function serveModules(modules: readonly GoModuleFiles[], { reversed = false } = {}): Promise<FileServer> {
  const files: { [path: string]: Uint8Array | string } = {};
  for (const { name, version, files: contents } of modules) {
    const base = `/${name.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)}/@v`;
    const members = Object.entries(contents).map(([path, content]) => ({ name: `${name}@${version}/${path}`, content }));
    files[`${base}/${version}.info`] = JSON.stringify({ Version: version, Time: "2020-01-01T00:00:00Z" });
    files[`${base}/${version}.mod`] = contents["go.mod"] ?? `module ${name}\n`;
    files[`${base}/${version}.zip`] = zipArchive(reversed ? members.toReversed() : members);
    files[`${base}/list`] = `${files[`${base}/list`] ?? ""}${version}\n`;
  }
  // Go writes the mark another way, which means the same.
  for (const [path, content] of Object.entries(files)) files[path.replaceAll("!", "%21")] = content;
  return serveFiles(files);
}

/** Runs Go in a directory, with nothing of the machine's; fails with what it said. */
export function runGo(directory: string, words: readonly string[], environment: { readonly [name: string]: string } = {}): Promise<string> {
  const own = `${directory}/../go-${process.pid}`;
  const env = {
    PATH: process.env.PATH,
    HOME: own,
    GOPATH: `${own}/path`,
    // Shared: compiling Go's own packages takes half a minute.
    GOCACHE: join(tmpdir(), `forge-test-go-cache-${process.getuid?.() ?? 0}`),
    GOFLAGS: "-modcacherw",
    GONOSUMDB: "*",
    GONOSUMCHECK: "1",
    GOTOOLCHAIN: "local",
    ...environment,
  };
  return new Promise((resolve, reject) => {
    const child = spawn("go", words, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(said) : reject(new Error(`go ${words.join(" ")}: ${said}`))));
  });
}
