// The `debian` source against an archive that the test makes: tracked, fetched, laid out, and refused where it should be.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { MirrorNode } from "../../../core/model/graph.ts";
import type { JsonObject } from "../../../core/model/json.ts";
import { type Member, tarArchive } from "../../rig/tar-archive.ts";
import { type DebianRun, runDebian } from "./context.ts";
import { architecture, type DebianArchive, debianArchive, makeKey, SUITE } from "./mirror.ts";

const within = mkdtempSync(join(tmpdir(), "forge-debian-"));
afterAll(() => rmSync(within, { recursive: true, force: true }));

function config(packages: readonly string[], more: JsonObject = {}): JsonObject {
  return { archives: [{ mirror: "own", suites: [SUITE], components: ["main"] }], packages, ...more };
}

function using(archive: DebianArchive, mirror: Partial<MirrorNode> = {}): DebianRun {
  return runDebian(within, { own: { ...archive.mirror, ...mirror } });
}

/** An archive of one package, published. */
async function oneTool(): Promise<DebianArchive> {
  const archive = await debianArchive(within);
  archive.add("tool 1.0-1", { files: { "usr/bin/tool": "#!/bin/sh\n" } });
  archive.publish();
  return archive;
}

async function laidOut(run: DebianRun, settings: JsonObject): Promise<string> {
  const ref = await run.track(settings);
  return run.stage(settings, ref, await run.fetch(settings, ref));
}

