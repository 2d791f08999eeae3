// Writes what of docs/ is made from source: a page for each verb, kind and source, the error codes, the user's configuration,
// and a JSON Schema for each verb's --json.
//
// `npm run docs`. CI writes them again and fails on a difference, so they cannot go stale.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package.ts";
import { schemaFiles } from "./json/outputs.ts";
import { configurationPage, errorsPage, verbPages } from "./pages.ts";
import { describeLibrary } from "./reference/describe.ts";
import { referencePages } from "./reference/reference-pages.ts";

const docs = join(packageRoot, "docs");
const library = describeLibrary();
writeDirectory("verbs", verbPages());
writeDirectory("schemas", schemaFiles());
writeDirectory("kinds", referencePages(library, "kind"));
writeDirectory("sources", referencePages(library, "source"));
writeFileSync(join(docs, "errors.md"), errorsPage());
writeFileSync(join(docs, "configuration.md"), configurationPage());

/** The pages, and nothing else. */
function writeDirectory(name: string, pages: ReadonlyMap<string, string>): void {
  const directory = join(docs, name);
  mkdirSync(directory, { recursive: true });
  for (const found of readdirSync(directory)) if (!pages.has(found)) rmSync(join(directory, found));
  for (const [file, text] of pages) writeFileSync(join(directory, file), text);
}
