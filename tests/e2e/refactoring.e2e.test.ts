// Refactoring is free: what an editor does to a project in one keystroke changes no key, no line of forge.lock and no name on
// the command line, and every reference follows. Nothing is built again.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installCompiler, installForge, tsconfig } from "../rig/compiler.ts";
import { type FileServer, serveFiles } from "../rig/file-server.ts";
import { type Editor, openEditor } from "../rig/language-service.ts";
import { build, keys } from "../rig/outcomes.ts";
import { addBusybox, createProject, type Project } from "../rig/project.ts";
import { tarArchive } from "../rig/tar-archive.ts";

const files = (url: string): { readonly [path: string]: string } => ({
  "tsconfig.json": tsconfig,
  "build.config.ts": `import { compose, defineProject } from "forge-build";
import { base } from "./elements/base.ts";
import { zlib, png } from "./elements/libraries.ts";
import * as programs from "./elements/programs.ts";

const image = compose({ buildDepends: [base, png, programs.viewer], include: ["runtime", "l10n"], integrate: false });

export default defineProject({ name: "refactored", elements: { base, lib: { zlib, png }, programs, image }, default: image });
`,
  "elements/base.ts": `import { importElement, local } from "forge-build";

/** What everything is built over. */
export const base = importElement({ sources: [local("./base")] });
`,
  "elements/libraries.ts": `import { manual, sh, tar } from "forge-build";
import { base } from "./base.ts";
import { vars } from "../options.ts";

export const zlib = manual({
  sources: [tar("${url}/zlib.tar")],
  buildDepends: [base],
  install: [sh\`mkdir -p /forge/install\${vars.libraries} && cp zlib.c /forge/install\${vars.libraries}/libz\`],
  domains: { l10n: ["/usr/share/locale/**"] },
});

export const png = manual({
  sources: [tar("${url}/png.tar")],
  buildDepends: [base],
  depends: [zlib],
  install: [sh\`mkdir -p /forge/install\${vars.libraries} && cp png.c /forge/install\${vars.libraries}/libpng\`],
});
`,
  "elements/programs.ts": `import { manual, sh } from "forge-build";
import { base } from "./base.ts";
import { png } from "./libraries.ts";
import { options } from "../options.ts";

export const viewer = manual({
  buildDepends: [base],
  depends: [png],
  install: [sh\`mkdir -p /forge/install/usr/bin && echo viewer \${options.flavour} >/forge/install/usr/bin/viewer\`],
});
`,
  "options.ts": `import { choice, defineOptions, defineVariables } from "forge-build";

export const options = defineOptions({ flavour: choice(["plain", "sweet"], { default: "plain" }) });

export const vars = defineVariables({ libraries: "/usr/lib" });
`,
});

/** A project that is tracked and built, and what must be the same after a change. */
async function built(
  server: FileServer,
): Promise<{ readonly project: Project; readonly editor: Editor; readonly same: () => Promise<void> }> {
  for (const name of ["zlib", "png"]) server.files.set(`/${name}.tar`, tarArchive([{ name: `${name}/` + `${name}.c`, content: name }]));
  const project = createProject(files(server.url));
  addBusybox(project);
  installCompiler(project);
  installForge(project);
  await build(project, ["--track"]);
  const before = { keys: await keys(project), lock: project.read("forge.lock") };
  expect(Object.keys(before.keys).sort()).toEqual(["base", "image", "lib/png", "lib/zlib", "programs/viewer"]);
  const asked = server.requests.length;
  return {
    project,
    editor: openEditor(project.root),
    async same() {
      expect((await project.forge(["check"])).stderr).toBe("");
      expect(await keys(project)).toEqual(before.keys);
      expect(new Set(Object.values(await build(project, ["--offline", ...Object.keys(before.keys)])))).toEqual(new Set(["cached"]));
      expect(server.requests.length).toBe(asked);
      // Nothing of the lock became unused, and nothing is missing in it.
      expect((await project.forge(["track", "--prune"])).exitCode).toBe(0);
      expect(project.read("forge.lock")).toBe(before.lock);
    },
  };
}

