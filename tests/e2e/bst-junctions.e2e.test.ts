// A TypeScript project on projects of BuildStream: elements by name, from git and from a folder, with options, replacements and
// a declaration of what there is.

import { expect, test, vi } from "vitest";
import { installCompiler, tsconfig } from "../rig/compiler.ts";
import { expectComplaint } from "../rig/faults.ts";
import { type GitServer, serveGit, type WorkFiles } from "../rig/git-server.ts";
import { createProject, type Project } from "../rig/project.ts";

// Each starts the command many times.
vi.setConfig({ testTimeout: 180_000 });

const local = (path: string): string => `kind: import\nsources: [{ kind: local, path: ${path} }]\n`;

const theirs: WorkFiles = {
  "project.conf": `name: theirs
min-version: 2.0
element-path: elements
options:
  loud: { type: bool, default: False, description: how, variable: loud }
`,
  "files/zlib": "zlib of theirs\n",
  "files/tool": "tool\n",
  "elements/zlib.bst": local("files/zlib"),
  "elements/tool.bst": `${local("files/tool")}depends: [lib/link.bst]\npublic: { bst: { split-rules: { extra: [/x] } } }\n`,
  "elements/lib/link.bst": "kind: link\nconfig: { target: zlib.bst }\n",
  "elements/said.bst":
    "kind: import\n(?):\n- loud:\n    sources: [{ kind: local, path: files/tool }]\n- not loud:\n    sources: [{ kind: local, path: files/zlib }]\n",
  "elements/broken.bst": "kind: stack\ndepends: [nothing.bst]\n",
};

const config = (
  junction: string,
  rest = "",
): string => `import { compose, defineProject, git, importElement, inline, junction, local } from "forge-build";
${junction}
const app = compose({ buildDepends: [theirs["tool.bst"]], integrate: false, exclude: ["extra"] });
export default defineProject({ name: "app", elements: { app }${rest} });
`;

const fromGit = (server: GitServer): string =>
  `const theirs = await junction(git({ url: "${server.url}/theirs", track: "main" }), { as: "theirs" });`;

/** Beside the configuration, in a folder of it. */
function inFolder(rest = ""): Project {
  const files = Object.fromEntries(Object.entries(theirs).map(([path, text]) => [`vendor/${path}`, String(text)]));
  return createProject({ ...files, "build.config.ts": config('const theirs = await junction(local("vendor"), { as: "theirs" });', rest) });
}

async function names(project: Project): Promise<readonly string[]> {
  const run = await project.forge(["show", "--json"]);
  expect(run.stderr).toBe("");
  const lines = run.stdout.trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { readonly name: string }).name);
}

test("elements of a project in git are tracked into the lock, built, and called by the junction's name", async () => {
  await using server = await serveGit();
  const repository = server.repository("theirs");
  repository.commit(theirs);
  repository.publish();
  await using project = createProject({ "build.config.ts": config(fromGit(server)) });
  expectComplaint(await project.forge(["build"]), { code: "FORGE2001", says: [/forge track/] });
  expect(await project.forge(["track", "theirs"])).toMatchObject({ exitCode: 0 });
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await names(project)).toEqual(["theirs", "theirs:zlib.bst", "theirs:tool.bst", "app"]);
  await project.forge(["checkout", "app", "out"]);
  expect([project.read("out/zlib"), project.read("out/tool")]).toEqual(["zlib of theirs\n", "tool\n"]);
  expect((await project.forge(["build"])).stdout).toContain("up to date");

  repository.commit({ "files/zlib": "newer\n" });
  repository.publish();
  await project.forge(["track", "theirs"]);
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "theirs:zlib.bst", "zlib"]);
  expect(project.read("zlib/zlib")).toBe("newer\n");
});

