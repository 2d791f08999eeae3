// Where aliases of sources lead on this machine.

import type { MirrorNode } from "../model/graph.ts";
import { aptMirrors } from "./apt-mirrors.ts";
import type { UserConfiguration } from "./configuration.ts";

type Mirrors = { readonly [alias: string]: MirrorNode };

/**
 * The user's settings win over what the project suggests, and that over apt's configuration of the machine. Another address
 * of an archive that apt knows is signed by the same keys, unless a keyring is named with it.
 */
export function mirrorsOf({ mirrors }: UserConfiguration, suggested: Mirrors): Mirrors {
  const host = aptMirrors();
  return Object.fromEntries(
    Object.entries({ ...host, ...suggested, ...mirrors }).map(([alias, mirror]) => [alias, { ...keyringOf(host[alias]), ...mirror }]),
  );
}

function keyringOf(mirror: MirrorNode | undefined): Pick<MirrorNode, "keyring"> {
  return mirror?.keyring === undefined ? {} : { keyring: mirror.keyring };
}
