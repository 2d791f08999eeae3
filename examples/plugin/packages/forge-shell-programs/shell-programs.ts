// `shellPrograms`: programs written in shell. The shell of the dependencies reads each of them before it is installed.

import { type CommonInput, defineElement, type ElementKind, sh, type Text, text, textSchema } from "forge-build";
import { z } from "zod";

const config = z.object({
  directory: textSchema.default("bin"),
});

export interface ShellProgramsInput extends CommonInput<"interpreter", "check" | "install" | "test"> {
  /** Where the programs are in the sources. `bin` unless said. */
  readonly directory?: Text;
}

/** Checks and installs programs written in shell. */
export const shellPrograms: ElementKind<"shellPrograms", ShellProgramsInput> = defineElement({
  kind: "shellPrograms",
  config,
  variables: {
    /** What reads them. */
    interpreter: "/bin/sh",
  },
  steps: ({ config: { directory }, vars }) => {
    const bin = text`${vars.installRoot}${vars.bindir}`;
    return {
      check: [sh`for program in ${directory}/*; do ${vars.interpreter} -n "$program"; done`],
      install: [
        sh`
          mkdir -p ${bin}
          cp ${directory}/* ${bin}
          chmod 755 ${bin}/*
        `,
      ],
      test: [
        sh`
          for test in tests/*.sh; do
            echo "$test"
            PATH=${bin}:$PATH ${vars.interpreter} -e "$test"
          done
        `,
      ],
    };
  },
});
