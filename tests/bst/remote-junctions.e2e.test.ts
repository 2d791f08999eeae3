// Junctions of `.bst` projects that lead elsewhere, to git and to archives: fetched when they are needed, nested, with options,
// overrides, includes and files of their own; and pinned where a ref is kept.

import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { serveFiles } from "../rig/file-server.ts";
import { type GitServer, serveGit, type WorkFiles, type WorkRepository } from "../rig/git-server.ts";
import { createProject, type Project } from "../rig/project.ts";
import { tarArchive } from "../rig/tar-archive.ts";

// Each starts the command many times.
vi.setConfig({ testTimeout: 180_000 });

const plugins = `
plugins:
- { origin: pip, package-name: buildstream-plugins, sources: [git, patch] }
- { origin: pip, package-name: buildstream-plugins-community, sources: [git_repo] }
`;
const local = (path: string): string => `kind: import\nsources: [{ kind: local, path: ${path} }]\n`;

/** A subproject with an option, an include and a file of its own. */
const sdk: WorkFiles = {
  "project.conf": `name: sdk
min-version: 2.0
element-path: elements
options:
  flavour: { type: enum, values: [vanilla, mint], default: vanilla, description: taste, variable: flavour }
`,
  "include/words.yml": 'variables: { word: "%{flavour} of the sdk" }\n',
  "files/zlib": "zlib of the sdk\n",
  "files/tool": "tool\n",
  "elements/zlib.bst": local("files/zlib"),
  "elements/tool.bst": `${local("files/tool")}depends: [zlib.bst]\n`,
  "elements/broken.bst": "kind: stack\ndepends: [nothing.bst]\n",
};

function published(server: GitServer, name: string, files: WorkFiles): { readonly repository: WorkRepository; readonly commit: string } {
  const repository = server.repository(name);
  const commit = repository.commit(files);
  repository.publish();
  return { repository, commit };
}

const conf = (more = ""): string => `name: app\nmin-version: 2.0\nelement-path: elements\naliases: { here: "SERVER/" }\n${plugins}${more}`;

const junction = (ref: string, more = ""): string =>
  `kind: junction\nsources:\n- { kind: git, url: "here:sdk", track: main${ref === "" ? "" : `, ref: ${ref}`} }\n${more}`;

const image = "kind: compose\nbuild-depends: [sdk.bst:tool.bst]\nconfig: { integrate: False }\n";

function project(server: GitServer, files: { readonly [path: string]: string }): Project {
  const entries = Object.entries(files).map(([path, text]) => [path, text.replaceAll("SERVER", server.url)]);
  return createProject(Object.fromEntries(entries));
}

