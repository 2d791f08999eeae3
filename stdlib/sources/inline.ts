// `inline`: files whose contents stand in the configuration itself.

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { defineSource, type FreeSourceKind, type Placement } from "../../dsl/index.ts";

/** What a file is: a text, a program, bytes, or a link. */
export type InlineFile =
  | string
  | { readonly text: string; readonly executable?: boolean }
  | { /** The contents, in base64. */ readonly base64: string; readonly executable?: boolean }
  | { /** Where the link leads. */ readonly link: string };

const path = z.string().refine(isInnerPath, "must be a path of names, without a slash before or behind, `.` and `..`");
const file = z.union([
  z.string(),
  z.strictObject({ text: z.string(), executable: z.boolean().optional() }),
  z.strictObject({ base64: z.base64(), executable: z.boolean().optional() }),
  z.strictObject({ link: z.string().min(1) }),
]);
const config = z.object({
  files: z.record(path, file).check(({ value, issues }) => {
    const inside = Object.keys(value).find((name) => ancestors(name).some((parent) => Object.hasOwn(value, parent)));
    if (inside !== undefined) issues.push({ code: "custom", input: value, path: [inside], message: "lies in another of the files" });
  }),
});

/** Files from the configuration: `inline({ "etc/hostname": "forge\n", "usr/bin/hello": { text: "#!/bin/sh\n…", executable: true } })`. */
export const inline: FreeSourceKind<"inline", [files: { readonly [path: string]: InlineFile }, more?: Placement]> = defineSource({
  kind: "inline",
  config,
  arguments: (files: { readonly [path: string]: InlineFile }, more: Placement = {}) => ({ ...more, files }),
  // Spelt one way, so that how a file is written down does not matter.
  keyInputs: ({ files }) =>
    Object.keys(files)
      .sort()
      .map((name) => [name, ...keyOf(files[name] ?? "")]),
  async stage(ctx, { files }) {
    for (const [name, what] of Object.entries(files)) {
      const target = join(ctx.directory, name);
      mkdirSync(dirname(target), { recursive: true });
      if (typeof what === "object" && "link" in what) {
        symlinkSync(what.link, target);
        continue;
      }
      writeFileSync(target, bytesOf(what));
      chmodSync(target, typeof what === "object" && what.executable === true ? 0o755 : 0o644);
    }
  },
});

type File = z.output<typeof file>;

function bytesOf(what: Exclude<File, { readonly link: string }>): Buffer {
  if (typeof what === "string") return Buffer.from(what);
  return "text" in what ? Buffer.from(what.text) : Buffer.from(what.base64, "base64");
}

function keyOf(what: File): readonly string[] {
  if (typeof what === "object" && "link" in what) return ["link", what.link];
  return [typeof what === "object" && what.executable === true ? "program" : "file", bytesOf(what).toString("base64")];
}

function isInnerPath(text: string): boolean {
  return text.split("/").every((name) => name !== "" && name !== "." && name !== "..") && !text.includes("\0");
}

function ancestors(name: string): readonly string[] {
  const names = name.split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}
