// Why a child could not be started: from bubblewrap's words to another mode, or to an error with a next step.

import { ForgeError } from "../model/errors.ts";
import type { SealMode } from "./seal.ts";

/** A weaker mode in which it may work. */
export function nextMode(mode: SealMode, said: string): SealMode | undefined {
  if (mode.proc === "new" && /^bwrap: Can't mount proc/m.test(said)) return { ...mode, proc: "none" };
  if (mode.isolation === "namespace" && process.getuid?.() === 0 && isRefusal(said)) return { ...mode, isolation: "capability" };
  return undefined;
}

export function setupError(said: string, missing: boolean): ForgeError {
  if (missing)
    return new ForgeError({
      code: "FORGE4001",
      message: "bubblewrap is not installed, and sources are fetched behind its walls",
      help: "apt-get install bubblewrap",
    });
  const detail = said.split("\n").filter((line) => line !== "");
  if (isRefusal(said)) {
    return new ForgeError({
      code: "FORGE4002",
      message: "sources are fetched in a user namespace, and this host refuses it",
      detail,
      help: "forge doctor",
    });
  }
  return new ForgeError({
    code: "FORGE4004",
    message: "the child that fetches sources could not be started",
    detail,
    help: "forge doctor",
  });
}

function isRefusal(said: string): boolean {
  return /^bwrap: (?:No permissions to creat|Creating new namespace failed|setting up uid map|loopback: Failed)/im.test(said);
}
