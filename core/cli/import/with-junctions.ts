// Converts a project whose junctions lead to what has to be fetched: what is missing is fetched into the store, and the project
// is converted again, until nothing is missing.
//
// Which junctions there are is known only as they are read, some of them at some values of the options. The store is opened
// when there is one. What cannot be fetched is left, and why is told once.

import type { ResolvedElement } from "../../../dsl/bst/element.ts";
import { junctionSources } from "../../../dsl/bst/graph/junction-sources.ts";
import type { JunctionResolver } from "../../../dsl/bst/session.ts";
import type { Conversion } from "../../../dsl/convert/bst/convert.ts";
import { type ForgeError, isForgeError } from "../../model/errors.ts";
import { fetchJunction, findJunction, type JunctionHost } from "../bst/junctions.ts";
import { makeSource } from "../bst/sources.ts";

export interface Junctions {
  readonly openHost: () => Promise<JunctionHost & AsyncDisposable>;
  readonly onFailure: (junction: string, error: ForgeError) => void;
}

export async function withJunctions(
  convert: (resolveJunction: JunctionResolver) => Conversion,
  { openHost, onFailure }: Junctions,
): Promise<Conversion> {
  const failed = new Set<string>();
  const first = attempt(convert, undefined, failed);
  if (first.missing.size === 0) return first.ended();
  await using host = await openHost();
  for (;;) {
    const { missing, ended } = attempt(convert, host, failed);
    if (missing.size === 0) return ended();
    for (const [key, junction] of missing) {
      try {
        await fetchJunction(junction, host);
      } catch (error) {
        if (!isForgeError(error)) throw error;
        failed.add(key);
        onFailure(junction.load.fullName, error);
      }
    }
  }
}

interface Attempt {
  readonly missing: ReadonlyMap<string, ResolvedElement>;
  readonly ended: () => Conversion;
}

function attempt(
  convert: (resolveJunction: JunctionResolver) => Conversion,
  host: JunctionHost | undefined,
  failed: ReadonlySet<string>,
): Attempt {
  const missing = new Map<string, ResolvedElement>();
  const resolve: JunctionResolver = (junction) => {
    const key = JSON.stringify(junctionSources(junction, makeSource));
    const found = host && !failed.has(key) ? findJunction(junction, { host }) : undefined;
    if (typeof found !== "object" && !failed.has(key)) missing.set(key, junction);
    return found ?? "locked";
  };
  try {
    const made = convert(resolve);
    return { missing, ended: () => made };
  } catch (error) {
    return {
      missing,
      ended: () => {
        throw error;
      },
    };
  }
}
