// What system calls mean inside a sandbox: the filter that every build runs under.
//
// Refuses what would leave the sandbox or reach what namespaces do not cover: typing into the terminal, kernel keyrings, new
// namespaces and mounts, the kernel's programmable parts. Answers changes of owner with success, since everything belongs to
// uid 0 anyway and `tar` and `install` give up otherwise. Knows numbers of system calls; bpf.ts knows the machine.

import { type Answer, assemble, type Rule, type Section } from "./bpf.ts";

let program: Buffer | undefined;

/** The filter as bubblewrap's `--seccomp` reads it. The same bytes on every machine of one byte order. */
export function seccompProgram(): Buffer {
  program ??= assemble([x86_64, i386, aarch64], NOT_IMPLEMENTED);
  return program;
}

const NOT_PERMITTED: Answer = { errno: 1 };
/** Makes programs and C libraries fall back to the older call. */
const NOT_IMPLEMENTED: Answer = { errno: 38 };
const SUCCESS: Answer = { errno: 0 };

/** TIOCSTI types into the terminal, TIOCLINUX pastes into a console. */
const TERMINAL_INJECTION = [0x5412, 0x541c];

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. CLONE_NEWTIME cannot be given to clone. */
const NEW_NAMESPACES = 0x7e020000;

/** Calls whose numbers differ between architectures. */
interface Numbers {
  readonly ioctl: number;
  readonly clone: number;
  readonly refused: readonly number[];
  readonly chown: readonly number[];
}

/** open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, open_tree_attr: the same numbers everywhere. */
const MOUNT_CALLS = [428, 429, 430, 431, 432, 433, 442, 467];
/** io_uring_setup, io_uring_enter, io_uring_register: its operations are system calls that no filter sees. */
const IO_URING_CALLS = [425, 426, 427];
const CLONE3 = 435;

function rules({ ioctl, clone, refused, chown }: Numbers): readonly Rule[] {
  return [
    { call: ioctl, answer: NOT_PERMITTED, when: { argument: 1, equals: TERMINAL_INJECTION } },
    { call: clone, answer: NOT_PERMITTED, when: { argument: 0, anyOf: NEW_NAMESPACES } },
    // Its flags lie in memory, where a filter cannot look.
    { call: CLONE3, answer: NOT_IMPLEMENTED },
    ...chown.map((call) => ({ call, answer: SUCCESS })),
    ...[...refused, ...MOUNT_CALLS].map((call) => ({ call, answer: NOT_PERMITTED })),
    ...IO_URING_CALLS.map((call) => ({ call, answer: NOT_IMPLEMENTED })),
  ];
}

const x86_64: Section = {
  arch: 0xc000003e,
  // The x32 ABI: the same calls under other numbers, used by nobody.
  foreign: { from: 0x40000000, answer: NOT_IMPLEMENTED },
  rules: rules({
    ioctl: 16,
    clone: 56,
    chown: [92, 93, 94, 260],
    refused: [
      165,
      166,
      155, // mount, umount2, pivot_root
      272,
      308, // unshare, setns
      248,
      249,
      250, // add_key, request_key, keyctl
      298,
      321,
      323, // perf_event_open, bpf, userfaultfd
      246,
      320,
      175,
      313,
      176, // kexec_load, kexec_file_load, init_module, finit_module, delete_module
    ],
  }),
};

const i386: Section = {
  arch: 0x40000003,
  rules: rules({
    ioctl: 54,
    clone: 120,
    chown: [16, 95, 182, 198, 207, 212, 298],
    refused: [
      21,
      22,
      52,
      217, // mount, umount, umount2, pivot_root
      310,
      346, // unshare, setns
      286,
      287,
      288, // add_key, request_key, keyctl
      336,
      357,
      374, // perf_event_open, bpf, userfaultfd
      283,
      128,
      350,
      129, // kexec_load, init_module, finit_module, delete_module
    ],
  }),
};

const aarch64: Section = {
  arch: 0xc00000b7,
  rules: rules({
    ioctl: 29,
    clone: 220,
    chown: [54, 55],
    refused: [
      40,
      39,
      41, // mount, umount2, pivot_root
      97,
      268, // unshare, setns
      217,
      218,
      219, // add_key, request_key, keyctl
      241,
      280,
      282, // perf_event_open, bpf, userfaultfd
      104,
      294,
      105,
      273,
      106, // kexec_load, kexec_file_load, init_module, finit_module, delete_module
    ],
  }),
};
