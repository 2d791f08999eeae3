// What every archive is to those who unpack it: members in order, each with its bytes.

import { ForgeError } from "../../core/model/errors.ts";

export interface Member {
  /** As the archive spells it. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "hardlink" | "device" | "fifo";
  readonly executable: boolean;
  /** Of links. */
  readonly target: string;
  /** The bytes of a file. Read before the next member, or not at all. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** FORGE2006: an archive that is hostile, damaged, or more than forge takes. */
export function unacceptable(
  archive: string,
  why: string,
  help = "look at the archive, and whether it is the one that was meant",
): ForgeError {
  return new ForgeError({ code: "FORGE2006", message: `${archive}: ${why}`, help });
}

/** The name that some bytes of an archive spell. Throws FORGE2007 when they are not UTF-8. */
export function decodeName(archive: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ForgeError({
      code: "FORGE2007",
      message: `${archive}: the name ${shown(bytes)} is not UTF-8`,
      help: "pack the archive again with UTF-8 names",
    });
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as a text of which every byte can be read. */
function shown(bytes: Uint8Array): string {
  return `"${[...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`)).join("")}"`;
}
