// Captures and publishes artifacts until it is killed, and keeps job directories. Says each artifact's key once it is published.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../../../core/store/store.ts";

const [root = ""] = process.argv.slice(2);
const store = openStore(root);
process.stdout.write("open\n");

async function builder(name: string): Promise<never> {
  for (let number = 0; ; number++) {
    const key = `${name}-${process.pid}-${number}`;
    const output = join(store.createJob("build"), "output");
    mkdirSync(join(output, "usr/share"), { recursive: true });
    for (let index = 0; index < (number % 7) * 20; index++) writeFileSync(join(output, `usr/share/file${index}`), `${key} ${index}`);
    writeFileSync(join(output, "key"), key);
    const { tree } = await store.trees.capture(output);
    await store.records.publish([{ index: "artifacts", key }], { tree: tree.digest });
    process.stdout.write(`${key}\n`);
    const failed = store.createJob("build");
    writeFileSync(join(failed, "key"), key);
    await store.kept.keep(failed, `root${number % 3}`, { key });
    store.kept.trim({ count: 2, size: 1e9 });
  }
}

await Promise.all([builder("a"), builder("b")]);
