// `crates` from files and repositories on loopback, and cargo itself on what it lays out.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { crates } from "../../../stdlib/sources/crates.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { serveGit, type WorkFiles } from "../../rig/git-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";
import { tarArchive } from "../../rig/tar-archive.ts";

const kinds = [crates];

const deep = gzipSync(
  tarArchive([
    { name: "deep-0.2.1/Cargo.toml", content: '[package]\nname = "deep"\nversion = "0.2.1"\nedition = "2021"\n' },
    { name: "deep-0.2.1/src/lib.rs", content: 'pub fn hello() -> String { "hello from deep".to_string() }\n' },
  ]),
);
const sha256 = createHash("sha256").update(deep).digest("hex");
const DEEP = { name: "deep", version: "0.2.1", sha256 };

/** A workspace whose members have their version, edition, lints and dependencies from it. */
const WORKSPACE: WorkFiles = {
  "Cargo.toml":
    '[workspace]\nmembers = ["words", "inner"]\n[workspace.package]\nversion = "1.3.0"\nedition = "2021"\n[workspace.lints.rust]\nunused = "allow"\n' +
    '[workspace.dependencies]\ninner = { path = "inner", features = ["a"] }\n',
  "words/Cargo.toml":
    '[package]\nname = "words"\nversion.workspace = true\nedition.workspace = true\n[lints]\nworkspace = true\n' +
    '[dependencies]\ninner = { workspace = true, features = ["b"] }\n',
  "words/src/lib.rs": "pub fn hello() -> String { inner::hello() }\n",
  "inner/Cargo.toml": '[package]\nname = "inner"\nversion = { workspace = true }\nedition.workspace = true\n[features]\na = []\nb = []\n',
  "inner/src/lib.rs": 'pub fn hello() -> String { format!("a {} b {}", cfg!(feature = "a"), cfg!(feature = "b")) }\n',
};

test("archives lie where a URL says, each with the digests of its files", async () => {
  await using server = await serveFiles({ "/files/deep/deep-0.2.1.crate": deep });
  await using run = sourceOperations({ kinds, mirrors: { them: { url: `${server.url}/` } } });
  const files = filesIn(await run.bring(crates({ crates: [DEEP], from: "them:files", directory: "crates" })));
  expect(Object.keys(files)).toEqual([
    ".cargo/config.toml",
    "crates/deep-0.2.1/.cargo-checksum.json",
    "crates/deep-0.2.1/Cargo.toml",
    "crates/deep-0.2.1/src/lib.rs",
  ]);
  expect(files[".cargo/config.toml"]).toContain('[source.vendored-sources]\ndirectory = "crates"\n');
  expect(JSON.parse(files["crates/deep-0.2.1/.cargo-checksum.json"] ?? "").package).toBe(sha256);
});

test("without a URL the index of the alias `crates` says where archives lie", async () => {
  await using server = await serveFiles({ "/api/deep/0.2.1/download": deep });
  server.files.set("/index/config.json", JSON.stringify({ dl: `${server.url}/api` }));
  await using run = sourceOperations({ kinds, mirrors: { crates: { url: `${server.url}/index` } } });
  expect(Object.keys(filesIn(await run.bring(crates({ crates: [DEEP] }))))).toContain("vendor/deep-0.2.1/Cargo.toml");
});

test("a crate out of a repository has what its workspace says, and cargo builds with it, frozen", { timeout: 120_000 }, async (context) => {
  if (!hasCargo()) return context.skip();
  await using repositories = await serveGit();
  const repository = repositories.repository("words.git");
  const commit = repository.commit(WORKSPACE);
  repository.publish();
  await using run = sourceOperations({ kinds });
  const url = "https://host.invalid/words.git";
  const from = { git: repository.url, commit, url, rev: commit };
  const list = [
    { name: "words", version: "1.3.0", ...from },
    { name: "inner", version: "1.3.0", ...from },
  ];
  const staged = await run.bring(crates({ crates: list }));
  const manifest = filesIn(staged)["vendor/words-1.3.0/Cargo.toml"];
  expect(manifest).toContain('version = "1.3.0"');
  expect(manifest).toMatch(/features = \[ "a", "b" \]/);
  const main = join(run.root, "main");
  mkdirSync(join(main, "src"), { recursive: true });
  cpSync(staged, main, { recursive: true });
  writeFileSync(
    join(main, "Cargo.toml"),
    `[package]\nname = "main"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nwords = { git = "${url}", rev = "${commit}" }\n`,
  );
  writeFileSync(join(main, "src/main.rs"), 'fn main() { println!("{}", words::hello()); }\n');
  const env = { ...process.env, CARGO_HOME: join(run.root, "cargo-home"), CARGO_NET_OFFLINE: "true" };
  const locked = (name: string, needs: string): string =>
    `[[package]]\nname = "${name}"\nversion = "1.3.0"\nsource = "git+${url}?rev=${commit}#${commit}"\n${needs}\n`;
  const own = '[[package]]\nname = "main"\nversion = "0.1.0"\ndependencies = [\n "words",\n]\n\n';
  writeFileSync(
    join(main, "Cargo.lock"),
    `version = 3\n\n${locked("inner", "")}${own}${locked("words", 'dependencies = [\n "inner",\n]\n')}`,
  );
  expect(execFileSync("cargo", ["run", "--frozen", "--quiet"], { cwd: main, env, encoding: "utf8", stdio: "pipe" })).toBe(
    "a true b true\n",
  );
});

test("a repository that has no such crate, and an archive that is another, are refused", async () => {
  await using repositories = await serveGit();
  const repository = repositories.repository("words.git");
  const commit = repository.commit(WORKSPACE);
  repository.publish();
  await using server = await serveFiles({ "/deep/deep-0.2.1.crate": "something else" });
  await using run = sourceOperations({ kinds });
  const gone = crates({ crates: [{ name: "gone", version: "1.0.0", git: repository.url, commit }] });
  expect(await failure(run.bring(gone))).toMatchObject({ code: "FORGE2006", message: expect.stringContaining("has no crate gone") });
  expect(await failure(run.bring(crates({ crates: [DEEP], from: server.url })))).toMatchObject({ code: "FORGE2005" });
});

test("names that lead out, digests that are none, and a crate twice are refused where they are written", () => {
  expect(() => crates({ crates: [{ ...DEEP, name: "../deep" }] })).toThrow(expect.objectContaining({ code: "FORGE1007" }));
  expect(() => crates({ crates: [{ ...DEEP, sha256: "abc" }] })).toThrow(expect.objectContaining({ code: "FORGE1007" }));
  expect(() => crates({ crates: [DEEP, DEEP] })).toThrow(/deep 0\.2\.1 is there twice/);
});

function hasCargo(): boolean {
  try {
    execFileSync("cargo", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
