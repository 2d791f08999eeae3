// A `.bst` project through the command: shown, built, checked out, as it lies there and without any file of forge's.

import { expect, test } from "vitest";
import { addBusybox, createProject, type Project } from "../rig/project.ts";

const files = {
  "project.conf": `
name: small
min-version: 2.0
element-path: elements
options:
  loud: { type: bool, description: say it loud, variable: loud, default: False }
plugins:
- origin: pip
  package-name: buildstream-plugins-community
  elements: [collect_manifest, snap_image]
`,
  "elements/base.bst": "kind: import\nsources:\n- kind: local\n  path: base\n",
  "elements/hello.bst": `
kind: manual
build-depends: [base.bst]
sources:
- kind: local
  path: files/hello
variables:
  word: hello
  (?):
  - loud:
      word: HELLO
config:
  build-commands:
  - "cat text > made"
  install-commands:
  - mkdir -p "%{install-root}%{bindir}" "%{install-root}/usr/share/doc"
  - echo "%{word} from $(cat made) in $PWD" > "%{install-root}%{bindir}/hello"
  - echo doc > "%{install-root}/usr/share/doc/hello"
  strip-commands: []
`,
  "files/hello/text": "a file",
  "elements/image.bst": "kind: compose\nbuild-depends: [hello.bst]\nconfig:\n  exclude: [doc]\n",
  "elements/bundle.bst": "kind: snap_image\nbuild-depends: [hello.bst]\n",
  "elements/manifest.bst": "kind: collect_manifest\nbuild-depends: [hello.bst]\nconfig: { path: /usr/manifest.json }\n",
  "elements/all.bst": "kind: stack\ndepends: [bundle.bst, image.bst]\n",
};

function createSmall(more: { readonly [path: string]: string } = {}): Project {
  const project = createProject({ ...files, ...more });
  addBusybox(project);
  return project;
}

test("a project of the incumbent's builds as it is, with its options", async () => {
  await using project = createSmall();
  expect(await project.forge(["build", "image.bst"])).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "image.bst", "out"]);
  expect(project.read("out/usr/bin/hello")).toBe("hello from a file in /buildstream/small/hello.bst\n");
  expect(() => project.read("out/usr/share/doc/hello")).toThrow();

  expect((await project.forge(["build", "image.bst"])).stdout).toContain("up to date: image.bst");
  expect(await project.forge(["build", "-o", "loud=true", "image.bst"])).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "-o", "loud=true", "image.bst", "out", "--force"]);
  expect(project.read("out/usr/bin/hello")).toMatch(/^HELLO/);
});

test("a change of an element, or of what it includes, is seen", async () => {
  await using project = createSmall({ "elements/hello.bst": `${files["elements/hello.bst"]}(@): [word.yml]\n`, "word.yml": "{}\n" });
  const build = async (): Promise<string> => {
    const run = await project.forge(["build", "image.bst"]);
    expect(run).toMatchObject({ exitCode: 0 });
    return run.stdout;
  };
  await build();
  expect(await build()).toContain("up to date");
  project.write("word.yml", "environment: { WORD: hi }\n");
  expect(await build()).toContain("built     hello.bst");
});

test("what forge has no kind for is refused before anything else is built, and costs only what needs it", async () => {
  await using project = createSmall();
  const refused = await project.forge(["build", "all.bst"]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain(
    'error FORGE1050  bundle.bst cannot be built: it needs the element kind "snap_image" of the Python package buildstream-plugins-community\n  elements/bundle.bst:1:1',
  );
  expect(refused.stdout).not.toContain("built");
  const rest = await project.forge(["build", "--on-error", "continue", "all.bst"]);
  expect(rest.exitCode).toBe(1);
  expect(await project.forge(["checkout", "image.bst", "out"])).toMatchObject({ exitCode: 0 });
});

test("a broken element costs itself: the rest builds, and it is said each time", async () => {
  await using project = createSmall({ "elements/broken.bst": "kind: stack\ndepends: [gone.bst]\n" });
  await project.forge(["build", "image.bst"]);
  project.write("elements/bundle.bst", "kind: stack\n");
  for (const _ of [1, 2]) {
    const run = await project.forge(["build"]);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("not everything could be loaded");
    expect(run.stderr).toContain('warning FORGE1012  there is no element "gone.bst" below elements\n  elements/broken.bst:2:11');
  }
  expect(await project.forge(["build", "broken.bst"])).toMatchObject({ exitCode: 1 });
});

test("a manifest of what an element is built from is a file like others", async () => {
  await using project = createSmall();
  expect(await project.forge(["build", "manifest.bst"])).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "manifest.bst", "out"]);
  expect(JSON.parse(project.read("out/usr/manifest.json")).modules).toEqual([
    { name: "hello.bst", "x-cpe": { product: "hello" }, sources: [{ type: "dir", path: "files/hello" }] },
  ]);
});
