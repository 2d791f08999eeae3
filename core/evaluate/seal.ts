// The words that start a program sealed: read-only, without network, environment, processes or host names of this machine.
//
// Pure but for looking at which of the system's directories are links. Also says the words for a program that is not sealed,
// which gets the same environment and limits.

import { lstatSync, readFileSync, readlinkSync, realpathSync } from "node:fs";

export interface Launch {
  readonly argv: readonly [program: string, ...words: string[]];
  readonly environment: { readonly [name: string]: string };
}

export interface SealOptions {
  /** Absolute real paths that can be read. */
  readonly directories: readonly string[];
  readonly cwd: string;
  /** What is started, with its arguments. */
  readonly argv: readonly string[];
  /** Whether it sees its own processes in /proc, which not every host lets be mounted. It does not unless said. */
  readonly proc?: boolean;
}

/** All there is, whoever starts it. */
const environment = {
  HOME: "/tmp",
  LC_ALL: "C.UTF-8",
  PATH: "/usr/bin:/bin",
  TMPDIR: "/tmp",
  TSX_DISABLE_CACHE: "1",
  TZ: "UTC",
} as const;

/** KiB of memory that a program may write to; the program's own limit is lower, and says so more nicely. */
const MOST_DATA = 2560 * 1024;

/** Inside a sandbox. */
export function sealed({ directories, cwd, argv, proc = false }: SealOptions): Launch {
  const words = [
    ...["--unshare-user-try", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"],
    ...["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--hostname", "forge", "--clearenv"],
    ...Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ...systemDirectories().flatMap(bindSystem),
    ...["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...(proc ? ["--proc", "/proc"] : []),
    ...[node(), ...nodeLibraries(), ...directories].flatMap((path) => ["--ro-bind", path, path]),
    ...["--remount-ro", "/", "--chdir", cwd, "--"],
    ...limited(argv),
  ];
  return { argv: ["bwrap", ...words], environment: { PATH: process.env.PATH ?? environment.PATH } };
}

/** The same without a sandbox. */
export function unsealed({ argv }: Pick<SealOptions, "argv">): Launch {
  const [program = "sh", ...words] = limited(argv);
  return { argv: [program, ...words], environment };
}

/** Absolute real path of the Node that runs forge. */
export function node(): string {
  return realpathSync(process.execPath);
}

/** Directories of shared libraries that the running Node has loaded from elsewhere than the system's own places. */
function nodeLibraries(): readonly string[] {
  const system = systemDirectories();
  const loaded = readFileSync("/proc/self/maps", "utf8").matchAll(/ (\/.*\/)[^/\n]*\.so[^/\n]*$/gm);
  const found = [...loaded].map(([, directory = ""]) => directory.slice(0, -1));
  return [...new Set(found)].filter((path) => !system.some((known) => path.startsWith(`${known}/`)));
}

function limited(argv: readonly string[]): readonly string[] {
  return ["/bin/sh", "-c", `ulimit -d ${MOST_DATA} 2>/dev/null; ulimit -c 0; exec "$@"`, "sh", ...argv];
}

function systemDirectories(): readonly string[] {
  return ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store"];
}

/** Where /bin is a link to usr/bin it is one inside. */
function bindSystem(path: string): readonly string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}
