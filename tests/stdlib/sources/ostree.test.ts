// `ostree` against a repository that the ostree program made of a few files, served on loopback.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ostree } from "../../../stdlib/sources/ostree.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";

const kinds = [ostree];
const BRANCH = "os/x86_64/stable";

/** Contents by path, in base64. */
const repository: { readonly [path: string]: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, "ostree-repository.json"), "utf8"),
);
const commit = Buffer.from(repository[`refs/heads/${BRANCH}`] ?? "", "base64")
  .toString()
  .trim();

function serve() {
  return serveFiles(Object.fromEntries(Object.entries(repository).map(([path, text]) => [`/repo/${path}`, Buffer.from(text, "base64")])));
}

const NUMBERS = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((number) => [`etc/deep/number-${number}`, ""]));

test("a branch is followed to its commit, whose files are laid out with their modes and links", async () => {
  await using server = await serve();
  await using run = sourceOperations({ kinds, mirrors: { os: { url: server.url } } });
  const source = ostree("os:repo", { track: BRANCH });
  expect(await run.track(source)).toEqual({ commit });
  expect(filesIn(await run.bring(source))).toEqual({
    bin: "-> usr/bin",
    empty: "",
    "etc/deep/er/same": "hosts\n",
    "etc/hosts": "hosts\n",
    longlink: `-> ${"x".repeat(300)}`,
    "usr/bin/tool": "x #!/bin/sh\n",
    ...NUMBERS,
  });
});

test("a commit pins, and each object is brought once", async () => {
  await using server = await serve();
  await using run = sourceOperations({ kinds });
  await run.fetch(ostree({ url: `${server.url}/repo/`, commit }));
  expect(new Set(server.requests).size).toBe(server.requests.length);
  expect(server.requests).toHaveLength(Object.keys(repository).length - 1);
});

test("an object that is another, one that is gone, and a branch that is none are refused", async () => {
  await using server = await serve();
  await using run = sourceOperations({ kinds });
  const source = ostree({ url: `${server.url}/repo`, commit });
  const paths = Object.keys(repository).filter((path) => path.endsWith(".filez"));
  const [first = "", second = ""] = paths.map((path) => `/repo/${path}`);
  const kept = server.files.get(first);
  server.files.set(first, server.files.get(second) ?? "");
  expect(await failure(run.bring(source))).toMatchObject({ code: "FORGE2005" });
  server.files.set(first, "short");
  expect(await failure(run.bring(source))).toMatchObject({ code: "FORGE2005" });
  server.files.delete(first);
  expect(await failure(run.bring(source))).toMatchObject({ code: "FORGE2010" });
  server.files.set(first, kept ?? "");
  const path = `/repo/objects/${commit.slice(0, 2)}/${commit.slice(2)}.commit`;
  server.files.set(path, Buffer.concat([Buffer.from(server.files.get(path) ?? ""), Buffer.from("x")]));
  expect(await failure(run.bring(source))).toMatchObject({ code: "FORGE2005" });
  server.files.set(`/repo/refs/heads/${BRANCH}`, "<html>");
  expect(await failure(run.track(ostree({ url: `${server.url}/repo`, track: BRANCH })))).toMatchObject({ code: "FORGE2006" });
  expect(await failure(run.track(ostree({ url: `${server.url}/repo`, track: "none" })))).toMatchObject({ code: "FORGE2004" });
});

test("neither a branch nor a commit, both, and a branch that is a path upwards are refused where they are written", () => {
  for (const more of [{}, { track: "a", commit }, { track: "../a" }, { commit: "abc" }])
    expect(() => ostree({ url: "https://os.invalid/repo", ...more })).toThrow(expect.objectContaining({ code: "FORGE1007" }));
});
