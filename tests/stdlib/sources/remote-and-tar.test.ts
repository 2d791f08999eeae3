// `remote` and `tar` in a configuration: what they lock, what enters their keys, what they refuse.

import { expect, test } from "vitest";
import { ForgeError } from "../../../core/model/errors.ts";
import { sourceData } from "../../../dsl/source-data.ts";
import { remote, tar } from "../../../stdlib/public.ts";

const URL = "https://example.org/dir/foo-1.2.tar.xz";
const SHA256 = "a".repeat(64);

test("a text is a URL", () => {
  expect(sourceData(remote(URL))).toMatchObject({
    kind: "remote",
    operations: ["track", "fetch"],
    lock: [URL],
    config: { url: URL },
    key: { filename: "foo-1.2.tar.xz", executable: false },
  });
  expect(sourceData(tar(URL))).toMatchObject({ kind: "tar", operations: ["track", "fetch", "stage"], lock: [URL], key: { baseDir: "*" } });
});

test("where it comes from is locked and not in the key; what becomes of it is in the key and not locked", () => {
  const elsewhere = sourceData(remote({ url: "mirror:dir/foo", filename: "bar", executable: true, at: "sub" }));
  expect(elsewhere).toMatchObject({ lock: ["mirror:dir/foo"], key: { filename: "bar", executable: true } });
  expect(sourceData(tar({ url: "mirror:dir/foo", baseDir: "" }))).toMatchObject({ lock: ["mirror:dir/foo"], key: { baseDir: "" } });
});

test("what carries its own digest is not locked", () => {
  expect(sourceData(remote({ url: URL, sha256: SHA256 }))).toMatchObject({ lock: undefined, key: { sha256: SHA256 } });
  expect(sourceData(tar({ url: URL, sha256: SHA256 }))).toMatchObject({ lock: undefined, key: { baseDir: "*", sha256: SHA256 } });
});

test("a query is no part of a name, and an escaped name is read", () => {
  expect(sourceData(remote("https://example.org/a%20b.txt?v=1#x"))).toMatchObject({ key: { filename: "a b.txt" } });
  expect(sourceData(remote("alias:file"))).toMatchObject({ key: { filename: "file" } });
});

for (const [what, make, says] of [
  ["a file of the host", () => remote("file:///etc/passwd"), /`url`: must be an http or https URL with a path, or alias:path of a mirror/],
  ["no address at all", () => tar("foo.tar"), /`url`: must be an http/],
  ["an address without a file name", () => remote("https://example.org/"), /`url`: ends in no file name: give `filename`/],
  ["a name with a directory", () => remote({ url: URL, filename: "../x" }), /`filename`: is no file name/],
  ["a digest that is none", () => remote({ url: URL, sha256: "abc" }), /`sha256`: must be 64 lower-case hex digits/],
] as const) {
  test(`${what} is refused`, () => {
    let refused: unknown;
    try {
      make();
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(ForgeError);
    expect(refused).toMatchObject({ code: "FORGE1007", message: expect.stringMatching(says) });
  });
}
