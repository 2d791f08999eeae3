// Converts a project whose junctions lead to what has to be fetched: what its elements need is fetched into the store, until
// nothing is missing, and then it is converted.
//
// The store is opened when there is something to fetch. What cannot be fetched is left, and why is told once.

import { FetchNeeded } from "../../../dsl/bst/fetch-needed.ts";
import { loadBst } from "../../../dsl/bst/load.ts";
import type { JunctionResolver } from "../../../dsl/bst/session.ts";
import type { Conversion } from "../../../dsl/convert/bst/convert.ts";
import { type ForgeError, isForgeError } from "../../model/errors.ts";
import { fetchJunction, findJunction, type JunctionHost } from "../bst/junctions.ts";

export interface Junctions {
  readonly directory: string;
  readonly openHost: () => Promise<JunctionHost & AsyncDisposable>;
  readonly onFailure: (junction: string, error: ForgeError) => void;
}

export async function withJunctions(
  convert: (resolveJunction: JunctionResolver | undefined) => Conversion,
  { directory, openHost, onFailure }: Junctions,
): Promise<Conversion> {
  if (missingIn(directory, undefined).length === 0) return convert(undefined);
  await using host = await openHost();
  const resolve: JunctionResolver = (junction) => findJunction(junction, { host });
  const failed = new Set<string>();
  for (;;) {
    const missing = missingIn(directory, resolve).filter(({ junction }) => !failed.has(junction.load.fullName));
    if (missing.length === 0) return convert(resolve);
    for (const { junction } of missing) {
      try {
        await fetchJunction(junction, host);
      } catch (error) {
        if (!isForgeError(error)) throw error;
        failed.add(junction.load.fullName);
        onFailure(junction.load.fullName, error);
      }
    }
  }
}

/** Junctions that something fails for want of, at the defaults of options. */
function missingIn(directory: string, resolveJunction: JunctionResolver | undefined): readonly FetchNeeded[] {
  try {
    return loadBst({ directory, maxJobs: 1, everything: true, ...(resolveJunction && { resolveJunction }) }).unfetched;
  } catch (error) {
    if (error instanceof FetchNeeded) return [error];
    // What else is wrong with the project is told where it is converted.
    return [];
  }
}
