// The pure parts: words for bubblewrap, the driver's text, the reading of listings and of what tools say.

import { expect, it } from "vitest";
import { bwrapArguments } from "../../sandbox/bwrap-args.ts";
import { driverText } from "../../sandbox/driver.ts";
import { launchWords } from "../../sandbox/launch.ts";
import { parseListing } from "../../sandbox/merged-listing.ts";
import { outcomeOf, outOfMemoryKills } from "../../sandbox/outcome.ts";
import { nextMode, setupError } from "../../sandbox/setup-failure.ts";

const mode = { isolation: "namespace", proc: "new", staging: "overlay" } as const;
const end = { ready: false, command: 0, code: 1, signal: null };

it("says everything that a sandbox has to bubblewrap", () => {
  const words = bwrapArguments({
    mode,
    hostname: "forge",
    root: "tmp/job/sandbox/merged0",
    binds: [
      { at: "/forge/build/deep", from: "/b" },
      { at: "/forge/build", from: "/a" },
    ],
    environment: [["PATH", "/bin"]],
    driver: "echo",
    terminal: false,
    network: false,
  });
  expect(words.join(" ")).toBe(
    "--unshare-user --uid 0 --gid 0 --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try --unshare-net --cap-drop ALL --hostname forge --die-with-parent " +
      "--as-pid-1 --new-session --seccomp 4 --clearenv --setenv PATH /bin --bind tmp/job/sandbox/merged0 / --proc /proc --ro-bind-try /proc/sys /proc/sys " +
      "--ro-bind-try /proc/sysrq-trigger /proc/sysrq-trigger --ro-bind-try /proc/fs /proc/fs --dev /dev --tmpfs /tmp --dir /forge --dir /forge/build " +
      "--bind /a /forge/build --bind /b /forge/build/deep --chdir / -- sh -c echo",
  );
});

it("gives a terminal its session, the network where asked, and the driver by descriptor", () => {
  const options = { hostname: "forge", root: "/root", binds: [], environment: [], terminal: true, network: true };
  expect(bwrapArguments({ ...options, mode: { ...mode, isolation: "capability", proc: "host" } }).join(" ")).toBe(
    "--unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try --cap-drop ALL --hostname forge --die-with-parent --as-pid-1 --seccomp 4 --clearenv --bind /root / " +
      "--ro-bind /proc /proc --dev /dev --tmpfs /tmp --ro-bind-try /etc/resolv.conf /etc/resolv.conf --chdir / -- sh /dev/fd/5",
  );
});

it("starts nothing that it does not need", () => {
  const bwrap = ["--version"];
  expect(launchWords({ mode, overlays: [], bwrap, terminal: false })).toEqual(["bwrap", "--version"]);
  expect(launchWords({ mode, overlays: [{ at: "/", directory: "u", upper: "/s/u" }], bwrap, terminal: false })).toEqual([
    "bwrap",
    "--version",
  ]);
  expect(
    launchWords({ mode, overlays: [{ at: "/", directory: "m", upper: "/s/u", options: "lowerdir=a" }], bwrap, terminal: false }),
  ).toEqual([
    ...[
      "unshare",
      "--user",
      "--map-root-user",
      "--mount",
      "sh",
      "-c",
      'mount -i -t overlay -o lowerdir=a forge m && exec bwrap "$@"',
      "sh",
      "--version",
    ],
  ]);
});

it("changes the environment between commands and nothing else", () => {
  const { text } = driverText(
    [
      {
        script: "one",
        cwd: "/",
        environment: [
          ["A", "1"],
          ["B", "2"],
          ["not-a-name", "x"],
        ],
      },
      {
        script: "it's",
        cwd: "/a b",
        environment: [
          ["A", "1"],
          ["C", "'"],
        ],
      },
    ],
    { interactive: false },
  );
  expect(text.slice(text.lastIndexOf("while read"))).toBe(
    [
      'while read -r _forge_name _forge_at; do [ "$_forge_name" != pos: ] || break; _forge_at=; done 2>/dev/null </proc/self/fdinfo/1 || :',
      'echo 1 "$_forge_at" >&3',
      "unset _forge_at _forge_name",
      "( exec 3>&- </dev/null",
      "unset B",
      "export C=''\\'''",
      "cd '/a b' || exit 1",
      "unset OLDPWD",
      "exec sh -e -c 'it'\\''s'",
      ")",
      "_forge=$?",
      '[ "$_forge" = 0 ] || exit "$_forge"',
      "unset _forge",
      "exit 0",
      "",
    ].join("\n"),
  );
});

it("reads listings with any character that a name may have", () => {
  const text = "d 755 4096 1 ./a\n b\0\0f 4755 0 2 ./a\n b/ü\0\0l 777 3 1 ./link\0a b\0c 600 0 1 ./device\0\0";
  expect(parseListing(Buffer.from(text))).toEqual([
    { path: "/a\n b", type: "directory", mode: 0o755, size: 4096, links: 1 },
    { path: "/a\n b/ü", type: "file", mode: 0o4755, size: 0, links: 2 },
    { path: "/link", type: "symlink", mode: 0o777, size: 3, links: 1, target: "a b" },
    { path: "/device", type: "other", mode: 0o600, size: 0, links: 1 },
  ]);
});

it("takes a failure for the host's while the kernel kills for want of memory", () => {
  const failed = { ...end, ready: true, command: 2, code: 2 };
  expect(outcomeOf(failed, outOfMemoryKills())).toEqual({ type: "failed", command: 2, exitCode: 2 });
  expect(outcomeOf(failed, outOfMemoryKills() - 1)).toEqual({ type: "stopped", reason: "signal", signal: "SIGKILL" });
});

it("falls back only where another mode can help", () => {
  expect(nextMode(mode, "bwrap: Can't mount proc on /newroot/proc: Operation not permitted\n")).toEqual({
    ...mode,
    proc: "host",
  });
  expect(nextMode({ ...mode, proc: "host" }, "bwrap: Can't mount proc on /newroot/proc: Operation not permitted\n")).toBeUndefined();
  expect(nextMode(mode, "mount: /store/job: wrong fs type\n")).toEqual({ ...mode, staging: "copy" });
  expect(nextMode(mode, "bwrap: Can't find source path /nowhere: No such file or directory\n")).toBeUndefined();
});

it.each([
  [
    "bubblewrap",
    { end, said: "sh: 1: exec: bwrap: not found\n" },
    { code: "FORGE4001", message: "bubblewrap is not installed", help: "apt-get install bubblewrap" },
  ],
  [
    "bubblewrap started directly",
    { end: { ...end, missing: "bwrap" }, said: "" },
    { code: "FORGE4001", message: "bubblewrap is not installed", help: "apt-get install bubblewrap" },
  ],
  [
    "unshare",
    { end: { ...end, missing: "unshare" }, said: "" },
    { code: "FORGE4005", message: "unshare is not installed", help: "apt-get install util-linux mount" },
  ],
  [
    "mount",
    { end, said: "sh: 1: mount: not found\n" },
    { code: "FORGE4005", message: "mount is not installed", help: "apt-get install util-linux mount" },
  ],
  [
    "anything else",
    { end, said: "bwrap: Can't find source path /nowhere: No such file or directory\n" },
    {
      code: "FORGE4004",
      message: "the sandbox could not be set up (exit code 1)",
      help: "forge doctor",
      detail: ["bwrap: Can't find source path /nowhere: No such file or directory"],
    },
  ],
])("says what to do when setup fails for want of %s", (_, failure, error) => {
  expect(setupError({ ...failure, storeRoot: "/nowhere" }).toJSON()).toEqual(error);
});
