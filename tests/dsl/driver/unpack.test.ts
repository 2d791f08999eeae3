// Archives: what is good comes out as it was packed, what is hostile or damaged is refused and writes nothing outside.

import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ForgeError } from "../../../core/model/errors.ts";
import { unpack } from "../../../dsl/driver/unpack.ts";
import type { UnpackOptions } from "../../../dsl/driver-context.ts";
import { type Member, tarArchive } from "../../rig/tar-archive.ts";
import { type ZipMember, zipArchive } from "../../rig/zip-archive.ts";

let scratch: string;
let into: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "forge-unpack-"));
  into = join(scratch, "into");
  mkdirSync(into);
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

async function unpackBytes(bytes: Uint8Array, options?: UnpackOptions): Promise<readonly string[]> {
  writeFileSync(join(scratch, "a.tar"), bytes);
  await unpack(join(scratch, "a.tar"), into, options);
  return listing();
}

function listing(): readonly string[] {
  return readdirSync(into, { recursive: true, encoding: "utf8" }).sort();
}

async function refusal(bytes: Uint8Array, options?: UnpackOptions): Promise<ForgeError> {
  const error = await unpackBytes(bytes, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ForgeError)) throw error ?? new Error("it was accepted");
  expect(error.help).toBeTruthy();
  expect(readdirSync(scratch).sort()).toEqual(["a.tar", "into"]);
  return error;
}

const MEMBERS: readonly Member[] = [
  { name: "a/", type: "directory", mode: 0o700 },
  { name: "./a/file", content: "good\n", mode: 0o4640 },
  { name: "a/bin/tool", content: "#!", mode: 0o755 },
  { name: "a/link", type: "symlink", target: "bin/tool" },
  { name: "a/absolute", type: "symlink", target: "/etc/passwd" },
  { name: "a/twin", type: "hardlink", target: "a/file" },
];

test("files, directories and links come out; modes become 0644 and 0755; hard links become copies", async () => {
  expect(await unpackBytes(tarArchive(MEMBERS))).toEqual(["a", "a/absolute", "a/bin", "a/bin/tool", "a/file", "a/link", "a/twin"]);
  expect(statSync(join(into, "a")).mode & 0o7777).toBe(0o755);
  expect(statSync(join(into, "a/file")).mode & 0o7777).toBe(0o644);
  expect(statSync(join(into, "a/bin/tool")).mode & 0o7777).toBe(0o755);
  expect(readlinkSync(join(into, "a/link"))).toBe("bin/tool");
  expect(readlinkSync(join(into, "a/absolute"))).toBe("/etc/passwd");
  expect(readFileSync(join(into, "a/twin"), "utf8")).toBe("good\n");
  expect(statSync(join(into, "a/file")).nlink).toBe(1);
});

test("strip takes leading directories off, filter sees what is left", async () => {
  expect(await unpackBytes(tarArchive(MEMBERS), { strip: 1, filter: (path) => path !== "absolute" })).toEqual([
    "bin",
    "bin/tool",
    "file",
    "link",
    "twin",
  ]);
});

for (const [glob, found] of [
  ["*", ["one", "sub", "sub/deep"]],
  ["b*", ["two"]],
  ["**/sub", ["deep"]],
  ["", [".hidden", ".hidden/x", "aa", "aa/one", "aa/sub", "aa/sub/deep", "b", "b/two", "top"]],
] as const) {
  test(`the base directory "${glob}" is the first that matches`, async () => {
    const members = ["top", "b/two", "aa/sub/deep", "aa/one", ".hidden/x"].map((name) => ({ name, content: "x" }));
    const listed = await unpackBytes(tarArchive(glob === "*" ? members.slice(0, -1) : members), { baseDir: glob });
    expect(listed).toEqual(found);
  });
}

test("a base directory that matches nothing is refused", async () => {
  expect(await refusal(tarArchive([{ name: "file" }]), { baseDir: "*" })).toMatchObject({
    code: "FORGE2006",
    message: 'a.tar: no directory of it matches "*"',
  });
});

