// `cargo`: programs of a Rust package or workspace, from its locked and vendored crates (the source `cargoVendor`).
//
// cargo is kept from the network and from changing Cargo.lock. Where the sources lie is taken out of what is compiled.

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
import { type BuildStep, type CompilingVariable, compilingEnvironment, compilingVariables, jobs, pasted } from "./compiling.ts";
import { stripCommands } from "./strip.ts";

const config = z.object({
  packages: z.array(textSchema).min(1).default(["."]),
  features: z.array(z.string()).default([]),
  defaultFeatures: z.boolean().default(true),
  profile: z.string().default("release"),
});

const { bindir, buildRoot, installRoot } = standardVariables;
const own = defineVariables({ ...compilingVariables, rustflags: "" });

const variables = {
  ...compilingVariables,
  /** `RUSTFLAGS`. */
  rustflags: text`--remap-path-prefix=${buildRoot}=.`,
  /** Arguments for each call of cargo. */
  cargoArgs: "",
} as const;

export type CargoVariable = CompilingVariable | "rustflags" | "cargoArgs";

export interface CargoInput extends CommonInput<CargoVariable, Exclude<BuildStep, "configure">> {
  /** Directories of the packages whose programs are installed. That of the sources unless said. */
  readonly packages?: List<Text>;
  /** Features of the packages that are on: `["tls", "http2"]`. */
  readonly features?: List<string>;
  /** Whether the features that packages have by default are on. Yes, unless said. */
  readonly defaultFeatures?: boolean;
  /** `release` unless said. */
  readonly profile?: string;
}

/** Builds and installs the programs of Rust packages. */
export const cargo: ElementKind<"cargo", CargoInput> = defineElement({
  kind: "cargo",
  config,
  variables,
  environment: {
    ...compilingEnvironment,
    CARGO_TARGET_DIR: text`${buildRoot}/${own.buildDir}`,
    // Line tables go to the debug files; without them a backtrace has no lines.
    CARGO_PROFILE_RELEASE_DEBUG: "1",
    CARGO_INCREMENTAL: "0",
    CARGO_NET_OFFLINE: "true",
    RUSTFLAGS: own.rustflags,
  },
  steps: ({ config: { packages, features, defaultFeatures, profile }, vars }) => {
    const words = [
      "--frozen",
      ...(profile === "release" ? [] : [`--profile=${profile}`]),
      ...(features.length > 0 ? [`--features=${features.join(",")}`] : []),
      ...(defaultFeatures ? [] : ["--no-default-features"]),
      pasted(vars.cargoArgs),
    ];
    const release = profile === "release" ? ["--release"] : [];
    const root = text`${buildRoot}/${vars.buildDir}/root`;
    const inEach = (...verb: readonly (string | Text)[]) =>
      packages.map(
        (directory) => sh`
          cd ${text`${vars.confRoot}/${directory}`}
          CARGO_BUILD_JOBS=${jobs} cargo ${[...verb, ...words]}
        `,
      );
    return {
      build: inEach("build", ...release),
      install: [
        ...inEach("install", "--path=.", "--no-track", text`--root=${root}`),
        sh`
          mkdir -p ${text`${installRoot}${bindir}`}
          cp ${root}/bin/* ${text`${installRoot}${bindir}`}
        `,
      ],
      strip: stripCommands,
      test: inEach("test", ...release),
    };
  },
});
