// A project that says everything a large one has to say, in modules as a person would cut them: it compiles, is the same twice,
// and what it says arrives in the graph.

import { afterAll, describe, expect, test } from "vitest";
import type { RunRecipe } from "../../core/model/graph.ts";
import { installCompiler, tsconfig } from "../rig/compiler.ts";
import { createProject, parseLines } from "../rig/project.ts";

const files = {
  "tsconfig.json": tsconfig,
  "options.ts": `import { arch, defineOptions, flag } from "forge-build";

export const options = defineOptions({
  targetArch: arch(["x86_64", "aarch64", "riscv64"], { default: "x86_64", description: "machine that is built for" }),
  debug: flag({ default: false }),
});
`,
  "aliases.ts": `import { defineAliases } from "forge-build";

export const { forgeHub, tarballs } = defineAliases({
  forgeHub: "https://code.example.org/",
  tarballs: ["https://files.example.org/", "https://mirror.example.net/files/"],
});
`,
  "variables.ts": `import { defineVariables, match, standardVariables, text } from "forge-build";
import { options } from "./options.ts";

const own = defineVariables({
  gccTriplet: match(options.targetArch, {
    x86_64: "x86_64-linux-gnu",
    aarch64: "aarch64-linux-gnu",
    riscv64: "riscv64-linux-gnu",
  }),
  sysroot: "/cross",
  /** Flags of one element, which the environment reads. */
  localFlags: "",
  targetFlags: options.debug ? "-Og -g" : "-O2 -g",
});

export const vars = { ...standardVariables, ...own };
export const project = own;
export const multiarch = text\`\${vars.prefix}/lib/\${own.gccTriplet}\`;
`,
  "domains.ts": `import { defineDomains, standardVariables as vars, text } from "forge-build";

export const domains = defineDomains({
  vmOnly: [text\`\${vars.prefix}/lib/systemd\`, text\`\${vars.prefix}/lib/systemd/**\`],
  license: [text\`\${vars.datadir}/licenses/**\`],
});
`,
  // A preset: what several elements have in common, with what they say themselves.
  "presets/gnu.ts": `import { autotools, type AutotoolsInput, sh, type Dependency, tar, text } from "forge-build";
import { tarballs } from "../aliases.ts";
import { vars } from "../variables.ts";

interface GnuInput extends Omit<AutotoolsInput, "sources"> {
  readonly name: string;
  readonly version: string;
  readonly depends?: readonly Dependency[];
}

/** A package of a family whose archives and documentation are all alike. */
export const gnu = ({ name, version, depends = [], ...input }: GnuInput) =>
  autotools({
    description: \`\${name} \${version}\`,
    ...input,
    sources: [tar(tarballs\`gnu/\${name}/\${name}-\${version}.tar.xz\`)],
    depends,
    steps: { install: { after: [sh\`rm -f \${text\`\${vars.installRoot}\${vars.infodir}/dir\`}\`] }, ...input.steps },
  });
`,
  "stacks.ts": `import { importElement, local, stack } from "forge-build";

export const base = importElement({ sources: [local("./base")] });
export const headers = importElement({ sources: [local("./base")], to: "/usr/include" });
export const runtimeMinimal = stack({ depends: [base] });
`,
  "components/perl.ts": `import { gnu } from "../presets/gnu.ts";
import { base } from "../stacks.ts";

export const perl = gnu({ name: "perl", version: "5.40.0", buildDepends: [base], configure: ["-des"] });
`,
  "components/crypto.ts": `import { append, autotools, buildOnly, git, setVariables, sh, text } from "forge-build";
import { forgeHub } from "../aliases.ts";
import { options } from "../options.ts";
import { base, headers, runtimeMinimal } from "../stacks.ts";
import { project, vars } from "../variables.ts";
import { perl } from "./perl.ts";

const arch = options.targetArch;
const target = arch === "riscv64" ? \`linux64-\${arch}\` : \`linux-\${arch}\`;

export const crypto = autotools({
  sources: [git({ url: forgeHub\`crypto/crypto.git\`, track: "refs/tags/crypto-3.5.*", exclude: ["*alpha*", "*beta*"] })],
  buildDepends: [perl, { element: headers, at: vars.sysroot }],
  depends: [runtimeMinimal, buildOnly(base)],
  variables: {
    confLocal: text\`--with-conf-includedir="\${vars.includedir}/\${vars.gccTriplet}"\`,
    // Upstream's default is -O3.
    ...setVariables(project, { localFlags: "-O3" }),
  },
  steps: {
    configure: {
      run: [
        sh.raw\`
          if [ -n "\${vars.buildRoot}" ]; then
            reldir=..
          fi
          \\\${reldir}/Configure \${arch === "riscv64" ? "" : "enable-ec"} \\
            \${target} \\
            --prefix=\${vars.prefix} --openssldir=\${vars.sysconfdir}/pki/tls \\
            shared
        \`,
      ],
    },
    install: {
      after: [
        sh.raw\`rm \${vars.installRoot}\${vars.libdir}/lib*.a\`,
        sh.raw\`
          mkdir -p "\${vars.installRoot}\${vars.includedir}/\${vars.gccTriplet}/crypto"
        \`,
      ],
    },
  },
  split: { devel: append([text\`\${vars.bindir}/c_rehash\`]) },
  domains: { vmOnly: append(["/usr/lib/vm/**"]) },
  overlapWhitelist: append(["/etc/pki/**"]),
  public: { cpe: { vendor: "crypto", product: text\`\${vars.gccTriplet}\` } },
});
`,
  "components/index.ts": `export { crypto } from "./crypto.ts";\nexport { perl } from "./perl.ts";\n`,
  "build.config.ts": `import { append, autotools, cmake, compose, defineProject, filter, kindDefaults, nocache, sh, text } from "forge-build";
import * as aliases from "./aliases.ts";
import * as components from "./components/index.ts";
import { domains } from "./domains.ts";
import * as stacks from "./stacks.ts";
import { multiarch, project, vars } from "./variables.ts";

const development = filter({ depends: [components.crypto], include: ["devel", domains.license] });
const image = compose({ buildDepends: [components.crypto, components.perl], exclude: ["debug", domains.vmOnly] });

export default defineProject({
  name: "whole",
  elements: { components, stacks, development, image },
  default: image,
  aliases,
  mirrors: { forgeHub: "https://cache.example.org/code/" },
  variables: project,
  fatalWarnings: ["overlaps"],
  defaults: {
    variables: { libdir: multiarch },
    environment: { CFLAGS_LATE: text\`\${vars.targetFlags} \${vars.localFlags}\`, GOMAXPROCS: nocache("4"), TZ: null },
    split: { devel: append([text\`\${vars.libdir}/cmake/**\`]) },
    domains,
    overlapWhitelist: ["/etc/ld.so.cache"],
    kinds: [
      kindDefaults(autotools, {
        variables: { confGlobal: text\`--host=\${vars.gccTriplet} --disable-static\` },
        environment: { CFLAGS: text\`\${vars.targetFlags} \${vars.localFlags}\` },
        steps: { build: { before: [sh.raw\`cd \${vars.buildRoot}\`] } },
        split: { doc: append(["/usr/share/gtk-doc/**"]) },
      }),
      kindDefaults(cmake, { buildType: "Release", define: { BUILD_TESTING: false } }),
    ],
  },
});
`,
  "base/usr/include/a.h": "\n",
};

