// `pypi` against an index on loopback, and pip on what it lays out.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { pypi } from "../../../stdlib/sources/pypi.ts";
import { type FileServer, serveFiles } from "../../rig/file-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";
import { tarArchive } from "../../rig/tar-archive.ts";
import { zipArchive } from "../../rig/zip-archive.ts";

const kinds = [pypi];

function sdist(name: string, version: string): Buffer {
  const top = `${name}-${version}`;
  return gzipSync(
    tarArchive([
      { name: `${top}/PKG-INFO`, content: `Name: ${name}\n` },
      { name: `${top}/mod.py`, content: `version = "${version}"\n` },
    ]),
  );
}

function wheel(name: string, version: string): Buffer {
  const info = `${name}-${version}.dist-info`;
  return zipArchive([
    { name: `${name}.py`, content: `version = "${version}"\n` },
    { name: `${info}/METADATA`, content: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n` },
    { name: `${info}/WHEEL`, content: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n" },
    { name: `${info}/RECORD`, content: `${name}.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n` },
  ]);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const FILES: { readonly [file: string]: Buffer } = {
  "my_words-1.9.tar.gz": sdist("my_words", "1.9"),
  "my_words-1.10.tar.gz": sdist("my_words", "1.10"),
  "my_words-2.0rc1.tar.gz": sdist("my_words", "2.0rc1"),
  "my_words-1.11.tar.gz": sdist("my_words", "1.11"),
  "my_words-1.10-py3-none-any.whl": wheel("my_words", "1.10"),
  "my_words-1.10-cp311-cp311-manylinux_2_17_x86_64.whl": Buffer.from("native"),
};

type Form = "json" | "page";

async function serveIndex(form: Form = "json"): Promise<FileServer> {
  const server = await serveFiles();
  for (const [file, content] of Object.entries(FILES)) server.files.set(`/files/${file}`, content);
  const json = Object.entries(FILES).map(([filename, content]) => ({
    filename,
    url: `../../files/${filename}`,
    hashes: { sha256: sha256(content) },
    yanked: filename.includes("1.11") && "bad",
  }));
  const page = json.map(
    ({ filename, url, hashes, yanked }) =>
      `<a href="${url}#sha256=${hashes.sha256}"${yanked ? ' data-yanked="bad"' : ""}>${filename}</a><br/>`,
  );
  server.files.set(
    "/simple/my-words/",
    form === "json"
      ? JSON.stringify({ meta: { "api-version": "1.0" }, name: "my-words", files: json })
      : `<!DOCTYPE html><html><body>\n${page.join("\n")}</body></html>`,
  );
  return server;
}

for (const form of ["json", "page"] as const) {
  test(`takes the newest version that is no candidate and not withdrawn, from an index of the form ${form}, and unpacks it`, async () => {
    await using server = await serveIndex(form);
    await using run = sourceOperations({ kinds, mirrors: { pypi: { url: `${server.url}/simple` } } });
    const source = pypi("My.Words");
    const ref = await run.track(source);
    expect(ref).toEqual({ version: "1.10", file: "my_words-1.10.tar.gz", sha256: sha256(FILES["my_words-1.10.tar.gz"]!) });
    expect(filesIn(await run.bring(source, ref))).toEqual({ "PKG-INFO": "Name: my_words\n", "mod.py": 'version = "1.10"\n' });
  });
}

test("versions, candidates, wheels and files that are not unpacked can be asked for", async () => {
  await using server = await serveIndex();
  await using run = sourceOperations({ kinds, mirrors: { pypi: { url: `${server.url}/simple` } } });
  expect(await run.track(pypi("my-words", { version: "<1.10" }))).toMatchObject({ version: "1.9" });
  expect(await run.track(pypi("my-words", { prereleases: true }))).toMatchObject({ version: "2.0rc1" });
  expect(await run.track(pypi("my-words", { version: ">=2.0rc1" }))).toMatchObject({ version: "2.0rc1" });
  expect(Object.keys(filesIn(await run.bring(pypi("my-words", { format: "wheel" }))))).toEqual(["my_words-1.10-py3-none-any.whl"]);
  expect(Object.keys(filesIn(await run.bring(pypi("my-words", { unpack: false }))))).toEqual(["my_words-1.10.tar.gz"]);
});

async function required(
  text: string,
  { wheels, form = "json", mirror = true }: { readonly wheels?: readonly string[]; readonly form?: Form; readonly mirror?: boolean } = {},
): Promise<readonly string[]> {
  await using server = await serveIndex(form);
  await using run = sourceOperations({ kinds, mirrors: mirror ? { pypi: { url: `${server.url}/simple/` } } : {} });
  mkdirSync(join(run.project, "py"));
  writeFileSync(join(run.project, "py/requirements.txt"), text);
  return Object.keys(filesIn(await run.bring(pypi({ requirements: "py/requirements.txt", ...(wheels && { wheels }) }))));
}

const NATIVE = "my_words-1.10-cp311-cp311-manylinux_2_17_x86_64.whl";
const hashes = (...files: readonly string[]): string => files.map((file) => ` \\\n    --hash=sha256:${sha256(FILES[file]!)}`).join("");
const ALL = `# by a program\n--index-url https://index.invalid/simple\n\nmy_words[extra]==1.10 ; python_version >= "3.8"${hashes("my_words-1.10.tar.gz", "my_words-1.10-py3-none-any.whl", NATIVE)}\n    # via -r requirements.in\n`;

test("a requirements.txt brings its files: of wheels those for every machine, and those that are named", async () => {
  expect(await required(ALL)).toEqual(["my_words-1.10-py3-none-any.whl", "my_words-1.10.tar.gz"]);
  expect(await required(ALL, { wheels: ["*-cp311-*x86_64.whl"], form: "page" })).toEqual([
    NATIVE,
    "my_words-1.10-py3-none-any.whl",
    "my_words-1.10.tar.gz",
  ]);
});

test.skipIf(!hasPip())("pip installs from what is laid out, without an index", { timeout: 60_000 }, async () => {
  await using server = await serveIndex();
  await using before = sourceOperations({ kinds });
  writeFileSync(join(before.project, "requirements.txt"), ALL);
  await using run = sourceOperations({ kinds, mirrors: { pypi: { url: `${server.url}/simple` } }, previous: before.project });
  const staged = await run.bring(pypi({ requirements: true }));
  const words = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-index",
    "--find-links",
    staged,
    "--require-hashes",
    "--target",
    join(run.root, "site"),
    "-r",
    join(before.project, "requirements.txt"),
  ];
  execFileSync(
    "python3",
    words.filter((word) => word !== "--quiet"),
    { stdio: "pipe", env: { ...process.env, HOME: run.root, PIP_CONFIG_FILE: "/dev/null", PIP_DISABLE_PIP_VERSION_CHECK: "1" } },
  );
  expect(filesIn(join(run.root, "site"))["my_words.py"]).toBe('version = "1.10"\n');
});

for (const [what, text, expected] of [
  [
    "a requirement without a version",
    "my-words --hash=sha256:00\n",
    { code: "FORGE2006", place: { file: "py/requirements.txt", line: 1 } },
  ],
  ["a requirement without a digest", "\n# x\nmy-words==1.10\n", { code: "FORGE2006", place: { file: "py/requirements.txt", line: 3 } }],
  ["another file", "-r other.txt\n", { code: "FORGE2006", message: expect.stringContaining("-r") }],
  [
    "a digest that the index does not have",
    `my-words==1.10 --hash=sha256:${"0".repeat(64)}\n`,
    { code: "FORGE2010", place: { file: "py/requirements.txt", line: 1 } },
  ],
  [
    "a package that has only wheels for some machines",
    `my-words==1.10${hashes(NATIVE)}\n`,
    { code: "FORGE2009", help: expect.stringContaining("wheels") },
  ],
  [
    "a package that the index does not have",
    `other==1 --hash=sha256:${"0".repeat(64)}\n`,
    { code: "FORGE2009", message: "the index has no package other" },
  ],
] as const) {
  test(`${what} is refused`, async () => {
    expect(await failure(required(text))).toMatchObject(expected);
  });
}

test("a file that changed, one that is gone, and a version that nobody has", async () => {
  await using server = await serveIndex();
  await using run = sourceOperations({ kinds, mirrors: { pypi: { url: `${server.url}/simple` } } });
  const ref = await run.track(pypi("my-words"));
  server.files.set("/files/my_words-1.10.tar.gz", "changed");
  expect(await failure(run.fetch(pypi("my-words"), ref))).toMatchObject({ code: "FORGE2005" });
  server.files.set("/simple/my-words/", JSON.stringify({ files: [] }));
  expect(await failure(run.fetch(pypi("my-words"), ref))).toMatchObject({
    code: "FORGE2010",
    message: expect.stringContaining("my_words-1.10.tar.gz"),
  });
  expect(await failure(run.track(pypi("my-words")))).toMatchObject({ code: "FORGE2009" });
  server.files.set("/simple/my-words/", "{}");
  expect(await failure(run.track(pypi("my-words")))).toMatchObject({ code: "FORGE2004" });
});

test("no index is known unless somebody says where one is", async () => {
  expect(await failure(required(ALL, { mirror: false }))).toMatchObject({ code: "FORGE2011", help: expect.stringContaining('"pypi"') });
});

function hasPip(): boolean {
  try {
    execFileSync("python3", ["-m", "pip", "--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
