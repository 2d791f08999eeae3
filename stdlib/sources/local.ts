// `local`: files of the project itself.

import { z } from "zod";
import { defineSource, type ShortSourceKind } from "../../dsl/index.ts";

const config = z.object({ path: z.string() });

export interface LocalInput {
  /** A file or directory, relative to the directory of build.config.ts. */
  readonly path: string;
}

/** Files of the project: `local("./files")` is what is in that directory, `local("./file")` is that file. */
export const local: ShortSourceKind<"local", LocalInput> = defineSource({
  kind: "local",
  config,
  shorthand: (path) => ({ path }),
  // The contents are the key; where they lie in the project is not.
  keyInputs: () => null,
  paths: ({ path }) => [path],
});
