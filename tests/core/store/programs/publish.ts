// Publishes a few trees and records, as a build does: the program that durability is traced in. Prints their names when done.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../../../core/store/store.ts";
import { mergeTrees } from "../../../../core/tree/merge.ts";

const [root = ""] = process.argv.slice(2);
const store = openStore(root);

async function artifact(key: string, files: number): Promise<string> {
  const output = join(store.createJob("build"), "output");
  mkdirSync(join(output, "usr/share"), { recursive: true });
  for (let index = 0; index < files; index++) writeFileSync(join(output, `usr/share/file${index}`), `${key} ${index}`);
  const { tree } = await store.trees.capture(output);
  await store.records.publish(
    [
      { index: "resolved", key: `${key}-resolved` },
      { index: "artifacts", key },
    ],
    { tree: tree.digest },
  );
  return tree.digest;
}

const [few, many] = await Promise.all([artifact("few", 3), artifact("many", 200)]);
const layers = [few, many].map((tree) => ({ tree: tree as Parameters<typeof store.trees.root>[0], at: "/" }));
const { root: composed, directories } = mergeTrees(store.trees, layers);
store.trees.put(
  composed,
  directories,
  layers.map(({ tree }) => tree),
);
store.records.put("artifacts", "composed", { tree: composed });
store.close();
process.stdout.write(`published ${JSON.stringify({ few, many, composed })}\n`);
