// The walls around the child of a source driver: the words after `bwrap`. Pure: paths that are there in, words out.
//
// Whatever a driver may see or do is decided here. It sees the host's programs and libraries, the project, forge itself and
// its own directories; it writes into the latter; it has a network when it needs one. It has no home, no environment but
// what is given, no process of anybody else, no capability.

/** How the host lets the child be sealed. Found out by failing, kept for the rest of the process. */
export interface SealMode {
  /** `capability`: root's own capabilities, on a host without user namespaces. */
  readonly isolation: "namespace" | "capability";
  /** `none`: a container masks files in /proc, so the kernel refuses a new one; the host's own would show other processes. */
  readonly proc: "new" | "none";
}

export interface Seal {
  readonly mode: SealMode;
  readonly network: boolean;
  /** Absolute paths that are bound read-only where they are. */
  readonly readable: readonly string[];
  /** The same from another place: a link of the host that leads to somewhere unbound, for one. */
  readonly placed: readonly (readonly [from: string, at: string])[];
  readonly links: readonly (readonly [target: string, at: string])[];
  readonly writable: readonly string[];
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly cwd: string;
}

export function sealArguments(seal: Seal, command: readonly string[]): readonly string[] {
  const { mode, network } = seal;
  return [
    ...(mode.isolation === "namespace" ? ["--unshare-user"] : []),
    ...["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", ...(network ? [] : ["--unshare-net"])],
    ...["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--hostname", "forge", "--clearenv"],
    ...seal.environment.flatMap(([name, value]) => ["--setenv", name, value]),
    ...(mode.proc === "new" ? ["--proc", "/proc"] : ["--tmpfs", "/proc"]),
    ...["--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run"],
    ...seal.links.flatMap(([target, at]) => ["--symlink", target, at]),
    ...seal.placed.flatMap(([from, at]) => ["--ro-bind", from, at]),
    ...byDepth(seal.readable).flatMap((path) => ["--ro-bind", path, path]),
    // Last: they may lie in what is read-only.
    ...byDepth(seal.writable).flatMap((path) => ["--bind", path, path]),
    ...["--chdir", seal.cwd, "--", ...command],
  ];
}

/** What lies in another path comes after it, so that it is not hidden. */
function byDepth(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort((a, b) => a.split("/").length - b.split("/").length);
}
