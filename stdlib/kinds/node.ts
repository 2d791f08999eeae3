// `node`: a package for Node.js, from its locked dependencies, whose archives lie beside it (the source `npmVendor`).
//
// npm is kept from the network; archives reach it through its cache, where it finds them by the digests in
// package-lock.json. What is installed is what would be published, and the dependencies it needs when it runs.

import { z } from "zod";
import {
  type CommonInput,
  defineElement,
  defineVariables,
  type ElementKind,
  type List,
  sh,
  standardVariables,
  text,
} from "../../dsl/index.ts";
import { type BuildStep, type CompilingVariable, compilingEnvironment, compilingVariables, jobs } from "./compiling.ts";
import { stripCommands } from "./strip.ts";

const config = z.object({
  scripts: z.array(z.string()).default(["build"]),
  installScripts: z.boolean().default(false),
});

const { bindir, libdir, buildRoot, installRoot } = standardVariables;
const own = defineVariables(compilingVariables);

const variables = {
  ...compilingVariables,
  /** Directory of the dependencies' archives, `*.tgz`, relative to the package. */
  vendorDir: "npm-vendor",
} as const;

export type NodeVariable = CompilingVariable | "vendorDir";

export interface NodeInput extends CommonInput<NodeVariable, BuildStep> {
  /** Scripts of package.json that build it, where it has them. `["build"]` unless said. */
  readonly scripts?: List<string>;
  /** Whether dependencies may run their own scripts when they are installed: those with parts in C++ do. They may not unless said. */
  readonly installScripts?: boolean;
}

/** Builds and installs a package for Node.js. */
export const node: ElementKind<"node", NodeInput> = defineElement({
  kind: "node",
  config,
  variables,
  environment: {
    ...compilingEnvironment,
    npm_config_audit: "false",
    npm_config_cache: text`${buildRoot}/${own.buildDir}/npm-cache`,
    npm_config_fund: "false",
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
  },
  steps: ({ config: { scripts, installScripts }, vars }) => ({
    configure: [
      sh`
        cd ${vars.confRoot}
        if [ -d ${vars.vendorDir} ]; then
          find "$PWD"/${vars.vendorDir} -name '*.tgz' -exec npm cache add {} +
        fi
        if [ -e package-lock.json ] || [ -e npm-shrinkwrap.json ]; then npm ci --ignore-scripts; fi
        ${installScripts ? sh`JOBS=${jobs} npm rebuild` : []}
      `,
    ],
    build: scripts.map(
      (name) => sh`
        cd ${vars.confRoot}
        npm run --if-present ${name}
      `,
    ),
    install: [
      sh`
        cd ${vars.confRoot}
        mkdir -p ${text`${buildRoot}/${vars.buildDir}/package`}
        npm pack --ignore-scripts --pack-destination ${text`${buildRoot}/${vars.buildDir}/package`}
        package=${text`${installRoot}${libdir}/node_modules`}/$(node -p 'require("./package.json").name')
        mkdir -p "$package"
        tar --extract --no-same-owner --strip-components=1 --directory "$package" --file ${text`${buildRoot}/${vars.buildDir}/package`}/*.tgz
        [ -d node_modules ] || exit 0
        cp -a package-lock.json node_modules "$package"
        cd "$package"
        npm prune --omit=dev --ignore-scripts
        rm -rf package-lock.json node_modules/.package-lock.json node_modules/.cache
      `,
      sh`
        cd ${vars.confRoot}
        node -e '
          const { chmodSync, mkdirSync, symlinkSync } = require("node:fs");
          const { basename, join, relative } = require("node:path");
          const { name, bin = {} } = require("./package.json");
          const [root, programs, libraries] = process.argv.slice(1);
          const named = typeof bin === "string" ? { [basename(name)]: bin } : bin;
          for (const [program, file] of Object.entries(named)) {
            mkdirSync(root + programs, { recursive: true });
            chmodSync(join(root, libraries, name, file), 0o755);
            symlinkSync(relative(programs, join(libraries, name, file)), join(root, programs, program));
          }
        ' ${installRoot} ${bindir} ${text`${libdir}/node_modules`}
      `,
    ],
    strip: stripCommands,
    test: [
      sh`
        cd ${vars.confRoot}
        npm test
      `,
    ],
  }),
});
