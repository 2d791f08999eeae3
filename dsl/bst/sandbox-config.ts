// The sandbox that an element wants: system, architecture, and identity where it is given.

import { pluginError } from "./errors.ts";
import { canonicalArchitecture } from "./options/host.ts";
import type { Project } from "./project.ts";
import * as access from "./yaml/access.ts";
import type { Mapping } from "./yaml/node.ts";

export interface Sandbox {
  /** Format 2 in lower case, format 1 as `uname` names it. */
  readonly os: string;
  /** Format 2: canonical. Format 1: as written, or as `uname` names it. */
  readonly arch: string;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly remoteApisSocket: { readonly path: string; readonly updatesActionCache: boolean } | undefined;
}

const KEYS_1 = new Set(["build-uid", "build-gid", "build-os", "build-arch"]);
const KEYS_2 = new Set([...KEYS_1, "remote-apis-socket"]);
const SOCKET_KEYS = new Set(["path", "action-cache-enable-update"]);

export function resolveSandbox(project: Project, node: Mapping): Sandbox {
  access.validateKeys(node, project.format === 1 ? KEYS_1 : KEYS_2);
  const identity = { uid: access.optionalInteger(node, "build-uid"), gid: access.optionalInteger(node, "build-gid") };
  const { host } = project.session;
  const os = access.optionalText(node, "build-os");
  const arch = access.optionalText(node, "build-arch");
  if (project.format === 1) return { os: os ?? host.system, arch: arch ?? host.machine, ...identity, remoteApisSocket: undefined };
  return {
    os: (os || host.system).toLowerCase(),
    arch: canonical(arch || host.machine, node),
    ...identity,
    remoteApisSocket: readSocket(node),
  };
}

function canonical(arch: string, node: Mapping): string {
  const found = canonicalArchitecture(arch);
  if (found === undefined)
    throw pluginError("PLATFORM", undefined, `the architecture "${arch}" is not known`, { node: access.entry(node, "build-arch") });
  return found;
}

function readSocket(node: Mapping): Sandbox["remoteApisSocket"] {
  const socket = access.optionalMapping(node, "remote-apis-socket");
  if (!socket) return undefined;
  access.validateKeys(socket, SOCKET_KEYS);
  return { path: access.requiredText(socket, "path"), updatesActionCache: access.booleanOr(socket, "action-cache-enable-update", false) };
}
