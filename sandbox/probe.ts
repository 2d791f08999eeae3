// What this host can do for a sandbox, for `forge doctor` and for the error after something failed. Never asked before a run.
//
// Each check does the real thing in small where that is possible, and every failing one has lines that mend it. Writes only a
// directory of its own in the store, and removes it.

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, statfsSync } from "node:fs";
import { release } from "node:os";
import { dirname, join } from "node:path";
import { hostEnvironment } from "./host-environment.ts";
import { appArmorLines, containerLines, inContainer } from "./mending.ts";
import { removeTreeNow } from "./remove.ts";

export type CheckName = "kernel" | "bubblewrap" | "user namespaces" | "overlay" | "proc" | "tools" | "disk";

export interface HostCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  /** What was found, as a sentence without a final period. */
  readonly detail: string;
  /** Lines to type, or to put where they say; only where something is amiss. A check that is ok may have some: it works, but worse. */
  readonly mend?: readonly string[];
}

export interface HostReport {
  readonly checks: readonly HostCheck[];
}

/** Looks at the host. `storeRoot` need not exist. Takes some ten milliseconds; blocks. */
export function probeHost(storeRoot: string): HostReport {
  return { checks: [kernel(), bubblewrap(), userNamespaces(), overlay(storeRoot), proc(), tools(), disk(storeRoot)] };
}

/** The first kernel with overlays whose bookkeeping an ordinary user may write. */
const OLDEST_KERNEL = [5, 11] as const;

function kernel(): HostCheck {
  const [major = 0, minor = 0] = release()
    .split(".")
    .map((text) => Number.parseInt(text, 10));
  const ok = major > OLDEST_KERNEL[0] || (major === OLDEST_KERNEL[0] && minor >= OLDEST_KERNEL[1]);
  if (ok) return { name: "kernel", ok, detail: `Linux ${release()}` };
  return {
    name: "kernel",
    ok: true,
    detail: `Linux ${release()} is older than ${OLDEST_KERNEL.join(".")}, so build roots are copied, which is slower`,
    mend: ["install a newer kernel and boot it"],
  };
}

/** The first bubblewrap with every flag that is used. */
const OLDEST_BUBBLEWRAP = [0, 4] as const;

function bubblewrap(): HostCheck {
  const found = tryProgram(["bwrap", "--version"]);
  if (found.missing) return { name: "bubblewrap", ok: false, detail: "bwrap is not installed", mend: ["apt-get install bubblewrap"] };
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(found.out) ?? []).map(Number);
  if (major === 0 && minor < OLDEST_BUBBLEWRAP[1]) {
    return {
      name: "bubblewrap",
      ok: false,
      detail: `${found.out} is older than ${OLDEST_BUBBLEWRAP.join(".")}`,
      mend: ["install a newer bubblewrap"],
    };
  }
  return { name: "bubblewrap", ok: true, detail: found.out };
}

function userNamespaces(): HostCheck {
  const name = "user namespaces";
  const outer = tryProgram(["unshare", "--user", "--map-root-user", "--mount", "true"]);
  const failed = outer.ok ? tryProgram(["bwrap", "--unshare-all", "--uid", "0", "--gid", "0", "--ro-bind", "/", "/", "true"]) : outer;
  if (failed.ok) return { name, ok: true, detail: "unshare and bubblewrap may make them" };
  const root = process.getuid?.() === 0;
  const detail = `${failed.said || "refused"}${root ? "; as root, forge uses capabilities instead" : ""}`;
  return { name, ok: false, detail, mend: namespaceLines() };
}

function namespaceLines(): readonly string[] {
  if (sysctl("kernel/unprivileged_userns_clone") === "0") return persist("kernel.unprivileged_userns_clone=1");
  if (sysctl("user/max_user_namespaces") === "0") return persist("user.max_user_namespaces=15000");
  if (sysctl("kernel/apparmor_restrict_unprivileged_userns") === "1") return appArmorLines();
  if (inContainer()) return containerLines();
  return ["the kernel or a security module refuses user namespaces: see `dmesg`"];
}

function persist(setting: string): readonly string[] {
  return [`sudo sysctl -w ${setting}`, `echo ${setting} | sudo tee /etc/sysctl.d/60-forge.conf`];
}

