// What the code of a source kind may use while it tracks, fetches and stages: the only door to the world it has.
//
// Types only. Implemented by dsl/driver/main.ts, inside a child process that can write `directory` and `scratch`, reach
// the network while it fetches, and see nothing else. Every path is absolute.

import type { ErrorCode } from "../core/model/error-codes.ts";
import type { Place } from "../core/model/place.ts";

/** A place that holds copies of an archive. */
export interface Mirror {
  readonly url: string;
  /** Tried in turn where it does not give what is asked for; forge's own functions do that by themselves. */
  readonly alternatives?: readonly string[];
  /** Absolute path of the keyring that signs it, for archives that are signed. */
  readonly keyring?: string;
}

export interface DriverContext {
  /** `fetch`, `stage`: the directory to fill, empty unless the kind works over other sources. `track`: an empty directory that is dropped. */
  readonly directory: string;
  /** `stage`: what `fetch` left in its directory. Undefined where the kind has no `fetch`, and while tracking and fetching. */
  readonly fetched: string | undefined;
  /**
   * `fetch`, `stage`: the files of the sources before this one, readable, where the kind works beside them. A kind that works
   * over them finds them in `directory` instead.
   */
  readonly previous: string | undefined;
  /** The project's directory, readable. */
  readonly project: string;
  /** An empty directory that is dropped afterwards. */
  readonly scratch: string;
  /**
   * `track`, `fetch`: a directory that is kept from one operation to the next, so that less has to be downloaded. Only this
   * kind's code writes there, several processes at a time perhaps. What lies in it goes when the store needs room, a file or
   * directory at a time, that first which was not changed or touched for longest. Undefined where nothing is kept.
   */
  readonly cache: string | undefined;
  /** Base URLs by alias: the user's settings, then the project's suggestions. */
  readonly mirrors: { readonly [alias: string]: Mirror };
  /** The network is refused; the functions that need it say so themselves. */
  readonly offline: boolean;
  /** Milliseconds to wait before what may pass is tried again, the first time; to be doubled each time. */
  readonly retryDelay: number;
  /**
   * Downloads an http or https URL, or `alias:rest` of a mirror, into the file `to`, checking what is known of it. Takes it
   * from the store when a file with that digest is there, resumes what broke off, and tries again what may pass.
   * Fails with FORGE2004 (unreachable), FORGE2005 (another digest), FORGE2011 (unknown alias), FORGE2014 (offline).
   */
  download(url: string, options: DownloadOptions): Promise<Downloaded>;
  /** A text from the network, UTF-8, of at most 64 MiB. Fails as `download` does. */
  httpText(url: string, options?: HttpOptions): Promise<string>;
  /** Some bytes from the network, at most 64 MiB. Fails as `download` does. */
  httpBytes(url: string, options?: HttpOptions): Promise<Uint8Array>;
  /** The same with the answer's status and headers, for protocols in which they say something. Fails as `download` does. */
  httpAnswer(url: string, options?: AnswerOptions): Promise<HttpAnswer>;
  /**
   * Runs a program of the host, found by PATH. What it writes to standard error goes to the log. Fails with FORGE2012 and
   * its output when its exit code is not accepted, with FORGE4005 when it is not installed.
   */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /**
   * Unpacks a tar archive (plain, gzip, xz, zstd, bzip2, lzip) or a zip into a directory. Members that are absolute, lead
   * out, or are devices fail with FORGE2006, as damage does; names that are not UTF-8 with FORGE2007. Files become 0644 or
   * 0755, hard links become copies, symbolic links stay as they are.
   */
  unpack(archive: string, into: string, options?: UnpackOptions): Promise<void>;
  /** A secret that the user gave this kind, or undefined. */
  secret(name: string): string | undefined;
  /** One line for the log. */
  log(line: string): void;
  /** Ends the operation with a coded error: a sentence, and the next step or more. */
  fail(code: ErrorCode, message: string, more?: string | FailureDetails): never;
}

export interface FailureDetails {
  /** The next step. */
  readonly help?: string;
  /** Where the user would mend it, in a file of the project. The source's own place unless said. */
  readonly place?: Place;
  /** Longer facts, a line each. */
  readonly detail?: readonly string[];
}

export interface DownloadOptions {
  /** Absolute path of the file to write, in `directory` or `scratch`. */
  readonly to: string;
  /** What the bytes must be, as 64 lower-case hex digits. */
  readonly sha256?: string;
  /** How many bytes they must be. */
  readonly size?: number;
  readonly headers?: { readonly [name: string]: string };
}

export interface Downloaded {
  readonly sha256: string;
  readonly size: number;
}

export interface HttpOptions {
  readonly headers?: { readonly [name: string]: string };
}

export interface AnswerOptions extends HttpOptions {
  /** Statuses that are an answer like the good ones, and no failure. None unless said. */
  readonly accept?: readonly number[];
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Uint8Array;
}

export interface RunOptions {
  /** `scratch` unless said. */
  readonly cwd?: string;
  /** What the program reads from its standard input. */
  readonly input?: string | Uint8Array;
  /** Added to the driver's own small environment. */
  readonly environment?: { readonly [name: string]: string };
  /** Exit codes that are no failure. Only 0 unless said. */
  readonly accept?: readonly number[];
}

export interface RunResult {
  readonly exitCode: number;
  /** Standard output as UTF-8. */
  readonly stdout: string;
  readonly stdoutBytes: Uint8Array;
  /** Standard error as UTF-8. */
  readonly stderr: string;
}

export interface UnpackOptions {
  /** How many leading directories to take off each member. 0 unless said. */
  readonly strip?: number;
  /**
   * Take what lies below the first directory, in sorted order, whose path this glob matches: `*` is the one top-level
   * directory that release archives have. `""` is the archive's root. Fails with FORGE2006 when none matches.
   */
  readonly baseDir?: string;
  /** What becomes of devices and pipes: `refuse` unless said; `omit` leaves them out, as the root file systems of others need. */
  readonly devices?: "refuse" | "omit";
  /** Take only members for which this holds; given the path after stripping, without a leading slash. */
  readonly filter?: (path: string) => boolean;
}
