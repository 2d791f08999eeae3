// Go's digest of a module, `h1:`: sha256 of the list of its files' sha256 and names.

import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Digest of a go.mod. */
export function hashGoMod(content: Uint8Array): string {
  return hashFiles([["go.mod", content]]);
}

/** Digest of a module whose zip was unpacked in a directory; undefined when there is something else than files. */
export function hashModule(directory: string): string | undefined {
  const paths = filesIn(directory);
  return paths && hashFiles(paths.map((path) => [path, readFileSync(join(directory, path))]));
}

/** Paths of all files below a directory; undefined when there is something else. */
export function filesIn(directory: string, below = ""): readonly string[] | undefined {
  const found: string[] = [];
  for (const name of readdirSync(join(directory, below))) {
    const path = below + name;
    const status = lstatSync(join(directory, path));
    if (status.isFile()) found.push(path);
    else if (status.isDirectory()) {
      const inside = filesIn(directory, `${path}/`);
      if (!inside) return undefined;
      found.push(...inside);
    } else return undefined;
  }
  return found;
}

function hashFiles(files: readonly (readonly [name: string, content: Uint8Array])[]): string {
  const sum = createHash("sha256");
  const lines = files.map(([name, content]) => ({ name: Buffer.from(name), digest: createHash("sha256").update(content).digest("hex") }));
  for (const { name, digest } of lines.sort((a, b) => Buffer.compare(a.name, b.name))) sum.update(`${digest}  ${name.toString()}\n`);
  return `h1:${sum.digest("base64")}`;
}
