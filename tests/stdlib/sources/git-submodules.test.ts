// Submodules of `git`: which are laid out, from where, and what a repository may not say of them.

import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../../../stdlib/sources/git.ts";
import { type GitServer, serveGit, type WorkRepository } from "../../rig/git-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";

const kinds = [git];

/** Adds a submodule that is `commit` of whatever `.gitmodules` says. */
function link(project: WorkRepository, path: string, commit: string): void {
  project.git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`);
}

function gitmodules(modules: { readonly [path: string]: string }): string {
  return Object.entries(modules)
    .map(([path, url], index) => `[submodule "m${index}"]\n\tpath = ${path}\n\turl = ${url}\n`)
    .join("");
}

/** outer contains lib by a relative address; lib contains leaf. */
function nested(server: GitServer): { readonly url: string; readonly commit: string } {
  const leaf = server.repository("group/leaf.git");
  const leafCommit = leaf.commit({ leaf: "leaf\n" });
  const lib = server.repository("group/lib.git");
  lib.commit({ lib: "lib\n", ".gitmodules": gitmodules({ "deep/leaf": `${leaf.url}` }) });
  link(lib, "deep/leaf", leafCommit);
  lib.git("commit", "--quiet", "--message", "link");
  const outer = server.repository("group/outer.git");
  outer.commit({ outer: "outer\n", ".gitmodules": gitmodules({ "third party/lib": "../lib.git" }) });
  link(outer, "third party/lib", lib.git("rev-parse", "HEAD"));
  outer.git("commit", "--quiet", "--message", "link");
  for (const repository of [leaf, lib, outer]) repository.publish();
  return { url: outer.url, commit: outer.git("rev-parse", "HEAD") };
}

const isNoMeta = (path: string): boolean => !path.endsWith(".gitmodules");

test("lays out submodules, and theirs, at their paths; relative addresses are the parent's", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const { url, commit } = nested(server);
  const directory = await run.bring(git(url, { commit }));
  expect(filesIn(directory, isNoMeta)).toEqual({
    outer: "outer\n",
    "third party/lib/lib": "lib\n",
    "third party/lib/deep/leaf/leaf": "leaf\n",
  });
});

test("leaves out all, or some, or takes one from elsewhere", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const { url, commit } = nested(server);
  expect(filesIn(await run.bring(git(url, { commit, submodules: false })), isNoMeta)).toEqual({ outer: "outer\n" });
  expect(filesIn(await run.bring(git(url, { commit, submodules: { "third party/lib/deep/leaf": false } })), isNoMeta)).toEqual({
    outer: "outer\n",
    "third party/lib/lib": "lib\n",
  });
  const copy = server.repository("copy.git");
  copy.git("fetch", "--quiet", join(copy.directory, "../group/lib.git"), "main");
  copy.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  copy.publish();
  await run.bring(git(url, { commit, submodules: { "third party/lib": copy.url } }));
  expect(server.requests.some((request) => request.includes("/copy.git/"))).toBe(true);
});

test("a path that is no submodule is refused with those that are", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const { url, commit } = nested(server);
  expect(await failure(run.fetch(git(url, { commit, submodules: { lib: false } })))).toMatchObject({
    code: "FORGE2006",
    message: '`submodules` names "lib", which is no submodule',
    help: 'there are "third party/lib", "third party/lib/deep/leaf"',
  });
});

test("a submodule that .gitmodules does not name stays empty, and the log says so", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("p.git");
  const first = project.commit({ file: "1\n" });
  link(project, "sub", first);
  project.git("commit", "--quiet", "--message", "link");
  project.publish();
  expect(filesIn(await run.bring(git(project.url, { commit: project.git("rev-parse", "HEAD") })))).toEqual({ file: "1\n" });
  expect(run.log.join("\n")).toContain("sub is a submodule that .gitmodules does not name");
});

for (const address of ["ext::sh -c touch% escaped", "-u./payload", "file:///etc", "--upload-pack=x", "https://-x/y"]) {
  test(`a submodule whose address is ${address}`, async () => {
    await using server = await serveGit();
    await using run = sourceOperations({ kinds });
    const project = server.repository("p.git");
    const first = project.commit({ ".gitmodules": gitmodules({ sub: address }) });
    link(project, "sub", first);
    project.git("commit", "--quiet", "--message", "link");
    project.publish();
    expect(await failure(run.fetch(git(project.url, { commit: project.git("rev-parse", "HEAD") })))).toMatchObject({
      code: "FORGE2006",
      message: expect.stringContaining("the submodule sub has an address that is not acceptable"),
    });
  });
}

test("a submodule's commit that its repository does not have", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const lib = server.repository("lib.git");
  lib.commit({ file: "1\n" });
  lib.publish();
  const project = server.repository("p.git");
  project.commit({ ".gitmodules": gitmodules({ sub: "../lib.git" }) });
  link(project, "sub", "1".repeat(40));
  project.git("commit", "--quiet", "--message", "link");
  project.publish();
  expect(await failure(run.fetch(git(project.url, { commit: project.git("rev-parse", "HEAD") })))).toMatchObject({
    code: "FORGE2010",
    message: expect.stringContaining("lib.git no longer has commit 111111111111"),
  });
});