for (const [what, pack] of [
  ["gzip", (bytes: Buffer) => gzipSync(bytes)],
  ["two gzip members", (bytes: Buffer) => Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))])],
  ...["xz", "zstd", "bzip2", "lzip"].map(
    (program) => [program, (bytes: Buffer) => execFileSync(program, ["-c"], { input: bytes })] as const,
  ),
] as const) {
  const isThere = what.includes("gzip") || spawnSync(what, ["--version"]).error === undefined;
  test.skipIf(!isThere)(`${what} is undone, and damage to it is found`, async () => {
    const packed = pack(tarArchive(MEMBERS));
    expect(await unpackBytes(packed)).toHaveLength(7);
    rmSync(into, { recursive: true });
    mkdirSync(into);
    expect(await refusal(packed.subarray(0, packed.length - 6))).toMatchObject({ code: "FORGE2006" });
  });
}

test("long names, in GNU's way and pax's, come out whole", async () => {
  const name = `${"directory/".repeat(14)}${"ä".repeat(90)}`;
  const source = join(scratch, "source");
  mkdirSync(join(source, name, ".."), { recursive: true });
  writeFileSync(join(source, name), "deep");
  symlinkSync(`${"x".repeat(140)}\n=y`, join(source, "link"));
  for (const format of ["gnu", "pax"]) {
    const bytes = execFileSync("tar", ["-C", source, `--format=${format}`, "-c", "."]);
    rmSync(into, { recursive: true });
    mkdirSync(into);
    await unpackBytes(bytes);
    expect(readFileSync(join(into, name), "utf8")).toBe("deep");
    expect(readlinkSync(join(into, "link"))).toBe(`${"x".repeat(140)}\n=y`);
  }
});

test("a later member replaces an earlier one", async () => {
  await unpackBytes(
    tarArchive([
      { name: "a", content: "first" },
      { name: "a", type: "symlink", target: "b" },
      { name: "a", content: "last" },
    ]),
  );
  expect(readFileSync(join(into, "a"), "utf8")).toBe("last");
});

test("members may go through links that stay inside", async () => {
  symlinkSync("usr/bin", join(into, "bin"));
  mkdirSync(join(into, "usr/bin"), { recursive: true });
  await unpackBytes(
    tarArchive([
      { name: "./bin/", type: "directory" },
      { name: "./bin/tool", content: "x" },
    ]),
  );
  expect(readdirSync(join(into, "usr/bin"))).toEqual(["tool"]);
  expect(readlinkSync(join(into, "bin"))).toBe("usr/bin");
});

for (const [what, members, says] of [
  ["leads up", [{ name: "a/../../escaped" }], /"a\/\.\.\/\.\.\/escaped" leads out/],
  ["is absolute", [{ name: "/tmp/escaped" }], /"\/tmp\/escaped" is absolute/],
  ["is a character device", [{ name: "null", type: "char" }], /"null" is a device/],
  ["is a block device", [{ name: "sda", type: "block" }], /is a device/],
  ["is a named pipe", [{ name: "pipe", type: "fifo" }], /is a named pipe/],
  [
    "is a link that leads out",
    [{ name: "a/out", type: "symlink", target: "../../x" }],
    /"a\/out" is a link to "\.\.\/\.\.\/x", which leads out/,
  ],
  ["is a link that leads out and back", [{ name: "out", type: "symlink", target: "x/../../into/y" }], /leads out/],
  [
    "goes through an absolute link",
    [{ name: "tmp", type: "symlink", target: "/tmp" }, { name: "tmp/escaped" }],
    /goes through a link that leads out/,
  ],
  [
    "goes through a circle of links",
    [{ name: "a", type: "symlink", target: "b" }, { name: "b", type: "symlink", target: "a" }, { name: "a/x" }],
    /goes through/,
  ],
  ["goes through a file", [{ name: "a" }, { name: "a/b" }], /lies in "a", which is a file/],
  ["is a directory before", [{ name: "a/b" }, { name: "a", type: "symlink", target: "/" }], /is a directory and something else/],
  ["is a hard link that leads up", [{ name: "a", type: "hardlink", target: "../../etc/passwd" }], /leads out/],
  ["is a hard link to an absolute path", [{ name: "a", type: "hardlink", target: "/etc/passwd" }], /is absolute/],
  [
    "is a hard link through a link that leads out",
    [
      { name: "e", type: "symlink", target: "/etc" },
      { name: "a", type: "hardlink", target: "e/passwd" },
    ],
    /leads out/,
  ],
  ["is a hard link to what is not there", [{ name: "a", type: "hardlink", target: "b" }], /no file that came before it/],
] as const satisfies readonly (readonly [string, readonly Member[], RegExp])[]) {
  test(`a member that ${what} is refused`, async () => {
    const error = await refusal(tarArchive(members));
    expect(error.code).toBe("FORGE2006");
    expect(error.message).toMatch(says);
    expect(existsSync("/tmp/escaped")).toBe(false);
  });
}

