// What is chosen for a set of packages is what apt would install on an empty machine, from the same lists of the same archive.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aptMirrors } from "../../../core/cli/apt-mirrors.ts";
import { indexPackages, type PackageIndex } from "../../../stdlib/debian/package-index.ts";
import { resolvePackages } from "../../../stdlib/debian/resolve.ts";
import { architecture } from "./mirror.ts";

const release = readFileSync("/etc/os-release", "utf8");
const family = /^ID=ubuntu$/m.test(release) ? "ubuntu" : "debian";
const codename = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] ?? "bookworm";
const mirrors = aptMirrors();

/** Separated by spaces. A set that this release does not have whole is passed over. */
const SETS = [
  "gcc make libc6-dev",
  "g++ gdb valgrind",
  "python3 python3-pip",
  "cmake ninja-build meson",
  family === "debian" ? "linux-image-cloud-amd64" : "linux-image-virtual",
  "openssh-server sudo",
  "nginx",
  "qemu-system-x86 ovmf",
  "git subversion mercurial",
  "default-jre-headless",
  "texlive-base",
  "systemd-sysv udev dbus",
  "busybox-static",
  "libgtk-3-dev libsdl2-dev",
  "bsd-mailx",
  "apache2 php mariadb-server",
  "gdm3 sysvinit-core",
  "gnome-core",
  "exim4 mutt",
  "grub-efi dracut",
];

describe.skipIf(mirrors[family]?.keyring === undefined)("apt on an empty machine", () => {
  const root = mkdtempSync(join(tmpdir(), "forge-apt-choice-"));
  let index: PackageIndex;
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  beforeAll(() => {
    const security = family === "debian" ? mirrors["debian-security"] : undefined;
    emptyMachine(root, [
      line(mirrors[family], codename),
      line(mirrors[family], `${codename}-updates`),
      ...(security ? [line(security, `${codename}-security`)] : []),
    ]);
    apt(root, ["update", "-q"]);
    const lists = readdirSync(join(root, "var/lib/apt/lists")).filter((name) => name.endsWith("_Packages"));
    // apt reads them in the order of its sources, and so must we: the last rule between equals is the order of names.
    const order = [`_${codename}_`, `_${codename}-updates_`, `_${codename}-security_`];
    const sorted = order.flatMap((part) => lists.filter((name) => name.includes(part)));
    expect(sorted).toHaveLength(lists.length);
    index = indexPackages(
      sorted.map((name) => ({ archive: family, reluctant: false, text: readFileSync(join(root, "var/lib/apt/lists", name), "latin1") })),
      architecture,
    );
  });

  for (const set of SETS) {
    test(set, ({ skip }) => {
      const packages = set.split(" ");
      if (packages.some((name) => index.candidate(name) === undefined)) skip();
      const ours = resolvePackages(index, { packages, architecture, recommends: false, dependencies: true });
      expect(ours.map(({ name, version }) => `${name} ${version}`)).toEqual(aptChoice(root, packages));
    });
  }

  test("and what is recommended, where that is wanted", () => {
    const packages = ["gcc", "openssh-server"];
    const ours = resolvePackages(index, { packages, architecture, recommends: true, dependencies: true });
    expect(ours.map(({ name, version }) => `${name} ${version}`)).toEqual(aptChoice(root, packages, "true"));
  });

  test("neither finds a solution where there is none", () => {
    const packages = ["exim4-daemon-light", "nullmailer"];
    expect(() => resolvePackages(index, { packages, architecture, recommends: false, dependencies: true })).toThrow("conflicts with");
    expect(() => aptChoice(root, packages)).toThrow("unmet dependencies");
  });
});

function line(mirror: { readonly url: string; readonly keyring?: string } | undefined, suite: string): string {
  const signed = mirror?.keyring === undefined || mirror.keyring.endsWith(".d") ? "" : `signed-by=${mirror.keyring} `;
  return `deb [${signed}arch=${architecture}] ${mirror?.url} ${suite} main`;
}

/** A root directory of apt's with nothing installed and no settings of the host. */
function emptyMachine(root: string, lines: readonly string[]): void {
  for (const directory of [
    "etc/apt/apt.conf.d",
    "etc/apt/preferences.d",
    "etc/apt/trusted.gpg.d",
    "var/lib/apt/lists/partial",
    "var/cache/apt/archives/partial",
    "var/lib/dpkg",
  ])
    mkdirSync(join(root, directory), { recursive: true });
  writeFileSync(join(root, "var/lib/dpkg/status"), "");
  writeFileSync(join(root, "etc/apt/sources.list"), `${lines.join("\n")}\n`);
  const settings = {
    Dir: root,
    "Dir::State::status": join(root, "var/lib/dpkg/status"),
    "APT::Architecture": architecture,
    "APT::Architectures::": architecture,
    "Acquire::Languages": "none",
    "Acquire::GzipIndexes": "false",
    "Acquire::Check-Valid-Until": "false",
    "APT::Sandbox::User": "",
    "APT::Immediate-Configure": "false",
  };
  writeFileSync(
    join(root, "apt.conf"),
    Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(""),
  );
}

function apt(root: string, args: readonly string[]): string {
  return execFileSync("apt-get", args, {
    encoding: "utf8",
    env: { ...process.env, APT_CONFIG: join(root, "apt.conf"), LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Names and versions, sorted. */
function aptChoice(root: string, packages: readonly string[], recommends: "true" | "false" = "false"): readonly string[] {
  let said: string;
  try {
    said = apt(root, ["install", "--simulate", "-o", `APT::Install-Recommends=${recommends}`, ...packages]);
  } catch (error) {
    throw new Error(error instanceof Error && "stdout" in error ? String(error.stdout) : String(error));
  }
  return [...said.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name, version]) => `${name} ${version}`).sort();
}
