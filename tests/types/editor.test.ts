// What an editor shows comes from the schemas and types themselves, with no plug-in: comments where the mouse rests, and the
// fields, steps, domains and values that can be written. By TypeScript's language service over the package as it is published.

import { afterAll, expect, test } from "vitest";
import { installCompiler, installForge, tsconfig } from "../rig/compiler.ts";
import { openEditor } from "../rig/language-service.ts";
import { createProject } from "../rig/project.ts";

const project = createProject({
  "tsconfig.json": tsconfig,
  "build.config.ts": `import { choice, cmake, compose, debian, defineDomains, defineElement, defineOptions, defineProject, importElement, kindDefaults, local, manual, match, sh } from "forge-build";
import { z } from "zod";

const options = defineOptions({
  /** Whose packages the machine is made of. */
  distribution: choice(["debian", "ubuntu"], { default: "debian" }),
});
const archives = [{ mirror: options.distribution, suites: ["bookworm"], components: ["main"] }];

/** What everything is built over. */
const base = importElement({ sources: [debian({ archives, packages: [], recommends: false })] });
const library = manual({ depends: [base], domains: { firmware: ["/lib/firmware/**"] } });
const viewer = cmake({ sources: [local("./viewer")], depends: [library], buildType: "Debug", steps: { install: { after: [] } } });

const label = defineElement({
  kind: "label",
  config: z.object({
    /** What is written on it. */
    text: z.string(),
    /** How large it is. */
    size: z.enum(["small", "large"]).default("small"),
  }),
  steps: ({ config }) => ({ print: [sh\`echo \${config.text}\`] }),
});
const front = label({ text: "forge", size: "large" });

const image = compose({ buildDepends: [viewer], include: ["runtime"] });
const domains = defineDomains({ license: ["/usr/share/licenses/**"] });
const kinds = [
  kindDefaults(cmake, { define: { DOCS: false }, variables: { cmakeGlobal: "" }, steps: { build: { before: [] } } }),
  kindDefaults(label, { size: "small" }),
];
const suite = match(options.distribution, { debian: "bookworm", ubuntu: "noble" });

export default defineProject({ name: "edited", elements: { base, library, viewer, front, image, suite: { image } }, default: image, defaults: { environment: { LANG: "C" }, domains, kinds }, fatalWarnings: ["overlaps"] });
export const unused = [suite];
`,
});
installCompiler(project);
installForge(project);
afterAll(() => project[Symbol.asyncDispose]());

const editor = openEditor(project.root);
const file = "build.config.ts";

test("the project has no errors to begin with", () => {
  expect(editor.errors()).toEqual([]);
});

test("a field's comment shows where the mouse rests: of an interface, of a schema, of fields of every kind", () => {
  expect(editor.hover({ file, mark: '|buildType: "Debug"' })).toContain("RelWithDebInfo");
  expect(editor.hover({ file, mark: "|recommends: false" })).toContain("Whether what packages recommend is installed too.");
  expect(editor.hover({ file, mark: "cmake({ |sources:" })).toContain("Laid over one another in this order.");
  expect(editor.hover({ file, mark: "|domains: { firmware" })).toContain("Domains of its own, each with the patterns of its files.");
  expect(editor.hover({ file, mark: "{ |after: []" })).toContain("Commands after those of the kind.");
});

test("so does that of a kind, of an option, and of a constant where it is used", () => {
  expect(editor.hover({ file, mark: "const viewer = |cmake(" })).toContain("Builds with CMake.");
  expect(editor.hover({ file, mark: "mirror: options.|distribution" })).toContain("Whose packages the machine is made of.");
  expect(editor.hover({ file, mark: "depends: [|base]" })).toContain("What everything is built over.");
});

test("a kind of the project's own shows the comments of its schema", () => {
  expect(editor.hover({ file, mark: 'label({ |text: "forge"' })).toContain("What is written on it.");
  expect(editor.hover({ file, mark: '|size: "large"' })).toContain("How large it is.");
  expect(offered('size: "large"', 'size: "|"')).toEqual(["large", "small"]);
});

