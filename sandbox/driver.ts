// The shell text that runs a sandbox's commands one after another: the first process of its process namespace.
//
// Pure text. It speaks with forge over one socket, which no command inherits: it says "ready", waits for "go", and says each
// command's index as that starts, with the
// length of the log. Waiting for "go" proves that forge lived after bubblewrap had asked the kernel to die with
// it, so nothing starts that could outlive a killed forge. When the driver ends, the kernel ends all else in the namespace
// before anyone is told.

import { JOBSERVER_DESCRIPTOR, type SandboxCommand } from "../core/model/sandbox.ts";

/** Descriptors that the driver is started with, besides 0 to 2. Until "ready", descriptor 2 tells of setup. */
export const STATUS_DESCRIPTOR = 3;
/** bubblewrap reads and closes it. */
export const SECCOMP_DESCRIPTOR = 4;
/** The driver's own text, where it is not an argument. */
export const DRIVER_DESCRIPTOR = 5;
/** Standard error of the terminal, of an interactive run; its driver is never an argument. */
const TERMINAL_DESCRIPTOR = 6;

/** Where the jobserver's FIFO is bound, if there is one. */
export const JOBSERVER = "/forge/jobserver";

export const READY = "ready";
export const GO = "go";
/** Before an exit code that is worth more than that of the driver. */
export const EXIT = "exit";

export interface Driver {
  readonly text: string;
  /** Whether it goes by DRIVER_DESCRIPTOR. */
  readonly inFile: boolean;
}

/** An argument of a program may have 128 KiB. */
const LONGEST_ARGUMENT = 120_000;

/** The driver of a list of commands. It must be started with the environment of the first. */
export function driverText(commands: readonly SandboxCommand[], options: { readonly interactive: boolean }): Driver {
  const { interactive } = options;
  const own = commands[0]?.environment ?? [];
  const blocks = commands.map((command, index) =>
    commandText(command, { index, own, terminal: interactive && index === commands.length - 1 }),
  );
  const length = blocks.reduce((sum, block) => sum + Buffer.byteLength(block), 0);
  const inFile = interactive || length > LONGEST_ARGUMENT - PREAMBLE_LENGTH;
  return { text: [...preamble({ interactive, inFile }), ...blocks, "exit 0\n"].join("\n"), inFile };
}

const PREAMBLE_LENGTH = 1_000;

function preamble({ interactive, inFile }: { readonly interactive: boolean; readonly inFile: boolean }): readonly string[] {
  return [
    `echo ${READY} >&${STATUS_DESCRIPTOR}`,
    `read -r _forge <&${STATUS_DESCRIPTOR} || exit 125`,
    "unset _forge",
    interactive ? `exec 2>&${TERMINAL_DESCRIPTOR} ${TERMINAL_DESCRIPTOR}>&-` : "exec 2>&1",
    ...(inFile ? [`exec ${DRIVER_DESCRIPTOR}<&-`] : []),
    // For reading and writing, so that opening waits for nobody.
    `[ ! -p ${JOBSERVER} ] || exec ${JOBSERVER_DESCRIPTOR}<>${JOBSERVER}`,
    "umask 022",
    // Node raises the soft limit of files for itself; programs that close every possible descriptor would take seconds.
    "ulimit -S -n 1024 2>/dev/null",
    "ulimit -S -c 0 2>/dev/null",
  ];
}

interface CommandOptions {
  readonly index: number;
  /** The driver's environment. */
  readonly own: SandboxCommand["environment"];
  readonly terminal: boolean;
}

function commandText({ script, cwd, environment }: SandboxCommand, { index, own, terminal }: CommandOptions): string {
  return [
    ...(terminal
      ? [`echo ${index} >&${STATUS_DESCRIPTOR}`]
      : [POSITION, `echo ${index} "$_forge_at" >&${STATUS_DESCRIPTOR}`, "unset _forge_at _forge_name"]),
    // An interactive shell gives the terminal back to a process group, which must exist in this namespace.
    ...(terminal ? ["[ -t 0 ] && set -m"] : []),
    `( exec ${STATUS_DESCRIPTOR}>&-${terminal ? "" : " </dev/null"}`,
    ...environmentLines(own, environment),
    `cd ${quote(cwd)} || exit 1`,
    "unset OLDPWD",
    scriptLine(script, terminal),
    ")",
    // Not in an `||` list: within one, a shell ignores `set -e`.
    "_forge=$?",
    // With job control on, dash fails to leave it in a process namespace: it says so, and forgets the code.
    ...(terminal ? [`echo ${EXIT} "$_forge" >&${STATUS_DESCRIPTOR}`, "exec 2>/dev/null"] : []),
    '[ "$_forge" = 0 ] || exit "$_forge"',
    "unset _forge",
  ].join("\n");
}

/**
 * How much there is in the log, by the descriptor that all commands write it through: no command has to be waited for, and
 * none that ended can write behind it. Empty where this shell sees no /proc.
 */
const POSITION =
  'while read -r _forge_name _forge_at; do [ "$_forge_name" != pos: ] || break; _forge_at=; done 2>/dev/null </proc/self/fdinfo/1 || :';

/** What is longer than an argument may be is evaluated by a shell that was forked, not started. */
function scriptLine(script: string, terminal: boolean): string {
  if (terminal && script === "") return "exec sh -i";
  if (Buffer.byteLength(script) > LONGEST_ARGUMENT) return `set -e; eval ${quote(script)}`;
  return `exec sh -e -c ${quote(script)}`;
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** From the driver's environment to the command's. A shell cannot hand on names that are no identifiers. */
function environmentLines(from: SandboxCommand["environment"], to: SandboxCommand["environment"]): readonly string[] {
  if (from === to) return [];
  const had = new Map(from);
  const wanted = new Map(to);
  const removed = [...had.keys()].filter((name) => !wanted.has(name) && IDENTIFIER.test(name));
  const set = [...wanted].filter(([name, value]) => had.get(name) !== value && IDENTIFIER.test(name));
  return [...(removed.length > 0 ? [`unset ${removed.join(" ")}`] : []), ...set.map(([name, value]) => `export ${name}=${quote(value)}`)];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
