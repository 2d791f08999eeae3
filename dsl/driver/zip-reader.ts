// Reads zip archives, by their central directory.
//
// yauzl knows the format; here are the checks it leaves to others: checksums, names, and what Unix put into the attributes.

import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { decodeName, type Member, unacceptable } from "./member.ts";

/** Members of the archive in a file. */
export async function* zipMembers(archive: string, file: string): AsyncGenerator<Member, void> {
  const zip = await open(archive, file);
  try {
    for await (const entry of entries(archive, zip)) yield await member(archive, zip, entry);
  } finally {
    zip.close();
  }
}

/** Writers that put a Unix mode into the upper half of the attributes. */
const UNIX = 3;
const TYPE = 0o170000;
const SYMLINK = 0o120000;
const OTHERS: ReadonlySet<number> = new Set([0o020000, 0o060000, 0o010000, 0o140000]);

async function open(archive: string, file: string): Promise<ZipFile> {
  // Bundled, a CommonJS package has its exports under `default` alone.
  const { openPromise } = (await import("yauzl")).default;
  try {
    return await openPromise(file, { autoClose: false, decodeStrings: false, lazyEntries: true });
  } catch (error) {
    throw isRefusal(error) ? damaged(archive, error) : error;
  }
}

async function* entries(archive: string, zip: ZipFile): AsyncGenerator<Entry, void> {
  try {
    for await (const entry of zip.eachEntry()) yield entry;
  } catch (error) {
    throw isRefusal(error) ? damaged(archive, error) : error;
  }
}

async function member(archive: string, zip: ZipFile, entry: Entry): Promise<Member> {
  const path = decodeName(archive, entry.fileNameRaw);
  if (entry.isEncrypted()) throw unacceptable(archive, `"${path}" is encrypted`, "pack it again without a password");
  const mode = entry.versionMadeBy >>> 8 === UNIX ? entry.externalFileAttributes >>> 16 : 0;
  const content = contentOf(archive, zip, entry);
  const common = { path, executable: (mode & 0o100) !== 0, content, target: "" };
  if (path.endsWith("/")) return { ...common, type: "directory" };
  if ((mode & TYPE) === SYMLINK) return { ...common, type: "symlink", target: decodeName(archive, await bytesOf(content)) };
  return { ...common, type: OTHERS.has(mode & TYPE) ? "device" : "file" };
}

async function* contentOf(archive: string, zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array, void> {
  let checksum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw isRefusal(error) ? damaged(archive, error) : error;
  }
  if (checksum !== entry.crc32) throw unacceptable(archive, "it is damaged: a member has the wrong checksum");
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** yauzl's and zlib's own complaints, as against the system's. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && (!("code" in error) || (typeof error.code === "string" && error.code.startsWith("Z_")));
}

function damaged(archive: string, error: Error): Error {
  return unacceptable(archive, `it is damaged: ${error.message}`);
}
