// The Sandbox port: run commands over staged directories and leave the results in directories.
//
// It knows directories, not trees or keys: the planner has turned trees into lower layers, and the store will hash what
// comes out. Implemented by sandbox/; tests of the engine may use a scripted one.

/** One place in the sandbox that is covered by stored directories. */
export interface StagedMount {
  /** Absolute path in the sandbox. "/" is the root. */
  readonly at: string;
  /** Directories relative to `storeRoot`, bottom first. May be empty. */
  readonly lowers: readonly string[];
}

/** A file or directory of the host that is seen in the sandbox. */
export interface SandboxBind {
  readonly at: string;
  /** Absolute. */
  readonly from: string;
  readonly readOnly?: boolean;
}

export interface SandboxCommand {
  /** Shell text, run by `sh -e -c`. */
  readonly script: string;
  readonly cwd: string;
  /** Complete environment of the command. */
  readonly environment: readonly (readonly [name: string, value: string])[];
}

export interface SandboxRequest {
  /** A fresh directory on the store's file system that the sandbox may fill; the caller removes it. */
  readonly jobDirectory: string;
  readonly storeRoot: string;
  /**
   * What is staged. When `plainRoot` is set, no mount is at "/": that directory is the root itself, and writes to it stay.
   * Otherwise the mount at "/" is an overlay whose writes are scratch.
   */
  readonly mounts: readonly StagedMount[];
  readonly plainRoot?: string;
  /** Output, build directory, scratch; and what a person's shell wants of the host. */
  readonly binds: readonly SandboxBind[];
  readonly commands: readonly SandboxCommand[];
  /** Descriptor that receives stdout and stderr of the commands. */
  readonly log: number;
  readonly hostname: string;
  readonly limits?: { readonly seconds?: number };
  /** FIFO of the host from which the commands take tokens, each for one job more: open as JOBSERVER_DESCRIPTOR in all of them. */
  readonly jobserver?: string;
  /** Called as each command starts, with its index, and the length of the log at that moment where it is known. */
  onCommand?(index: number, at?: number): void;
  readonly signal?: AbortSignal;
  /** After the last command succeeded, list the merged root into `SandboxReport.merged`. */
  readonly listMerged?: boolean;
  /** A shell for a person: stdin, stdout and stderr are the terminal's, the network and no session of its own if wanted. */
  readonly interactive?: { readonly network: boolean };
}

/** A shell can name no descriptor with two digits. */
export const JOBSERVER_DESCRIPTOR = 8;

/** One line of a listing of the merged root, as seen from inside after the last command. */
export interface MergedEntry {
  /** Absolute path in the sandbox; bytes that are not UTF-8 make the run fail with FORGE2007. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  readonly mode: number;
  readonly size: number;
  readonly links: number;
  readonly target?: string;
}

export interface SandboxReport {
  readonly outcome:
    | { readonly type: "succeeded" }
    /** A command ended with an exit code other than 0. */
    | { readonly type: "failed"; readonly command: number; readonly exitCode: number }
    /** The host ended it: signal, time limit, cancellation. Never a property of the build. */
    | { readonly type: "stopped"; readonly reason: "signal" | "timeout" | "cancelled"; readonly signal?: string };
  /** Directory in which writes to the overlaid root are found, for naming strays. Absent for a plain root. */
  readonly upper?: string;
  /** Milliseconds of the epoch: what lies in `upper` with an earlier inode change time was staged there, not written. */
  readonly writtenSince?: number;
  readonly merged?: readonly MergedEntry[];
}

export interface Sandbox {
  run(request: SandboxRequest): Promise<SandboxReport>;
  /** Removes a job directory, whatever modes were left in it. */
  remove(jobDirectory: string): Promise<void>;
}
