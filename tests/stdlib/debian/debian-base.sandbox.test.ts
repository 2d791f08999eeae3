// `debianBase` by the whole command: packages of the machine's own mirror, and some of the test's, installed and configured.

import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aptMirrors } from "../../../core/cli/apt-mirrors.ts";
import { expectComplaint } from "../../rig/faults.ts";
import { createProject, type ForgeRun, type Project } from "../../rig/project.ts";
import { type DebianArchive, debianArchive, SUITE } from "./mirror.ts";

const release = readFileSync("/etc/os-release", "utf8");
const family = /^ID=ubuntu$/m.test(release) ? "ubuntu" : "debian";
const codename = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] ?? "bookworm";

describe.skipIf(aptMirrors()[family]?.keyring === undefined)("a configured base", { timeout: 600_000 }, () => {
  let project: Project;
  let archive: DebianArchive;
  let built: ForgeRun;

  beforeAll(async () => {
    project = createProject({});
    archive = await debianArchive(dirname(project.root));
    addPackages(archive);
    project.write("keyring.asc", readFileSync(archive.key.armoured, "utf8"));
    project.write("build.config.ts", config(archive.mirror.url));
    built = await project.forge(["build", "--track", "--json", "--on-error", "continue", "hello", "odd", "broken"]);
  }, 600_000);

  afterAll(async () => {
    await archive[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  test("has users, alternatives, a loader's cache and dpkg's record of every package", async () => {
    const root = await checkOut("base");
    expect(readFileSync(join(root, "etc/passwd"), "utf8")).toMatch(/^root:.*:\/root:\/bin\/bash$/m);
    expect(readFileSync(join(root, "etc/group"), "utf8")).toMatch(/^shadow:/m);
    expect(["awk", "cc"].map((name) => readlinkSync(join(root, "usr/bin", name)))).toEqual([
      "/etc/alternatives/awk",
      "/etc/alternatives/cc",
    ]);
    expect(["bin", "sbin", "lib"].map((name) => readlinkSync(join(root, name)))).toEqual(["usr/bin", "usr/sbin", "usr/lib"]);
    expect(lstatSync(join(root, "etc/ld.so.cache")).size).toBeGreaterThan(1000);
    const records = readFileSync(join(root, "var/lib/dpkg/status"), "utf8")
      .split("\n\n")
      .filter((text) => text.trim() !== "");
    const locked = project
      .read("forge.lock")
      .split("\n")
      .filter((line) => line.includes('"packages"') && line.includes('"gcc"')).length;
    expect([locked, records.length > 90]).toEqual([1, true]);
    expect(records.filter((text) => !text.includes("\nStatus: install ok installed\n"))).toEqual([]);
  });

  test("holds nothing of what installed it", async () => {
    const root = await checkOut("base");
    expect(
      [
        "forge",
        "usr/sbin/policy-rc.d",
        "usr/bin/fakeroot-sysv",
        "var/cache/ldconfig/aux-cache",
        "var/lib/dpkg/status-old",
        "etc/passwd-",
      ].filter((path) => existsSync(join(root, path))),
    ).toEqual([]);
    expect(readFileSync(join(root, "var/lib/dpkg/status"), "utf8")).not.toMatch(/^Package: (lib)?fakeroot$/m);
    expect(
      execFileSync("find", [join(root, "var/log"), join(root, "tmp"), join(root, "run"), "-type", "f", "-size", "+0"], {
        encoding: "utf8",
      }),
    ).toBe("");
    expect(readdirSync(join(root, "tmp"))).toEqual([]);
  });

  test("keeps owners and modes beside the files", async () => {
    const listed = await listTar("base");
    expect(listed).toMatchObject({
      tmp: "drwxrwxrwt 0/0",
      root: "drwx------ 0/0",
      "var/mail": "drwxrwsr-x 0/8",
      "usr/bin/su": "-rwsr-xr-x 0/0",
      "usr/bin/chage": "-rwxr-sr-x 0/42",
      "etc/shadow": "-rw-r----- 0/42",
      "usr/bin/awk": "lrwxrwxrwx 0/0",
    });
  });

  test("builds and runs a program", async () => {
    expect(readFileSync(join(await checkOut("hello"), "said"), "utf8")).toBe("hello from awk and cc\n");
  });

  test("runs scripts when what they need is configured, and keeps what they do", async () => {
    const listed = await listTar("odd");
    expect(listed).toMatchObject({
      "var/lib/odd/secret": "-rw-r----- 0/8",
      "var/lib/odd/null": "crw-rw-rw- 0/0",
      "usr/bin/odd": "-rwxr-sr-x 0/8",
    });
    const root = await checkOut("odd");
    expect(readFileSync(join(root, "var/lib/odd/order"), "utf8")).toBe("early configured\nlate unpacked\n");
    // The device is not among the files of a tree.
    expect(
      readdirSync(join(root, "var/lib/odd"))
        .filter((name) => name !== "null")
        .sort(),
    ).toEqual(["order", "secret"]);
  });

  test("a script that fails is named with what it said", () => {
    expect(built.exitCode).toBe(1);
    const failed = built.events().flatMap((event) => (event.type === "failed" ? [event.error] : []));
    expect(failed.map(({ code }) => code)).toEqual(["FORGE3001"]);
    const text = JSON.stringify(failed);
    expect(text).toContain("the database is on fire");
    expect(text).toContain("error processing package broken");
  });

  test("a mirror that nobody named, by the whole command", async () => {
    project.write("other/build.config.ts", config(archive.mirror.url).replaceAll('"own"', '"nobody"'));
    expectComplaint(await project.forge(["build", "--track", "odd"], { cwd: join(project.root, "other") }), {
      code: "FORGE2011",
      says: ["nobody"],
    });
  });

  async function checkOut(element: string): Promise<string> {
    const out = join(project.root, "out", element);
    if (existsSync(out)) return out;
    const run = await project.forge(["checkout", element, out]);
    expect(run.exitCode, `${run.stdout}${run.stderr}\n${built.stdout.slice(-3000)}`).toBe(0);
    return out;
  }

  /** Mode and owners of every path of the element's tar archive. */
  async function listTar(element: string): Promise<{ readonly [path: string]: string }> {
    const file = join(dirname(project.root), `${element}.tar`);
    const run = await project.forge(["checkout", "--tar", file, element]);
    expect(run.exitCode, run.stderr).toBe(0);
    const lines = execFileSync("tar", ["--numeric-owner", "-tvf", file], { encoding: "utf8", maxBuffer: 1 << 26 })
      .trimEnd()
      .split("\n");
    return Object.fromEntries(
      lines.flatMap((line) => {
        const found = /^(\S+) (\S+) +\S+ \S+ \S+ (?:\.\/)?(.*?)\/?(?: -> .*| link to .*)?$/.exec(line);
        return found ? [[found[3] ?? "", `${found[1]} ${found[2]}`]] : [];
      }),
    );
  }
});

function addPackages(archive: DebianArchive): void {
  archive.add("early", { scripts: { postinst: "#!/bin/sh -e\nmkdir -p /var/lib/odd\necho early configured >>/var/lib/odd/order\n" } });
  archive.add("late", {
    control: { "Pre-Depends": "early", Depends: "odd" },
    scripts: { preinst: "#!/bin/sh -e\ngrep -q early /var/lib/odd/order\necho late unpacked >>/var/lib/odd/order\n" },
  });
  archive.add("odd", {
    files: { "usr/bin/odd": "#!/bin/sh\n" },
    scripts: {
      postinst: `#!/bin/sh -e
mkdir -p /var/lib/odd
echo secret >/var/lib/odd/secret
chown root:mail /var/lib/odd/secret /usr/bin/odd
chmod 640 /var/lib/odd/secret
chmod 2755 /usr/bin/odd
mknod -m 666 /var/lib/odd/null c 1 3
echo log >/var/log/odd.log
`,
    },
  });
  archive.add("broken", { scripts: { postinst: "#!/bin/sh\necho the database is on fire >&2\nexit 3\n" } });
  archive.publish();
}

function config(url: string): string {
  return `import { debianBase, defineProject, script, sh } from "forge-build";
const archives = [{ mirror: "${family}", suites: ["${codename}"], components: ["main"] }];
const all = [...archives, { mirror: "own", suites: ["${SUITE}"], components: ["main"] }];
const base = debianBase({ archives, packages: ["gcc", "libc6-dev", "passwd"] });
const odd = debianBase({ archives: all, packages: ["late"] });
const broken = debianBase({ archives: all, packages: ["broken"] });
const hello = script({
  buildDepends: [base],
  run: [sh\`
    cd /tmp
    awk 'BEGIN { print "#include <stdio.h>\\nint main(void) { return puts(\\"hello from awk and cc\\") < 0; }" }' >hello.c
    cc hello.c -o hello
    mkdir -p /forge/install && ./hello >/forge/install/said
  \`],
});
export default defineProject({
  name: "bases",
  mirrors: { own: { url: "${url}", keyring: "keyring.asc" } },
  elements: { base, odd, broken, hello },
  default: base,
});
`;
}
