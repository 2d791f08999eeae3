// `manual`: a build whose commands are all written out.

import { z } from "zod";
import { type CommonInput, defineElement, type ElementKind, type List, type Script, scriptSchema } from "../../dsl/index.ts";

const commands = z.array(scriptSchema).default([]);
const config = z.object({ configure: commands, build: commands, install: commands, strip: commands, test: commands });

export interface ManualInput extends CommonInput<never, "configure" | "build" | "install" | "strip" | "test"> {
  /** Commands in the sources' directory, `/forge/build`. */
  readonly configure?: List<Script>;
  /** Behind those of `configure`, in the same place. */
  readonly build?: List<Script>;
  /** What these leave below `/forge/install` is the result: give that to programs as DESTDIR. */
  readonly install?: List<Script>;
  /** What is done with what was installed, such as `stripCommands`. Nothing unless said. */
  readonly strip?: List<Script>;
  /** Run on `forge test` only, behind the others and in the same place. */
  readonly test?: List<Script>;
}

/** Builds its sources with the commands that it is given. */
export const manual: ElementKind<"manual", ManualInput> = defineElement({
  kind: "manual",
  config,
  steps: ({ config: { configure, build, install, strip, test } }) => ({ configure, build, install, strip, test }),
});
