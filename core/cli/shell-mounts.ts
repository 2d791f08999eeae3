// Mounts of a person's shell as they are written: HOST:PATH[:ro].
//
// Colons in the path of the host are its own, as long as the path in the sandbox has none.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { SandboxBind } from "../model/sandbox.ts";
import { expandHome } from "./places.ts";
import { badUsage } from "./usage.ts";

/** A mount whose path of the host, relative to `directory`, is there. Throws FORGE1021. */
export function shellMount(text: string, directory: string): SandboxBind {
  const [, host, path, mode] = /^(.+?):(\/[^:]*)(?::(ro|rw))?$/.exec(text) ?? [];
  if (host === undefined || path === undefined)
    throw badUsage(`${JSON.stringify(text)} is no mount`, "write HOST:PATH or HOST:PATH:ro, with an absolute PATH");
  const at = path.replace(/\/+$/, "");
  if (OWN.test(`${at}/`)) throw badUsage(`nothing can be mounted at ${path}`, "name a directory of its own, such as /mnt");
  const from = resolve(directory, expandHome(host));
  if (!existsSync(from)) throw badUsage(`${from} is not there to be mounted`, "name a file or directory of this machine");
  return { at, from, ...(mode === "ro" && { readOnly: true }) };
}

/** The root itself, and what every sandbox has of its own. */
const OWN = /^\/(?:$|proc\/|dev\/|forge\/)|^\/tmp\/$|\/\.\.?\//;
