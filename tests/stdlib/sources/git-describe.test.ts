// The `.git` that `describe` stages: git says of it what it says of the whole repository, and its bytes are always the same.

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { git } from "../../../stdlib/sources/git.ts";
import { type GitServer, serveGit, type WorkRepository } from "../../rig/git-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";

const kinds = [git];

/** git as a build finds it: without settings, in the staged directory. */
function gitIn(directory: string, ...words: readonly string[]): string {
  const environment = {
    PATH: process.env.PATH,
    HOME: "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_OPTIONAL_LOCKS: "0",
  };
  return execFileSync("git", ["-c", "safe.directory=*", "-C", directory, ...words], {
    encoding: "utf8",
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  }).trimEnd();
}

/** A history with side branches from before and after the tags, merges, and tags of both sorts. */
function tangled(server: GitServer): WorkRepository {
  const project = server.repository("p.git");
  const change = (name: string): string => project.commit({ [name]: `${name}\n` }, name);
  change("a");
  change("b");
  project.git("branch", "old");
  change("c");
  project.git("tag", "--annotate", "--message", "one", "v1.0");
  change("d");
  project.git("branch", "side");
  change("e");
  project.git("checkout", "--quiet", "old");
  change("old1");
  change("old2");
  project.git("checkout", "--quiet", "main");
  project.git("merge", "--quiet", "--no-ff", "--message", "merge old", "old");
  project.git("tag", "light");
  project.git("checkout", "--quiet", "side");
  change("side1");
  project.git("checkout", "--quiet", "main");
  project.git("merge", "--quiet", "--no-ff", "--message", "merge side", "side");
  project.commit({ tool: { executable: "#!/bin/sh\n" }, link: { link: "a" }, "dir/f": "deep\n" }, "last");
  project.publish();
  return project;
}

const WORDS = [
  ["describe"],
  ["describe", "--tags"],
  ["describe", "--long", "--dirty", "--tags"],
  ["status", "--porcelain"],
  ["rev-parse", "HEAD"],
  ["ls-files", "--stage"],
];

test("git describes the staged files as it describes the whole repository", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = tangled(server);
  const source = git(project.url, { track: "main", describe: true });
  const ref = await run.track(source);
  expect(ref.tags).toMatchObject([
    { name: "v1.0", annotated: true },
    { name: "light", annotated: false },
  ]);
  const directory = await run.bring(source, ref);
  for (const words of WORDS) expect([words, gitIn(directory, ...words)]).toEqual([words, gitIn(project.directory, ...words)]);
  expect(gitIn(directory, "describe")).toMatch(/^v1\.0-[0-9]+-g[0-9a-f]+$/);
  expect(execFileSync("sh", ["-c", `git -c safe.directory='*' -C ${directory} archive HEAD | tar t`], { encoding: "utf8" })).toContain(
    "dir/f",
  );
  expect(gitIn(directory, "verify-pack", `.git/objects/pack/pack-${String(ref.commit)}.idx`)).toBe("");
});

test("every commit of the history is described as in the whole repository", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = tangled(server);
  const commits = project.git("rev-list", "main", "--not", "v1.0").split("\n");
  expect(commits.length).toBeGreaterThan(5);
  for (const commit of commits) {
    project.git("branch", "--force", "here", commit);
    project.publish();
    const directory = await run.bring(git(project.url, { track: "here", describe: true }));
    for (const words of [["describe"], ["describe", "--tags"]])
      expect(outcome(() => gitIn(directory, ...words))).toBe(outcome(() => project.git(...words, commit)));
  }
});

test("the same commit gives the same bytes, from servers that filter and from those that do not", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = tangled(server);
  const source = git(project.url, { track: "main", describe: true });
  const first = filesIn(await run.bring(source));
  execFileSync("git", ["-C", `${project.directory}/../../served/p.git`, "config", "uploadpack.allowFilter", "false"]);
  await using again = sourceOperations({ kinds, cache: false });
  expect(filesIn(await again.bring(source))).toEqual(first);
  expect(Object.keys(first).filter((path) => path.startsWith(".git/") && !path.includes("objects"))).toEqual([
    ".git/HEAD",
    ".git/config",
    ".git/index",
    ".git/info/attributes",
    ".git/packed-refs",
    ".git/shallow",
  ]);
});

test("at a tag no history is fetched", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("p.git");
  for (let n = 0; n < 5; n++) project.commit({ file: `${n}\n` });
  project.git("tag", "--annotate", "--message", "one", "v1.0");
  project.publish();
  const directory = await run.bring(git(project.url, { track: "v*", describe: true }));
  expect(gitIn(directory, "describe", "--dirty")).toBe("v1.0");
  expect(gitIn(directory, "rev-list", "HEAD").split("\n")).toHaveLength(1);
});

test("a changed file is dirty", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = tangled(server);
  const directory = await run.bring(git(project.url, { track: "main", describe: true }));
  execFileSync("sh", ["-c", "echo changed > a"], { cwd: directory });
  expect(gitIn(directory, "describe", "--dirty")).toMatch(/-dirty$/);
});

test("only the tags that match count", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = tangled(server);
  const ref = await run.track(git(project.url, { track: "main", describe: { match: "v*" } }));
  expect(ref.tags).toMatchObject([{ name: "v1.0" }]);
});

test("a pinned commit with named tags; one that is not in its history is refused", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = tangled(server);
  const commit = project.git("rev-parse", "HEAD");
  const tags = [{ name: "v9", commit: project.git("rev-parse", "v1.0^{commit}") }];
  const directory = await run.bring(git(project.url, { commit, tags }));
  expect(gitIn(directory, "describe").replace(/^v9/, "v1.0")).toBe(project.git("describe"));
  const foreign = [{ name: "v9", commit: project.git("rev-parse", "old") }];
  expect(await failure(run.fetch(git(project.url, { commit: project.git("rev-parse", "v1.0^{commit}"), tags: foreign })))).toMatchObject({
    code: "FORGE2006",
    message: expect.stringContaining("is not in the history of"),
  });
});

test("without any tag there is still a commit to name", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const project = server.repository("p.git");
  project.commit({ file: "1\n" });
  project.publish();
  const directory = await run.bring(git(project.url, { describe: true }));
  expect(gitIn(directory, "describe", "--always", "--dirty")).toMatch(/^[0-9a-f]{7,}$/);
});

/** What git says, or that no tag is in the history. */
function outcome(ask: () => string): string {
  try {
    return ask();
  } catch (error) {
    return /fatal: No (names found|tags can describe)|fatal: No annotated tags/.test(String(error)) ? "no tag" : String(error);
  }
}
