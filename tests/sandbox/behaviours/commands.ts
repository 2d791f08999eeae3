// How commands are run: order, environment, directory, length, and what they are given.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../../../core/model/errors.ts";
import { environment } from "../rig.ts";
import type { Behaviour } from "./behaviour.ts";

export const commandBehaviours: readonly Behaviour[] = [
  {
    name: "runs commands in order, says which one starts, and logs both their streams",
    async run(rig) {
      const started: number[] = [];
      const { report, log } = await rig.run(["echo one", "echo two >&2", "echo three"], { onCommand: (index) => started.push(index) });
      assert.deepEqual(report.outcome, { type: "succeeded" });
      assert.deepEqual(started, [0, 1, 2]);
      assert.equal(log, "one\ntwo\nthree\n");
    },
  },
  {
    name: "stops at the first command that fails, and says which and how",
    async run(rig) {
      const { report, log } = await rig.run(["echo one", "false\necho not reached", "echo three"]);
      assert.deepEqual(report.outcome, { type: "failed", command: 1, exitCode: 1 });
      assert.equal(log, "one\n");
      assert.deepEqual((await rig.run(["true", "true", "exit 42"])).report.outcome, { type: "failed", command: 2, exitCode: 42 });
    },
  },
  {
    name: "reports a program that is not there as 127",
    async run(rig) {
      const { report, log } = await rig.run("no-such-program --flag");
      assert.deepEqual(report.outcome, { type: "failed", command: 0, exitCode: 127 });
      assert.equal(log, "sh: no-such-program: not found\n");
    },
  },
  {
    name: "gives each command its own environment and directory, and nothing else",
    async run(rig) {
      const print = "env | grep -v -e ^SHLVL= -e ^OLDPWD= | sort";
      const { log } = await rig.run(
        [
          { script: print, cwd: "/out", environment: [...environment, ["ONE", 'it\'s "one" $HOME\nline two']] },
          {
            script: print,
            cwd: "/bin",
            environment: [
              ["PATH", "/bin"],
              ["TWO", "2"],
            ],
          },
        ],
        { mounts: [{ at: "/", lowers: [rig.base, rig.layer({ "bin/grep": { link: "busybox" }, "bin/sort": { link: "busybox" } })] }] },
      );
      assert.equal(log, 'HOME=/tmp\nONE=it\'s "one" $HOME\nPATH=/usr/bin:/bin\nPWD=/out\nline two\nPATH=/bin\nPWD=/bin\nTWO=2\n');
    },
  },
  {
    name: "has a jobserver open in every command where there is one, and nothing where there is none",
    async run(rig) {
      const jobserver = join(rig.job(), "jobserver");
      execFileSync("mkfifo", ["-m", "600", jobserver]);
      const descriptor = openSync(jobserver, constants.O_RDWR | constants.O_NONBLOCK);
      try {
        writeSync(descriptor, "one\ntwo\n");
        const { log } = await rig.run(["read -r token <&8; echo $token", "read -r token <&8; echo $token; echo three >&8"], { jobserver });
        assert.equal(log, "one\ntwo\n");
        const bytes = Buffer.alloc(16);
        assert.equal(bytes.toString("utf8", 0, readSync(descriptor, bytes)), "three\n");
      } finally {
        closeSync(descriptor);
      }
      assert.equal((await rig.run("[ ! -e /dev/fd/8 ]")).report.outcome.type, "succeeded");
    },
  },
  {
    name: "runs scripts longer than an argument may be, errexit and quotes included",
    async run(rig) {
      const script = `echo "it's long"\n${`: '${"x".repeat(1_000)}'\n`.repeat(200)}false\necho not reached`;
      const { report, log } = await rig.run(["echo first", script, "echo not reached"]);
      assert.deepEqual(report.outcome, { type: "failed", command: 1, exitCode: 1 });
      assert.equal(log, "first\nit's long\n");
    },
  },
  {
    name: "runs many commands that are together longer than an argument may be",
    async run(rig) {
      const filler = `: ${"x".repeat(1_000)}\n`;
      const { report, log } = await rig.run([...Array.from({ length: 300 }, () => `${filler}true`), `echo last; ${LIST_DESCRIPTORS}`]);
      assert.deepEqual(report.outcome, { type: "succeeded" });
      assert.match(log, /^last\n/);
      assert.deepEqual(strange(log), []);
    },
  },
  {
    name: "gives commands an empty standard input and no descriptor of forge's",
    async run(rig) {
      const { log } = await rig.run(["cat", LIST_DESCRIPTORS]);
      assert.match(log, / 0 -> \/dev\/null\n/);
      assert.deepEqual(strange(log), []);
    },
  },
  {
    name: "sets umask and limits whatever forge's own are",
    async run(rig) {
      const before = process.umask(0o077);
      try {
        assert.equal(
          (await rig.run("umask; ulimit -S -n; ulimit -S -c; touch /out/file; mkdir /out/directory; ls -ld /out/*")).log.replaceAll(
            / .* /g,
            " ",
          ),
          "0022\n1024\n0\ndrwxr-xr-x /out/directory\n-rw-r--r-- /out/file\n",
        );
      } finally {
        process.umask(before);
      }
    },
  },
  {
    name: "says that there is no shell",
    async run(rig) {
      await assert.rejects(rig.run("true", { mounts: [{ at: "/", lowers: [rig.layer({ "etc/hostname": "x" })] }] }), (error) => {
        assert.ok(error instanceof ForgeError);
        assert.deepEqual(error.toJSON(), {
          code: "FORGE3002",
          message: "the sandbox has no `sh` that can run, such as /bin/sh: no such file or directory",
          help: "add an element that provides a shell, and what that is linked with, to the build dependencies",
        });
        return true;
      });
    },
  },
];

const LIST_DESCRIPTORS = "ls -l /proc/self/fd 2>/dev/null";

/** Lines of descriptors that lead to anything but the log and nothing. What lists has one of its own, gone by the time it is shown. */
function strange(log: string): readonly string[] {
  return log
    .split("\n")
    .filter((line) => / -> /.test(line) && !/ (?:0|\d+) -> \/dev\/null$| [12] -> \S+\/log$| -> \/proc\/\d+\/fd$/.test(line));
}