test("is fetched by whatever needs it, once, and its elements build from its own files", async () => {
  await using server = await serveGit();
  const { commit } = published(server, "sdk", sdk);
  await using app = project(server, { "project.conf": conf(), "elements/sdk.bst": junction(commit), "elements/image.bst": image });
  // Nothing is reached where that is not allowed, and what needs it says so.
  expectComplaint(await app.forge(["--offline", "show", "image.bst"]), { code: "FORGE2014", place: "elements/sdk.bst" });
  const shown = await app.forge(["show", "--json", "--deps", "all", "image.bst"]);
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout).toContain('"name":"sdk.bst:zlib.bst"');
  const asked = server.requests.length;
  expect(await app.forge(["--offline", "build", "image.bst"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(server.requests.length).toBe(asked);
  await app.forge(["checkout", "image.bst", "out"]);
  expect([app.read("out/zlib"), app.read("out/tool")]).toEqual(["zlib of the sdk\n", "tool\n"]);
  expect((await app.forge(["build", "image.bst"])).stdout).toContain("up to date");
  // A place in it is one that a person can follow.
  expectComplaint(await app.forge(["show", "sdk.bst:broken.bst"]), {
    code: "FORGE1012",
    place: "sdk.bst:elements/broken.bst:2:11",
  });
});

test("a junction without a ref is tracked into the lock, and follows it", async () => {
  await using server = await serveGit();
  const { repository } = published(server, "sdk", sdk);
  await using app = project(server, { "project.conf": conf(), "elements/sdk.bst": junction(""), "elements/image.bst": image });
  expectComplaint(await app.forge(["build", "image.bst"]), { code: "FORGE1047", says: [/forge track sdk.bst/] });
  expect(await app.forge(["track", "sdk.bst"])).toMatchObject({ exitCode: 0 });
  expect(await app.forge(["build", "image.bst"])).toMatchObject({ exitCode: 0 });
  repository.commit({ "files/zlib": "newer\n" });
  repository.publish();
  expect(await app.forge(["track", "sdk.bst"])).toMatchObject({ exitCode: 0 });
  expect(await app.forge(["build", "image.bst"])).toMatchObject({ exitCode: 0 });
  await app.forge(["checkout", "image.bst", "out"]);
  expect(app.read("out/zlib")).toBe("newer\n");
});

test("refs may be kept in junction.refs", async () => {
  await using server = await serveGit();
  const { commit } = published(server, "sdk", sdk);
  await using app = project(server, {
    "project.conf": conf("ref-storage: project.refs\n"),
    "junction.refs": `projects: { app: { sdk.bst: [{ ref: ${commit} }] } }\n`,
    "elements/sdk.bst": junction(""),
    "elements/image.bst": image,
  });
  expect(await app.forge(["build", "image.bst"])).toMatchObject({ exitCode: 0 });
});

test("options, overrides and includes lead across, also at the top of project.conf", async () => {
  await using server = await serveGit();
  const { commit } = published(server, "sdk", sdk);
  await using app = project(server, {
    "project.conf": conf('(@): ["sdk.bst:include/words.yml"]\n'),
    "elements/sdk.bst": junction(commit, "config:\n  options: { flavour: mint }\n  overrides: { zlib.bst: zlib.bst }\n"),
    "elements/zlib.bst": local("files"),
    "files/zlib": "mine\n",
    "elements/image.bst": `${image}description: "x"\nvariables: { said: "%{word}" }\n`,
  });
  const lines = (await app.forge(["show", "--json", "image.bst"])).stdout;
  expect(lines).toContain('"said":"mint of the sdk"');
  expect(await app.forge(["build", "image.bst"])).toMatchObject({ exitCode: 0 });
  await app.forge(["checkout", "image.bst", "out"]);
  expect(app.read("out/zlib")).toBe("mine\n");
});

test("a project in an archive may stand on one in git, through its own aliases or those of whoever asks", async () => {
  await using server = await serveGit();
  await using files = await serveFiles();
  const { commit } = published(server, "sdk", sdk);
  const middle = {
    "project.conf": `name: middle\nmin-version: 2.0\naliases: { here: "https://nowhere.invalid/" }\n${plugins}`,
    "sdk.bst": junction(commit),
    "mine/patch.diff": "--- a/files/tool\n+++ b/files/tool\n@@ -1 +1 @@\n-tool\n+patched tool\n",
    "again.bst": `${junction(commit)}- { kind: patch, path: mine/patch.diff }\n`,
    "all.bst": "kind: stack\ndepends: [sdk.bst:tool.bst]\n",
  };
  const archive = tarArchive(Object.entries(middle).map(([name, text]) => ({ name: `middle-1/sub/${name}`, content: text })));
  files.files.set("/middle.tar", archive);
  await using app = project(server, {
    "project.conf": conf(),
    "elements/middle.bst": `kind: junction
sources: [{ kind: tar, url: "${files.url}/middle.tar", ref: ${createHash("sha256").update(archive).digest("hex")} }]
config: { path: sub, map-aliases: identity }
`,
    "elements/image.bst": "kind: compose\nbuild-depends: [middle.bst:all.bst]\nconfig: { integrate: False }\n",
    "elements/patched.bst": "kind: compose\nbuild-depends: ['middle.bst:again.bst:tool.bst']\nconfig: { integrate: False }\n",
  });
  for (const name of ["image.bst", "patched.bst"]) {
    expect(await app.forge(["build", name])).toMatchObject({ exitCode: 0, stderr: "" });
    await app.forge(["checkout", name, `out/${name}`]);
  }
  expect([app.read("out/image.bst/tool"), app.read("out/patched.bst/tool")]).toEqual(["tool\n", "patched tool\n"]);
  // Both at once would be two instances of one project that nobody declared.
  expectComplaint(await app.forge(["build", "image.bst", "patched.bst"]), { code: "FORGE1047", says: [/loaded in several ways/] });
});

test("what leads out of a fetched project is not there, and one that is none is refused", async () => {
  await using server = await serveGit();
  const { commit } = published(server, "sdk", {
    ...sdk,
    "elements/link.bst": { link: "/etc/passwd" },
    "include/link.yml": { link: "/etc/passwd" },
    "elements/included.bst": "kind: stack\n(@): include/link.yml\n",
    "elements/up.bst": local("../../etc"),
    "elements/absolute.bst": local("/etc"),
    "files/out": { link: "/etc" },
    "elements/out.bst": local("files/out"),
    "none/x": "",
  });
  await using app = project(server, { "project.conf": conf(), "elements/sdk.bst": junction(commit), "elements/image.bst": image });
  for (const [name, code] of [
    ["link", "FORGE1012"],
    ["included", "FORGE1045"],
    ["up", "FORGE1045"],
    ["absolute", "FORGE1045"],
    ["out", "FORGE1045"],
  ] as const) {
    const run = await app.forge(["show", `sdk.bst:${name}.bst`]);
    expectComplaint(run, { code });
    expect(run.stderr).not.toContain("root:");
  }
  for (const [path, says] of [
    ["none", /no project.conf/],
    ["../..", /leads out/],
    ["/etc", /no project.conf/],
  ] as const) {
    app.write("elements/sdk.bst", junction(commit, `config: { path: ${path} }\n`).replaceAll("SERVER", server.url));
    expectComplaint(await app.forge(["show", "image.bst"]), { code: "FORGE1047", says: [says] });
  }
});

test("a project that leads to itself without end is refused, and one that cannot be had costs only what needs it", async () => {
  await using server = await serveGit();
  published(server, "sdk", {
    ...sdk,
    "project.conf": `${String(sdk["project.conf"])}aliases: { here: "${server.url}/" }\n${plugins}`,
    "elements/sdk.bst": junction(""),
    "elements/deep.bst": "kind: stack\ndepends: ['sdk.bst:deep.bst']\n",
  });
  await using app = project(server, {
    "project.conf": conf("junctions: { internal: [sdk.bst] }\n"),
    "elements/sdk.bst": junction(""),
    "elements/deep.bst": "kind: stack\ndepends: ['sdk.bst:deep.bst']\n",
    "elements/gone.bst": junction("0123456789012345678901234567890123456789").replace("here:sdk", "here:gone"),
    "elements/needs-gone.bst": "kind: stack\ndepends: ['gone.bst:x.bst']\n",
    "elements/files.bst": local("files"),
    "files/x": "x\n",
  });
  expect(await app.forge(["track", "sdk.bst"])).toMatchObject({ exitCode: 0 });
  const run = await app.forge(["show", "--json"]);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain('"name":"files.bst"');
  expectComplaint(run, { code: "FORGE2004", place: "elements/gone.bst" });
  expectComplaint(run, { code: "FORGE1046", says: [/lead on without end/] });
});
