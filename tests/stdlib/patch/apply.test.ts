// Patches applied to directories: what `diff`, `git` and people write, and what nobody should.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { applyPatch } from "../../../stdlib/patch/apply.ts";
import { PatchError } from "../../../stdlib/patch/model.ts";
import { filesIn } from "../../rig/operations.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

type Content = string | Uint8Array | { readonly link: string } | { readonly program: string };
type Files = { readonly [path: string]: Content };

function directory(files: Files = {}): string {
  const root = mkdtempSync(join(process.env.FORGE_TEST_TMP ?? tmpdir(), "forge-patch-"));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(join(root, path), content);
    else if ("link" in content) symlinkSync(content.link, join(root, path));
    else {
      writeFileSync(join(root, path), content.program);
      chmodSync(join(root, path), 0o755);
    }
  }
  return root;
}

/** What git says is the difference. */
function gitDiff(before: Files, after: Files): Buffer {
  const [root, other] = [directory(before), directory(after)];
  const script = `
    git init --quiet --template= && git add --all && git commit --quiet --allow-empty --message before
    find . -mindepth 1 -maxdepth 1 ! -name .git -exec rm -r {} + && cp -a "$0/." . && git add --all
    git diff --cached --binary --find-renames --find-copies-harder HEAD`;
  const who = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a" };
  const env = { ...who, PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("sh", ["-e", "-c", script, other], { cwd: root, env, stdio: ["ignore", "pipe", "ignore"] });
}

function patched(before: Files, patch: string | Buffer, { strip = 1, fuzz = 0 } = {}): { readonly [path: string]: string } {
  const root = directory(before);
  applyPatch(root, Buffer.from(patch), { strip, fuzz });
  return filesIn(root);
}

function refusal(before: Files, patch: string | Buffer, options: { strip?: number; fuzz?: number } = {}): PatchError {
  try {
    patched(before, patch, options);
  } catch (error) {
    if (error instanceof PatchError) return error;
    throw error;
  }
  throw new Error("it was applied");
}

const OLD = "a\nb\nc\nd\ne\nf\ng\n";
const HUNK = "@@ -2,5 +2,5 @@\n b\n c\n-d\n+D\n e\n f\n";
const PATCH = `--- a/file\t2020-01-01 00:00:00\n+++ b/file\n${HUNK}`;

test("a change is made where it says", () => {
  expect(patched({ file: OLD }, PATCH)).toEqual({ file: OLD.replace("d", "D") });
});

test("text around it, of a mail or a changelog, is a comment", () => {
  const mail = `From: someone\nSubject: [PATCH] --- not a header\n--- a/file is mentioned\n---\n file | 2 +-\n\n${PATCH}-- \n2.39.0\n`;
  expect(patched({ file: OLD }, mail)).toEqual({ file: OLD.replace("d", "D") });
});

test("a change is found some lines away, the nearest first", () => {
  expect(patched({ file: `1\n2\n3\n${OLD}` }, PATCH)).toEqual({ file: `1\n2\n3\n${OLD.replace("d", "D")}` });
  expect(patched({ file: `${OLD}${OLD}` }, PATCH)).toEqual({ file: `${OLD.replace("d", "D")}${OLD}` });
});

test("context that differs is refused, with both sides and the line of the hunk; fuzz allows it", () => {
  const file = OLD.replace("b", "B");
  const error = refusal({ file }, `header\n${PATCH}`);
  expect(error).toMatchObject({ line: 4, message: "hunk 1 of 1 does not fit file, at line 2" });
  expect(error.detail).toEqual(["it looks for:", "  b", "  c", "  d", "  e", "  f", "there stands:", "  B", "  c", "  d", "  e", "  f"]);
  expect(patched({ file }, PATCH, { fuzz: 1 })).toEqual({ file: file.replace("d", "D") });
});

test("what is applied already is said to be", () => {
  expect(refusal({ file: OLD.replace("d", "D") }, PATCH).help).toContain("already");
});

test("a hunk at the beginning or the end of a file belongs there", () => {
  const start = "--- a/file\n+++ b/file\n@@ -1,2 +1,3 @@\n+new\n x\n y\n";
  expect(patched({ file: "x\ny\nz\n" }, start)).toEqual({ file: "new\nx\ny\nz\n" });
  expect(refusal({ file: "0\nx\ny\n" }, start).message).toContain("does not fit");
  const end = "--- a/file\n+++ b/file\n@@ -1,2 +1,3 @@\n x\n y\n+new\n";
  expect(patched({ file: "x\ny\nx\ny\n" }, end)).toEqual({ file: "x\ny\nx\ny\nnew\n" });
});

test("a last line without a newline, on either side", () => {
  const gains = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n";
  const loses = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+x\n\\ No newline at end of file\n";
  expect(patched({ f: "x" }, gains)).toEqual({ f: "x\n" });
  expect(patched({ f: "x\n" }, loses)).toEqual({ f: "x" });
  expect(refusal({ f: "x\n" }, gains).message).toContain("does not fit");
});

test("files appear and disappear, with their directories", () => {
  const patch = "--- /dev/null\n+++ b/new/deep\n@@ -0,0 +1 @@\n+hello\n--- a/old/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-bye\n";
  const root = directory({ "old/gone": "bye\n" });
  expect(applyPatch(root, Buffer.from(patch), { strip: 1, fuzz: 0 })).toBe(2);
  expect(filesIn(root)).toEqual({ "new/deep": "hello\n" });
  expect(existsSync(join(root, "old"))).toBe(false);
});

test("the beginning of time means that a file is not there", () => {
  const patch = "--- old/f\t1970-01-01 01:00:00.000000000 +0100\n+++ new/f\t2020-01-01 00:00:00\n@@ -0,0 +1 @@\n+hello\n";
  expect(patched({}, patch)).toEqual({ f: "hello\n" });
});

test("of two names the one that is there is meant", () => {
  const patch = (from: string, to: string) => `--- ${from}\n+++ ${to}\n@@ -1 +1 @@\n-x\n+y\n`;
  expect(patched({ f: "x\n" }, patch("f.orig", "f"), { strip: 0 })).toEqual({ f: "y\n" });
  expect(patched({ f: "x\n" }, patch("f", "f.new"), { strip: 0 })).toEqual({ f: "y\n" });
});

test("git's renames, copies, modes, links and quoted names", () => {
  const patch = [
    "diff --git a/from b/to\nsimilarity index 90%\nrename from from\nrename to to\n--- a/from\n+++ b/to\n@@ -1 +1 @@\n-x\n+y\n",
    "diff --git a/tool b/tool\nold mode 100644\nnew mode 100755\n",
    "diff --git a/ln b/ln\nnew file mode 120000\nindex 0000000..1111111\n--- /dev/null\n+++ b/ln\n@@ -0,0 +1 @@\n+target\n\\ No newline at end of file\n",
    'diff --git "a/caf\\303\\251" "b/caf\\303\\251"\nnew file mode 100644\n--- /dev/null\n+++ "b/caf\\303\\251"\n@@ -0,0 +1 @@\n+c\n',
    "diff --git a/empty b/empty\nnew file mode 100644\nindex 0000000..e69de29\n",
    "diff --git a/keep b/copy\nsimilarity index 100%\ncopy from keep\ncopy to copy\n",
  ].join("");
  expect(patched({ from: "x\n", tool: "t\n", keep: "k\n" }, patch)).toEqual({
    to: "y\n",
    tool: "x t\n",
    ln: "-> target",
    café: "c\n",
    empty: "",
    keep: "k\n",
    copy: "k\n",
  });
});

test("renames and copies speak of what was there, so that two files can change places", () => {
  const rename = (from: string, to: string): string =>
    `diff --git a/${from} b/${to}\nsimilarity index 100%\nrename from ${from}\nrename to ${to}\n`;
  expect(patched({ a: "1\n", b: "2\n" }, rename("a", "b") + rename("b", "a"))).toEqual({ a: "2\n", b: "1\n" });
});

test("an empty line of context whose blank was taken away", () => {
  expect(patched({ f: "a\n\nb\n" }, "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n")).toEqual({ f: "a\n\nc\n" });
});

test("either all of a patch is applied, or nothing", () => {
  const root = directory({ file: OLD, other: "x\n" });
  expect(() => applyPatch(root, Buffer.from(`${PATCH}--- a/other\n+++ b/other\n@@ -1 +1 @@\n-y\n+z\n`), { strip: 1, fuzz: 0 })).toThrow(
    "hunk 1 of 1 does not fit other",
  );
  expect(filesIn(root)).toEqual({ file: OLD, other: "x\n" });
});

for (const [what, patch, says] of [
  ["a name that leads out", "--- a/../../x\n+++ b/../../x\n@@ -0,0 +1 @@\n+x\n", "leads out"],
  ["a name that is not UTF-8", Buffer.from("--- /dev/null\n+++ b/caf\xe9\n@@ -0,0 +1 @@\n+x\n", "latin1"), "not UTF-8"],
  ["a way through a link", "--- /dev/null\n+++ b/link/x\n@@ -0,0 +1 @@\n+x\n", "leads through link, which is no directory"],
  [
    "a way through a link that the patch makes",
    "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+..\n\\ No newline at end of file\n--- /dev/null\n+++ b/l/x\n@@ -0,0 +1 @@\n+x\n",
    "leads through l,",
  ],
  [
    "a link where the patch makes a directory",
    "--- /dev/null\n+++ b/l/x\n@@ -0,0 +1 @@\n+x\ndiff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+..\n",
    "is a directory",
  ],
  ["a file that is not there", "--- a/none\n+++ b/none\n@@ -1 +1 @@\n-x\n+y\n", "which is not there"],
  ["a new file that is there", "--- /dev/null\n+++ b/file\n@@ -0,0 +1 @@\n+x\n", "which is there already"],
  ["a hunk that is cut short", "--- a/file\n+++ b/file\n@@ -1,3 +1,3 @@\n a\n", "cut short"],
  ["a mode of no file", "diff --git a/x b/x\nnew file mode 160000\n", "mode 160000"],
  ["binary files that differ", "Binary files a/x and b/x differ\n", "not how"],
  ["too few directories", "--- file\n+++ file\n@@ -1 +1 @@\n-a\n+b\n", "no 1 leading directory"],
  ["a removal of more than it says", "--- a/file\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "more in it"],
  ["damaged binary contents", "diff --git a/x b/x\nnew file mode 100644\nGIT binary patch\nliteral 5\nMcmZ~~\n\n", "damaged"],
] as const) {
  test(`${what} is refused`, () => {
    expect(refusal({ file: OLD, link: { link: ".." } }, Buffer.from(patch as string)).message).toContain(says);
  });
}

test("an absolute name without directories to take off is refused", () => {
  expect(refusal({}, "--- /dev/null\n+++ /etc/x\n@@ -0,0 +1 @@\n+x\n", { strip: 0 }).message).toContain("leads out");
});

const line = fc.constantFrom("a", "b", "c", "", "{", "}", "long line with words\r");
const content: fc.Arbitrary<Content> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.array(line, { maxLength: 40 }), fc.boolean()).map(([lines, ends]) => lines.join("\n") + (ends ? "\n" : "")),
  },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom({ link: "target" }, { link: "../x" }) },
  { weight: 1, arbitrary: fc.constantFrom({ program: "#!/bin/sh\n" }, { program: "x\n" }) },
);
const files = fc.dictionary(fc.constantFrom("one", "two", "dir/three", "dir/four", "with space", "café"), content, { maxKeys: 4 });

test("whatever git says is the difference of two directories leads from one to the other", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(files, files, (before, after) => {
      const root = directory(before);
      applyPatch(root, gitDiff(before, after), { strip: 1, fuzz: 0 });
      const wanted = directory(after);
      expect(contents(root)).toEqual(contents(wanted));
    }),
    { numRuns: 100 },
  );
});

function contents(root: string): unknown {
  return Object.keys(filesIn(root)).map((path) => {
    const text = filesIn(root)[path] ?? "";
    return text.startsWith("-> ")
      ? [path, text]
      : [path, statSync(join(root, path)).mode & 0o111, readFileSync(join(root, path)).toString("hex")];
  });
}
