// `go`: programs of a Go module, from its vendored modules (the source `goModules`, or a `vendor` directory of its own).
//
// Go is kept from the network, from other toolchains and from version control. Where the sources lie is taken out of what
// is compiled.

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
import { type BuildStep, type CompilingVariable, compilingEnvironment, compilingVariables, jobs } from "./compiling.ts";
import { stripCommands } from "./strip.ts";

const config = z.object({
  packages: z.array(textSchema).min(1).default(["./..."]),
  tags: z.array(z.string()).default([]),
  ldflags: z.array(textSchema).default([]),
  cgo: z.boolean().default(true),
});

const { bindir, buildRoot, installRoot } = standardVariables;
const own = defineVariables({ ...compilingVariables, goflags: "" });

const variables = {
  ...compilingVariables,
  /** `GOFLAGS`. */
  goflags: "-trimpath -buildvcs=false -mod=vendor",
} as const;

export type GoVariable = CompilingVariable | "goflags";

export interface GoInput extends CommonInput<GoVariable, Exclude<BuildStep, "configure">> {
  /** Packages whose programs are installed: `["./cmd/server"]`. All of the module unless said. */
  readonly packages?: List<Text>;
  /** Build tags. */
  readonly tags?: List<string>;
  /** Words for the linker: `["-X", "main.version=1.2"]`. */
  readonly ldflags?: List<Text>;
  /** Whether packages may have parts in C. Yes, unless said; it takes a C compiler. */
  readonly cgo?: boolean;
}

/** Builds and installs the programs of a Go module. */
export const go: ElementKind<"go", GoInput> = defineElement({
  kind: "go",
  config,
  variables,
  environment: {
    ...compilingEnvironment,
    CGO_CFLAGS: own.cflags,
    CGO_CXXFLAGS: own.cxxflags,
    GOCACHE: text`${buildRoot}/${own.buildDir}/cache`,
    GOFLAGS: own.goflags,
    GOPATH: text`${buildRoot}/${own.buildDir}/path`,
    GOPROXY: "off",
    GOTOOLCHAIN: "local",
  },
  steps: ({ config: { packages, tags, ldflags, cgo }, vars }) => {
    const words = [
      ...(tags.length > 0 ? [`-tags=${tags.join(",")}`] : []),
      ...(ldflags.length > 0 ? [text`-ldflags=${ldflags.reduce((all, word) => text`${all} ${word}`)}`] : []),
      ...packages,
    ];
    const run = (verb: "build" | "install" | "test") => sh`
      cd ${vars.confRoot}
      CGO_ENABLED=${cgo ? 1 : 0} go ${verb} -p ${jobs} ${words}
    `;
    return {
      build: [run("build")],
      install: [
        sh`
          mkdir -p ${text`${installRoot}${bindir}`}
          export GOBIN=${text`${installRoot}${bindir}`}
          ${run("install")}
        `,
      ],
      strip: stripCommands,
      test: [run("test")],
    };
  },
});
