// forge import --plugins: plug-ins become kinds and sources that the user has written, and elements of them are built.

import { mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { installCompiler } from "../../rig/compiler.ts";
import { createProject, type Project, repository } from "../../rig/project.ts";

const conf = `name: small
min-version: 2.0
element-path: elements
aliases:
  example: https://example.org/
plugins:
- origin: pip
  package-name: somebody
  elements: [greeting, other]
  sources: [words, told]
options:
  loud:
    type: bool
    description: Loud
    default: False
variables:
  greetings: "%{prefix}/greetings"
`;

const hello = `kind: greeting
variables:
  place: "%{greetings}/here"
config:
  install-to: "%{place}"
  louder: "no"
  (?):
  - loud:
      louder: "yes"
sources:
- kind: words
  directory: en
  two-words: [good, morning]
  ref: "7"
`;

const map = `import { definePlugins } from "forge-build";

export default definePlugins({
  kinds: {
    greeting: {
      from: "./plugins/greeting.ts",
      name: "greeting",
      fields: ({ config }) => ({ to: config["install-to"] ?? "/", loud: config["louder"] === "yes" }),
    },
  },
  sources: { words: { from: "./plugins/words.ts", name: "words" } },
});
`;

const greeting = `import { defineElement, textSchema } from "forge-build";
import { z } from "zod";
import { file } from "./file.ts";

export const greeting = defineElement({
  kind: "greeting",
  config: z.object({ to: textSchema, loud: z.boolean() }),
  recipe: ({ config }) => ({ type: "import", to: config.to, links: config.loud ? { "/loud": file } : {} }),
});
`;

const words = `/// <reference types="node" />
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineSource } from "forge-build";
import { z } from "zod";

export const words = defineSource({
  kind: "words",
  config: z.object({ twoWords: z.array(z.string()), ref: z.string() }),
  stage: async ({ directory }, { twoWords, ref }) => writeFileSync(join(directory, "words"), twoWords.join(" ") + ref),
});
`;

const files: { readonly [path: string]: string } = {
  "old/project.conf": conf,
  "old/elements/hello.bst": hello,
  "old/elements/other.bst": "kind: other\nsources:\n- kind: told\n  url: example:x\n",
  "maps/map.ts": map,
  "maps/plugins/greeting.ts": greeting,
  "maps/plugins/words.ts": words,
  "maps/plugins/file.ts": 'export const file = "en/words";\n',
};

function write(project: Project, more: { readonly [path: string]: string } = {}): void {
  for (const [path, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(project.root, path)), { recursive: true });
    writeFileSync(join(project.root, path), text);
  }
}

test("an element of a plug-in's kind is written with the kind and the sources that the map names, and is built", async () => {
  await using project = createProject({});
  write(project);
  const run = await project.forge(["import", "--report", "--plugins", "maps/map.ts", "old", "new"]);
  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  expect(run.stdout).toContain("mapped hello.bst as hello.ts\n  a source is words of ./plugins/words.ts (elements/hello.bst:11)");
  expect(run.stdout).toContain("approximated other.bst");
  expect(run.stdout).toContain("npm install zod");

  const module = project.read("new/hello.ts");
  expect(module).toContain('sources: [words({ twoWords: ["good", "morning"], ref: "7", at: "en" })]');
  expect(module).toContain("const place = text`${vars.greetings}/here`;");
  expect(module).toContain("to: place, loud: options.loud }");

  const root = join(project.root, "new");
  mkdirSync(join(root, "node_modules"));
  for (const name of ["zod", "@types"]) symlinkSync(join(repository, "node_modules", name), join(root, "node_modules", name));
  symlinkSync(repository, join(root, "node_modules/forge-build"));
  installCompiler({ ...project, root });
  expect(await project.forge(["-C", root, "check"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await project.forge(["-C", root, "-o", "loud=true", "build", "hello"])).toMatchObject({ exitCode: 0 });
  expect(await project.forge(["-C", root, "-o", "loud=true", "checkout", "hello", join(root, "out")])).toMatchObject({ exitCode: 0 });
  // What the kind adds where it is loud, which only one value of the option asks for.
  expect(readlinkSync(join(root, "out/loud"))).toContain("en/words");
  expect(readFileSync(join(root, "out/usr/greetings/here/en/words"), "utf8")).toBe("good morning7");
}, 120_000);

test("a map that cannot be used is refused, with what to do", async () => {
  await using project = createProject({});
  const cases: readonly (readonly [text: string | undefined, says: RegExp])[] = [
    [undefined, /there is no map of plug-ins/],
    ["export const x = 1;\n", /has no default export/],
    ["export default { kinds: { greeting: { from: './plugins/greeting.ts' } } };\n", /kinds\.greeting\.name/],
    [map.replace("./plugins/greeting.ts", "../greeting.ts"), /kinds\.greeting\.from: must lie below/],
    [map.replace("./plugins/greeting.ts", "./plugins/none.ts"), /kinds\.greeting: there is no module plugins\/none\.ts/],
    [map.replace(/fields: .*/, "fields: () => { throw new Error('no'); },"), /greeting threw: no/],
    [map.replace(/fields: .*/, "fields: () => [],"), /something else than an object/],
    ["export default {", /cannot be loaded/],
    [map.replace("./plugins/greeting.ts", "./hello.ts"), /names \.\/hello\.ts, and a module of the new project is called that/],
  ];
  for (const [index, [text, says]] of cases.entries()) {
    const directory = `maps${index}`;
    const moved = Object.fromEntries(Object.entries(files).map(([path, one]) => [path.replace(/^maps/, directory), one]));
    write(project, {
      ...moved,
      [`${directory}/hello.ts`]: "export const greeting = 1;\n",
      ...(text !== undefined && { [`${directory}/map.ts`]: text }),
    });
    const run = await project.forge(["import", "--plugins", `${directory}/${text === undefined ? "none" : "map"}.ts`, "old", "new"]);
    expect(run.exitCode, run.stderr).not.toBe(0);
    expect(run.stderr).toMatch(says);
    expect(run.stderr).toContain("FORGE1062");
  }
}, 120_000);
