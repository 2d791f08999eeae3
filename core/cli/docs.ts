// Writes the pages of docs/ that are made from source: a page for each verb, the error codes, the user's configuration.
//
// `npm run docs`. CI writes them again and fails on a difference, so they cannot go stale.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package.ts";
import { configurationPage, errorsPage, verbPages } from "./pages.ts";

const docs = join(packageRoot, "docs");
const verbs = join(docs, "verbs");
const pages = verbPages();
mkdirSync(verbs, { recursive: true });
for (const name of readdirSync(verbs)) if (!pages.has(name)) rmSync(join(verbs, name));
for (const [name, text] of pages) writeFileSync(join(verbs, name), text);
writeFileSync(join(docs, "errors.md"), errorsPage());
writeFileSync(join(docs, "configuration.md"), configurationPage());
