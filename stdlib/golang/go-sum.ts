// go.sum: the digests of modules and of their go.mod files.

import type { DriverContext } from "../../dsl/index.ts";
import type { LockFile } from "../vendor/lock-file.ts";
import { isModuleName, isVersion } from "./versions.ts";

export interface SummedModule {
  readonly name: string;
  readonly version: string;
  /** `h1:` and base64, of the files of the module. Absent: only its go.mod is needed. */
  readonly sum?: string;
  /** The same of its go.mod. */
  readonly modSum?: string;
}

/** Modules by `name@version`. Ends with FORGE2006 at the line. */
export function parseGoSum(ctx: DriverContext, { text, name: file, at }: LockFile): ReadonlyMap<string, SummedModule> {
  const modules = new Map<string, SummedModule>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [name = "", said = "", sum = "", ...more] = line.trim().split(/\s+/);
    const version = said.replace(/\/go\.mod$/, "");
    // Other digests may come to be; none is trusted that is not known.
    if (/^h[2-9]:/.test(sum)) continue;
    if (more.length > 0 || !isModuleName(name) || !isVersion(version) || !/^h1:[A-Za-z0-9+/]{43}=$/.test(sum)) {
      ctx.fail("FORGE2006", `${file} is damaged: line ${index + 1} is no module, version and digest`, {
        ...at(index + 1),
        help: "`go mod tidy` writes it anew",
      });
    }
    const key = `${name}@${version}`;
    modules.set(key, { ...modules.get(key), name, version, ...(said === version ? { sum } : { modSum: sum }) });
  }
  return modules;
}