describe("tracking", () => {
  test("finds the closure, each package by version, digest and place, and says nothing of the host", async () => {
    await using archive = await debianArchive(within);
    archive.add("tool 1.0-1", { control: { Depends: "library (>= 2), gone | other", Essential: "yes" } });
    const path = archive.add("library 1:2.0", { control: { "Multi-Arch": "same" } });
    archive.add("other");
    archive.publish();
    const ref = await using(archive).track(config(["tool"]));
    expect(ref.architecture).toBe(architecture);
    expect(ref.packages.map(({ name, version, round }) => [name, version, round])).toEqual([
      ["library", "1:2.0", 0],
      ["other", "1", 0],
      ["tool", "1.0-1", 0],
    ]);
    expect(ref.packages[0]).toMatchObject({
      mirror: "own",
      path,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      size: archive.server.files.get(`/debian/${path}`)?.length,
    });
    expect(JSON.stringify(ref)).not.toContain("127.0.0.1");
  });

  for (const compression of ["xz", "gzip", "none"] as const) {
    test(`reads an index packed with ${compression}, by digest where the archive has that`, async () => {
      await using archive = await oneTool();
      archive.publish({ compression, release: { "Acquire-By-Hash": "yes" } });
      expect((await using(archive).track(config(["tool"]))).packages).toHaveLength(1);
      expect(archive.server.requests.filter((path) => path.includes("/by-hash/SHA256/"))).toHaveLength(1);
    });
  }

  test("takes packages for all architectures from their own list where the archive has one", async () => {
    await using archive = await oneTool();
    archive.publish({ release: { Architectures: `${architecture} all` } });
    expect((await using(archive).track(config(["tool"]))).packages).toHaveLength(1);
  });

  test("joins archives, and the highest version wins", async () => {
    await using first = await oneTool();
    await using second = await debianArchive(within);
    second.add("tool 1.0-2");
    second.publish({ suite: "updates" });
    const run = runDebian(within, { own: first.mirror, more: second.mirror });
    const archives = [
      { mirror: "own", suites: [SUITE], components: ["main"] },
      { mirror: "more", suites: ["updates"], components: ["main"] },
    ];
    expect((await run.track(config(["tool"], { archives }))).packages).toMatchObject([{ version: "1.0-2", mirror: "more" }]);
    second.publish({ suite: "updates", release: { NotAutomatic: "yes" } });
    expect((await run.track(config(["tool"], { archives }))).packages).toMatchObject([{ version: "1.0-1", mirror: "own" }]);
  });

  test("adds the essential set when asked to, in rounds of installation", async () => {
    await using archive = await debianArchive(within);
    archive.add("base", { control: { Essential: "yes", Depends: "lib" } });
    archive.add("lib");
    archive.add("usr-is-merged");
    archive.add("tool", { control: { "Pre-Depends": "early" } });
    archive.add("early");
    archive.publish();
    const { packages } = await using(archive).track(config(["tool"], { essential: true }));
    expect(packages.map(({ name, round }) => `${round} ${name}`).sort()).toEqual([
      "0 base",
      "0 lib",
      "0 usr-is-merged",
      "1 early",
      "2 tool",
    ]);
  });

  test("says that an index is past its time, and uses it", async () => {
    await using archive = await oneTool();
    archive.publish({ release: { "Valid-Until": "Sat, 01 Jan 2011 00:00:00 UTC" } });
    const run = using(archive);
    expect((await run.track(config(["tool"]))).packages).toHaveLength(1);
    expect(run.log.filter((line) => line.includes("was valid until"))).toHaveLength(1);
  });

  test("what cannot be resolved", async () => {
    await using archive = await debianArchive(within);
    archive.add("tool", { control: { Depends: "gone (>= 2)" } });
    archive.add("a", { control: { Conflicts: "b" } });
    archive.add("b");
    archive.publish();
    const run = using(archive);
    await expect(run.track(config(["tool"]))).rejects.toMatchObject({
      code: "FORGE2009",
      message: expect.stringContaining("tool depends on gone (>= 2)"),
    });
    await expect(run.track(config(["a", "b"]))).rejects.toMatchObject({
      code: "FORGE2009",
      message: expect.stringContaining("a 1 conflicts with b 1"),
    });
    await expect(run.track(config(["none"]))).rejects.toMatchObject({ code: "FORGE2009", message: "the archives have no package none" });
  });

  test("a mirror that nobody named, a component or architecture that is not there", async () => {
    await using archive = await oneTool();
    await expect(runDebian(within, {}).track(config(["tool"]))).rejects.toMatchObject({
      code: "FORGE2011",
      message: expect.stringContaining('"own"'),
      help: expect.stringContaining('"mirrors"'),
    });
    const other = { archives: [{ mirror: "own", suites: [SUITE], components: ["contrib"] }] };
    await expect(using(archive).track(config(["tool"], other))).rejects.toMatchObject({
      code: "FORGE2009",
      message: expect.stringContaining("its components are main"),
    });
    await expect(using(archive).track(config(["tool"], { arch: "s390x" }))).rejects.toMatchObject({
      code: "FORGE2009",
      message: expect.stringContaining("s390x"),
    });
  });
});

