// `git` against a server on loopback: what it follows, what it lays out, and what it refuses.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../../../stdlib/sources/git.ts";
import { serveGit } from "../../rig/git-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";

const kinds = [git];

test("lays out the files of a branch, programs and links as they are, without .git", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ "a/file": "text\r\n", tool: { executable: "#!/bin/sh\n" }, link: { link: "a/file" } });
  project.publish();
  const source = git(project.url, { track: "main" });
  const ref = await run.track(source);
  expect(ref).toEqual({ commit, ref: "main" });
  expect(filesIn(await run.bring(source, ref))).toEqual({ "a/file": "text\r\n", link: "-> a/file", tool: "x #!/bin/sh\n" });
});

test("follows the default branch where nothing is said", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  expect(await run.track(git(project.url))).toEqual({ commit, ref: "HEAD" });
});

test("takes the highest version of those that fit, by number and before its release candidates", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  for (const name of ["v1.2", "v1.10-rc1", "v1.10", "v1.9", "v2.0"]) {
    project.commit({ file: `${name}\n` });
    project.git("tag", name);
  }
  project.git("tag", "--annotate", "--message", "a", "v1.11-rc1");
  project.publish();
  expect(await run.track(git(project.url, { track: "v1.*" }))).toMatchObject({ tag: "v1.11-rc1" });
  expect(await run.track(git(project.url, { track: "v1.*", exclude: "*-rc*" }))).toMatchObject({ tag: "v1.10" });
  expect(await run.track(git(project.url, { track: ["v1.2", "v1.9"] }))).toMatchObject({ tag: "v1.9" });
});

test("an annotated tag is pinned to its commit", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.git("tag", "--annotate", "--message", "a", "v1");
  project.publish();
  expect(await run.track(git(project.url, { track: "v1" }))).toEqual({ commit, tag: "v1" });
});

test("a commit that is pinned in the configuration needs no lock", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.commit({ file: "2\n" });
  project.publish();
  expect(filesIn(await run.bring(git(project.url, { commit })))).toEqual({ file: "1\n" });
});

test("fetches one commit and not its history, and later only the difference", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  project.commit({ large: noise("a"), other: noise("b") });
  const first = project.commit({ large: noise("c") });
  project.publish();
  await run.fetch(git(project.url, { commit: first }));
  const whole = server.sent();
  expect(whole).toBeGreaterThan(400_000);
  expect(whole).toBeLessThan(600_000);
  const second = project.commit({ small: "text\n" });
  project.publish();
  expect(Object.keys(filesIn(await run.bring(git(project.url, { commit: second }))))).toEqual(["large", "other", "small"]);
  expect(server.sent() - whole).toBeLessThan(20_000);
  const asked = server.requests.length;
  await run.fetch(git(project.url, { commit: second }));
  expect(server.requests.length).toBe(asked);
});

test("a server that gives no commit by its digest is asked for the branch, then for everything", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.commit({ file: "2\n" });
  project.publish();
  // Version 0 of the protocol has no commits but those that names lead to.
  server.intercept = (request) => {
    delete request.headers["git-protocol"];
    return false;
  };
  expect(filesIn(await run.bring(git(project.url, { track: "main" }), { commit, ref: "main" }))).toEqual({ file: "1\n" });
  expect(filesIn(await run.bring(git(`${project.url}/`, { commit })))).toEqual({ file: "1\n" });
});

test("what is kept is fetched again when it is damaged", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  await run.fetch(git(project.url, { commit }));
  execFileSync("sh", ["-c", 'for file in */objects/??/*; do chmod u+w "$file" && : > "$file"; done'], { cwd: join(run.root, "cache") });
  expect(filesIn(await run.bring(git(project.url, { commit })))).toEqual({ file: "1\n" });
});

test("attributes change nothing: neither line endings, nor identifiers, nor what archives substitute", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const files = {
    ".gitattributes": "* text eol=crlf ident export-subst\nsecret export-ignore\n",
    file: "$Id$ $Format:%H$\n",
    secret: "kept\n",
  };
  const commit = project.commit(files);
  project.publish();
  expect(filesIn(await run.bring(git(project.url, { commit })))).toEqual(files);
});

test("an alias is the beginning of an address; one that nobody declared is refused", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds, mirrors: { code: { url: `${server.url}/` } } });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  expect(filesIn(await run.bring(git("code:project.git", { commit })))).toEqual({ file: "1\n" });
  await using bare = sourceOperations({ kinds, mirrors: { code: { url: server.url } } });
  expect(filesIn(await bare.bring(git("code:project.git", { commit })))).toEqual({ file: "1\n" });
  expect(await failure(run.track(git("other:project.git")))).toMatchObject({ code: "FORGE2011", help: expect.stringContaining("other") });
});

test("where a mirror has no such repository or commit, the next place is asked", async () => {
  await using server = await serveGit();
  const project = server.repository("good/project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  const stale = server.repository("stale/project.git");
  stale.commit({ other: "0\n" });
  stale.publish();
  const mirrors = { code: { url: `${server.url}/none`, alternatives: [`${server.url}/stale`, `${server.url}/good/`] } };
  await using run = sourceOperations({ kinds, mirrors });
  expect(filesIn(await run.bring(git("code:project.git", { commit })))).toEqual({ file: "1\n" });
  await using lost = sourceOperations({ kinds, mirrors: { code: { url: `${server.url}/none`, alternatives: [`${server.url}/neither`] } } });
  expect(await failure(lost.track(git("code:project.git")))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("/none/"),
  });
});

