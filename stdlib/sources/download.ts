// What sources that are one download have in common: how they are asked for, and what they are locked to.

import { z } from "zod";

const URL_FORM = /^(https?:\/\/[^\s/]+\/\S*|(?!(?:https?|ftp|file|git|sftp|ssh):)[A-Za-z][\w.+-]*:\S+)$/;

/** http or https, or `alias:path`. Aliases are known only when something is fetched. */
export const url = z.string().refine((text) => URL_FORM.test(text), "must be an http or https URL with a path, or alias:path of a mirror");

export const sha256 = z.string().refine((text) => /^[0-9a-f]{64}$/.test(text), "must be 64 lower-case hex digits");

/** The size is not known of what was pinned by another tool. */
export const downloadRef = z.object({ sha256, size: z.number().int().nonnegative().exactOptional() });

/** The last part of a URL's path, if it can be a file's name. */
export function fileNameOf(address: string): string | undefined {
  const path = address.replace(/^[A-Za-z][\w.+-]*:/, "").replace(/[?#].*$/s, "");
  const name = decoded(path.split("/").at(-1) ?? "");
  return name === "" || name === "." || name === ".." || /[/\0]/.test(name) ? undefined : name;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
