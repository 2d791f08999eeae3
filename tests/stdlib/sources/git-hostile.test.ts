// Commits that no git program makes: refused with the file's name, and nothing of them is laid out.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../../../stdlib/sources/git.ts";
import { serveGit, type WorkRepository } from "../../rig/git-server.ts";
import { failure, sourceOperations } from "../../rig/operations.ts";

type Entry = readonly [mode: string, name: string | Buffer, object: string];

/** Writes a tree as it is, whatever it says. */
function tree({ directory }: WorkRepository, entries: readonly Entry[]): string {
  const bytes = entries.map(([mode, name, object]) =>
    Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(object, "hex")]),
  );
  const words = ["-C", directory, "hash-object", "-t", "tree", "-w", "--literally", "--stdin"];
  return execFileSync("git", words, { input: Buffer.concat(bytes), encoding: "utf8" }).trim();
}

async function refusal(entries: (made: { readonly blob: string; readonly directory: string }) => readonly Entry[]) {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds: [git] });
  const project = server.repository("p.git");
  project.commit({ file: "text\n" });
  const blob = project.git("rev-parse", "HEAD:file");
  const directory = tree(project, [["100644", "inner", blob]]);
  const commit = project.git("commit-tree", "-m", "hostile", tree(project, entries({ blob, directory })));
  project.git("update-ref", "refs/heads/main", commit);
  project.publish();
  const error = await failure(run.bring(git(project.url, { commit })));
  const laidOut = readdirSync(run.root, { recursive: true, encoding: "utf8" }).filter((path) => /^stage-[^/]*\/directory\/./.test(path));
  expect(laidOut).toEqual([]);
  expect(readdirSync(join(run.root)).some((name) => name === "escaped")).toBe(false);
  return error;
}

for (const name of [".git", ".GIT", ".Git ", "git~1", ".g\u200cit", "..", "."]) {
  test(`a directory named ${JSON.stringify(name)}`, async () => {
    expect(await refusal(({ directory }) => [["40000", name, directory]])).toMatchObject({
      code: "FORGE2006",
      message: expect.stringContaining(JSON.stringify(name)),
    });
  });
}

test("a name with a slash", async () => {
  expect(await refusal(({ blob }) => [["100644", "../escaped", blob]])).toMatchObject({ code: "FORGE2006" });
});

test("a link and, by the same name, a directory", async () => {
  const error = await refusal(({ blob, directory }) => [
    ["120000", "a", blob],
    ["40000", "a", directory],
  ]);
  expect(error).toMatchObject({ code: "FORGE2006", message: expect.stringContaining('"a" is there twice') });
});

test("a name that is not UTF-8", async () => {
  expect(await refusal(({ blob }) => [["100644", Buffer.from("caf\xe9", "latin1"), blob]])).toMatchObject({
    code: "FORGE2007",
    message: expect.stringContaining("caf"),
  });
});
