// forge import on small projects, one rule each: what is written evaluates to the graph of the project it came from, at every
// value of its options, and passes forge check.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { makeSource } from "../../../core/cli/bst/sources.ts";
import { evaluateProject } from "../../../core/evaluate/evaluate.ts";
import { toGraph } from "../../../dsl/bst/graph/graph.ts";
import { loadBst } from "../../../dsl/bst/load.ts";
import { installCompiler } from "../../rig/compiler.ts";
import { createProject, type Project } from "../../rig/project.ts";
import { compareGraphs } from "./compare-graphs.ts";
import { convertedBy } from "./converted-by.ts";

const conf = `name: small
min-version: 2.0
element-path: elements
fatal-warnings: [overlaps]
aliases:
  example: https://example.org/
plugins:
- origin: pip
  package-name: buildstream-plugins
  elements: [autotools, make]
  sources: [patch, cargo]
- origin: pip
  package-name: buildstream-plugins-community
  sources: [git_repo]
- origin: pip
  package-name: somebody
  elements: [odd]
  sources: [strange]
options:
  arch:
    type: arch
    description: Machine
    variable: arch
    values: [x86_64, aarch64, riscv64]
  debug:
    type: bool
    description: Debugging
    default: False
  parts:
    type: flags
    description: Parts
    values: [doc, locale]
    default: [doc]
variables:
  triplet: "%{arch}-linux-gnu"
  flags: "-O2 %{local-flags}"
  local-flags: ""
environment:
  CFLAGS: "%{flags}"
  V: "1"
environment-nocache: [V]
split-rules:
  devel:
    (>): ["%{libdir}/cmake/**"]
  license: ["%{datadir}/licenses/**"]
elements:
  autotools:
    variables:
      conf-global: --disable-static
`;

const files: { readonly [path: string]: string } = {
  "project.conf": conf,
  "files/etc/issue": "small\n",
  "patches/fix.patch": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
  "include/version.yml": `variables:
  version: "1.0"
  (?):
  - debug:
      version: "1.1"
sources:
- kind: git_repo
  url: example:lib.git
  track: v1.*
  exclude: ["*-rc*"]
  ref: v1.2-0-g8cf17aaeb4599f8af87fefd810b5b5fee90fe69e
`,
  "elements/base.bst": "kind: import\nsources:\n- kind: local\n  path: files\n",
  "elements/lib/zlib.bst": `# Says who it is.

kind: autotools
description: A library
(@): include/version.yml
depends:
- base.bst
runtime-depends:
- lib/data.bst
variables:
  # Upstream's is -O3
  local-flags: "-O3"
  conf-local: --version=%{version}
  own: "%{prefix}/own"
  (?):
  - arch == "aarch64":
      own: "%{prefix}/arm"
  - arch in ["riscv64"]:
      own: "%{prefix}/riscv"
environment:
  TRIPLET: "%{triplet}"
environment-nocache: [TRIPLET]
config:
  configure-commands:
    (<):
    - echo "\${before}" \`date\`
  install-commands:
    (>):
    # It is in the way.
    - |
      for i in 1 2; do
          rm %{install-root}%{own}/$i
      done
    - echo %{version} \\
        last
public:
  bst:
    integration-commands: ["ldconfig -r %{prefix}"]
    overlap-whitelist: ["%{bindir}/x"]
    split-rules:
      devel:
        (>): ["%{bindir}/zlib-config"]
      license: [/l]
      extra: ["%{own}/**"]
  cpe:
    version: "%{version}"
    ignored: [CVE-1]
sources:
  (>):
  - kind: patch
    path: patches/fix.patch
`,
  "elements/lib/data.bst":
    "kind: manual\nsources:\n- kind: tar\n  url: example:data.tar\n  ref: 8cf17aaeb4599f8af87fefd810b5b5fee90fe69e8cf17aaeb4599f8af87fefd8\nconfig:\n  install-commands:\n  - make DATA=%{element-name}\n",
  "elements/lib.bst": `kind: stack
depends:
- lib/zlib.bst
- lib/data.bst
(?):
- debug and arch != "riscv64":
    depends:
      (>):
      - lib/debug.bst
`,
  "elements/lib/debug.bst": "kind: make\nbuild-depends: [base.bst]\nvariables:\n  notparallel: True\n  command-subdir: src\n",
  "elements/image.bst": `kind: compose
build-depends: [lib.bst]
config:
  exclude: [devel, license, nobody]
  (?):
  - ("doc" not in parts):
      exclude:
        (>): [doc]
`,
  "elements/only-devel.bst":
    "kind: filter\nbuild-depends: [lib/zlib.bst]\nruntime-depends: [base.bst]\nconfig:\n  include: [devel, extra]\n",
  "elements/disk.bst": `kind: script
build-depends:
- base.bst
- filename: image.bst
  config:
    location: "%{build-root}/sysroot"
config:
  commands:
  - mkfs "%{build-root}/sysroot"
`,
  "elements/one.bst": `kind: filter
(?):
- arch == "x86_64":
    build-depends: [lib/zlib.bst]
- arch == "aarch64":
    build-depends: [lib/data.bst]
- arch == "riscv64":
    build-depends: [lib/old.bst]
`,
  "elements/lib/sometimes.bst": `kind: filter
(?):
- arch == "x86_64":
    build-depends: [lib/zlib.bst]
- arch == "aarch64":
    build-depends: [lib/data.bst]
`,
  "elements/lib/tuned.bst": `kind: make
variables:
  (?):
  - arch == "x86_64" and debug:
      make-args: A=1
  - arch == "x86_64" and not debug:
      make-args: A=2
  - arch == "aarch64":
      make-args: A=3
`,
  "elements/lib/tools.bst": `kind: manual
(@): include/version.yml
variables:
  own: "%{version}-tools"
config:
  install-commands: ["make VERSION=%{own}"]
`,
  "elements/lib/old.bst": `kind: manual
(@): include/version.yml
variables:
  version: "0.9"
config:
  install-commands: ["make VERSION=%{version}"]
`,
  "elements/rusty.bst": `kind: manual
variables:
  script: |
    if [ -e x ]; then
      echo \\'%{prefix}'
    fi
environment:
  SCRIPT: "%{script}"
sources:
- kind: cargo
  ref:
${Array.from({ length: 41 }, (_, index) => `  - {name: crate${index}, version: 1.0.${index}, sha: ${index.toString(16).padStart(64, "0")}}`).join("\n")}
`,
  "elements/odd.bst":
    'kind: odd\nbuild-depends: [base.bst]\nsources:\n- kind: strange\n  url: example:x\nconfig:\n  a: ["%{triplet}"]\n  b:\n    c: "1"\n',
};

