// Lines that mend a host which refuses user namespaces. Text only; probe.ts knows when which of them applies.

import { existsSync } from "node:fs";

/** For Ubuntu 23.10 and later: its AppArmor rule lets only programs with a profile make user namespaces. */
export function appArmorLines(): readonly string[] {
  return [
    "sudo tee /etc/apparmor.d/forge <<'END'",
    "abi <abi/4.0>,",
    "include <tunables/global>",
    "profile forge-bwrap /usr/bin/bwrap flags=(unconfined) {",
    "  userns,",
    "}",
    "profile forge-unshare /usr/bin/unshare flags=(unconfined) {",
    "  userns,",
    "}",
    "END",
    "sudo apparmor_parser -r /etc/apparmor.d/forge",
  ];
}

export function containerLines(): readonly string[] {
  return [
    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined …",
    "podman run --security-opt seccomp=unconfined --security-opt unmask=ALL …",
  ];
}

/** Whether this looks like the inside of a container. */
export function inContainer(): boolean {
  return existsSync("/.dockerenv") || existsSync("/run/.containerenv") || process.env.container !== undefined;
}