const project = createProject(files);
installCompiler(project);
afterAll(() => project[Symbol.asyncDispose]());

interface Shown {
  readonly name: string;
  readonly environment: { readonly [name: string]: string };
  readonly variables: { readonly [name: string]: string };
  readonly public: {
    readonly bst: { readonly "split-rules": { readonly [domain: string]: readonly string[] } };
    readonly [domain: string]: unknown;
  };
  readonly sources: readonly { readonly config: { readonly [name: string]: unknown } }[];
  readonly forge: { readonly recipe: RunRecipe; readonly places: readonly string[] };
}

async function shown(name: string, args: readonly string[] = []): Promise<Shown> {
  const run = await project.forge(["show", "--json", name, ...args]);
  expect(run.exitCode, run.stderr).toBe(0);
  const found = parseLines<Shown>(run.stdout).find((element) => element.name === name);
  if (!found) throw new Error("nothing was shown");
  return found;
}

test("it compiles without a cast, and is the same twice", async () => {
  const run = await project.forge(["check"]);
  expect(run.stdout + run.stderr).toMatch(/^checked: no errors in 10 files; 7 elements, the same twice\n$/);
});

describe("an element", () => {
  test("has what the project, its kind and it itself say, each in its place", async () => {
    const { environment, variables, forge, ...crypto } = await shown("components/crypto");
    expect(variables).toMatchObject({
      libdir: "/usr/lib/x86_64-linux-gnu",
      localFlags: "-O3",
      confGlobal: "--host=x86_64-linux-gnu --disable-static",
    });
    expect(environment).toMatchObject({ CFLAGS: "-O2 -g -O3", CFLAGS_LATE: "-O2 -g -O3", GOMAXPROCS: "4" });
    expect(environment).not.toHaveProperty("TZ");
    const steps = Object.fromEntries(forge.recipe.steps.map(({ name, commands }) => [name, commands]));
    expect(steps["configure"]?.[0]).toContain(
      "${reldir}/Configure enable-ec \\\n  linux-x86_64 \\\n  --prefix=/usr --openssldir=/etc/pki/tls",
    );
    expect(steps["build"]?.[0]).toBe("cd /forge/build");
    expect(steps["install"]?.at(-2)).toBe("rm /forge/install/usr/lib/x86_64-linux-gnu/lib*.a");
    expect(forge.places).toEqual(["/", "/cross", "/", "/"]);
    const rules = crypto.public.bst["split-rules"];
    expect(rules["devel"]?.slice(-2)).toEqual(["/usr/lib/x86_64-linux-gnu/cmake/**", "/usr/bin/c_rehash"]);
    expect(rules["doc"]?.at(-1)).toBe("/usr/share/gtk-doc/**");
    expect(rules["vmOnly"]?.at(-1)).toBe("/usr/lib/vm/**");
    expect(crypto.public).toMatchObject({
      cpe: { vendor: "crypto", product: "x86_64-linux-gnu" },
      bst: { "overlap-whitelist": ["/etc/ld.so.cache", "/etc/pki/**"] },
    });
    expect(crypto.sources[0]?.config).toMatchObject({ url: "forgeHub:crypto/crypto.git", track: "refs/tags/crypto-3.5.*" });
  });

  test("is another for other options", async () => {
    const { environment, forge } = await shown("components/crypto", ["-o", "targetArch=riscv64", "-o", "debug=yes"]);
    expect(environment["CFLAGS"]).toBe("-Og -g -O3");
    expect(forge.recipe.steps[0]?.commands[0]).toContain("${reldir}/Configure  \\\n  linux64-riscv64 \\\n");
  });

  test("of a preset has what the preset says, and what was said to it", async () => {
    const { forge, sources } = await shown("components/perl");
    expect(sources[0]?.config).toEqual({ url: "tarballs:gnu/perl/perl-5.40.0.tar.xz" });
    expect(forge.recipe.steps.find(({ name }) => name === "install")?.commands.at(-1)).toBe("rm -f /forge/install/usr/share/info/dir");
    expect(forge.recipe.steps[0]?.commands[1]).toMatch(/ -des$/m);
  });
});

test("what is cut by domains is cut by those of the project", async () => {
  expect((await shown("image")).forge.recipe).toMatchObject({ exclude: ["debug", "vmOnly"] });
  expect((await shown("development")).forge.recipe).toMatchObject({ include: ["devel", "license"] });
});
