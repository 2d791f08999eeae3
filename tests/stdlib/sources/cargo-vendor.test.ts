// `cargoVendor` against an index of crates on loopback, and cargo itself on what it lays out.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { cargoVendor } from "../../../stdlib/sources/cargo-vendor.ts";
import { type FileServer, serveFiles } from "../../rig/file-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";
import { tarArchive } from "../../rig/tar-archive.ts";

const kinds = [cargoVendor];

function crate(
  name: string,
  version: string,
  manifest = "",
  code = `pub fn hello() -> String { "hello from ${name}".to_string() }\n`,
): Buffer {
  const top = `${name}-${version}`;
  return gzipSync(
    tarArchive([
      { name: `${top}/Cargo.toml`, content: `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${manifest}` },
      { name: `${top}/src/lib.rs`, content: code },
    ]),
  );
}

const deep = crate("deep", "0.2.1");
const words = crate("words", "1.0.0", '[dependencies]\ndeep = "0.2"\n', "pub fn hello() -> String { deep::hello() }\n");

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const REGISTRY = "registry+https://index.invalid/crates";

function locked(name: string, version: string, bytes: Uint8Array, source = REGISTRY): string {
  return `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "${source}"\nchecksum = "${sha256(bytes)}"\n`;
}

const OWN = '# This file is generated\nversion = 4\n\n[[package]]\nname = "main"\nversion = "0.1.0"\ndependencies = [\n "words",\n]\n\n';

/** An index whose archives are at `/files/…`. */
async function serveCrates(template?: string): Promise<FileServer> {
  const server = await serveFiles({
    "/files/de/ep/deep/0.2.1": deep,
    "/files/wo/rd/words/1.0.0": words,
    "/api/deep/0.2.1/download": deep,
    "/api/words/1.0.0/download": words,
  });
  server.files.set(
    "/index/config.json",
    JSON.stringify({ dl: template ?? `${server.url}/files/{prefix}/{crate}/{version}`, api: server.url }),
  );
  return server;
}

async function vendored(
  lock: string,
  { template, mirror = true }: { readonly template?: (url: string) => string; readonly mirror?: boolean } = {},
) {
  await using server = await serveCrates();
  if (template) server.files.set("/index/config.json", JSON.stringify({ dl: template(server.url) }));
  await using run = sourceOperations({ kinds, mirrors: mirror ? { crates: { url: `${server.url}/index` } } : {} });
  mkdirSync(join(run.project, "rust"));
  writeFileSync(join(run.project, "rust/Cargo.lock"), lock);
  return filesIn(await run.bring(cargoVendor({ lock: "rust/Cargo.lock" })));
}

test("lays crates out with the digests of their files, and leads cargo to them", async () => {
  const files = await vendored(`${OWN}${locked("words", "1.0.0", words)}`);
  expect(Object.keys(files)).toEqual([
    ".cargo/config.toml",
    "vendor/words-1.0.0/.cargo-checksum.json",
    "vendor/words-1.0.0/Cargo.toml",
    "vendor/words-1.0.0/src/lib.rs",
  ]);
  expect(files[".cargo/config.toml"]).toBe(
    '[source.crates-io]\nreplace-with = "vendored-sources"\n\n[source.vendored-sources]\ndirectory = "vendor"\n',
  );
  const checksums = JSON.parse(files["vendor/words-1.0.0/.cargo-checksum.json"] ?? "");
  expect(checksums.package).toBe(sha256(words));
  expect(checksums.files["src/lib.rs"]).toBe(sha256(Buffer.from(files["vendor/words-1.0.0/src/lib.rs"] ?? "")));
});

test("an index without a template has the paths of an API", async () => {
  const lock = `${OWN}${locked("words", "1.0.0", words)}\n${locked("deep", "0.2.1", deep)}`;
  expect(await vendored(lock, { template: (url) => `${url}/api` })).toEqual(await vendored(lock));
});

test("checksums at the end of an old lock count", async () => {
  const old = `[[package]]\nname = "deep"\nversion = "0.2.1"\nsource = "${REGISTRY}"\n\n[metadata]\n"checksum deep 0.2.1 (${REGISTRY})" = "${sha256(deep)}"\n`;
  expect(Object.keys(await vendored(old))).toContain("vendor/deep-0.2.1/Cargo.toml");
});

