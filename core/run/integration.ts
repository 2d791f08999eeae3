// Integration commands: what staged elements want run where they are staged, before anything else.

import type { LabelledCommand } from "./failure.ts";
import type { StagedDependency } from "./staging.ts";

/** Commands of everything staged at "/", in staging order, each in the environment of the element that declares it. */
export function integrationCommands(dependencies: readonly StagedDependency[]): readonly LabelledCommand[] {
  return dependencies
    .filter(({ at }) => at === "/")
    .flatMap(({ artifact, name }) =>
      artifact.integration.map((script) => ({
        step: "integrate",
        integrationOf: name,
        command: { script, cwd: "/", environment: artifact.environment },
      })),
    );
}