describe("signatures", () => {
  test("Release with a signature of its own, armoured keyrings, directories of keyrings", async () => {
    await using archive = await oneTool();
    archive.publish({ detached: true });
    const directory = join(within, "keyrings");
    mkdirSync(directory);
    writeFileSync(join(directory, "b.asc"), readFileSync(archive.key.armoured));
    writeFileSync(join(directory, "a.gpg"), readFileSync(makeKey(within, "other").keyring));
    for (const keyring of [archive.key.keyring, archive.key.armoured, directory]) {
      expect((await using(archive, { keyring }).track(config(["tool"]))).packages).toHaveLength(1);
    }
  });

  for (const detached of [false, true]) {
    const how = detached ? "beside the text" : "around the text";
    test(`another key's signature ${how}`, async () => {
      await using archive = await oneTool();
      archive.publish({ detached, key: makeKey(within, "stranger") });
      await expect(using(archive).track(config(["tool"]))).rejects.toMatchObject({
        code: "FORGE2008",
        message: expect.stringContaining("the keyring lacks"),
        help: expect.any(String),
      });
    });

    test(`a changed text, its signature ${how}`, async () => {
      await using archive = await oneTool();
      archive.publish({ detached });
      const path = `/debian/dists/${SUITE}/${detached ? "Release" : "InRelease"}`;
      const text = Buffer.from(archive.server.files.get(path) ?? "").toString("utf8");
      archive.server.files.set(path, text.replace("Components: main", "Components: evil"));
      await expect(using(archive).track(config(["tool"]))).rejects.toMatchObject({
        code: "FORGE2008",
        message: expect.stringContaining("is wrong"),
      });
    });
  }

  test("what stands around a signed text is not read", async () => {
    await using archive = await oneTool();
    const path = `/debian/dists/${SUITE}/InRelease`;
    const text = Buffer.from(archive.server.files.get(path) ?? "").toString("utf8");
    archive.server.files.set(path, `Suite: ${SUITE}\nSHA256:\n ${"0".repeat(64)} 1 main/binary-${architecture}/Packages\n\n${text}`);
    const result = await using(archive)
      .track(config(["tool"]))
      .catch((error: unknown) => error);
    expect(result).not.toMatchObject({ message: expect.stringContaining("0000000000000000") });
  });

  test("no signature at all, no keyring, a keyring that is not there", async () => {
    await using archive = await oneTool();
    archive.server.files.set(`/debian/dists/${SUITE}/InRelease`, `Suite: ${SUITE}\n`);
    await expect(using(archive).track(config(["tool"]))).rejects.toMatchObject({
      code: "FORGE2008",
      message: expect.stringContaining("it has no signature"),
    });
    await expect(runDebian(within, { own: { url: archive.mirror.url } }).track(config(["tool"]))).rejects.toMatchObject({
      code: "FORGE2008",
      message: expect.stringContaining("no keyring is known"),
    });
    await expect(using(archive, { keyring: "/nowhere.gpg" }).track(config(["tool"]))).rejects.toMatchObject({
      code: "FORGE2008",
      message: "there is no keyring /nowhere.gpg",
    });
  });

  test("the index of another suite, however well signed", async () => {
    await using archive = await oneTool();
    archive.publish({ release: { Suite: "older-suite" } });
    await expect(using(archive).track(config(["tool"]))).rejects.toMatchObject({
      code: "FORGE2008",
      message: expect.stringContaining("is signed for older-suite"),
    });
    archive.publish({ release: { Suite: "stable", Codename: SUITE } });
    expect((await using(archive).track(config(["tool"]))).packages).toHaveLength(1);
  });

  test("a list of packages that is not the one that was signed", async () => {
    await using archive = await oneTool();
    const path = `/debian/dists/${SUITE}/main/binary-${architecture}/Packages.xz`;
    archive.server.files.set(path, Buffer.alloc(archive.server.files.get(path)?.length ?? 0));
    await expect(using(archive).track(config(["tool"]))).rejects.toMatchObject({
      code: "FORGE2004",
      help: expect.stringContaining("try again"),
    });
  });
});

describe("fetching", () => {
  test("a package that is no longer there", async () => {
    await using archive = await oneTool();
    const run = using(archive);
    const ref = await run.track(config(["tool"]));
    archive.server.files.delete(`/debian/${ref.packages[0]?.path}`);
    await expect(run.fetch(config(["tool"]), ref)).rejects.toMatchObject({
      code: "FORGE2010",
      message: 'the mirror "own" no longer has tool 1.0-1, which forge.lock names',
      help: expect.stringContaining("forge track"),
    });
  });

  test("a package that was changed", async () => {
    await using archive = await oneTool();
    const run = using(archive);
    const ref = await run.track(config(["tool"]));
    const path = `/debian/${ref.packages[0]?.path}`;
    const bytes = Buffer.from(archive.server.files.get(path) ?? "");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    archive.server.files.set(path, bytes);
    await expect(run.fetch(config(["tool"]), ref)).rejects.toMatchObject({ code: "FORGE2005" });
  });

  test("packages of another architecture than this machine's", async () => {
    await using archive = await oneTool();
    const run = using(archive);
    const ref = { ...(await run.track(config(["tool"]))), architecture: "m68k" };
    await expect(run.fetch(config(["tool"]), ref)).rejects.toMatchObject({ code: "FORGE2009", message: expect.stringContaining("m68k") });
    await expect(run.fetch(config(["tool"], { arch: "m68k" }), ref)).resolves.toBeDefined();
  });
});