test("a link may not lead through others to the outside, whatever its own text says", async () => {
  const members: readonly Member[] = [
    { name: "a/b/c/", type: "directory" },
    { name: "up", type: "symlink", target: "a/b/c/../../.." },
    { name: "up/up2", type: "symlink", target: ".." },
    { name: "up2/escaped", content: "x" },
  ];
  expect(await refusal(tarArchive(members))).toMatchObject({ code: "FORGE2006" });
});

for (const [what, name] of [
  ["a name", { name: Buffer.from("caf\xe9", "latin1") }],
  ["a directory", { name: Buffer.from("caf\xe9/x", "latin1") }],
] as const) {
  test(`${what} that is not UTF-8 is refused`, async () => {
    expect(await refusal(tarArchive([name]))).toMatchObject({ code: "FORGE2007", message: expect.stringContaining("caf\\xe9") });
  });
}

test("a pax name that is not UTF-8 is refused, and one with U+FFFD in it is taken", async () => {
  const source = join(scratch, "source");
  mkdirSync(source);
  writeFileSync(join(source, "good\uFFFD"), "x");
  const good = execFileSync("tar", ["-C", source, "--format=pax", "-c", "."]);
  expect(await unpackBytes(good)).toEqual(["good\uFFFD"]);
  writeFileSync(Buffer.concat([Buffer.from(`${source}/${"l".repeat(120)}`), Buffer.from([0xe9])]), "x");
  const bad = execFileSync("tar", ["-C", source, "--format=pax", "-c", "."]);
  rmSync(source, { recursive: true });
  expect(await refusal(bad)).toMatchObject({ code: "FORGE2007" });
});

for (const [what, damage] of [
  ["cut in a member", (bytes: Buffer) => bytes.subarray(0, 700)],
  ["cut in a header", (bytes: Buffer) => bytes.subarray(0, 1500)],
  [
    "with a flipped bit in a header",
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 1030), Buffer.from([bytes[1030]! ^ 1]), bytes.subarray(1031)]),
  ],
  ["that is something else", () => Buffer.from("<html>not found</html>")],
  ["that is empty", () => Buffer.alloc(0)],
] as const) {
  test(`an archive ${what} is refused`, async () => {
    const bytes = tarArchive([
      { name: "a", content: "x".repeat(500) },
      { name: "b", content: "y" },
    ]);
    expect(await refusal(damage(bytes))).toMatchObject({ code: "FORGE2006" });
  });
}

test("a zip comes out, with its programs and links", async () => {
  const members: readonly ZipMember[] = [
    { name: "a/", mode: 0o040755 },
    { name: "a/file", content: "good" },
    { name: "a/tool", content: "#!", mode: 0o100755 },
    { name: "a/link", content: "tool", mode: 0o120777 },
    { name: "a/ä", content: "" },
  ];
  expect(await unpackBytes(zipArchive(members), { baseDir: "*" })).toEqual(["file", "link", "tool", "ä"]);
  expect(readFileSync(join(into, "file"), "utf8")).toBe("good");
  expect(readlinkSync(join(into, "link"))).toBe("tool");
  expect(statSync(join(into, "tool")).mode & 0o777).toBe(0o755);
});

for (const [what, members, code] of [
  ["leads up", [{ name: "../escaped" }], "FORGE2006"],
  ["is absolute", [{ name: "/tmp/escaped" }], "FORGE2006"],
  ["is a device", [{ name: "null", mode: 0o020666 }], "FORGE2006"],
  ["is a link that leads out", [{ name: "a", content: "../x", mode: 0o120777 }], "FORGE2006"],
  ["is not named in UTF-8", [{ name: Buffer.from("caf\xe9", "latin1") }], "FORGE2007"],
  ["has the wrong checksum", [{ name: "a", content: "x", checksum: 1 }], "FORGE2006"],
] as const satisfies readonly (readonly [string, readonly ZipMember[], string])[]) {
  test(`a zip whose member ${what} is refused`, async () => {
    expect(await refusal(zipArchive(members))).toMatchObject({ code });
  });
}

test("a zip that is cut short is refused", async () => {
  expect(await refusal(zipArchive([{ name: "a", content: "x" }]).subarray(0, 60))).toMatchObject({ code: "FORGE2006" });
});
