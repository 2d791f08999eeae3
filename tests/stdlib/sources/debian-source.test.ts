// `debianSource` against an archive that the test makes: each format, Debian's patches, and what is refused.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { debianSource } from "../../../stdlib/sources/debian-source.ts";
import { failure, filesIn, type Operations, sourceOperations } from "../../rig/operations.ts";
import { type Member, tarArchive } from "../../rig/tar-archive.ts";
import { type DebianArchive, debianArchive, SUITE } from "../debian/mirror.ts";

const within = mkdtempSync(join(tmpdir(), "forge-debian-source-"));
afterAll(() => rmSync(within, { recursive: true, force: true }));

const kinds = [debianSource];
const archives = [{ mirror: "own", suites: [SUITE], components: ["main"] }];

interface SourcePackage {
  readonly version: string;
  readonly format: string;
  readonly files: { readonly [name: string]: Uint8Array };
}

function tar(members: { readonly [path: string]: string }): Buffer {
  const list: Member[] = Object.entries(members).map(([name, content]) => ({ name, content }));
  return gzipSync(tarArchive(list));
}

function diff(from: string, to: string, file = "file"): string {
  return `Description: a change\n--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-${from}\n+${to}\n`;
}

const QUILT: SourcePackage = {
  version: "1.0-1",
  format: "3.0 (quilt)",
  files: {
    "tool_1.0.orig.tar.gz": tar({ "tool-1.0/file": "one\n", "tool-1.0/debian/upstream": "gone\n" }),
    "tool_1.0.orig-docs.tar.gz": tar({ "docs-1.0/manual": "text\n" }),
    "tool_1.0-1.debian.tar.gz": tar({
      "debian/control": "c\n",
      "debian/patches/series": "one.patch\n",
      "debian/patches/one.patch": diff("one", "two"),
      escaped: "x\n",
    }),
    "tool_1.0-1.dsc": Buffer.from("dsc\n"),
  },
};
const OLD: SourcePackage = {
  version: "0.9-2",
  format: "1.0",
  files: {
    "tool_0.9.orig.tar.gz": tar({ file: "one\n", "other/file": "x\n" }),
    "tool_0.9-2.diff.gz": gzipSync(`${diff("one", "three")}--- /dev/null\n+++ b/debian/control\n@@ -0,0 +1 @@\n+c\n`),
  },
};
const NATIVE: SourcePackage = {
  version: "2~rc1",
  format: "3.0 (native)",
  files: { "tool_2~rc1.tar.gz": tar({ "tool/file": "native\n" }) },
};

function stanza({ version, format, files }: SourcePackage): string {
  const lines = Object.entries(files).map(
    ([name, bytes]) => ` ${createHash("sha256").update(bytes).digest("hex")} ${bytes.length} ${name}`,
  );
  return `Package: tool\nFormat: ${format}\nVersion: ${version}\nDirectory: pool/main/t/tool\nChecksums-Sha256:\n${lines.join("\n")}\n`;
}

async function withArchive(
  packages: readonly SourcePackage[],
  work: (run: Operations, archive: DebianArchive) => Promise<void>,
  text = packages.map(stanza).join("\n"),
): Promise<void> {
  await using archive = await debianArchive(within);
  for (const { files } of packages)
    for (const [name, bytes] of Object.entries(files)) archive.server.files.set(`/debian/pool/main/t/tool/${name}`, bytes);
  archive.publish({ sources: text });
  await using run = sourceOperations({ kinds, mirrors: { own: archive.mirror } });
  await work(run, archive);
}

const hasTools = ["gpg", "dpkg-deb"].every((program) => isInstalled(program));

test.skipIf(!hasTools)("the highest version is tracked; upstream's archives, Debian's part and its patches are laid out", () =>
  withArchive([OLD, QUILT], async (run) => {
    const source = debianSource({ archives, package: "tool" });
    const ref = await run.track(source);
    expect(ref).toMatchObject({ version: "1.0-1", format: "3.0 (quilt)", mirror: "own", directory: "pool/main/t/tool" });
    expect(JSON.stringify(ref)).not.toContain("127.0.0.1");
    const files = filesIn(await run.bring(source, ref));
    expect(files).toMatchObject({ file: "two\n", "docs/manual": "text\n", "debian/control": "c\n" });
    expect(Object.keys(files)).toHaveLength(5);
    expect(filesIn(await run.bring(debianSource({ archives, package: "tool", patches: false }), ref))).toMatchObject({ file: "one\n" });
  }),
);

test.skipIf(!hasTools)("a version can be named; the formats 1.0 and native are unpacked", () =>
  withArchive([OLD, QUILT, NATIVE], async (run) => {
    expect(filesIn(await run.bring(debianSource({ archives, package: "tool", version: "0.9-2" })))).toEqual({
      file: "three\n",
      "other/file": "x\n",
      "debian/control": "c\n",
    });
    expect(filesIn(await run.bring(debianSource({ archives, package: "tool" })))).toEqual({ file: "native\n" });
  }),
);

test.skipIf(!hasTools)("a patch of Debian's that does not fit is named with its line", () =>
  withArchive([{ ...QUILT, files: { ...QUILT.files, "tool_1.0.orig.tar.gz": tar({ "tool-1.0/file": "other\n" }) } }], async (run) => {
    expect(await failure(run.bring(debianSource({ archives, package: "tool" })))).toMatchObject({
      code: "FORGE2016",
      message: expect.stringMatching(/^debian\/patches\/one\.patch of the source package does not apply: line 4: hunk 1 of 1/),
    });
  }),
);

test.skipIf(!hasTools)("a package or version that there is not, and an index without sources", async () => {
  await withArchive([QUILT], async (run) => {
    expect(await failure(run.track(debianSource({ archives, package: "absent" })))).toMatchObject({
      code: "FORGE2009",
      message: "no archive has the source package absent",
    });
    expect(await failure(run.track(debianSource({ archives, package: "tool", version: "9" })))).toMatchObject({
      code: "FORGE2009",
      help: "there is 1.0-1",
    });
  });
  await using archive = await debianArchive(within);
  archive.publish();
  await using run = sourceOperations({ kinds, mirrors: { own: archive.mirror } });
  expect(await failure(run.track(debianSource({ archives, package: "tool" })))).toMatchObject({
    code: "FORGE2009",
    message: expect.stringContaining("no sources of component"),
  });
});

test.skipIf(!hasTools)("a file that changed or is gone, an entry that leads out, and an alias that nobody names", async () => {
  await withArchive([QUILT], async (run, archive) => {
    const source = debianSource({ archives, package: "tool" });
    const ref = await run.track(source);
    archive.server.files.set("/debian/pool/main/t/tool/tool_1.0.orig.tar.gz", "changed");
    expect(await failure(run.fetch(source, ref))).toMatchObject({ code: "FORGE2005" });
    archive.server.files.delete("/debian/pool/main/t/tool/tool_1.0.orig.tar.gz");
    expect(await failure(run.fetch(source, ref))).toMatchObject({ code: "FORGE2010", message: expect.stringContaining("tool 1.0-1") });
  });
  await withArchive(
    [],
    async (run) => expect(await failure(run.track(debianSource({ archives, package: "tool" })))).toMatchObject({ code: "FORGE2009" }),
    stanza({ ...QUILT, files: { "../../x": Buffer.from("") } }),
  );
  await using run = sourceOperations({ kinds });
  expect(await failure(run.track(debianSource({ archives, package: "tool" })))).toMatchObject({ code: "FORGE2011" });
});

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
