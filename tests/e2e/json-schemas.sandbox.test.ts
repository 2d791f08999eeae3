// What every verb prints with --json is what its published schema says, member for member.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type JsonVerb, jsonOutputs, schemaFiles } from "../../core/cli/json/outputs.ts";
import { verbTexts } from "../../core/cli/verb-texts.ts";
import { installCompiler, tsconfig } from "../rig/compiler.ts";
import { schemaFaults } from "../rig/json-schema.ts";
import { addBusybox, createProject, repository } from "../rig/project.ts";

const config = (said: string): string => `
import { defineProject, importElement, local, manual, sh } from "forge-build";
const base = importElement({ sources: [local("./base")] });
const library = manual({
  buildDepends: [base],
  install: [sh\`echo ${said}; mkdir -p /forge/install/usr/lib && echo ${said} >/forge/install/usr/lib/library\`],
  test: [sh\`true\`],
});
const broken = manual({ buildDepends: [library], install: [sh\`false\`] });
export default defineProject({ name: "p", elements: { base, library, broken }, default: library });
`;

/** Commands of each verb, run one after the other in one project, which has built \`library\` twice. */
const commands: { readonly [Verb in JsonVerb]: readonly (readonly string[])[] } = {
  build: [["build"], ["build", "broken"]],
  // It ends when it is stopped: its own test holds its events against the schema.
  watch: [],
  init: [["init", "new"]],
  import: [["import", "incumbent", "imported"]],
  test: [["test", "library"]],
  fetch: [["fetch"]],
  track: [["track"]],
  show: [["show"]],
  check: [["check"]],
  explain: [
    ["explain", "library"],
    ["explain", "broken"],
  ],
  why: [
    ["why", "broken", "base"],
    ["why", "base", "broken"],
  ],
  rdeps: [["rdeps", "--all", "base"]],
  diff: [
    ["diff", "library", "--content"],
    ["diff", "base", "library"],
  ],
  graph: [["graph"]],
  log: [["log", "library"]],
  checkout: [["checkout", "library", "out"]],
  doctor: [["doctor"]],
  gc: [["gc"]],
  fsck: [["fsck"]],
};

test("every verb that has --json has a schema, and what it prints is as that says", async () => {
  await using project = createProject({ "build.config.ts": config("first"), "tsconfig.json": tsconfig });
  addBusybox(project);
  project.write("incumbent/project.conf", "name: p\nmin-version: 2.0\nelement-path: elements\n");
  project.write("incumbent/elements/stack.bst", "kind: stack\n");
  project.write("incumbent/elements/odd.bst", "kind: odd\n");
  installCompiler(project);
  expect(schemaFaults("build", (await project.forge(["build", "--json"])).stdout)).toEqual([]);
  project.write("build.config.ts", config("second"));
  for (const [verb, lines] of Object.entries(commands) as [JsonVerb, readonly (readonly string[])[]][]) {
    for (const words of lines) {
      const run = await project.forge([...words, "--json"]);
      expect(run.stdout, `${words.join(" ")}: ${run.stderr}`).not.toBe("");
      expect(schemaFaults(verb, run.stdout), words.join(" ")).toEqual([]);
    }
  }
}, 120_000);

test("a verb without a schema has no --json", async () => {
  const silent = Object.keys(verbTexts).filter((verb) => !(verb in jsonOutputs));
  await using project = createProject({ "build.config.ts": config("x") });
  for (const verb of silent) {
    const run = await project.forge([verb, "library", "--json"]);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
  }
});

test("what is published is what the source says", () => {
  for (const [file, text] of schemaFiles()) expect(readFileSync(join(repository, "docs/schemas", file), "utf8")).toBe(text);
});

test("a member that the schema does not list, and one that is missing, are faults", () => {
  const right = '{"type":"job-phase","time":1,"job":0,"phase":"stage"}';
  expect(schemaFaults("build", right)).toEqual([]);
  expect(schemaFaults("build", right.replace("}", ',"more":1}'))).toHaveLength(1);
  expect(schemaFaults("build", right.replace('"job":0,', ""))).toHaveLength(1);
});
