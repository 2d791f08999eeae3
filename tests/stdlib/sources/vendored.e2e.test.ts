// Sources that bring what others pin, through the whole command: they read the sources before them and lie beside them.

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { expectComplaint } from "../../rig/faults.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { build } from "../../rig/outcomes.ts";
import { createProject, type Project } from "../../rig/project.ts";
import { tarArchive } from "../../rig/tar-archive.ts";
import { zipArchive } from "../../rig/zip-archive.ts";

function config(sources: string, mirrors: { readonly [alias: string]: string } = {}): string {
  const known = Object.fromEntries(Object.entries(mirrors).map(([alias, url]) => [alias, { url }]));
  return `import { cargoVendor, defineProject, goModules, importElement, inline, local, npmVendor, patch, pypi, zip } from "forge-build";
const data = importElement({ sources: [${sources}] });
export default defineProject({ name: "p", mirrors: ${JSON.stringify(known)}, elements: { data }, default: data });
`;
}

async function builtFiles(project: Project, file: string, flags: readonly string[] = []): Promise<string> {
  await build(project, flags);
  expect((await project.forge(["checkout", "--force", "data", "out"])).exitCode).toBe(0);
  return project.read(`out/${file}`);
}

function digest(algorithm: string, bytes: Uint8Array, encoding: "hex" | "base64" = "hex"): string {
  return createHash(algorithm).update(bytes).digest(encoding);
}

test("crates of the sources before, which a patch has changed, lie beside them", async () => {
  const crate = gzipSync(tarArchive([{ name: "words-1.0.0/Cargo.toml", content: "[package]\n" }]));
  await using server = await serveFiles({ "/dl/words/1.0.0/download": crate });
  server.files.set("/config.json", JSON.stringify({ dl: `${server.url}/dl` }));
  const lock = `[[package]]\nname = "words"\nversion = "1.0.0"\nsource = "registry+https://index.invalid/"\nchecksum = "`;
  await using project = createProject({
    "build.config.ts": config('local("rust", { at: "rust" }), patch("sum.patch", { at: "rust" }), cargoVendor({ at: "rust" })', {
      crates: server.url,
    }),
    "rust/Cargo.lock": `${lock}wrong"\n`,
    "sum.patch": `--- a/Cargo.lock\n+++ b/Cargo.lock\n@@ -5,1 +5,1 @@\n-checksum = "wrong"\n+checksum = "${digest("sha256", crate)}"\n`,
  });
  expect(await builtFiles(project, "rust/vendor/words-1.0.0/Cargo.toml")).toBe("[package]\n");
  expect(project.read("out/rust/Cargo.lock")).toContain(digest("sha256", crate));
  expect(project.read("out/rust/.cargo/config.toml")).toContain('directory = "vendor"');
  const asked = server.requests.length;
  expect(Object.values(await build(project))).toEqual(["cached"]);
  expect(server.requests.length).toBe(asked);
});

test("what is pinned by a file of the project is fetched again when that changes, and only then", async () => {
  const archive = (name: string): Buffer =>
    gzipSync(tarArchive([{ name: "package/package.json", content: JSON.stringify({ name, version: "1.0.0" }) }]));
  await using server = await serveFiles({ "/one/-/one-1.0.0.tgz": archive("one"), "/two/-/two-1.0.0.tgz": archive("two") });
  const entry = (name: string) => [
    `node_modules/${name}`,
    { version: "1.0.0", integrity: `sha512-${digest("sha512", archive(name), "base64")}` },
  ];
  const lock = (...names: readonly string[]): string =>
    JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(names.map(entry)) });
  await using project = createProject({
    "build.config.ts": config('npmVendor({ lock: "./js/package-lock.json" })', { npm: server.url }),
    "js/package-lock.json": lock("one"),
  });
  await builtFiles(project, "npm-vendor/one-1.0.0.tgz");
  project.write("js/other.js", "unused\n");
  expect(Object.values(await build(project))).toEqual(["cached"]);
  project.write("js/package-lock.json", lock("one", "two"));
  await builtFiles(project, "npm-vendor/two-1.0.0.tgz");
});

test("a package of an index is tracked to a version, and followed", async () => {
  const sdist = (version: string): Buffer => gzipSync(tarArchive([{ name: `words-${version}/version`, content: version }]));
  await using server = await serveFiles({ "/files/words-1.9.tar.gz": sdist("1.9"), "/files/words-1.10.tar.gz": sdist("1.10") });
  const page = (...versions: readonly string[]): string =>
    versions.map((version) => `<a href="/files/words-${version}.tar.gz#sha256=${digest("sha256", sdist(version))}">words</a>`).join("\n");
  server.files.set("/simple/words/", page("1.9"));
  await using project = createProject({
    "build.config.ts": config('pypi("words", { version: ">=1,<2" })', { pypi: `${server.url}/simple` }),
  });
  expect(await builtFiles(project, "version", ["--track"])).toBe("1.9");
  server.files.set("/simple/words/", page("1.9", "1.10"));
  const tracked = await project.forge(["track"]);
  expect(tracked.stdout + tracked.stderr).toMatch(/1\.9, [0-9a-f]{12}.*1\.10, [0-9a-f]{12}/s);
  expect(await builtFiles(project, "version")).toBe("1.10");
});

test("a zip is tracked, unpacked, and held to its digest", async () => {
  await using server = await serveFiles({
    "/a.zip": zipArchive([
      { name: "top/tool", content: "#!/bin/sh\n", mode: 0o100755 },
      { name: "top/file", content: "text\n" },
    ]),
  });
  await using project = createProject({ "build.config.ts": config(`zip("${server.url}/a.zip")`) });
  expect(await builtFiles(project, "file", ["--track"])).toBe("text\n");
  server.files.set("/a.zip", "changed");
  await using elsewhere = createProject({ "build.config.ts": project.read("build.config.ts"), "forge.lock": project.read("forge.lock") });
  expectComplaint(await elsewhere.forge(["build"]), { code: "FORGE2005" });
});

test("a registry that nobody names, and a lock that is not there, are errors at the source", async () => {
  await using project = createProject({
    "build.config.ts": config(
      'inline({ "go.sum": "a.test/b v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\\n", "go.mod": "module m\\n" }), goModules()',
    ),
  });
  expectComplaint(await project.forge(["build"]), { code: "FORGE2011", place: "build.config.ts:2", says: ['"goproxy"', "mirrors"] });
  project.write("build.config.ts", config('inline({ file: "" }), npmVendor()', { npm: "http://127.0.0.1:1/" }));
  expectComplaint(await project.forge(["build"]), { code: "FORGE2013", place: "build.config.ts:2", says: ["package-lock.json"] });
  project.write("build.config.ts", config("cargoVendor()"));
  expectComplaint(await project.forge(["build"]), { code: "FORGE1007", place: "build.config.ts:2", says: ["no source before it"] });
});
