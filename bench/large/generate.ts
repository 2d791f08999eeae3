// Writes a project of N elements in 100 modules, the shape of a small distribution: programs and libraries of the usual build
// systems over one base, each with an archive of its own, a patch in the project here and there, and up to four earlier
// elements as dependencies. The same count gives the same text.
//
// Nothing of it is downloaded: forge.lock is written, and what is measured ends before a fetch. `leaves` is the same project
// with elements that need no sandbox and no network, so that all of it can be built.

import { createHash } from "node:crypto";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface LargeProject {
  /** How many elements there are, beside the base and the image. */
  readonly count: number;
  /** Whether its elements are made by the engine alone, of files that lie in the project. */
  readonly leaves: boolean;
}

export const MODULES = 100;

/** Replaces what is in `root` by the project. */
export function writeLarge(root: string, project: LargeProject, repository: string): void {
  rmSync(root, { recursive: true, force: true });
  for (const [path, text] of Object.entries({ ...settings, ...sharedFiles, ...moduleFiles(project) })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, "node_modules", "@types"), { recursive: true });
  symlinkSync(repository, join(root, "node_modules", "forge-build"));
  symlinkSync(join(repository, "node_modules", "typescript"), join(root, "node_modules", "typescript"));
}

const settings = {
  "package.json": '{ "type": "module" }\n',
  "tsconfig.json": `${JSON.stringify({ extends: "forge-build/tsconfig.json", include: ["**/*.ts"], exclude: ["node_modules"] })}\n`,
};

const sharedFiles = {
  "options.ts": `import { arch, choice, defineOptions, defineVariables, flag, match } from "forge-build";

export const options = defineOptions({
  arch: arch(["x86_64", "aarch64"]),
  libc: choice(["glibc", "musl"], { default: "glibc" }),
  debug: flag({ default: false }),
});

export const vars = defineVariables({
  triplet: match(options.arch, { x86_64: "x86_64-linux-gnu", aarch64: "aarch64-linux-gnu" }),
});
`,
  "base.ts": `import { importElement, local } from "forge-build";

/** What everything is built over. */
export const base = importElement({ sources: [local("./base")] });
`,
  "base/etc/os-release": "NAME=large\n",
};

function moduleFiles({ count, leaves }: LargeProject): { readonly [path: string]: string } {
  const files: { [path: string]: string } = {};
  const edges = dependencies(count);
  const perModule = Math.ceil(count / MODULES);
  const archives: string[] = [];
  for (let module = 0; module * perModule < count; module++) {
    const indexes = Array.from({ length: Math.min(perModule, count - module * perModule) }, (_, offset) => module * perModule + offset);
    files[`elements/${moduleName(module)}.ts`] = moduleText(indexes, edges, { module, perModule, leaves });
    for (const index of indexes) {
      if (isPatched(index)) files[`patches/${name(index)}/0001-fix.patch`] = `--- a/file\n+++ b/file\n@@ -1 +1 @@\n-a\n+${index}\n`;
      if (!leaves) archives.push(JSON.stringify(["tar", [url(index)], { sha256: digest(index), size: 100_000 + index }]));
    }
  }
  const modules = Object.keys(files).flatMap((path) => /^elements\/(.*)\.ts$/.exec(path)?.[1] ?? []);
  files["build.config.ts"] = configText(modules, count);
  if (!leaves) files["forge.lock"] = `["forge-lock",1]\n${archives.sort().join("\n")}\n`;
  return files;
}

function configText(modules: readonly string[], count: number): string {
  const imports = modules.map((module) => `import * as ${module} from "./elements/${module}.ts";`);
  const tops = Array.from({ length: Math.min(20, count) }, (_, offset) => count - 1 - offset);
  const perModule = Math.ceil(count / MODULES);
  const top = tops.map((index) => `${moduleName(Math.floor(index / perModule))}.${name(index)}`);
  return `import { compose, defineProject } from "forge-build";
import { base } from "./base.ts";
${imports.join("\n")}

/** All of it that a machine needs. */
const image = compose({ buildDepends: [base, ${top.join(", ")}], include: ["runtime"], integrate: false });

export default defineProject({ name: "large", elements: { base, image, ${modules.join(", ")} } });
`;
}

interface ModuleOptions {
  readonly module: number;
  readonly perModule: number;
  readonly leaves: boolean;
}

