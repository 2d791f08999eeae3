#!/usr/bin/env node
// Counts a word in what is on standard input.

import { text } from "node:stream/consumers";
import { count } from "words";

const [word] = process.argv.slice(2);
if (word === undefined) {
  process.stderr.write("usage: count-words-node WORD\n");
  process.exit(2);
}
process.stdout.write(`${word} ${count(await text(process.stdin), word)}\n`);
