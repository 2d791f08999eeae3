// `autotools`: `configure && make && make install`, in a directory of its own.
//
// Sources without a `configure` get one by their own script or by autoreconf. Variables are named as the incumbent names
// its own, in camel case.

import { z } from "zod";
import {
  type CommonInput,
  defineElement,
  defineVariables,
  type ElementKind,
  type List,
  sh,
  standardVariables,
  type Text,
  text,
  textSchema,
} from "../../dsl/index.ts";
import { type BuildStep, type CompilingVariable, compilingEnvironment, compilingVariables, pasted } from "./compiling.ts";
import { stripCommands } from "./strip.ts";

const config = z.object({
  configure: z.array(textSchema).default([]),
  make: z.array(textSchema).default([]),
  libtoolArchives: z.enum(["all", "modules", "none"]).default("modules"),
});

const {
  prefix,
  execPrefix,
  bindir,
  sbindir,
  libexecdir,
  sysconfdir,
  datadir,
  includedir,
  libdir,
  localstatedir,
  sharedstatedir,
  mandir,
  infodir,
  installRoot,
} = standardVariables;
const own = defineVariables({ ...compilingVariables, confGlobal: "", confLocal: "", makeArgs: "" });

const variables = {
  ...compilingVariables,
  /** The program that configures. */
  confCmd: text`${own.confRoot}/configure`,
  /** Arguments for it that a project gives all its elements. */
  confGlobal: "",
  /** Arguments for it that one element adds. */
  confLocal: "",
  /** All of its arguments. */
  confArgs: text`--prefix=${prefix} --exec-prefix=${execPrefix} --bindir=${bindir} --sbindir=${sbindir} --libexecdir=${libexecdir} --sysconfdir=${sysconfdir} --datadir=${datadir} --includedir=${includedir} --libdir=${libdir} --localstatedir=${localstatedir} --sharedstatedir=${sharedstatedir} --mandir=${mandir} --infodir=${infodir} ${own.confGlobal} ${own.confLocal}`,
  /** Arguments for each call of `make`. */
  makeArgs: "",
  /** Arguments for the call that installs. */
  makeInstallArgs: text`${own.makeArgs} DESTDIR=${installRoot} install`,
} as const;

export type AutotoolsVariable = CompilingVariable | "confCmd" | "confGlobal" | "confLocal" | "confArgs" | "makeArgs" | "makeInstallArgs";

export interface AutotoolsInput extends CommonInput<AutotoolsVariable, BuildStep> {
  /** Arguments for `configure` behind those for prefix and directories: `["--enable-shared", "--without-x"]`. */
  readonly configure?: List<Text>;
  /** Arguments for each call of `make`: `["CRYPTO=openssl"]`. */
  readonly make?: List<Text>;
  /** Which of libtool's `.la` files are kept. Those of modules unless said, which programs may load by them. */
  readonly libtoolArchives?: "all" | "modules" | "none";
}

/** Builds with `configure` and `make`. Where building apart from the sources fails, say `variables: { buildDir: "." }`. */
export const autotools: ElementKind<"autotools", AutotoolsInput> = defineElement({
  kind: "autotools",
  config,
  variables,
  environment: compilingEnvironment,
  steps: ({ config: { configure, make, libtoolArchives }, vars }) => ({
    configure: [
      sh`
        [ ! -e ${vars.confCmd} ] || exit 0
        cd ${vars.confRoot}
        export NOCONFIGURE=1
        for script in autogen autogen.sh bootstrap bootstrap.sh; do
          if [ -x "$script" ]; then exec "./$script"; fi
        done
        exec autoreconf --force --install --verbose
      `,
      sh`
        configure=$(cd "$(dirname ${vars.confCmd})" && pwd)/$(basename ${vars.confCmd})
        mkdir -p ${vars.buildDir}
        cd ${vars.buildDir}
        "$configure" ${[pasted(vars.confArgs), ...configure]}
      `,
    ],
    build: [sh`make -C ${vars.buildDir} ${[pasted(vars.makeArgs), ...make]}`],
    install: [
      // Rules that install are seldom written with other jobs in mind.
      sh`env -u MAKEFLAGS make -C ${vars.buildDir} ${[...make, pasted(vars.makeInstallArgs)]}`,
      ...removedArchives[libtoolArchives],
    ],
    strip: stripCommands,
    // Logs of tests that fail are printed, for the build directory does not stay.
    test: [sh`make -C ${vars.buildDir} ${[pasted(vars.makeArgs), ...make]} VERBOSE=1 check`],
  }),
});

const removedArchives = {
  all: [],
  modules: [sh`find ${installRoot} -name '*.la' -type f -exec sh -c 'grep -q "^shouldnotlink=yes" "$1" || rm "$1"' sh {} \;`],
  none: [sh`find ${installRoot} -name '*.la' -type f -exec rm {} +`],
};