describe("laying out", () => {
  test("files lie in /usr, and the old places lead there", async () => {
    await using archive = await debianArchive(within);
    archive.add("old", { files: { "bin/old": "old\n", "lib/thing/data": "data\n", "sbin/link": "-> ../bin/old" } });
    archive.add("new", { files: { "usr/bin/new": "new\n", "etc/new.conf": "conf\n" } });
    archive.publish();
    const root = await laidOut(using(archive), config(["old", "new"]));
    expect(readdirSync(root).sort()).toEqual(["bin", "etc", "lib", "sbin", "usr"]);
    expect(["bin", "lib", "sbin"].map((name) => readlinkSync(join(root, name)))).toEqual(["usr/bin", "usr/lib", "usr/sbin"]);
    expect(readdirSync(join(root, "usr/bin")).sort()).toEqual(["new", "old"]);
    expect(readFileSync(join(root, "lib/thing/data"), "utf8")).toBe("data\n");
    expect(readFileSync(join(root, "sbin/link"), "utf8")).toBe("old\n");
  });

  test("packages that bring the links themselves", async () => {
    await using archive = await debianArchive(within);
    archive.add("base", { files: { bin: "-> usr/bin", "usr/bin/base": "base\n" } });
    archive.add("old", { files: { "bin/old": "old\n" } });
    archive.publish();
    const root = await laidOut(using(archive), config(["base", "old"]));
    expect([readlinkSync(join(root, "bin")), readdirSync(join(root, "usr/bin")).sort()]).toEqual(["usr/bin", ["base", "old"]]);
  });

  test("files go where a link of an earlier package leads, and a directory in use stays", async () => {
    await using archive = await debianArchive(within);
    archive.add("a-base", { files: { "var/run": "-> /run", "usr/share/kept/file": "kept\n", "opt/x": "-> y" } });
    archive.add("b", { files: { "var/run/b/state": "state\n", "usr/share/kept": "-> elsewhere", "opt/x/file": "x\n" } });
    archive.publish();
    const root = await laidOut(using(archive), config(["a-base", "b"]));
    expect(["run/b/state", "usr/share/kept/file", "opt/y/file"].map((path) => readFileSync(join(root, path), "utf8"))).toEqual([
      "state\n",
      "kept\n",
      "x\n",
    ]);
  });

  test("a later package's file replaces an earlier one's", async () => {
    await using archive = await debianArchive(within);
    archive.add("a", { files: { "usr/share/file": "a\n" } });
    archive.add("z", { control: { "Pre-Depends": "b" }, files: { "usr/share/other": "z\n" } });
    archive.add("b", { files: { "usr/share/file": "b\n", "usr/share/other": "b\n" } });
    archive.publish();
    const root = await laidOut(using(archive), config(["a", "b", "z"]));
    expect(["file", "other"].map((name) => readFileSync(join(root, "usr/share", name), "utf8"))).toEqual(["b\n", "z\n"]);
  });

  for (const compression of ["xz", "gzip", "zstd", "none"] as const) {
    test(`a package packed with ${compression}`, async () => {
      await using archive = await debianArchive(within);
      archive.add("tool", { compression, files: { "usr/bin/tool": "tool\n" } });
      archive.publish();
      expect(readFileSync(join(await laidOut(using(archive), config(["tool"])), "bin/tool"), "utf8")).toBe("tool\n");
    });
  }

  test("the packages themselves, by round, and the files of the base alone", async () => {
    await using archive = await debianArchive(within);
    archive.add("base 1:2", { control: { Essential: "yes" }, files: { "usr/bin/base": "" } });
    archive.add("tool", { control: { "Pre-Depends": "base" }, files: { "usr/bin/tool": "" } });
    archive.publish();
    const run = using(archive);
    const packages = await laidOut(run, config(["tool"], { essential: true, layout: "packages" }));
    expect(pathsIn(packages)).toEqual(["00", `00/base_1%3a2_${architecture}.deb`, "01", `01/tool_1_${architecture}.deb`]);
    const base = await laidOut(run, config(["tool"], { essential: true, layout: "base" }));
    expect(readdirSync(join(base, "usr/bin"))).toEqual(["base"]);
  });

  test("maintainer scripts do not run, nor are they laid out", async () => {
    await using archive = await debianArchive(within);
    archive.add("tool", { files: { "usr/bin/tool": "" }, scripts: { preinst: "#!/bin/sh\nexit 1\n", postinst: "#!/bin/sh\nexit 1\n" } });
    archive.publish();
    expect(pathsIn(await laidOut(using(archive), config(["tool"])))).toEqual(["bin", "usr", "usr/bin", "usr/bin/tool"]);
  });
});