function sysctl(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Mounts an overlay in the store, as a build root is one. */
function overlay(storeRoot: string): HostCheck {
  const name = "overlay";
  const kind = fileSystemName(existing(storeRoot));
  let directory: string;
  try {
    mkdirSync(storeRoot, { recursive: true });
    directory = mkdtempSync(join(storeRoot, "probe-"));
  } catch (error) {
    return {
      name,
      ok: false,
      detail: `${storeRoot} cannot be written: ${(error as Error).message}`,
      mend: ["name another store: forge --store DIRECTORY"],
    };
  }
  for (const part of ["lower", "upper", "work", "merged"]) mkdirSync(join(directory, part));
  const mount = "mount -i -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,userxattr,volatile forge merged && touch merged/file";
  const isolation = process.getuid?.() === 0 && !tryProgram(["unshare", "--user", "true"]).ok ? [] : ["--user", "--map-root-user"];
  const tried = tryProgram(["unshare", ...isolation, "--mount", "sh", "-c", mount], directory);
  try {
    removeTreeNow(directory);
  } catch {
    // What cannot be removed is no reason to fail here.
  }
  if (tried.ok) return { name, ok: true, detail: `the store's file system (${kind}) can be overlaid` };
  const lines = UNFIT.has(kind)
    ? [
        `${kind} cannot be an overlay's upper layer: name a store on ext4, xfs, btrfs or tmpfs: forge --store DIRECTORY`,
        "in a container: mount a volume there, such as `docker run --volume forge:/root/.cache/forge`",
      ]
    : inContainer()
      ? containerLines()
      : ["see `dmesg | tail` for the kernel's reason", "name a store on another file system: forge --store DIRECTORY"];
  const detail = `the store's file system (${kind}) cannot be overlaid, so build roots are copied, which is slower: ${tried.said}`;
  return { name, ok: true, detail, mend: lines };
}

/** File systems that lack what an overlay's upper layer needs. */
const UNFIT: ReadonlySet<string> = new Set(["overlay", "nfs", "fuse", "vfat", "9p", "cifs"]);

const FILE_SYSTEMS: { readonly [magic: number]: string } = {
  61267: "ext4",
  1481003842: "xfs",
  2435016766: "btrfs",
  16914836: "tmpfs",
  2035054128: "overlay",
  801189825: "zfs",
  4076150800: "f2fs",
  26985: "nfs",
  1702057286: "fuse",
  19780: "vfat",
  16914839: "9p",
  4283649346: "cifs",
  3393526350: "bcachefs",
};

/** The type of the file system of a directory that exists. */
export function fileSystemName(directory: string): string {
  const { type } = statfsSync(directory);
  return FILE_SYSTEMS[type >>> 0] ?? `type 0x${(type >>> 0).toString(16)}`;
}

function existing(path: string): string {
  let directory = path;
  while (!existsSync(directory) && dirname(directory) !== directory) directory = dirname(directory);
  return directory;
}

function proc(): HostCheck {
  const name = "proc";
  const tried = tryProgram(["bwrap", "--unshare-all", "--uid", "0", "--gid", "0", "--ro-bind", "/", "/", "--proc", "/proc", "true"]);
  if (!/Can't mount proc/.test(tried.said)) return { name, ok: true, detail: "a sandbox gets a /proc of its own" };
  return {
    name,
    ok: true,
    detail: "a container masks files in /proc, so a sandbox sees the host's /proc, read-only",
    mend: ["docker run --security-opt systempaths=unconfined …", "podman run --security-opt unmask=ALL …"],
  };
}

/** Programs of the host that forge runs, and the package of Debian and Ubuntu that holds each. */
const TOOLS: readonly (readonly [program: string, debianPackage: string])[] = [
  ["unshare", "util-linux"],
  ["setpriv", "util-linux"],
  ["mount", "mount"],
  ["sh", "dash"],
  ["find", "findutils"],
  ["sync", "coreutils"],
  ["gpgv", "gpgv"],
  ["xz", "xz-utils"],
  ["zstd", "zstd"],
];

function tools(): HostCheck {
  const missing = TOOLS.filter(([program]) => !isInstalled(program));
  if (missing.length === 0) return { name: "tools", ok: true, detail: `found ${TOOLS.map(([program]) => program).join(", ")}` };
  const packages = [...new Set(missing.map(([, debianPackage]) => debianPackage))];
  const detail = `not installed: ${missing.map(([program]) => program).join(", ")}`;
  return { name: "tools", ok: false, detail, mend: [`apt-get install ${packages.join(" ")}`] };
}

function isInstalled(program: string): boolean {
  return (hostEnvironment().PATH ?? "").split(":").some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A system of a few hundred packages, once unpacked and once configured. */
const ROOM = 2 * 2 ** 30;

function disk(storeRoot: string): HostCheck {
  const { bavail, bsize } = statfsSync(existing(storeRoot));
  const gibibytes = `${((bavail * bsize) / 2 ** 30).toFixed(1)} GiB free where the store is`;
  if (bavail * bsize >= ROOM) return { name: "disk", ok: true, detail: gibibytes };
  return { name: "disk", ok: false, detail: gibibytes, mend: ["forge gc", "name a store on a larger disk: forge --store DIRECTORY"] };
}

interface Tried {
  readonly ok: boolean;
  readonly missing: boolean;
  readonly out: string;
  /** First line of standard error. */
  readonly said: string;
}

function tryProgram([program = "", ...words]: readonly string[], cwd = "/"): Tried {
  const { status, error, stdout, stderr } = spawnSync(program, words, { cwd, encoding: "utf8", env: hostEnvironment(), timeout: 10_000 });
  const [said = ""] = (stderr ?? "").trim().split("\n");
  return { ok: status === 0, missing: error !== undefined, out: (stdout ?? "").trim(), said: error ? error.message : said };
}