for (const url of ["ext::sh -c 'touch /tmp/escaped'", "--upload-pack=touch", "file:///etc", "https://-oProxyCommand=x/y", "/etc"]) {
  test(`${url} is no address`, async () => {
    await using run = sourceOperations({ kinds });
    expect(["FORGE2004", "FORGE2011"]).toContain((await failure(run.track(git(url)))).code);
  });
}

test("a repository that is not there, and a server that is not", async () => {
  const server = await serveGit();
  await using run = sourceOperations({ kinds });
  expect(await failure(run.track(git(`${server.url}/absent.git`)))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("not found"),
  });
  await server[Symbol.asyncDispose]();
  expect(await failure(run.track(git(`${server.url}/absent.git`)))).toMatchObject({
    code: "FORGE2004",
    message: expect.stringContaining("127.0.0.1"),
  });
});

test("a branch or version that is not there", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  project.commit({ file: "1\n" });
  project.git("tag", "v1-rc1");
  project.publish();
  expect(await failure(run.track(git(project.url, { track: "v1*", exclude: "*-rc*" })))).toMatchObject({
    code: "FORGE2004",
    message: `${project.url} has no branch or tag "v1*" that is not excluded`,
  });
});

test("a name that is a branch and a tag must be said in full", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  project.commit({ file: "1\n" });
  project.git("tag", "main");
  const commit = project.commit({ file: "2\n" });
  project.publish();
  expect(await failure(run.track(git(project.url, { track: "main" })))).toMatchObject({ code: "FORGE1007" });
  expect(await run.track(git(project.url, { track: "refs/heads/main" }))).toEqual({ commit, ref: "main" });
});

test("a tag that was moved upstream moves the lock; the commit that is gone is said to be", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds, cache: false });
  const project = server.repository("project.git");
  project.commit({ file: "1\n" });
  project.git("tag", "v1");
  project.publish();
  const source = git(project.url, { track: "v1" });
  const before = await run.track(source);
  project.git("checkout", "--quiet", "--orphan", "again");
  project.commit({ file: "2\n" });
  project.git("branch", "--delete", "--force", "main");
  project.git("tag", "--force", "v1");
  project.publish();
  execFileSync("git", ["-C", join(project.directory, "../../served/project.git"), "gc", "--quiet", "--prune=now"], { stdio: "ignore" });
  expect(await failure(run.fetch(source, before))).toMatchObject({
    code: "FORGE2010",
    message: expect.stringMatching(/no longer has commit [0-9a-f]{12}, which was refs\/tags\/v1$/),
    help: expect.stringContaining("forge track"),
  });
  const after = await run.track(source);
  expect(after).toMatchObject({ tag: "v1" });
  expect(after.commit).not.toBe(before.commit);
});

test("what breaks off is tried again", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  let failures = 2;
  server.intercept = (_, response) => {
    if (failures-- <= 0) return false;
    response.writeHead(503).end();
    return true;
  };
  expect(filesIn(await run.bring(git(project.url, { commit })))).toEqual({ file: "1\n" });
});

test("a server that wants credentials is told the user's secret for its host, and nobody else is", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds, secrets: { "127.0.0.1": "user:word" } });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  server.intercept = (request, response) => {
    if (request.headers.authorization === `Basic ${Buffer.from("user:word").toString("base64")}`) return false;
    response.writeHead(401, { "www-authenticate": "Basic" }).end();
    return true;
  };
  expect(filesIn(await run.bring(git(project.url, { commit })))).toEqual({ file: "1\n" });
  await using without = sourceOperations({ kinds });
  expect(await failure(without.track(git(project.url)))).toMatchObject({ code: "FORGE2004", help: expect.stringContaining("secret") });
});

test("offline, what is kept serves and the rest is refused", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds, offline: true });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  expect(await failure(run.fetch(git(project.url, { commit })))).toMatchObject({ code: "FORGE2014" });
  expect(server.requests).toEqual([]);
});

test("files that Git LFS keeps are refused by name, or laid out as pointers", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const pointer = `version https://lfs.test/spec/v1\noid sha256:${"0".repeat(64)}\nsize 3\n`;
  const commit = project.commit({
    ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
    "a/x.bin": pointer,
    "y.bin": "not a pointer\n",
  });
  project.publish();
  expect(await failure(run.bring(git(project.url, { commit })))).toMatchObject({
    code: "FORGE2006",
    message: expect.stringContaining("a/x.bin is kept by Git LFS"),
  });
  expect(filesIn(await run.bring(git(project.url, { commit, lfs: "pointers" })))).toMatchObject({ "a/x.bin": pointer });
});

test("nothing of the host's configuration or of a kept repository's hooks counts", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("project.git");
  const commit = project.commit({ file: "1\n" });
  project.publish();
  process.env.GIT_CONFIG_COUNT = "0";
  await run.fetch(git(project.url, { commit }));
  expect(existsSync(join(run.root, "cache"))).toBe(true);
  execFileSync(
    "sh",
    [
      "-c",
      'for r in *.git; do mkdir -p "$r/hooks"; printf "#!/bin/sh\\ntouch %s/ran\\n" "$PWD" > "$r/hooks/reference-transaction"; chmod +x "$r/hooks/reference-transaction"; done',
    ],
    { cwd: join(run.root, "cache") },
  );
  const next = project.commit({ file: "2\n" });
  project.publish();
  await run.fetch(git(project.url, { commit: next }));
  expect(existsSync(join(run.root, "cache/ran"))).toBe(false);
});

/** Bytes that cannot be compressed, always the same. */
function noise(seed: string): Buffer {
  return Buffer.concat(Array.from({ length: 6_400 }, (_, index) => createHash("sha256").update(`${seed}${index}`).digest()));
}