function moduleText(
  indexes: readonly number[],
  edges: readonly (readonly number[])[],
  { module, perModule, leaves }: ModuleOptions,
): string {
  const imports = new Map<number, Set<number>>();
  for (const index of indexes) {
    for (const other of edges[index] ?? []) {
      const from = Math.floor(other / perModule);
      if (from !== module) imports.set(from, (imports.get(from) ?? new Set()).add(other));
    }
  }
  const lines = [...imports]
    .sort(([a], [b]) => a - b)
    .map(
      ([from, others]) =>
        `import { ${[...others]
          .sort((a, b) => a - b)
          .map(name)
          .join(", ")} } from "./${moduleName(from)}.ts";`,
    );
  const language = leaves
    ? "filter, importElement, local, stack"
    : "autotools, cmake, local, manual, meson, sh, standardVariables, tar, text";
  const shared = leaves ? [] : ['import { options, vars } from "../options.ts";'];
  const elements = indexes.map((index) => (leaves ? leafText : elementText)(index, ["base", ...(edges[index] ?? []).map(name)].join(", ")));
  return `import { ${language} } from "forge-build";\nimport { base } from "../base.ts";\n${[...shared, ...lines].join("\n")}\n\n${elements.join("\n")}`;
}

/** One of four build systems, with the settings that elements have in real projects. */
function elementText(index: number, depends: string): string {
  const sources = `sources: [tar("${url(index)}")${isPatched(index) ? `, local("./patches/${name(index)}")` : ""}],`;
  const head = `/** Part ${index} of the system. */\nexport const ${name(index)} =`;
  switch (index % 4) {
    case 0:
      return `${head} autotools({
  ${sources}
  depends: [${depends}],
  configure: ["--disable-static", "--enable-shared", text\`--with-number=${index}\`],
  variables: { libdir: text\`/usr/lib/\${vars.triplet}\` },
  steps: { install: { after: [sh\`rm -f /forge/install/usr/share/info/dir\`] } },
});
`;
    case 1:
      return `${head} cmake({
  ${sources}
  depends: [${depends}],
  buildType: options.debug ? "Debug" : "Release",
  define: { BUILD_SHARED_LIBS: true, NUMBER: ${index} },
  domains: { plugins${index % 20}: ["/usr/lib/plugins/**"] },
});
`;
    case 2:
      return `${head} meson({
  ${sources}
  buildDepends: [${depends}],
  options: { docs: false, number: "${index}" },
  environment: { NUMBER: "${index}" },
});
`;
    default:
      return `${head} manual({
  ${sources}
  depends: [${depends}],
  configure: [sh\`./configure --prefix=\${standardVariables.prefix} --libdir=/usr/lib/\${vars.triplet}\`],
  build: [sh\`make -j1 NUMBER=\${${index}} all\`],
  install: [sh\`make DESTDIR=/forge/install install\`, sh\`install -Dm644 COPYING /forge/install/usr/share/doc/${name(index)}/copyright\`],
});
`;
  }
}

/** Every tenth lays out files of the project; the others take of their dependencies. */
function leafText(index: number, depends: string): string {
  const head = `/** Part ${index} of the system. */\nexport const ${name(index)} =`;
  return isPatched(index)
    ? `${head} importElement({ sources: [local("./patches/${name(index)}")], to: "/usr/share/${name(index)}", depends: [base] });\n`
    : `${head} stack({ depends: [${depends}], description: "number ${index}" });\n`;
}

function isPatched(index: number): boolean {
  return index % 10 === 0;
}

function url(index: number): string {
  return `https://downloads.example.org/${name(index)}/${name(index)}-1.${index}.tar.xz`;
}

function digest(index: number): string {
  return createHash("sha256").update(String(index)).digest("hex");
}

function name(index: number): string {
  return `part${index}`;
}

function moduleName(module: number): string {
  return `group${String(module).padStart(2, "0")}`;
}

function dependencies(count: number): readonly (readonly number[])[] {
  let state = 20261124;
  const random = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, (_, index) => {
    // Near ones more than far ones, as in real graphs.
    const earlier = Array.from({ length: Math.min(index, random(5)) }, () => index - 1 - Math.floor(random(index) * (random(1000) / 1000)));
    return [...new Set(earlier)].filter((other) => other >= 0).sort((a, b) => a - b);
  });
}
