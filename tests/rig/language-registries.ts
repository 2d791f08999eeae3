// The registries of four languages on this machine, with one library in each: those that examples/languages carries with it.
//
// Takes the libraries out of a copy of the example and leaves it with what a project has that downloads them: locks.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type FileServer, serveFiles } from "./file-server.ts";
import type { Project } from "./project.ts";
import { tarArchive } from "./tar-archive.ts";
import { zipArchive } from "./zip-archive.ts";

/** Serves what it takes out of the project. */
export async function moveToRegistries(project: Project): Promise<FileServer> {
  const server = await serveFiles();
  const put = (path: string, body: Uint8Array | string): void => void server.files.set(path, body);

  const crate = archive(project, "rust/vendor/words", "words-1.0.0");
  put("/crates/config.json", JSON.stringify({ dl: `${server.url}/crates/dl` }));
  put("/crates/dl/words/1.0.0/download", crate);
  project.write(
    "rust/Cargo.toml",
    project.read("rust/Cargo.toml").replace('{ path = "vendor/words" }', '{ version = "1.0", registry = "ours" }'),
  );
  project.write("rust/.cargo/config.toml", '[registries.ours]\nindex = "https://index.invalid/crates"\n');
  project.write(
    "rust/Cargo.lock",
    project
      .read("rust/Cargo.lock")
      .replace(
        'name = "words"\nversion = "1.0.0"\n',
        `$&source = "registry+https://index.invalid/crates"\nchecksum = "${digest("sha256", crate, "hex")}"\n`,
      ),
  );

  const module = "example.org/words";
  const files = { "go.mod": `module ${module}\n\ngo 1.18\n`, "words.go": project.read(`go/vendor/${module}/words.go`) };
  const members = Object.entries(files).map(([name, content]) => ({ name: `${module}@v1.0.0/${name}`, content }));
  put(`/go/${module}/@v/v1.0.0.info`, JSON.stringify({ Version: "v1.0.0", Time: "2020-01-01T00:00:00Z" }));
  put(`/go/${module}/@v/v1.0.0.mod`, files["go.mod"]);
  put(`/go/${module}/@v/v1.0.0.zip`, zipArchive(members));
  const sums = [`${module} v1.0.0 ${goSum(members)}`, `${module} v1.0.0/go.mod ${goSum([{ name: "go.mod", content: files["go.mod"] }])}`];
  project.write("go/go.sum", `${sums.join("\n")}\n`);

  const [packed = ""] = readdirSync(join(project.root, "node/npm-vendor"));
  put(`/npm/words/-/${packed}`, readFileSync(join(project.root, "node/npm-vendor", packed)));

  const sdist = archive(project, "python/vendor/words", "words-1.0.0");
  put("/pypi/words/", `<a href="../files/words-1.0.0.tar.gz#sha256=${digest("sha256", sdist, "hex")}">words-1.0.0.tar.gz</a>`);
  put("/pypi/files/words-1.0.0.tar.gz", sdist);

  for (const path of ["rust/vendor", "go/vendor", "node/npm-vendor", "python/vendor"])
    rmSync(join(project.root, path), { recursive: true });
  return server;
}

/** A directory of the project as an archive of releases has it. */
function archive(project: Project, directory: string, top: string): Buffer {
  const paths = readdirSync(join(project.root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(project.root, directory).length + 1))
    .sort();
  return gzipSync(tarArchive(paths.map((path) => ({ name: `${top}/${path}`, content: project.read(`${directory}/${path}`) }))));
}

/** Go's sum of a module: over its files' names and sums, sorted. */
function goSum(members: readonly { readonly name: string; readonly content: string }[]): string {
  const lines = members
    .map(({ name, content }) => `${digest("sha256", content, "hex")}  ${name}\n`)
    .sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  return `h1:${digest("sha256", lines.join(""), "base64")}`;
}

function digest(algorithm: string, bytes: Uint8Array | string, encoding: "hex" | "base64"): string {
  return createHash(algorithm).update(bytes).digest(encoding);
}
