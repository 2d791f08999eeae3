// Schema of what `forge diff` prints.

import { z } from "zod";
import { digest } from "./error.ts";

const number = z.int().min(0);

const side = z.object({
  type: z.enum(["file", "directory", "symlink", "char", "block", "fifo"]),
  mode: number.optional().describe("all permission bits, as a number; none of a link"),
  uid: number,
  gid: number,
  size: number.optional().describe("bytes of a file"),
  digest: digest.optional().describe("sha256 of a file"),
  target: z.string().optional().describe("of a symbolic link"),
  major: number.optional(),
  minor: number.optional(),
  hardlinkTo: z.string().optional().describe("the first name of the same file"),
});

const artifact = z.object({ name: z.string(), key: digest, tree: digest });

export const diffAnswer = z.object({
  from: artifact,
  to: artifact,
  same: z.boolean(),
  changes: z.array(
    z.object({
      path: z.string(),
      from: side.optional().describe("absent: added"),
      to: side.optional().describe("absent: removed"),
      diff: z.string().optional().describe("with --content: a unified diff of a text"),
    }),
  ),
});
