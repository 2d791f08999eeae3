// The argument list of bubblewrap for a sandbox. Pure: directories that are already there in, words out.
//
// Whatever a build may see or do is decided here and in seccomp.ts. It mounts nothing by overlay; overlay.ts has done that.

import type { SandboxBind } from "../core/model/sandbox.ts";
import { DRIVER_DESCRIPTOR, SECCOMP_DESCRIPTOR } from "./driver.ts";

/** How the host lets a sandbox be made. Found out by failing, kept for the rest of the process. */
export interface Mode {
  /** `namespace`: a user namespace. `capability`: root's own capabilities, on a host without user namespaces. */
  readonly isolation: "namespace" | "capability";
  /** `host`: /proc of the host, read-only, where the kernel refuses a new one because a container masks files in it. */
  readonly proc: "new" | "host";
  /** `copy`: where the store's file system cannot be overlaid. Correct, and slower. */
  readonly staging: "overlay" | "copy";
}

export interface BwrapOptions {
  readonly mode: Mode;
  readonly hostname: string;
  /** Directory that becomes "/". */
  readonly root: string;
  /** Files and directories that are bound. */
  readonly binds: readonly SandboxBind[];
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Text for `sh -c`. Absent: it is read from the driver's descriptor. */
  readonly driver?: string;
  readonly terminal: boolean;
  readonly network: boolean;
}

/** Places that every sandbox has, whatever is staged. */
export const OWN_PLACES = ["/proc", "/dev", "/tmp"] as const;

/** Bound from the host where there is a network. */
export const RESOLVER = "/etc/resolv.conf";

/** The words after `bwrap`. */
export function bwrapArguments(options: BwrapOptions): readonly string[] {
  const { mode, root, driver } = options;
  return [
    ...namespaces(options),
    ...["--cap-drop", "ALL", "--hostname", options.hostname, "--die-with-parent"],
    // The driver is process 1: when it ends, the kernel ends all else before bubblewrap sees it end.
    "--as-pid-1",
    ...(options.terminal ? [] : ["--new-session"]),
    ...["--seccomp", String(SECCOMP_DESCRIPTOR)],
    "--clearenv",
    ...options.environment.flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--bind", root, "/"],
    ...proc(mode),
    ...["--dev", "/dev", "--tmpfs", "/tmp"],
    ...(options.network ? ["--ro-bind-try", RESOLVER, RESOLVER] : []),
    // Made by the bind itself they would have mode 0700.
    ...parents(options.binds).flatMap((directory) => ["--dir", directory]),
    ...byDepth(options.binds).flatMap(({ at, from, readOnly }) => [readOnly ? "--ro-bind" : "--bind", from, at]),
    ...["--chdir", "/", "--", "sh"],
    ...(driver === undefined ? [`/dev/fd/${DRIVER_DESCRIPTOR}`] : ["-c", driver]),
  ];
}

function namespaces({ mode, network }: BwrapOptions): readonly string[] {
  const user = mode.isolation === "namespace" ? ["--unshare-user", "--uid", "0", "--gid", "0"] : [];
  return [...user, "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", ...(network ? [] : ["--unshare-net"])];
}

/** The kernel lets the host's root write its settings even without capabilities, and a sandbox of root's is that uid outside. */
const KERNEL_SETTINGS = ["/proc/sys", "/proc/sysrq-trigger", "/proc/fs"];

function proc(mode: Mode): readonly string[] {
  if (mode.proc === "host") return ["--ro-bind", "/proc", "/proc"];
  return ["--proc", "/proc", ...KERNEL_SETTINGS.flatMap((path) => ["--ro-bind-try", path, path])];
}

function parents(binds: BwrapOptions["binds"]): readonly string[] {
  const found = new Set<string>();
  for (const { at } of binds) {
    for (let end = at.indexOf("/", 1); end !== -1; end = at.indexOf("/", end + 1)) found.add(at.slice(0, end));
  }
  return [...found];
}

/** Parents before what lies in them, else in the given order. */
function byDepth<Placed extends { readonly at: string }>(placed: readonly Placed[]): readonly Placed[] {
  return placed.toSorted((a, b) => depth(a.at) - depth(b.at));
}

function depth(path: string): number {
  return path.split("/").filter((name) => name !== "").length;
}