test("a folder is used where it lies, and a change in it is noticed", async () => {
  await using project = inFolder();
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0, stderr: "" });
  project.write("vendor/files/zlib", "patched\n");
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "app", "out"]);
  expect(project.read("out/zlib")).toBe("patched\n");
  project.write("vendor/elements/tool.bst", local("files/tool"));
  await project.forge(["build"]);
  await project.forge(["checkout", "app", "again"]);
  expect(() => project.read("again/zlib")).toThrow(/ENOENT/);
});

test("options pass, and what the project replaces is replaced inside the other, too", async () => {
  await using project = inFolder();
  project.write(
    "build.config.ts",
    config(
      `const theirs = await junction(local("vendor"), { as: "theirs", options: { loud: true } });
const zlib = importElement({ sources: [inline({ zlib: "mine" })], runtimeDepends: [theirs["said.bst"]] });`,
      ', replace: [[theirs["zlib.bst"], zlib]]',
    ).replace("elements: { app }", 'elements: { app, said: theirs["said.bst"] }'),
  );
  expect(await project.forge(["build"])).toMatchObject({ exitCode: 0, stderr: "" });
  await project.forge(["checkout", "app", "out"]);
  expect([project.read("out/zlib"), project.read("out/tool")]).toEqual(["mine", "tool\n"]);
  await project.forge(["checkout", "said", "said"]);
  expect(project.read("said/tool")).toBe("tool\n");
});

test("what is wrong is said at the line that names it, or in the other project's file", async () => {
  await using project = inFolder();
  const original = project.read("build.config.ts");
  const expectAt = async (from: string, to: string, complaint: Parameters<typeof expectComplaint>[1]): Promise<void> => {
    project.write("build.config.ts", original.replace(from, to));
    expectComplaint(await project.forge(["show"]), complaint);
  };
  await expectAt("tool.bst", "tol.bst", { code: "FORGE1012", place: "build.config.ts:3" });
  await expectAt("tool.bst", "broken.bst", {
    code: "FORGE1012",
    place: "theirs:elements/broken.bst:2",
    says: [/build.config.ts:3/],
  });
  await expectAt("vendor", "vendor/files", { code: "FORGE1047", place: "build.config.ts:2", says: [/no project.conf/] });
  await expectAt('as: "theirs"', 'as: "theirs", options: { lout: true }', { code: "FORGE1010", place: "build.config.ts:2" });
  await expectAt('as: "theirs"', 'as: "a b"', { code: "FORGE1007", place: "build.config.ts:2" });
  await expectAt('as: "theirs"', 'as: "theirs", path: "../.."', { code: "FORGE1015", place: "build.config.ts:2" });
});

test("forge sync writes down what there is, and forge check notices when that is not so any more", async () => {
  await using project = inFolder();
  installCompiler(project);
  project.write("tsconfig.json", tsconfig);
  expect(await project.forge(["sync"])).toMatchObject({ exitCode: 0, stderr: "" });
  const declared = project.read("theirs.bst.d.ts");
  expect(declared).toContain('readonly "tool.bst": Element<"import", ');
  expect(declared).toContain("readonly loud: boolean;");
  expect(declared).not.toContain("broken.bst");
  project.write(
    "build.config.ts",
    project
      .read("build.config.ts")
      .replace("\n", '\nimport type { Theirs } from "./theirs.bst.d.ts";\n')
      .replace("junction(local", "junction<Theirs>(local"),
  );
  expect(await project.forge(["check"])).toMatchObject({ exitCode: 0, stderr: "" });
  // Again, nothing changes.
  expect((await project.forge(["sync"])).stdout).toContain("up to date");
  project.write("vendor/elements/more.bst", local("files/zlib"));
  expectComplaint(await project.forge(["check"]), { code: "FORGE1055", place: "theirs.bst.d.ts", says: [/forge sync/] });
  expect(await project.forge(["sync"])).toMatchObject({ exitCode: 0 });
  expect(project.read("theirs.bst.d.ts")).toContain('"more.bst"');
});
