// Reads the secrets that the user's configuration points at. They go to the source drivers and nowhere else.

import { readFileSync } from "node:fs";
import { ForgeError } from "../model/errors.ts";
import type { SecretSource, UserConfiguration } from "./configuration.ts";

type Secrets = { readonly [kind: string]: { readonly [name: string]: string } };

/** By kind and name. One whose variable is not set is left out; a file that cannot be read is an error. */
export function readSecrets({ secrets = {} }: Pick<UserConfiguration, "secrets">, environment: NodeJS.ProcessEnv): Secrets {
  return Object.fromEntries(
    Object.entries(secrets).map(([kind, named]) => [
      kind,
      Object.fromEntries(
        Object.entries(named).flatMap(([name, source]) => {
          const value = read(source, environment);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    ]),
  );
}

function read(source: SecretSource, environment: NodeJS.ProcessEnv): string | undefined {
  if ("environment" in source) return environment[source.environment];
  try {
    return readFileSync(source.file, "utf8").trim();
  } catch (error) {
    throw new ForgeError({
      code: "FORGE1022",
      message: `a secret cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      place: { file: source.file },
      help: "docs/configuration.md says how secrets are named",
    });
  }
}
