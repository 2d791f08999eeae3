// Reads objects of a repository, many at a time.

import type { DriverContext } from "../../dsl/index.ts";
import type { ObjectType } from "./pack.ts";
import { localGit } from "./run-git.ts";

export interface Asked {
  readonly type: ObjectType;
  readonly ids: readonly string[];
}

/** Contents by digest; each is of the type that was asked for. */
export async function readObjects(ctx: DriverContext, repository: string, { type, ids }: Asked): Promise<ReadonlyMap<string, Uint8Array>> {
  const unique = [...new Set(ids)];
  const contents = new Map<string, Uint8Array>();
  for (let start = 0; start < unique.length; start += AT_A_TIME) {
    const input = unique.slice(start, start + AT_A_TIME).map((id) => `${id}\n`);
    const { stdoutBytes } = await localGit(ctx, [`--git-dir=${repository}`, "cat-file", "--batch"], { input: input.join("") });
    for (const [id, content] of parseBatch(stdoutBytes, type)) contents.set(id, content);
  }
  return contents;
}

/** Objects as `git cat-file --batch` writes them. */
export function* parseBatch(bytes: Uint8Array, type: ObjectType): Iterable<readonly [id: string, content: Uint8Array]> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const header = Buffer.from(bytes.subarray(at, end)).toString("latin1");
    const [, id, found, size] = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(header) ?? [];
    if (id === undefined || found !== type) throw new Error(`internal: git says "${header}" where a ${type} was asked for`);
    const start = end + 1;
    yield [id, bytes.subarray(start, start + Number(size))];
    at = start + Number(size) + 1;
  }
}

/** Some megabytes, of trees and commits. */
const AT_A_TIME = 4_000;
