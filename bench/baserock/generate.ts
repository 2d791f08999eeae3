// Writes a definitions tree of the shape of a desktop system: 52 strata, 452 chunks, half of them with a file of their own, up
// to four chunks before them as dependencies, integration commands and products here and there. The same text every time.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const STRATA = 52;
export const CHUNKS = 452;

export function writeTree(root: string): void {
  for (const [path, text] of Object.entries(treeFiles())) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function treeFiles(): { readonly [path: string]: string } {
  const files: { [path: string]: string } = { VERSION: "version: 8\n", DEFAULTS };
  let left = CHUNKS;
  for (let stratum = 0; stratum < STRATA; stratum++) {
    const size = Math.round(left / (STRATA - stratum));
    left -= size;
    const entries: string[] = [];
    for (let chunk = 0; chunk < size; chunk++) entries.push(chunkEntry(stratum, chunk, files));
    const needs = [stratum - 1, stratum - 3, stratum >> 1].filter(
      (other, index, all) => other >= 0 && other !== stratum && all.indexOf(other) === index,
    );
    const depends = needs.map((other) => `- morph: strata/s${other}.morph\n`).join("");
    files[`strata/s${stratum}.morph`] =
      `name: s${stratum}\nkind: stratum\n${depends && `build-depends:\n${depends}`}chunks:\n${entries.join("")}`;
  }
  const all = Array.from({ length: STRATA }, (_, stratum) => `- name: s${stratum}\n  morph: strata/s${stratum}.morph\n`).join("");
  files["systems/desktop.morph"] = `name: desktop\nkind: system\narch: x86_64\nstrata:\n${all}`;
  files["clusters/images.morph"] =
    "name: images\nkind: cluster\nsystems:\n- morph: systems/desktop.morph\n  deploy:\n    image:\n      type: tar\n      HOSTNAME: desktop\n";
  return files;
}

function chunkEntry(stratum: number, chunk: number, files: { [path: string]: string }): string {
  const name = `c${stratum}-${chunk}`;
  const ref = createHash("sha1").update(name).digest("hex");
  const needs = [1, 2, 4, 7].filter((step) => step <= chunk).map((step) => `  - c${stratum}-${chunk - step}\n`);
  const bootstrap = stratum === 0 && chunk < 3 ? "  build-mode: bootstrap\n  prefix: /tools\n" : "";
  const ownFile = chunk % 2 === 0;
  if (ownFile) files[`strata/s${stratum}/${name}.morph`] = chunkFile(name, stratum + chunk);
  return [
    `- name: ${name}\n`,
    ownFile ? `  morph: strata/s${stratum}/${name}.morph\n` : "  build-system: autotools\n",
    `  repo: upstream:${name}\n  ref: ${ref}\n  unpetrify-ref: "1.${chunk}"\n${bootstrap}`,
    needs.length > 0 ? `  build-depends:\n${needs.join("")}` : "",
  ].join("");
}

function chunkFile(name: string, number: number): string {
  const commands = Array.from(
    { length: 5 },
    (_, index) => `- ./configure --prefix="$PREFIX" --with-${name}-${index} && echo ${index}\n`,
  ).join("");
  const integration =
    number % 15 === 0 ? `system-integration:\n  ${name}-bins:\n    0${number % 3}-group:\n    - /sbin/ldconfig ${name}\n` : "";
  const products = number % 11 === 0 ? `products:\n- artifact: ${name}-libs\n  include:\n  - usr/lib/lib.*\\.so.*\n` : "";
  return `name: ${name}\nkind: chunk\nbuild-system: autotools\nconfigure-commands:\n${commands}post-install-commands:\n- |\n  for file in "$DESTDIR"/*; do\n    touch "$file"\n  done\n${integration}${products}`;
}

const DEFAULTS = `build-systems:
  manual: {}
  autotools:
    configure-commands:
    - ./configure --prefix="$PREFIX"
    build-commands:
    - make
    install-commands:
    - make DESTDIR="$DESTDIR" install
    strip-commands:
    - &strip |
      find "$DESTDIR" -type f -exec strip {} +
  cmake:
    build-commands:
    - make
    strip-commands:
    - *strip
split-rules:
  chunk:
  - artifact: -bins
    include:
    - (usr/)?s?bin/.*
  - artifact: -misc
    include:
    - .*
  stratum:
  - artifact: -runtime
    include:
    - .*
`;
