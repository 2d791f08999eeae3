// Why a sandbox could not be set up: from what the tools of the host said to an error with a next step, or to another mode.
//
// Hosts are not probed before each run; this looks at them only after something failed.

import { ForgeError } from "../core/model/errors.ts";
import type { Mode } from "./bwrap-args.ts";
import { type HostCheck, probeHost } from "./probe.ts";
import type { ProcessEnd } from "./sandbox-process.ts";

export interface SetupFailure {
  readonly end: ProcessEnd;
  /** What unshare, mount and bubblewrap wrote. */
  readonly said: string;
  readonly storeRoot: string;
}

/** A mode in which it may work, or nothing. */
export function nextMode(mode: Mode, said: string): Mode | undefined {
  if (mode.proc === "new" && /^bwrap: Can't mount proc/m.test(said)) return { ...mode, proc: "host" };
  if (mode.isolation === "namespace" && process.getuid?.() === 0 && isNamespaceRefusal(said)) return { ...mode, isolation: "capability" };
  if (mode.staging === "overlay" && /^mount: /m.test(said)) return { ...mode, staging: "copy" };
  return undefined;
}

/** The error for it. */
export function setupError({ end, said, storeRoot }: SetupFailure): ForgeError {
  const detail = said.split("\n").filter((line) => line !== "");
  if (end.missing === "bwrap" || /exec: bwrap: not found/.test(said)) {
    return new ForgeError({ code: "FORGE4001", message: "bubblewrap is not installed", help: "apt-get install bubblewrap" });
  }
  const missing = end.missing ?? /^\S*sh: \d+: (mount): not found$/m.exec(said)?.[1];
  if (missing !== undefined) {
    return new ForgeError({ code: "FORGE4005", message: `${missing} is not installed`, help: "apt-get install util-linux mount" });
  }
  const shell = /^bwrap: execvp sh: (.*)$/m.exec(said)?.[1];
  if (shell !== undefined) {
    return new ForgeError({
      code: "FORGE3002",
      message: `the sandbox has no \`sh\` that can run, such as /bin/sh: ${shell.toLowerCase()}`,
      help: "add an element that provides a shell, and what that is linked with, to the build dependencies",
    });
  }
  if (isNamespaceRefusal(said)) {
    const check = failing(storeRoot, "user namespaces");
    return new ForgeError({
      code: "FORGE4002",
      message: "the sandbox needs a user namespace, and this host refuses it",
      detail: [...detail, ...(check ? [check.detail] : [])],
      help: check?.mend?.join("\n") ?? "forge doctor",
    });
  }
  const how = end.signal ? `ended by ${end.signal}` : `exit code ${end.code ?? "unknown"}`;
  return new ForgeError({ code: "FORGE4004", message: `the sandbox could not be set up (${how})`, detail, help: "forge doctor" });
}

/** unshare(1) and bubblewrap, each in their words. */
function isNamespaceRefusal(said: string): boolean {
  return /^unshare: |^bwrap: (?:No permissions to creat|Creating new namespace failed|setting up uid map|loopback: Failed)/im.test(said);
}

function failing(storeRoot: string, name: HostCheck["name"]): HostCheck | undefined {
  return probeHost(storeRoot).checks.find((check) => check.name === name && !check.ok);
}
