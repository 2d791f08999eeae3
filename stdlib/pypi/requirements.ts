// requirements.txt with versions and digests, as `pip-compile --generate-hashes`, `uv export` and `poetry export` write it.

import type { DriverContext } from "../../dsl/index.ts";
import type { LockFile } from "../vendor/lock-file.ts";

export interface Requirement {
  readonly name: string;
  readonly version: string;
  /** Digests of the files that may serve. */
  readonly sha256: readonly string[];
  /** Line of the file, from 1. */
  readonly line: number;
}

/** Every package with its version and digests. Ends with FORGE2006 at a line that pins nothing. */
export function parseRequirements(ctx: DriverContext, file: LockFile): readonly Requirement[] {
  return logicalLines(file.text).flatMap(({ text, line }): readonly Requirement[] => {
    const refuse = (why: string): never =>
      ctx.fail("FORGE2006", `${file.name} does not pin what it asks for: ${why}`, {
        ...file.at(line),
        help: "`pip-compile --generate-hashes` writes versions and digests",
      });
    // Where pip looks is the user's alias's matter.
    if (
      /^(-i|--index-url|--extra-index-url|--no-index|-f|--find-links|--trusted-host|--require-hashes|--no-binary|--only-binary|--prefer-binary|--pre)\b/.test(
        text,
      )
    )
      return [];
    if (text.startsWith("-")) return refuse(`the option ${text.split(/[\s=]/)[0]} is not known`);
    const [, name, version] =
      /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*===?\s*([^\s;,*]+)\s*(?:;[^-]*(?:-(?!-)[^-]*)*)?(?=\s|$)/.exec(
        text,
      ) ?? [];
    if (name === undefined || version === undefined) return refuse(`${text.split(/\s/)[0]} has no version (\`==\`)`);
    const sha256 = [...text.matchAll(/--hash[= ]sha256:([0-9a-f]{64})(?=\s|$)/g)].map(([, digest = ""]) => digest);
    if (sha256.length === 0) return refuse(`${name} has no sha256 (\`--hash=sha256:…\`)`);
    return [{ name, version, sha256, line }];
  });
}

/** Lines without comments; one that ends with a backslash goes on. */
function logicalLines(text: string): readonly { readonly text: string; readonly line: number }[] {
  const lines: { text: string; line: number }[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const content = written.replace(/(^|\s)#.*$/, "");
    const goesOn = content.endsWith("\\");
    open ??= { text: "", line: index + 1 };
    open.text += goesOn ? `${content.slice(0, -1)} ` : content;
    if (goesOn) continue;
    lines.push({ text: open.text.trim(), line: open.line });
    open = undefined;
  }
  if (open) lines.push(open);
  return lines.filter((line) => line.text !== "");
}
