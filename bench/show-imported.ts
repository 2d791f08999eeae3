// Prints elements of a project that forge imported beside the YAML that they came from, to be read by a person:
// `npx tsx bench/show-imported.ts PROJECT IMPORTED [COUNT]`. Takes them evenly from the whole list.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const [project, imported, count = "10"] = process.argv.slice(2);
if (project === undefined || imported === undefined) throw new Error("name the project and what it was imported to");
const map: { readonly modules: { readonly [element: string]: string } } = JSON.parse(
  readFileSync(join(imported, "import-map.json"), "utf8"),
);
const folder = /^element-path:\s*["']?([^"'\s#]+)/m.exec(readFileSync(join(project, "project.conf"), "utf8"))?.[1] ?? ".";
const all = Object.entries(map.modules);
const step = Math.max(1, Math.floor(all.length / Number(count)));
for (const [element, file] of all.filter((_, index) => index % step === 0).slice(0, Number(count))) {
  process.stdout.write(`\n===== ${element}\n\n${readFileSync(join(project, folder, element), "utf8")}\n----- ${file}\n\n`);
  process.stdout.write(readFileSync(join(imported, file), "utf8"));
}
