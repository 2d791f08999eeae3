// What a build cannot do or see.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Behaviour } from "./behaviour.ts";

/** Numbers of system calls where tests run. */
const CALLS: { readonly [arch: string]: { readonly [name: string]: number } } = {
  x64: {
    unshare: 272,
    setns: 308,
    mount: 165,
    umount2: 166,
    pivot_root: 155,
    clone: 56,
    add_key: 248,
    request_key: 249,
    keyctl: 250,
    bpf: 321,
    perf_event_open: 298,
    userfaultfd: 323,
    fchownat: 260,
    fchown: 93,
  },
  arm64: {
    unshare: 97,
    setns: 268,
    mount: 40,
    umount2: 39,
    pivot_root: 41,
    clone: 220,
    add_key: 217,
    request_key: 218,
    keyctl: 219,
    bpf: 280,
    perf_event_open: 241,
    userfaultfd: 282,
    fchownat: 54,
    fchown: 55,
  },
};
const calls = { ...CALLS[process.arch], open_tree: 428, fsopen: 430, mount_setattr: 442, clone3: 435, io_uring_setup: 425 } as {
  readonly [name: string]: number;
};

export const isolationBehaviours: readonly Behaviour[] = [
  {
    name: "is uid 0 without capabilities, and can gain none",
    async run(rig) {
      const { log } = await rig.run("id -u; id -g; grep -E '^(CapInh|CapEff|CapPrm|CapAmb|NoNewPrivs|Seccomp):' /proc/self/status", {
        mounts: [{ at: "/", lowers: [rig.base, rig.layer({ "bin/grep": { link: "busybox" } })] }],
      });
      const none = "0000000000000000";
      assert.equal(log, `0\n0\nCapInh:\t${none}\nCapPrm:\t${none}\nCapEff:\t${none}\nCapAmb:\t${none}\nNoNewPrivs:\t1\nSeccomp:\t2\n`);
    },
  },
  {
    name: "has the name it is given, no network but its own loopback, and sees no process or file of the host",
    async run(rig) {
      const { log } = await rig.run("set +e; hostname; ls /sys /home /etc 2>/dev/null; ip -o link | wc -l; echo $$; ls /; ls /dev");
      const devices = "core\nfd\nfull\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\nurandom\nzero\n";
      assert.equal(log, `forge\n1\n2\nbin\ndev\nout\nproc\ntmp\n${devices}`);
    },
  },
  {
    name: "cannot write to the kernel's settings, whoever runs it",
    async run(rig) {
      // Opening is enough: nothing is written, should it be allowed.
      const { log } = await rig.run(
        "for file in /proc/sys/kernel/core_pattern /proc/sys/vm/swappiness /proc/sys/kernel/hostname; do (: >>$file) 2>/dev/null && echo opened $file; done; echo done",
      );
      assert.equal(log, "done\n");
    },
  },
  {
    name: "refuses namespaces, mounts, keyrings and the kernel's programmable parts",
    async run(rig) {
      const refused = [
        "unshare",
        "setns",
        "mount",
        "umount2",
        "pivot_root",
        "open_tree",
        "fsopen",
        "mount_setattr",
        "add_key",
        "request_key",
        "keyctl",
        "bpf",
        "perf_event_open",
        "userfaultfd",
      ];
      const log = await perl(
        rig,
        `for (${refused.map((name) => calls[name]).join(",")}) { $! = 0; syscall($_, 0, 0, 0, 0, 0); print $! + 0, "\\n" }`,
      );
      assert.deepEqual(named(refused, log), named(refused, "1\n".repeat(refused.length)));
    },
  },
  {
    name: "refuses clone with a new namespace, with and without a user namespace, and answers clone3 and io_uring as old kernels do",
    async run(rig) {
      const flags = [0x10000000, 0x20000, 0x20000000, 0x40000000, 0x02000000, 0x04000000, 0x08000000, 0x10020011];
      const log = await perl(
        rig,
        `for (${flags.join(",")}) { $! = 0; my $pid = syscall(${calls.clone}, $_, 0, 0, 0, 0); exit 0 if $pid == 0; print $! + 0, "\\n" } for (${calls.clone3}, ${calls.io_uring_setup}) { $! = 0; syscall($_, 0, 0); print $! + 0, "\\n" } my $pid = fork; exit 7 unless $pid; waitpid $pid, 0; print $? >> 8, "\\n"`,
      );
      assert.equal(log, `${"1\n".repeat(flags.length)}38\n38\n7\n`);
    },
  },
  {
    name: "refuses to type into a terminal, whatever the high bits of the request",
    async run(rig) {
      // TIOCSTI, TIOCLINUX, TIOCGWINSZ: the last is answered by the file, which is no terminal.
      const script = `for (0x5412, 0x541c, 0x5413) { $! = 0; my $b = "x" x 16; ioctl(STDIN, $_, $b); print $! + 0, "\\n" }`;
      const high = process.arch === "x64" ? `$! = 0; my $c = "x"; syscall(16, 0, 0x100005412, $c); print $! + 0, "\\n"` : `print "1\\n"`;
      assert.equal(await perl(rig, `${script} ${high}`), "1\n1\n25\n1\n");
    },
  },
  {
    name: "answers changes of owner with success and changes nothing",
    async run(rig) {
      const { report, log, out } = await rig.run("touch /out/f; chown 12:34 /out/f; chown -h 12 /out/f; stat -c %u:%g /out/f", {
        mounts: [{ at: "/", lowers: [rig.base, rig.layer({ "bin/stat": { link: "busybox" } })] }],
      });
      assert.deepEqual(report.outcome, { type: "succeeded" });
      assert.equal(log, "0:0\n");
      assert.equal(statSync(join(out, "f")).uid, process.getuid?.());
      assert.equal(
        await perl(rig, `my $path = "/out"; print syscall(${calls.fchownat}, -100, $path, 5, 5, 0), syscall(${calls.fchown}, 0, 5, 5)`),
        "00",
      );
    },
  },
  {
    name: "unpacks an archive with other owners",
    async run(rig) {
      // A ustar header of an empty file "f" that belongs to 1000:1000.
      const header = Buffer.alloc(1_536);
      header.write("f", 0);
      header.write("0000644\0", 100);
      header.write("0001750\0", 108);
      header.write("0001750\0", 116);
      header.write("00000000000\0", 124);
      header.write("00000000000\0", 136);
      header.write("        ", 148);
      header.write("0", 156);
      header.write("ustar\x0000", 257);
      header.write(
        `${header
          .reduce((sum, byte) => sum + byte, 0)
          .toString(8)
          .padStart(6, "0")}\0 `,
        148,
      );
      const archive = rig.layer({ "archive.tar": header.toString("latin1") });
      const { report, log } = await rig.run("cd /out && tar xf /archive.tar && ls", { mounts: [{ at: "/", lowers: [rig.base, archive] }] });
      assert.equal(log, "f\n");
      assert.deepEqual(report.outcome, { type: "succeeded" });
    },
  },
  ...(process.arch === "x64"
    ? [
        {
          name: "answers the x32 ABI as a kernel without it does",
          async run(rig) {
            assert.equal(
              await perl(rig, `for (0x40000000 | 39, 0x40000000 | 272) { $! = 0; syscall($_, 0); print $! + 0, "\\n" }`),
              "38\n38\n",
            );
          },
        } satisfies Behaviour,
      ]
    : []),
];

async function perl(rig: Parameters<Behaviour["run"]>[0], program: string): Promise<string> {
  const { report, log } = await rig.run(`perl -e '${program}'`, { mounts: [{ at: "/", lowers: [rig.base, rig.perl()] }] });
  assert.deepEqual(report.outcome, { type: "succeeded" }, log);
  return log;
}

function named(names: readonly string[], log: string): readonly string[] {
  const lines = log.trim().split("\n");
  return names.map((name, index) => `${name} ${lines[index]}`);
}
