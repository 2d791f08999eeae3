// Warnings that a project wants to be errors, and the whitelists that say what is meant.

import { describe, expect, test } from "vitest";
import { expectComplaint } from "../rig/faults.ts";
import { build, keys } from "../rig/outcomes.ts";
import { createProject } from "../rig/project.ts";
import { createSmallSystem, smallConfig } from "../rig/small-system.ts";

/** Two parts that provide one file differently, one that has a directory where another has a file, and images of them. */
const parts = {
  "one/etc/conf": "one\n",
  "one/same": "same\n",
  "two/etc/conf": "two\n",
  "two/same": "same\n",
  "directory/etc/conf/inside": "inside\n",
};
const config = (project: string, two = "") => `import { append, compose, defineProject, importElement, local } from "forge-build";
const one = importElement({ sources: [local("./one")] });
const two = importElement({ sources: [local("./two")]${two} });
const directory = importElement({ sources: [local("./directory")] });
const image = compose({ buildDepends: [one, two] });
const turned = compose({ buildDepends: [two, one] });
const apart = compose({ buildDepends: [one, { element: two, at: "/sub" }] });
const left = compose({ buildDepends: [directory, one] });
export default defineProject({ name: "warned", elements: { one, two, directory, image, turned, apart, left }, ${project} });
`;

describe("overlaps", () => {
  test("are a warning unless the project wants more", async () => {
    await using project = createProject({ ...parts, "build.config.ts": config("") });
    const run = await project.forge(["build", "image"]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout + run.stderr).toMatch(/overlap +image +1 file provided by several dependencies\n.*\/etc\/conf {2}\(one, then two\)/);
  });

  test("are refused where the project says so, until what overwrites says that it may", async () => {
    const fatal = 'fatalWarnings: ["overlaps"]';
    await using project = createProject({ ...parts, "build.config.ts": config(fatal) });
    const run = await project.forge(["build", "image"]);
    expectComplaint(run, {
      code: "FORGE3012",
      place: "build.config.ts:5",
      says: ["/etc/conf  (one, then two)", "two overwrites", "build.config.ts:3", "`overlapWhitelist` of two"],
    });
    expect(run.stderr + run.stdout).not.toContain("/same");

    // It is the one that is laid over the others whose whitelist counts, and nothing stays of the failure.
    project.write("build.config.ts", config(fatal, ', overlapWhitelist: ["/etc/*"]'));
    expect(await build(project, ["image", "apart"])).toMatchObject({ image: "built", apart: "built" });
    expectComplaint(await project.forge(["build", "turned"]), { code: "FORGE3012", says: ["`overlapWhitelist` of one"] });

    project.write("build.config.ts", config(`${fatal}, defaults: { overlapWhitelist: ["/etc/conf"] }`));
    expect(await build(project, ["turned"])).toMatchObject({ turned: "built" });
    project.write("build.config.ts", config(`${fatal}, defaults: { overlapWhitelist: ["/etc/conf"] }`, ", overlapWhitelist: []"));
    expectComplaint(await project.forge(["build", "image"]), { code: "FORGE3012", place: "build.config.ts:5" });
  });

  test("what is fatal is part of the keys of what is made of others, and of no others", async () => {
    await using project = createProject({ ...parts, "build.config.ts": config("") });
    const before = await keys(project);
    project.write("build.config.ts", config('fatalWarnings: ["overlaps"]'));
    const after = await keys(project);
    expect([after["one"], after["image"]]).toEqual([before["one"], expect.not.stringMatching(before["image"] ?? "")]);
  });
});

test("a file that has no place is named, and refused where the project says so", async () => {
  await using project = createProject({ ...parts, "build.config.ts": config("") });
  const run = await project.forge(["build", "left"]);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.stdout + run.stderr).toMatch(/overlap +left +1 file left out.*\n.*\/etc\/conf {2}\(directory, then one\)/);
  project.write("build.config.ts", config('fatalWarnings: ["unstagedFiles"]'));
  expectComplaint(await project.forge(["build", "left"]), {
    code: "FORGE3013",
    place: "build.config.ts:8",
    says: ["/etc/conf  (directory, then one)"],
  });
});

test("files outside the output are refused where the project says so", async () => {
  const stray = smallConfig.replace("echo library >", "mkdir -p /usr/share && echo x >/usr/share/stray; echo library >");
  await using project = createSmallSystem({ "build.config.ts": stray });
  expect((await project.forge(["build", "library"])).exitCode).toBe(0);
  project.write("build.config.ts", stray.replace('name: "small",', 'name: "small", fatalWarnings: ["strays"],'));
  expectComplaint(await project.forge(["build", "library"]), {
    code: "FORGE3014",
    place: "build.config.ts:5",
    says: ["/usr/share/stray", "DESTDIR"],
  });
});

test("a project of BuildStream's has its own, those of its format", async () => {
  const elements = {
    "one.bst": "kind: import\nsources: [{ kind: local, path: one }]\n",
    "two.bst": "kind: import\nsources: [{ kind: local, path: two }]\npublic: { bst: { overlap-whitelist: [] } }\n",
    "image.bst": "kind: compose\nbuild-depends: [one.bst, two.bst]\n",
  };
  await using project = createProject({
    ...parts,
    ...elements,
    "project.conf": "name: warned\nmin-version: 2.0\nfatal-warnings: [overlaps, unaliased-url]\n",
  });
  expectComplaint(await project.forge(["build", "image.bst"]), {
    code: "FORGE3012",
    place: "image.bst:1",
    says: ["/etc/conf  (one.bst, then two.bst)"],
  });
  project.write("two.bst", elements["two.bst"].replace("[]", "[/etc/*]"));
  expect(await project.forge(["build", "image.bst"])).toMatchObject({ exitCode: 0 });

  project.write("two.bst", elements["two.bst"]);
  project.write("project.conf", "name: warned\nformat-version: 18\nfail-on-overlap: true\n");
  expectComplaint(await project.forge(["build", "image.bst"]), { code: "FORGE3012" });
  project.write("two.bst", elements["two.bst"].replace("[]", "[etc/*]"));
  expect(await project.forge(["build", "image.bst"])).toMatchObject({ exitCode: 0 });
});
