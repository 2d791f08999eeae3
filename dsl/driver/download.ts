// Brings one file: from what the store has, or from the network, in full and checked before it gets its name.
//
// What breaks off is taken up where it broke off, if the server can; what may pass is tried again. A file that is not what
// was asked for never gets its final name.

import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { DriverTask } from "../../core/model/drivers.ts";
import { ForgeError } from "../../core/model/errors.ts";
import type { Downloaded, DownloadOptions } from "../driver-context.ts";
import type { Send } from "./channel.ts";
import { type Answer, get, transferFailure, unreachable } from "./http.ts";
import { retrying, Transient } from "./retry.ts";
import { fromAny, resolveUrls, shownUrl } from "./url.ts";

export interface Downloader {
  readonly task: Pick<DriverTask, "mirrors" | "offline" | "downloads" | "known" | "retryDelay">;
  readonly send: Send;
}

/** Downloads to `options.to`; tells forge about it, so that nobody has to do it again. */
export async function download({ task: settings, send }: Downloader, address: string, options: DownloadOptions): Promise<Downloaded> {
  const urls = resolveUrls(address, settings.mirrors);
  for (const url of urls) {
    const kept = takeKept(settings, url, options);
    if (kept) return kept;
  }
  if (settings.offline) throw refusedOffline(urls[0]);
  const say = (line: string): void => send({ type: "log", line });
  return fromAny(urls, (url) => transferred({ task: settings, send }, url, options), say);
}

async function transferred({ task: settings, send }: Downloader, url: URL, options: DownloadOptions): Promise<Downloaded> {
  send({ type: "log", line: `downloading ${shownUrl(url)}` });
  const part = `${options.to}.part`;
  const transfer = new Transfer(url, part, options);
  try {
    const downloaded = await retrying(settings.retryDelay, () => transfer.run());
    transfer.close();
    renameSync(part, options.to);
    send({ type: "downloaded", url: url.href, path: options.to, sha256: downloaded.sha256 });
    return downloaded;
  } finally {
    transfer.close();
    rmSync(part, { force: true });
  }
}

/** FORGE2014 for an address. */
export function refusedOffline(url: URL): ForgeError {
  return new ForgeError({
    code: "FORGE2014",
    message: `${shownUrl(url)} would have to be downloaded, and the network is refused`,
    help: "leave out `--offline`, or run `forge fetch` first where there is a network",
  });
}

/** Copies the file from what was downloaded before, if it is there and still what it was. */
function takeKept(settings: Downloader["task"], url: URL, { to, sha256, size }: DownloadOptions): Downloaded | undefined {
  const digest = sha256 ?? settings.known[url.href];
  if (digest === undefined || settings.downloads === undefined) return undefined;
  const file = join(settings.downloads, digest);
  if (!existsSync(file)) return undefined;
  copyFileSync(file, to, constants.COPYFILE_FICLONE);
  const found = digestOf(to);
  if (found.sha256 === digest && (size === undefined || size === found.size)) return found;
  rmSync(to);
  return undefined;
}

function digestOf(file: string): Downloaded {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(1 << 20);
  const descriptor = openSync(file, "r");
  try {
    for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer))
      hash.update(buffer.subarray(0, length));
  } finally {
    closeSync(descriptor);
  }
  return { sha256: hash.digest("hex"), size: statSync(file).size };
}

/** A transfer that remembers how far it came. */
class Transfer {
  readonly #url: URL;
  readonly #options: DownloadOptions;
  #descriptor: number | undefined;
  #hash: Hash = createHash("sha256");
  #received = 0;
  /** What the server calls this version of the file; without it a rest may belong to another. */
  #validator: string | undefined;
  #resumed = false;

  constructor(url: URL, part: string, options: DownloadOptions) {
    this.#url = url;
    this.#options = options;
    this.#descriptor = openSync(part, "w");
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** One try, from where the last one ended. */
  async run(): Promise<Downloaded> {
    const answer = await get(this.#url, { ...this.#options.headers, ...this.#range() });
    if (answer.status === 206 && startOf(answer) === this.#received) this.#resumed = true;
    else {
      this.#restart();
      if (answer.status !== 200)
        throw new Transient(unreachable(this.#url, `the server answers a request for the rest with ${answer.status}`));
      this.#validator = validatorOf(answer);
    }
    await this.#receive(answer);
    return this.#checked();
  }

  #range(): { readonly [name: string]: string } {
    if (this.#received === 0 || (this.#validator === undefined && this.#options.sha256 === undefined)) return {};
    return { range: `bytes=${this.#received}-`, ...(this.#validator !== undefined && { "if-range": this.#validator }) };
  }

  #restart(): void {
    this.#hash = createHash("sha256");
    this.#received = 0;
    this.#resumed = false;
    this.#validator = undefined;
    if (this.#descriptor !== undefined) ftruncateSync(this.#descriptor, 0);
  }

  async #receive(answer: Answer): Promise<void> {
    const length = answer.headers["content-length"];
    const end = length === undefined ? undefined : this.#received + Number(length);
    // A disk that is full is no failure of the network.
    let failure: unknown;
    try {
      for await (const chunk of answer.body) {
        failure = this.#take(chunk);
        if (failure) break;
      }
    } catch (error) {
      throw transferFailure(this.#url, error);
    }
    if (failure) throw failure;
    if (end !== undefined && this.#received < end)
      throw new Transient(unreachable(this.#url, `the connection broke after ${this.#received} of ${end} bytes`));
  }

  /** Writes a piece. Gives what went wrong, if anything did. */
  #take(chunk: Uint8Array): unknown {
    if (this.#descriptor === undefined) throw new Error("internal: a transfer was closed too soon");
    this.#hash.update(chunk);
    try {
      for (let written = 0; written < chunk.length; ) {
        written += writeSync(this.#descriptor, chunk, written, chunk.length - written, this.#received + written);
      }
    } catch (error) {
      return error;
    }
    this.#received += chunk.length;
    const { size } = this.#options;
    return size !== undefined && this.#received > size ? this.#changed(`it has more than ${size} bytes`) : undefined;
  }

  #checked(): Downloaded {
    const found = { sha256: this.#hash.copy().digest("hex"), size: this.#received };
    const { sha256, size } = this.#options;
    if ((size === undefined || size === found.size) && (sha256 === undefined || sha256 === found.sha256)) return found;
    // Pieces of two versions may have been put together.
    const wasResumed = this.#resumed;
    const error = this.#changed(
      size !== undefined && size !== found.size
        ? `it has ${found.size} bytes, not ${size}`
        : `its sha256 is ${found.sha256}, not ${sha256}`,
    );
    if (!wasResumed) throw error;
    this.#restart();
    throw new Transient(error);
  }

  #changed(how: string): ForgeError {
    const { sha256 } = this.#options;
    return new ForgeError({
      code: "FORGE2005",
      message: `${shownUrl(this.#url)} is not what was locked: ${how}`,
      ...(sha256 !== undefined && !how.includes(sha256) && { detail: [`locked is sha256 ${sha256}`] }),
      help: "if the change is wanted, run `forge track`; if not, somebody replaced the file",
    });
  }
}

/** Where a part begins. */
function startOf({ headers }: Answer): number | undefined {
  const start = /^bytes (\d+)-/.exec(headers["content-range"] ?? "")?.[1];
  return start === undefined ? undefined : Number(start);
}

function validatorOf({ headers }: Answer): string | undefined {
  const tag = headers.etag;
  return tag !== undefined && !tag.startsWith("W/") ? tag : headers["last-modified"];
}
