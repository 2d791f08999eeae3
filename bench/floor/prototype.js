// The prototype: what a build of N trivial elements must do at the least, in one Node program without any build tool in it.
//
//   node bench/floor/prototype.js BASE WORK COUNT [BUILDERS]
// Per element: unshare + overlay + bubblewrap run the base's own sh, which writes different bytes; then sha256 and fsync of
// the file, rename of its directory into a store, fsync of a record, rename, fsync of the record's directory. Elements wait
// for nothing, so this is the limit to come close to. Prints one line of JSON; the caller times the whole process.

import { createHash, randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { median, runOverBase } from "./sandbox.js";

const [base, work, count = "30", builders = "2"] = process.argv.slice(2);
const nonce = randomUUID();
const trees = join(work, "trees");
const records = join(work, "records");
mkdirSync(trees, { recursive: true });
mkdirSync(records, { recursive: true });

const ran = [];
const committed = [];
let next = 0;
await Promise.all(Array.from({ length: Number(builders) }, worker));
process.stdout.write(`${JSON.stringify({ count: ran.length, sandbox: median(ran), commit: median(committed) })}\n`);

async function worker() {
  while (next < Number(count)) {
    const index = next++;
    const job = join(work, `job-${index}`);
    mkdirSync(job);
    const start = performance.now();
    await runOverBase(base, job, `echo "element ${index} ${nonce}" >/out/file`);
    const end = performance.now();
    commit(index, join(job, "out"));
    ran.push(end - start);
    committed.push(performance.now() - end);
  }
}

function commit(index, output) {
  const file = join(output, "file");
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
  syncPath(file);
  renameSync(output, join(trees, `${digest}-${index}`));
  syncPath(trees);
  const temporary = join(records, `.${index}`);
  const descriptor = openSync(temporary, "wx");
  writeSync(descriptor, JSON.stringify({ index, digest }));
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(temporary, join(records, String(index)));
  syncPath(records);
}

function syncPath(path) {
  const descriptor = openSync(path, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
