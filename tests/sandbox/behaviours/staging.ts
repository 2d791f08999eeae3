// What a sandbox sees of what was staged, and what is left of what it wrote.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ForgeError } from "../../../core/model/errors.ts";
import type { MergedEntry, SandboxReport } from "../../../core/model/sandbox.ts";
import type { Behaviour } from "./behaviour.ts";

export const stagingBehaviours: readonly Behaviour[] = [
  {
    name: "lays later layers over earlier ones and never writes to either",
    async run(rig) {
      const first = rig.layer({ "data/a": "first a", "data/b": "first b" });
      const second = rig.layer({ "data/b": "second b" });
      const { log } = await rig.run("cat /data/a /data/b; echo changed >/data/a; rm /data/b; ls /data", {
        mounts: [{ at: "/", lowers: [rig.base, first, second] }],
      });
      assert.equal(log, "first asecond ba\n");
      assert.deepEqual(
        [read(rig.root, first, "data/a"), read(rig.root, first, "data/b"), read(rig.root, second, "data/b")],
        ["first a", "first b", "second b"],
      );
    },
  },
  {
    name: "stages at other places too, one inside the other, and empty ones",
    async run(rig) {
      const { report, log } = await rig.run(
        "cat /forge/input/file /forge/input/deep/er/file; ls /forge/input/deep; touch /forge/empty/new /forge/input/new; ls /forge/empty",
        {
          mounts: [
            { at: "/forge/input/deep/er", lowers: [rig.layer({ file: "deeper\n" })] },
            { at: "/", lowers: [rig.base] },
            { at: "/forge/empty", lowers: [] },
            { at: "/forge/input", lowers: [rig.layer({ file: "hidden\n" }), rig.layer({ file: "input\n" })] },
          ],
        },
      );
      assert.equal(log, "input\ndeeper\ner\nnew\n");
      assert.deepEqual(written(report), []);
    },
  },
  {
    name: "mounts more layers than fit into mount options",
    async run(rig) {
      const layers = Array.from({ length: 90 }, (_, index) => rig.layer({ [`files/${index}`]: "", last: String(index) }));
      const { log } = await rig.run("ls /files | wc -l; cat /last", { mounts: [{ at: "/", lowers: [rig.base, ...layers] }] });
      assert.equal(log, "90\n89");
    },
  },
  {
    name: "binds directories writable and leaves in the upper directory only what was written elsewhere",
    async run(rig) {
      const { report, out } = await rig.run("echo result >/out/file; mkdir -p /usr/lib; echo stray >/usr/lib/stray; touch /tmp/private");
      assert.equal(read(out, "file"), "result\n");
      assert.deepEqual(written(report), ["./usr", "./usr/lib", "./usr/lib/stray"]);
    },
  },
  {
    name: "shows directories that it makes with mode 0755",
    async run(rig) {
      const { log } = await rig.run("ls -ld /forge /forge/deep /out | cut -c 1-10", {
        mounts: [
          { at: "/", lowers: [rig.base, rig.layer({ "bin/cut": { link: "busybox" } })] },
          { at: "/forge/deep/place", lowers: [] },
        ],
      });
      assert.equal(log, "drwxr-xr-x\n".repeat(3));
    },
  },
  {
    name: "keeps what is written to a plain root, but none of its own mount points",
    async run(rig) {
      const job = rig.job();
      const root = join(job, "root");
      execFileSync("cp", ["-a", join(rig.root, rig.base), root]);
      mkdirSync(join(root, "tmp"));
      writeFileSync(join(root, "tmp/kept"), "");
      const { report, log } = await rig.run("mkdir -p /etc; echo written >/etc/file; ls /; ls /tmp", {
        jobDirectory: job,
        mounts: [],
        plainRoot: root,
      });
      assert.equal(report.upper, undefined);
      assert.equal(log, "bin\ndev\netc\nout\nproc\ntmp\n");
      assert.deepEqual(
        paths(root).filter((path) => !path.startsWith("./bin")),
        ["./etc", "./etc/file", "./tmp", "./tmp/kept"],
      );
    },
  },
  {
    name: "follows no link that a build put in the place of a mount point's parent",
    async run(rig) {
      const job = rig.job();
      const root = join(job, "root");
      const outside = join(job, "outside");
      mkdirSync(join(outside, "build"), { recursive: true });
      execFileSync("cp", ["-a", join(rig.root, rig.base), root]);
      mkdirSync(join(job, "bound"));
      const { report } = await rig.run("mv /forge /moved && ln -s /nowhere /forge || true", {
        jobDirectory: job,
        mounts: [],
        plainRoot: root,
        binds: [{ at: "/forge/build", from: join(job, "bound") }],
      });
      assert.equal(report.outcome.type, "succeeded");
      assert.deepEqual(readdirSync(outside), ["build"]);
    },
  },
  {
    name: "finds what an earlier run in the same job directory wrote",
    async run(rig) {
      const { job } = await rig.run("echo first >/file; rm /bin/yes");
      const { log } = await rig.run("cat /file; ls /bin/yes 2>&1 || true", { jobDirectory: job });
      assert.equal(log, "first\nls: /bin/yes: No such file or directory\n");
    },
  },
  {
    name: "lists the merged root as it is seen from inside",
    async run(rig) {
      const lower = rig.layer({
        "a/kept": "1",
        "a/gone": "2",
        "replaced/old": "3",
        "becomes-directory": "4",
        "becomes-file/x": "5",
        "moved/deep/file": "6",
        link: { link: "a" },
      });
      const script = [
        "rm a/gone",
        "rm -rf replaced && mkdir replaced && echo new >replaced/new",
        "rm becomes-directory && mkdir becomes-directory && touch becomes-directory/inside",
        "rm -r becomes-file && echo file >becomes-file",
        "mv moved elsewhere",
        "rm link && ln -s 'a b' link",
        "chmod 750 a",
        "echo one >twice && ln twice again",
        "mkdir tmp-like && chmod 1777 tmp-like",
        "cd / && find . -mindepth 1 | grep -v -e ^./proc -e ^./dev -e ^./tmp$ -e ^./out | sort >/out/inside",
      ].join("\n");
      const applets = rig.layer({
        "bin/ln": { link: "busybox" },
        "bin/chmod": { link: "busybox" },
        "bin/grep": { link: "busybox" },
        "bin/sort": { link: "busybox" },
      });
      const { report, out } = await rig.run(script, { mounts: [{ at: "/", lowers: [rig.base, applets, lower] }], listMerged: true });
      const merged = new Map((report.merged ?? []).map((entry) => [entry.path, entry]));
      assert.deepEqual([...merged.keys()].map((path) => `.${path}`).sort(), read(out, "inside").trim().split("\n").sort());
      const show = ({ type, mode, size, links, target }: MergedEntry): string =>
        [type, type === "directory" ? mode.toString(8) : `${mode.toString(8)} ${size} ${links}`, target ?? ""].join(" ").trim();
      const wanted = [
        "/a",
        "/a/kept",
        "/replaced",
        "/replaced/new",
        "/becomes-directory",
        "/becomes-file",
        "/elsewhere/deep/file",
        "/link",
        "/twice",
        "/tmp-like",
      ];
      assert.deepEqual(
        wanted.map((path) => `${path}: ${merged.has(path) ? show(merged.get(path) as MergedEntry) : "missing"}`),
        [
          "/a: directory 750",
          "/a/kept: file 644 1 1",
          "/replaced: directory 755",
          "/replaced/new: file 644 4 1",
          "/becomes-directory: directory 755",
          "/becomes-file: file 644 5 1",
          "/elsewhere/deep/file: file 644 1 1",
          "/link: symlink 777 3 1 a b",
          "/twice: file 644 4 2",
          "/tmp-like: directory 1777",
        ],
      );
    },
  },
  {
    name: "refuses to list a name that is not UTF-8",
    async run(rig) {
      await assert.rejects(
        rig.run("touch /$(printf 'caf\\351')", {
          listMerged: true,
          mounts: [{ at: "/", lowers: [rig.base, rig.layer({ "bin/printf": { link: "busybox" } })] }],
        }),
        (error) => {
          assert.ok(error instanceof ForgeError);
          assert.deepEqual(error.toJSON(), {
            code: "FORGE2007",
            message: "a command made a file whose name or target is not UTF-8: /caf\\xe9",
            help: "rename or remove it in the command that makes it",
          });
          return true;
        },
      );
    },
  },
  {
    name: "removes whatever a build leaves behind",
    async run(rig) {
      const script = [
        "mkdir -p /out/closed/inner /out/read-only/inner && touch /out/closed/inner/file /out/read-only/inner/file",
        "chmod 555 /out/read-only/inner /out/read-only && chmod 000 /out/closed/inner /out/closed",
        "touch /out/$(printf 'caf\\351')",
        "cd /out; i=0; while [ $i -lt 30 ]; do mkdir $(printf '%0200d' 0) && cd -P $(printf '%0200d' 0) || exit 9; i=$((i + 1)); done; touch deep",
        "rm -rf /bin/yes; i=0; while [ $i -lt 500 ]; do : >/file$i; i=$((i + 1)); done",
      ];
      const applets = rig.layer({ "bin/printf": { link: "busybox" }, "bin/chmod": { link: "busybox" } });
      const { report, job } = await rig.run(script, { mounts: [{ at: "/", lowers: [rig.base, applets] }] });
      assert.deepEqual(report.outcome, { type: "succeeded" });
      const outside = join(job, "../outside");
      mkdirSync(outside);
      writeFileSync(join(outside, "kept"), "");
      symlinkSync(outside, join(job, "out/link"));
      await rig.sandbox.remove(job);
      assert.ok(!readdirSync(join(job, "..")).includes(job.split("/").at(-1) ?? ""));
      assert.deepEqual(readdirSync(outside), ["kept"]);
      await rig.sandbox.remove(job);
    },
  },
];

function read(...path: readonly string[]): string {
  return readFileSync(join(...path), "utf8");
}

/** What commands left in the root, staged files apart. */
function written({ upper = "", writtenSince = 0 }: SandboxReport): readonly string[] {
  return paths(upper).filter((path) => lstatSync(join(upper, path)).ctimeMs >= writtenSince);
}

function paths(directory: string): readonly string[] {
  return execFileSync("find", [".", "-mindepth", "1"], { cwd: directory, encoding: "utf8" })
    .trim()
    .split("\n")
    .filter((path) => path !== "")
    .sort();
}