const values = ["", "arch=aarch64", "arch=riscv64 debug=True", "debug=True", "parts=locale", "parts=doc,locale debug=True arch=aarch64"];

function writeInto(project: Project): string {
  const directory = join(project.root, "incumbent");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

test("an imported project has the graph of the one it came from, whatever its options are", async () => {
  await using project = createProject({});
  const directory = writeInto(project);
  const converted = await convertedBy(project, directory);
  expect(converted.map.elements).toMatchObject({ "lib/zlib.bst": "libElements/zlib", "lib.bst": "lib", "only-devel.bst": "onlyDevel" });
  for (const value of values) {
    const options = new Map(value.split(" ").flatMap((pair) => (pair === "" ? [] : [pair.split("=") as [string, string]])));
    const direct = toGraph(
      loadBst({ directory, options, maxJobs: 4, host: { machine: "x86_64", system: "Linux" }, everything: true }),
      makeSource,
    );
    const given = Object.fromEntries([...options].map(([name, one]) => [name, one === "True" ? "true" : one]));
    const { graph } = await evaluateProject({
      projectRoot: converted.root,
      configFile: join(converted.root, "build.config.ts"),
      options: { arch: "x86_64", ...given },
      store: { records: { read: () => undefined, write: () => undefined } as never },
      timeoutSeconds: 60,
      sealed: false,
    });
    expect(compareGraphs(direct, { graph, names: converted.names, locked: converted.locked }), value).toEqual([]);
  }
}, 120_000);

test("one dependency of several, one at each value, is one that is chosen", async () => {
  await using project = createProject({});
  const { root } = await convertedBy(project, writeInto(project));
  expect(readFileSync(join(root, "one.ts"), "utf8")).toContain(
    "buildDepends: [match(options.arch, { x86_64: zlib, aarch64: data, riscv64: old })]",
  );
});

test("long lists stand in files of their own, and long texts over lines", async () => {
  await using project = createProject({});
  const { root } = await convertedBy(project, writeInto(project));
  const list = JSON.parse(readFileSync(join(root, "rusty.crates.json"), "utf8"));
  expect(list).toHaveLength(41);
  expect(list[40]).toEqual({ name: "crate40", version: "1.0.40", sha256: `${"0".repeat(62)}28` });
  const module = readFileSync(join(root, "rusty.ts"), "utf8");
  expect(module).toContain('crates({ crates: readJson("rusty.crates.json", crateList)');
  expect(module).toContain(`
const script = text\`
  if [ -e x ]; then
    echo \\\\'\${vars.prefix}'
  fi
\`;
`);
});

test("what several elements include stands once, and what an element says itself stays with it", async () => {
  await using project = createProject({});
  const { root } = await convertedBy(project, writeInto(project));
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  expect(read("include/version.ts")).toContain(`
export const version = options.debug ? "1.1" : "1.0";

export const versionSources = [gitRepo({ url: "example:lib.git", track: "v1.*", exclude: ["*-rc*"] })];
`);
  expect(read("lib/tools.ts")).toContain("const own = text`${version}-tools`;");
  expect(read("lib/tools.ts")).toContain("sources: versionSources,");
  expect(read("lib/zlib.ts")).toContain('sources: [...versionSources, patch("patches/fix.patch"');
  expect(read("lib/old.ts")).toContain('const version = "0.9";');
  expect(read("lib/old.ts")).toContain('import { versionSources } from "../include/version.ts";');
});

test("it passes forge check, and the lock and the report are there", async () => {
  await using project = createProject({});
  const directory = writeInto(project);
  const { root } = await convertedBy(project, directory);
  installCompiler(project);
  const run = await project.forge(["-C", root, "check"]);
  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readFileSync(join(root, "forge.lock"), "utf8")).toContain(
    '["git",["example:lib.git",["v1.*"],["*-rc*"],true],{"commit":"8cf17aaeb4599f8af87fefd810b5b5fee90fe69e"}]',
  );
  const report = JSON.parse(readFileSync(join(root, "import-report.json"), "utf8"));
  expect(report.find(({ element }: { element: string }) => element === "odd.bst")).toMatchObject({
    verdict: "approximated",
    file: "odd.ts",
    remarks: [
      { message: expect.stringContaining('the source kind "strange"'), place: { file: "elements/odd.bst" } },
      { message: expect.stringContaining('the element kind "odd"') },
    ],
  });
}, 120_000);
