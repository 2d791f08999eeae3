// `meson`: set up, compile and install a Meson project, in a directory of its own. Nothing is downloaded: subprojects are
// sources.

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

const value = z.union([z.boolean(), z.number(), textSchema]);
const config = z.object({
  buildType: z.enum(["plain", "debug", "debugoptimized", "release", "minsize"]).default("debugoptimized"),
  options: z.record(z.string(), z.union([value, z.array(z.string())])).default({}),
});

const {
  prefix,
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
  buildRoot,
  installRoot,
} = standardVariables;
const own = defineVariables({ mesonGlobal: "", mesonLocal: "" });

const variables = {
  ...compilingVariables,
  /** `CFLAGS`. The build type says what is optimised. */
  cflags: mappedFlags,
  /** `CXXFLAGS`, likewise. */
  cxxflags: mappedFlags,
  /** Arguments for `meson setup` that a project gives all its elements. */
  mesonGlobal: "",
  /** Arguments for it that one element adds. */
  mesonLocal: "",
  /** All of its arguments but the options. */
  mesonArgs: text`--prefix=${prefix} --bindir=${bindir} --sbindir=${sbindir} --libexecdir=${libexecdir} --sysconfdir=${sysconfdir} --datadir=${datadir} --includedir=${includedir} --libdir=${libdir} --localstatedir=${localstatedir} --sharedstatedir=${sharedstatedir} --mandir=${mandir} --infodir=${infodir} --wrap-mode=nodownload ${own.mesonGlobal} ${own.mesonLocal}`,
} as const;

export type MesonVariable = CompilingVariable | "mesonGlobal" | "mesonLocal" | "mesonArgs";

export interface MesonInput extends CommonInput<MesonVariable, BuildStep> {
  /** `debugoptimized` unless said: what debuggers need goes to files of its own. */
  readonly buildType?: "plain" | "debug" | "debugoptimized" | "release" | "minsize";
  /** Options of the project and of Meson, as `-D` gives them: `{ docs: false, tls: "enabled", plugins: ["a", "b"] }`. */
  readonly options?: { readonly [name: string]: boolean | number | Text | readonly string[] };
}

/** Builds with Meson and Ninja. */
export const meson: ElementKind<"meson", MesonInput> = defineElement({
  kind: "meson",
  config,
  variables,
  environment: compilingEnvironment,
  steps: ({ config: { buildType, options }, vars }) => ({
    configure: [
      sh`meson setup ${vars.buildDir} ${text`${buildRoot}/${vars.confRoot}`} ${[text`--buildtype=${buildType}`, pasted(vars.mesonArgs), ...Object.entries(options).map(([name, given]) => text`-D${name}=${mesonValue(given)}`)]}`,
    ],
    build: [sh`ninja -v -j ${jobs} -C ${vars.buildDir}`],
    install: [sh`DESTDIR=${installRoot} meson install -C ${vars.buildDir} --no-rebuild`],
    strip: stripCommands,
    test: [sh`meson test -C ${vars.buildDir} --print-errorlogs --num-processes ${jobs}`],
  }),
});

function mesonValue(given: boolean | number | Text | readonly string[]): number | Text {
  if (typeof given === "boolean") return String(given);
  return isList(given) ? given.join(",") : given;
}

function isList(given: unknown): given is readonly string[] {
  return Array.isArray(given);
}
