// `manual`: a build whose commands are all written out.

import { z } from "zod";
import { type CommonInput, defineElement, type ElementKind, type Script, scriptSchema } from "../../dsl/index.ts";

const commands = z.array(scriptSchema).default([]);
const config = z.object({ configure: commands, build: commands, install: commands, strip: commands, test: commands });

export interface ManualInput extends CommonInput<never, "configure" | "build" | "install" | "strip" | "test"> {
  /** Commands in the sources' directory, `/forge/build`. */
  readonly configure?: readonly Script[];
  /** Behind those of `configure`, in the same place. */
  readonly build?: readonly Script[];
  /** What these leave below `/forge/install` is the result: give that to programs as DESTDIR. */
  readonly install?: readonly Script[];
  /** What is done with what was installed, such as `stripCommands`. Nothing unless said. */
  readonly strip?: readonly Script[];
  /** Run on `forge test` only, behind the others and in the same place. */
  readonly test?: readonly Script[];
}

/** Builds its sources with the commands that it is given. */
export const manual: ElementKind<"manual", ManualInput> = defineElement({
  kind: "manual",
  config,
  steps: ({ config: { configure, build, install, strip, test } }) => ({ configure, build, install, strip, test }),
});