describe("packages that no honest tool makes", () => {
  const cases: readonly (readonly [what: string, bytes: Uint8Array])[] = [
    ["a member with ../", arArchive(tarArchive([{ name: "./usr/../../../escaped", content: "x" }]))],
    ["an absolute member", arArchive(tarArchive([{ name: "/tmp/escaped", content: "x" }]))],
    ["a device", arArchive(tarArchive([{ name: "./dev/null", type: "char" }]))],
    ["a member through a link that leads out", arArchive(tarArchive(throughLink()))],
    ["no tar archive of files", arArchive()],
    ["something else than a package", Buffer.from("not a package at all, but long enough to be one\n".repeat(4))],
    ["an end before its time", arArchive(tarArchive([{ name: "./a", content: "x" }])).subarray(0, 700)],
  ];
  for (const [what, bytes] of cases) {
    test(what, async () => {
      await using archive = await debianArchive(within);
      archive.addBytes("hostile", bytes);
      archive.publish();
      await expect(laidOut(using(archive), config(["hostile"]))).rejects.toMatchObject({
        code: "FORGE2006",
        message: expect.stringContaining("hostile_1_"),
      });
      expect(pathsIn(within).filter((path) => path.endsWith("escaped"))).toEqual([]);
      expect(existsSync("/tmp/escaped")).toBe(false);
    });
  }

  function throughLink(): readonly Member[] {
    return [
      { name: "./out", type: "symlink", target: within },
      { name: "./out/escaped", content: "x" },
    ];
  }
});

/** Paths below a directory, sorted; no link is followed. */
function pathsIn(root: string): readonly string[] {
  const found = execFileSync("find", [root, "-mindepth", "1", "-printf", "%P\\n"], { encoding: "utf8" });
  return found.split("\n").filter(Boolean).sort();
}

/** A .deb with this data, or with none. */
function arArchive(data?: Buffer): Buffer {
  const members: readonly (readonly [name: string, content: Buffer])[] = [
    ["debian-binary", Buffer.from("2.0\n")],
    ["control.tar", tarArchive([])],
    ...(data ? [["data.tar", data] as const] : []),
  ];
  return Buffer.concat([
    Buffer.from("!<arch>\n"),
    ...members.flatMap(([name, content]) => [
      Buffer.from(
        `${name.padEnd(16)}${"0".padEnd(12)}${"0".padEnd(6)}${"0".padEnd(6)}${"100644".padEnd(8)}${String(content.length).padEnd(10)}\`\n`,
      ),
      content,
      Buffer.alloc(content.length % 2, "\n"),
    ]),
  ]);
}