test.skipIf(!hasCargo())("cargo builds from what is laid out, frozen and without a network", { timeout: 120_000 }, async () => {
  await using server = await serveCrates();
  await using before = sourceOperations({ kinds });
  const main = before.project;
  mkdirSync(join(main, "src"));
  mkdirSync(join(main, ".cargo"));
  writeFileSync(join(main, "Cargo.toml"), '[package]\nname = "main"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nwords = "1"\n');
  writeFileSync(join(main, "src/main.rs"), 'fn main() { println!("{}", words::hello()); }\n');
  writeFileSync(join(main, ".cargo/config.toml"), "[term]\nquiet = true\n");
  // How cargo calls its own registry in a lock is cargo's to say.
  writeFileSync(
    join(main, "Cargo.lock"),
    `${OWN}${locked("words", "1.0.0", words)}dependencies = [\n "deep",\n]\n\n${locked("deep", "0.2.1", deep)}`,
  );
  await using run = sourceOperations({ kinds, mirrors: { crates: { url: `${server.url}/index/` } }, previous: main });
  const staged = await run.bring(cargoVendor());
  cpSync(staged, main, { recursive: true });
  const env = { ...process.env, CARGO_HOME: join(run.root, "cargo-home"), CARGO_NET_OFFLINE: "true" };
  execFileSync("sh", ["-e", "-c", "rm Cargo.lock && cargo generate-lockfile --offline"], { cwd: main, env, stdio: "pipe" });
  expect(execFileSync("cargo", ["run", "--frozen"], { cwd: main, env, encoding: "utf8", stdio: "pipe" })).toBe("hello from deep\n");
});

for (const [what, lock, expected] of [
  ["a crate that is not what was locked", `${OWN}${locked("words", "1.0.0", deep)}`, { code: "FORGE2005" }],
  [
    "a version that the registry does not have",
    `${OWN}${locked("words", "9.0.0", words)}`,
    { code: "FORGE2010", message: expect.stringContaining("words 9.0.0") },
  ],
  [
    "a package without a checksum",
    `${OWN}[[package]]\nname = "x"\nversion = "1.0.0"\nsource = "${REGISTRY}"\n`,
    { code: "FORGE2006", place: { file: "rust/Cargo.lock", line: 11 } },
  ],
  [
    "a package from git",
    `${OWN}[[package]]\nname = "x"\nversion = "1.0.0"\nsource = "git+https://host.invalid/x#abc"\n`,
    { code: "FORGE2006", message: expect.stringContaining("git repository") },
  ],
  [
    "a name that leads out",
    `${OWN}${locked("../x", "1.0.0", words)}`,
    { code: "FORGE2006", message: expect.stringContaining("is no name") },
  ],
  [
    "two registries without aliases",
    `${OWN}${locked("words", "1.0.0", words)}\n${locked("deep", "0.2.1", deep, "registry+https://other.invalid/")}`,
    { code: "FORGE2006", help: expect.stringContaining("registries") },
  ],
  ["something else than a lock", "hello\n", { code: "FORGE2006", message: "rust/Cargo.lock is no Cargo.lock" }],
] as const) {
  test(`${what} is refused`, async () => {
    expect(await failure(vendored(lock))).toMatchObject(expected);
  });
}

test("an index that is none, and one that nobody names", async () => {
  const lock = `${OWN}${locked("words", "1.0.0", words)}`;
  expect(await failure(vendored(lock, { mirror: false }))).toMatchObject({ code: "FORGE2011", help: expect.stringContaining('"crates"') });
  await using server = await serveFiles({ "/config.json": "<html>" });
  await using run = sourceOperations({ kinds, mirrors: { crates: { url: server.url } } });
  writeFileSync(join(run.project, "Cargo.lock"), lock);
  expect(await failure(run.bring(cargoVendor({ lock: "Cargo.lock" })))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("config.json"),
  });
});

test("a further registry has an alias of its own, and a place of its own in cargo's configuration", async () => {
  await using server = await serveCrates();
  await using run = sourceOperations({ kinds, mirrors: { crates: { url: "http://127.0.0.1:1/" }, ours: { url: `${server.url}/index` } } });
  writeFileSync(join(run.project, "Cargo.lock"), `${OWN}${locked("words", "1.0.0", words, "sparse+https://ours.invalid/")}`);
  const files = filesIn(await run.bring(cargoVendor({ lock: "Cargo.lock", registries: { "sparse+https://ours.invalid/": "ours" } })));
  expect(files[".cargo/config.toml"]).toContain(
    '[source."sparse+https://ours.invalid/"]\nregistry = "sparse+https://ours.invalid/"\nreplace-with = "vendored-sources"\n',
  );
});

function hasCargo(): boolean {
  try {
    execFileSync("cargo", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
