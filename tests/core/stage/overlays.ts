// What real overlays show: mounts covers in one namespace, one after another, and lists what is seen from the root.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { StagedMount } from "../../../core/model/sandbox.ts";
import type { Store } from "../../../core/store/store.ts";
import { prepareOverlays } from "../../../sandbox/overlay.ts";

/** For each list of mounts: "/", "-> target" or the sha256 of every path. */
export function showMounts(store: Store, covers: readonly (readonly StagedMount[])[]): readonly { readonly [path: string]: string }[] {
  const blocks = covers.map((mounts, number) => {
    const jobDirectory = store.createJob("show");
    const root = join(jobDirectory, "root");
    mkdirSync(root);
    const overlays = prepareOverlays(mounts, { storeRoot: store.root, jobDirectory });
    const lines = overlays.flatMap(({ at, directory, options }) => [
      ...(options === undefined ? [] : [`mount -i -t overlay -o ${options} forge ${directory}`]),
      `mkdir -p ${root}${at}`,
      `mount --bind ${directory} ${root}${at}`,
    ]);
    return [
      ...lines,
      `cd ${root}`,
      `echo "# ${number}"`,
      'find . -mindepth 1 -printf "%y %P\\t%l\\n"',
      "echo %",
      "find . -type f -exec sha256sum {} +",
      "cd /",
      `cd ${store.root}`,
    ].join("\n");
  });
  const output = execFileSync("unshare", ["-Urm", "sh", "-e"], {
    input: blocks.join("\n"),
    cwd: store.root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return output
    .split(/^# \d+\n/m)
    .slice(1)
    .map(parse);
}

function parse(text: string): { readonly [path: string]: string } {
  const [listing = "", sums = ""] = text.split("%\n");
  const digests = new Map(lines(sums).map((line) => [line.slice(67), line.slice(0, 64)]));
  return Object.fromEntries(
    lines(listing).map((line) => {
      const [path = "", target] = line.slice(2).split("\t");
      return [`/${path}`, line[0] === "d" ? "/" : line[0] === "l" ? `-> ${target}` : (digests.get(`/${path}`) ?? line)];
    }),
  );
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
