// forge import of a project on another that lies in git: it is fetched, and becomes a folder like one that lies in the project.

import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveGit, type WorkFiles } from "../../rig/git-server.ts";
import { createProject, repository } from "../../rig/project.ts";

const theirs: WorkFiles = {
  "project.conf": "name: theirs\nmin-version: 2.0\nelement-path: elements\n",
  "files/etc/issue": "theirs\n",
  "elements/base.bst": "kind: import\nsources: [{ kind: local, path: files }]\n",
};

const ours = (url: string, commit: string): { readonly [path: string]: string } => ({
  "old/project.conf": `name: ours
min-version: 2.0
element-path: elements
plugins:
- { origin: pip, package-name: buildstream-plugins, sources: [git] }
`,
  "old/elements/sdk.bst": `kind: junction\nsources: [{ kind: git, url: "${url}/theirs", track: main, ref: ${commit} }]\n`,
  "old/elements/app.bst": "kind: stack\ndepends: [sdk.bst:base.bst]\n",
  "old/elements/own.bst": "kind: stack\n",
});

test("what a junction leads to is fetched and converted, and what it has is built", async () => {
  await using server = await serveGit();
  const origin = server.repository("theirs");
  const commit = origin.commit(theirs);
  origin.publish();
  await using project = createProject(ours(server.url, commit));
  const run = await project.forge(["import", "--report", "old", "new"]);
  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  expect(run.stdout).toContain("converted app.bst as app.ts");
  expect(run.stdout).toContain("converted sdk.bst:base.bst as sdk/base.ts");

  const root = join(project.root, "new");
  mkdirSync(join(root, "node_modules"));
  symlinkSync(repository, join(root, "node_modules/forge-build"));
  expect(await project.forge(["-C", root, "build", "app"])).toMatchObject({ exitCode: 0 });
  expect(await project.forge(["-C", root, "checkout", "sdk:base", join(root, "out")])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(root, "out/etc/issue"), "utf8")).toBe("theirs\n");
});

test("one that cannot be fetched is told, and costs what depends on it", async () => {
  await using project = createProject(ours("http://127.0.0.1:1", "8cf17aaeb4599f8af87fefd810b5b5fee90fe69e"));
  const run = await project.forge(["--offline", "import", "--report", "old", "new"]);
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(/warning the junction sdk\.bst is left: .*FORGE/);
  expect(run.stdout).toContain("left app.bst");
  expect(run.stdout).toContain("converted own.bst");
});
