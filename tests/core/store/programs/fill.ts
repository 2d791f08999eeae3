// Fills a store until the disk is full, and says in JSON how that ended and what is left.

import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isForgeError } from "../../../../core/model/errors.ts";
import { checkStore } from "../../../../core/store/fsck.ts";
import { collectGarbage } from "../../../../core/store/gc.ts";
import { openStore } from "../../../../core/store/store.ts";

const [root = ""] = process.argv.slice(2);

async function artifact(key: string, bytes: number): Promise<void> {
  const job = store.createJob("build");
  mkdirSync(join(job, "output"));
  writeFileSync(join(job, "output/file"), randomBytes(bytes));
  const { tree } = await store.trees.capture(join(job, "output"));
  await store.records.publish([{ index: "artifacts", key }], { tree: tree.digest });
}

let store = openStore(root);
await artifact("first", 1000);
const published: string[] = [];
let error: unknown;
try {
  for (let number = 0; ; number++) {
    await artifact(`small${number}`, 5000);
    published.push(`small${number}`);
  }
} catch (caught) {
  // What a build writes itself fails as plainly as what the store writes.
  error = isForgeError(caught) ? caught.toJSON() : { code: (caught as NodeJS.ErrnoException).code };
}
// Whatever can still be written, the store's own writing says so by its code.
let full: unknown;
try {
  for (;;) store.records.put("sources", "filler", { text: randomBytes(20_000).toString("hex") + Math.random() });
} catch (caught) {
  full = isForgeError(caught) ? caught.toJSON() : String(caught);
}
store.close();
// As if all of that had been long ago.
const then = Date.now() / 1000 - 1000;
for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }))
  if (/^(trees|records)\//.test(name)) utimesSync(join(root, name), then, then);
store = openStore(root);
const checked = await checkStore(store);
const lost = published.filter((key) => !store.records.has("artifacts", key));
const garbage = await collectGarbage(store, { quota: 100_000 });
store.close();
process.stdout.write(JSON.stringify({ error, full, checked, lost, published: published.length, garbage }));
