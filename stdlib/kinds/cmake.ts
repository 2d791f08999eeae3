// `cmake`: configure, build and install a CMake project, in a directory of its own, with Ninja unless said.
//
// CMake is kept from the network and from its registries of packages. Directories below the prefix keep CMake's relative
// names, for many projects paste them into files behind the prefix; only `lib`, `/etc` and `/var` are said.

import { z } from "zod";
import {
  type CommonInput,
  defineElement,
  defineVariables,
  type ElementKind,
  sh,
  standardVariables,
  type Text,
  text,
  textSchema,
} from "../../dsl/index.ts";
import {
  type BuildStep,
  type CompilingVariable,
  compilingEnvironment,
  compilingVariables,
  jobs,
  mappedFlags,
  pasted,
} from "./compiling.ts";
import { stripCommands } from "./strip.ts";

const config = z.object({
  buildType: z.union([z.enum(["Release", "RelWithDebInfo", "Debug", "MinSizeRel"]), textSchema]).default("RelWithDebInfo"),
  define: z.record(z.string(), z.union([z.boolean(), z.number(), textSchema])).default({}),
});

const { prefix, lib, sysconfdir, localstatedir, buildRoot, installRoot } = standardVariables;
const own = defineVariables({ cmakeGlobal: "", cmakeLocal: "" });

const variables = {
  ...compilingVariables,
  /** `CFLAGS`. The build type says what is optimised. */
  cflags: mappedFlags,
  /** `CXXFLAGS`, likewise. */
  cxxflags: mappedFlags,
  /** What CMake writes build files for. */
  generator: "Ninja",
  /** Arguments for the configuration that a project gives all its elements. */
  cmakeGlobal: "",
  /** Arguments for it that one element adds. */
  cmakeLocal: "",
  /** All of its arguments but the definitions. */
  cmakeArgs: text`-DCMAKE_INSTALL_PREFIX:PATH=${prefix} -DCMAKE_INSTALL_LIBDIR:PATH=${lib} -DCMAKE_INSTALL_SYSCONFDIR:PATH=${sysconfdir} -DCMAKE_INSTALL_LOCALSTATEDIR:PATH=${localstatedir} -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF -DCMAKE_FIND_USE_SYSTEM_PACKAGE_REGISTRY=OFF -DCMAKE_EXPORT_NO_PACKAGE_REGISTRY=ON -DFETCHCONTENT_FULLY_DISCONNECTED=ON ${own.cmakeGlobal} ${own.cmakeLocal}`,
} as const;

export type CmakeVariable = CompilingVariable | "generator" | "cmakeGlobal" | "cmakeLocal" | "cmakeArgs";

export interface CmakeInput extends CommonInput<CmakeVariable, BuildStep> {
  /** `CMAKE_BUILD_TYPE`. `RelWithDebInfo` unless said: what debuggers need goes to files of its own. */
  readonly buildType?: "Release" | "RelWithDebInfo" | "Debug" | "MinSizeRel" | (string & {}) | Exclude<Text, string>;
  /** Cache entries, as `-D` gives them: `{ BUILD_SHARED_LIBS: true, WITH_TLS: "openssl" }`. */
  readonly define?: { readonly [name: string]: boolean | number | Text };
}

/** Builds with CMake. */
export const cmake: ElementKind<"cmake", CmakeInput> = defineElement({
  kind: "cmake",
  config,
  variables,
  environment: compilingEnvironment,
  steps: ({ config: { buildType, define }, vars }) => {
    const source = text`${buildRoot}/${vars.confRoot}`;
    const definitions = Object.entries({ CMAKE_BUILD_TYPE: buildType, ...define }).map(
      ([name, value]) => text`-D${name}=${cmakeValue(value)}`,
    );
    return {
      configure: [sh`cmake -S ${source} -B ${vars.buildDir} -G ${vars.generator} ${[pasted(vars.cmakeArgs), ...definitions]}`],
      build: [sh`cmake --build ${vars.buildDir} --verbose --parallel ${jobs}`],
      install: [sh`DESTDIR=${installRoot} cmake --install ${vars.buildDir}`],
      strip: stripCommands,
      test: [sh`ctest --test-dir ${vars.buildDir} --output-on-failure --parallel ${jobs}`],
    };
  },
});

function cmakeValue(value: boolean | number | Text): number | Text {
  return typeof value === "boolean" ? (value ? "ON" : "OFF") : value;
}