test("an element's type says its kind and its domains", () => {
  expect(editor.hover({ file, mark: "const |viewer" })).toMatch(/Element<"cmake", .*"firmware"/);
});

test("what can be written is offered: fields", () => {
  const fields = offered('buildType: "Debug", ', "|");
  expect(fields).toEqual(expect.arrayContaining(["buildType", "define", "environment", "runtimeDepends", "variables"]));
  // What is there already is not offered again, and nothing is that does not belong there.
  expect(fields).not.toContain("sources");
  expect(fields).not.toContain("configure");
});

test("steps, and what is done about one", () => {
  expect(offered("steps: { install: { after: [] } }", "steps: { | }")).toEqual(["build", "configure", "install", "strip", "test"]);
  expect(offered("install: { after: [] }", "install: { | }")).toEqual(["after", "before", "run"]);
});

test("domains: those that are built in, and those that dependencies declare", () => {
  expect(offered('include: ["runtime"]', 'include: ["|"]')).toEqual(["debug", "devel", "doc", "firmware", "locale", "runtime"]);
});

test("values of choices, arms of a match, variables of a kind", () => {
  expect(offered('buildType: "Debug"', 'buildType: "|"')).toEqual(
    expect.arrayContaining(["Debug", "Release", "RelWithDebInfo", "MinSizeRel"]),
  );
  expect(offered('{ debian: "bookworm", ubuntu: "noble" }', '{ debian: "bookworm", | }')).toEqual(["ubuntu"]);
  expect(offered('buildType: "Debug", ', "variables: { | }, ")).toEqual(expect.arrayContaining(["cmakeLocal", "prefix", "buildDir"]));
});

test("defaults have the comments and offers of the kinds and of the project", () => {
  expect(editor.hover({ file, mark: "|define: { DOCS" })).toContain("Cache entries, as `-D` gives them");
  expect(editor.hover({ file, mark: '|size: "small" })' })).toContain("How large it is.");
  expect(editor.hover({ file, mark: "|environment: { LANG" })).toContain("Environment of the commands of every element.");
  expect(editor.hover({ file, mark: ", |fatalWarnings:" })).toContain("Warnings that are errors in this project.");
  const fields = offered("kindDefaults(cmake, { ", "kindDefaults(cmake, { |");
  expect(fields).toEqual(expect.arrayContaining(["buildType", "environment", "split", "overlapWhitelist", "maxJobs"]));
  for (const field of ["sources", "depends", "buildDepends", "description", "configure"]) expect(fields).not.toContain(field);
  expect(offered('cmakeGlobal: "" }', "| }")).toEqual(expect.arrayContaining(["cmakeLocal", "prefix", "buildDir"]));
  expect(offered("steps: { build: { before: [] } }", "steps: { | }")).toEqual(["build", "configure", "install", "strip", "test"]);
  expect(offered('size: "small" }', 'size: "|" }')).toEqual(["large", "small"]);
  expect(offered("defaults: { ", "defaults: { |")).toEqual([
    "environment",
    "maxJobs",
    "overlapWhitelist",
    "slots",
    "split",
    "timeLimit",
    "variables",
  ]);
  expect(offered('["overlaps"]', '["|"]')).toEqual(["overlaps", "strays", "unstagedFiles"]);
  expect(offered("domains, kinds", "domains: { license: domains.| }, kinds")).toEqual(["license"]);
});

test("an offer brings its comment along", () => {
  const text = project.read(file);
  const marked = text.replace('buildType: "Debug", ', 'buildType: "Debug",  ');
  project.write(file, marked);
  expect(editor.completionComment({ file, mark: 'buildType: "Debug", | steps' }, "define")).toContain("Cache entries");
  project.write(file, text);
});

/** What is offered at `|` when a text of the file is replaced by another. */
function offered(from: string, to: string): readonly string[] {
  const text = project.read(file);
  project.write(file, text.replace(from, to.replace("|", "")));
  const at = text.indexOf(from) + to.indexOf("|");
  const names = editor.completionsAt(file, at);
  project.write(file, text);
  return [...names].sort();
}
