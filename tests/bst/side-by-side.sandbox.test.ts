// The same project built by forge and by BuildStream itself, element by element: same files, contents, links and programs.
//
// Needs BuildStream 2 with what it builds in: FORGE_BST names its program, and PYTHONPATH what it needs. Says so, and skips,
// where there is none. What may differ: BuildStream keeps of modes only whether a file is a program.

import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { addBusybox, createProject, type Project, removeTree } from "../rig/project.ts";

const program = process.env["FORGE_BST"] ?? "bst";
const isHere = spawnSync(program, ["--version"], { encoding: "utf8" }).stdout?.startsWith("2.") === true;
if (!isHere) process.stderr.write("skipped: no BuildStream 2 to compare with; FORGE_BST names its program\n");

const files = {
  "project.conf": `
name: side
min-version: 2.0
element-path: elements
options:
  greeting: { type: enum, description: what is said, values: [hello, hi], default: hello, variable: greeting }
`,
  "elements/base.bst": `
kind: import
sources:
- { kind: local, path: base }
- { kind: local, path: files/etc, directory: etc }
public:
  bst:
    integration-commands:
    - echo changed > /etc/known
    - echo changed > /etc/orphan
    - echo made > /etc/made
    - rm /etc/gone
    split-rules:
      own: [/etc/known]
`,
  "files/etc/known": "known\n",
  "files/etc/orphan": "orphan\n",
  "files/etc/gone": "gone\n",
  "elements/lib.bst": `
kind: manual
build-depends: [base.bst]
sources:
- kind: local
  path: files/lib
  directory: deep/er
variables: { command-subdir: deep }
config:
  configure-commands: ["echo configured > made"]
  build-commands: ["cat er/source made > built"]
  install-commands:
  - mkdir -p "%{install-root}%{bindir}" "%{install-root}%{includedir}" "%{install-root}%{datadir}/doc" "%{install-root}/var/empty"
  - cp built "%{install-root}%{bindir}/tool"
  - chmod 755 "%{install-root}%{bindir}/tool"
  - ln -s tool "%{install-root}%{bindir}/alias"
  - ln -s /nowhere "%{install-root}/dangling"
  - echo header > "%{install-root}%{includedir}/lib.h"
  - echo doc > "%{install-root}%{datadir}/doc/lib"
  - echo "%{greeting} $(pwd) %{max-jobs} $HOME" > "%{install-root}/said"
public:
  bst:
    integration-commands: ["echo lib >> /etc/made"]
    overlap-whitelist: [/said]
`,
  "files/lib/source": "source\n",
  "elements/over.bst": `
kind: manual
build-depends: [base.bst]
runtime-depends: [lib.bst]
config:
  install-commands: ['echo over > "%{install-root}/said"']
`,
  "elements/stack.bst": "kind: stack\ndepends: [lib.bst, over.bst]\n",
  "elements/devel.bst": "kind: filter\nbuild-depends: [lib.bst]\nconfig: { include: [devel] }\n",
  "elements/orphans.bst": "kind: filter\nbuild-depends: [lib.bst]\nconfig: { exclude: [runtime, doc], include-orphans: True }\n",
  "elements/small.bst": "kind: compose\nbuild-depends: [stack.bst]\nconfig: { integrate: False, exclude: [devel] }\n",
  "elements/system.bst":
    "kind: compose\nbuild-depends: [base.bst, stack.bst]\nconfig: { include: [runtime, own], include-orphans: False }\n",
  "elements/whole.bst": "kind: compose\nbuild-depends: [base.bst, stack.bst]\n",
  "elements/script.bst": `
kind: script
build-depends:
- base.bst
- { filename: small.bst, config: { location: /in } }
- { filename: devel.bst, config: { location: "%{build-root}" } }
variables: { cwd: "%{build-root}" }
config:
  commands:
  - mkdir -p %{install-root}
  - ls usr/include /in > %{install-root}/list
  - cp -a /in %{install-root}/copy
  - 'set -- a; echo "$PWD $1" > %{install-root}/pwd'
  - cat /etc/made > %{install-root}/made
`,
  "elements/part.bst": `
kind: import
sources:
- { kind: local, path: files/lib }
- { kind: local, path: files/etc, directory: under }
config: { source: under, target: /opt/there }
`,
};

const NAMES = ["lib", "over", "devel", "orphans", "small", "system", "whole", "script", "part"];

describe.skipIf(!isHere)("side by side", () => {
  const scratch = mkdtempSync(join(tmpdir(), "forge-side-"));
  afterAll(() => removeTree(scratch));

  test("every element is the same", { timeout: 300_000 }, async () => {
    await using project = createProject(files);
    addBusybox(project);
    // BuildStream keeps the mount points of its sandbox as files that integration added, where there were none.
    for (const name of ["dev", "proc", "tmp"]) mkdirSync(join(project.root, "base", name));
    const built = await project.forge(["build", "--max-jobs", "4"]);
    expect(built).toMatchObject({ exitCode: 0 });
    buildWithBst(project);
    for (const name of NAMES) {
      expect(await project.forge(["checkout", `--max-jobs=4`, `${name}.bst`, join(scratch, `${name}.forge`)])).toMatchObject({
        exitCode: 0,
      });
      bst(project, [
        "artifact",
        "checkout",
        "--deps",
        "none",
        "--no-integrate",
        "--directory",
        join(scratch, `${name}.bst`),
        `${name}.bst`,
      ]);
      expect(listing(join(scratch, `${name}.forge`)), name).toEqual(listing(join(scratch, `${name}.bst`)));
    }
  });

  function buildWithBst(project: Project): void {
    writeFileSync(join(scratch, "bst.conf"), `cachedir: ${scratch}/cache\nlogdir: ${scratch}/logs\n`);
    bst(project, ["build", ...NAMES.map((name) => `${name}.bst`)]);
  }

  function bst({ root }: Project, words: readonly string[]): void {
    execFileSync(program, ["-c", join(scratch, "bst.conf"), "--max-jobs", "4", "--no-interactive", ...words], {
      cwd: root,
      env: { ...process.env, HOME: scratch },
      stdio: ["ignore", "ignore", "pipe"],
    });
  }
});

/** Everything in a directory, by path: what it is, and what it holds. */
function listing(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .sort()
    .map((path) => {
      const file = join(directory, path);
      const found = lstatSync(file);
      if (found.isSymbolicLink()) return `${path} -> ${readlinkSync(file)}`;
      if (!found.isFile()) return `${path}/`;
      const content = readFileSync(file);
      return `${path} ${(found.mode & 0o100) !== 0 ? "program" : "file"} ${content.length > 500 ? content.length : content.toString("utf8")}`;
    });
}