test("renaming a constant follows every reference and leaves the name on the command line", { timeout: 120_000 }, async () => {
  await using server = await serveFiles();
  const { project, editor, same } = await built(server);
  await using _ = project;
  editor.rename({ file: "elements/base.ts", mark: "const |base" }, "foundation");
  expect(project.read("elements/libraries.ts")).toContain("buildDepends: [foundation]");
  expect(project.read("build.config.ts")).toContain("elements: { base: foundation, lib:");
  editor.rename({ file: "elements/libraries.ts", mark: "const |zlib" }, "deflate");
  expect(project.read("build.config.ts")).toContain("lib: { zlib: deflate, png }");
  editor.rename({ file: "options.ts", mark: "const |vars" }, "variables");
  expect(project.read("elements/libraries.ts")).toContain("${variables.libraries}/libz");
  await same();
});

test("moving and renaming files follows every import, and paths of local sources stay", { timeout: 120_000 }, async () => {
  await using server = await serveFiles();
  const { project, editor, same } = await built(server);
  await using _ = project;
  editor.moveFile("elements/base.ts", "foundation/system.ts");
  editor.moveFile("options.ts", "settings/choices.ts");
  editor.moveFile("elements/libraries.ts", "elements/deep/er/libraries.ts");
  expect(project.read("elements/deep/er/libraries.ts")).toContain('from "../../../foundation/system.ts"');
  expect(project.read("elements/programs.ts")).toContain('from "../settings/choices.ts"');
  expect(project.read("build.config.ts")).toContain('from "./elements/deep/er/libraries.ts"');
  await same();
});

test("extracting a function changes nothing of what it makes", { timeout: 120_000 }, async () => {
  await using server = await serveFiles();
  const { project, editor, same } = await built(server);
  await using _ = project;
  editor.refactor(
    { file: "elements/programs.ts", mark: selected(project, "elements/programs.ts", /manual\(\{[\s\S]*\}\)/) },
    { name: "Extract Symbol", action: /function in module scope/ },
  );
  expect(project.read("elements/programs.ts")).toMatch(/export const viewer = newFunction\(\);/);
  editor.rename({ file: "elements/programs.ts", mark: "= |newFunction(" }, "makeViewer");
  // A constant of a part of it, used twice.
  editor.refactor(
    {
      file: "elements/libraries.ts",
      mark: "sh`mkdir -p /forge/install${vars.libraries} && cp png.c /forge/install${vars.libraries}/libpng`",
    },
    { name: "Extract Symbol", action: /constant in (enclosing|module) scope/ },
  );
  expect(project.read("elements/libraries.ts")).toContain("install: [newLocal]");
  await same();
});

test("splitting a file: a constant moves to a file of its own, and its imports with it", { timeout: 120_000 }, async () => {
  await using server = await serveFiles();
  const { project, editor, same } = await built(server);
  await using _ = project;
  editor.refactor(
    { file: "elements/libraries.ts", mark: selected(project, "elements/libraries.ts", /export const zlib = [\s\S]*?\n\}\);/) },
    { name: "Move to file", action: /Move to file/, targetFile: "elements/compression.ts" },
  );
  expect(project.read("elements/compression.ts")).toContain("export const zlib = manual({");
  expect(project.read("elements/libraries.ts")).not.toContain("export const zlib");
  expect(project.read("elements/libraries.ts")).toMatch(/import \{ zlib \} from "\.\/compression(\.[jt]s)?"/);
  await same();
});

test("order of fields, of elements and of modules means nothing where no order is asked for", { timeout: 120_000 }, async () => {
  await using server = await serveFiles();
  const { project, same } = await built(server);
  await using _ = project;
  const text = project.read("build.config.ts");
  project.write("build.config.ts", text.replace("base, lib: { zlib, png }, programs, image", "image, programs, lib: { png, zlib }, base"));
  const libraries = project.read("elements/libraries.ts");
  project.write(
    "elements/libraries.ts",
    `${libraries}\n// a comment\n`.replace(
      / {2}buildDepends: \[base\],\n {2}depends: \[zlib\],\n/,
      "  depends: [zlib],\n  buildDepends: [base],\n",
    ),
  );
  expect(readFileSync(join(project.root, "elements/libraries.ts"), "utf8")).toContain("depends: [zlib],\n  buildDepends");
  await same();
});

/** The text of a file that a pattern finds. */
function selected(project: Project, file: string, pattern: RegExp): string {
  const found = pattern.exec(project.read(file))?.[0];
  if (found === undefined) throw new Error(`no ${pattern} in ${file}`);
  return found;
}
