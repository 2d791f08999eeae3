// `python`: a Python project that pyproject.toml or setup.py describes, built to a wheel by its own backend (PEP 517) and
// installed from that.
//
// `build` and `installer` do it, not pip: the wheel is the only thing between the two, nothing is resolved, and nothing
// looks at what else is installed. Debian: python3-build, python3-installer, and the backend (python3-setuptools and
// python3-wheel, python3-flit-core, …).

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
import { type BuildStep, type CompilingVariable, compilingEnvironment, compilingVariables, pasted } from "./compiling.ts";
import { stripCommands } from "./strip.ts";

const config = z.object({
  backendSettings: z.record(z.string(), textSchema).default({}),
  checkRequirements: z.boolean().default(true),
  bytecode: z.boolean().default(true),
  testRunner: z.enum(["pytest", "unittest"]).default("pytest"),
});

const { prefix, buildRoot, installRoot } = standardVariables;
const own = defineVariables({ ...compilingVariables, buildArgsLocal: "" });

const variables = {
  ...compilingVariables,
  /** The interpreter. */
  python: "python3",
  /** Where the wheel is written. */
  distDir: text`${buildRoot}/${own.buildDir}`,
  /** All arguments for `python -m build`. */
  buildArgs: text`--no-isolation --wheel ${own.buildArgsLocal}`,
  /** Arguments for it that one element adds. */
  buildArgsLocal: "",
} as const;

export type PythonVariable = CompilingVariable | "python" | "distDir" | "buildArgs" | "buildArgsLocal";

export interface PythonInput extends CommonInput<PythonVariable, Exclude<BuildStep, "configure">> {
  /** Settings for the backend, as `--config-setting` gives them. */
  readonly backendSettings?: { readonly [name: string]: Text };
  /** Whether what pyproject.toml requires for building must be there in the versions it names. Yes, unless said. */
  readonly checkRequirements?: boolean;
  /** Whether modules are compiled to bytecode, which is checked by the digest of its source and not by times. Yes, unless said. */
  readonly bytecode?: boolean;
  /** What `forge test` runs in the sources, over what was installed. `pytest` unless said; `unittest` needs nothing. */
  readonly testRunner?: "pytest" | "unittest";
}

/** Builds and installs a Python project. */
export const python: ElementKind<"python", PythonInput> = defineElement({
  kind: "python",
  config,
  variables,
  // Debian's interpreter takes every prefix for /usr/local otherwise.
  environment: { ...compilingEnvironment, DEB_PYTHON_INSTALL_LAYOUT: "deb" },
  steps: ({ config: { backendSettings, checkRequirements, bytecode, testRunner }, vars }) => ({
    build: [
      sh`${vars.python} -m build ${[
        pasted(vars.buildArgs),
        text`--outdir=${vars.distDir}`,
        ...(checkRequirements ? [] : ["--skip-dependency-check"]),
        ...Object.entries(backendSettings).map(([name, value]) => text`--config-setting=${name}=${value}`),
        vars.confRoot,
      ]}`,
    ],
    install: [
      sh`
        for wheel in ${vars.distDir}/*.whl; do
          ${vars.python} -m installer --destdir=${installRoot} --prefix=${prefix} ${bytecode ? [] : ["--no-compile-bytecode"]} "$wheel"
        done
      `,
    ],
    strip: stripCommands,
    test: [
      sh`
        cd ${vars.confRoot}
        packages=$(${vars.python} -c 'if True:
          import sys, sysconfig
          root, prefix = sys.argv[1:]
          paths = sysconfig.get_paths(vars={"base": prefix, "platbase": prefix})
          print(":".join(root + paths[name] for name in ("purelib", "platlib")))' ${installRoot} ${prefix})
        PYTHONPATH=$packages ${vars.python} -m ${testRunner === "pytest" ? ["pytest"] : ["unittest", "discover"]}
      `,
    ],
  }),
});
