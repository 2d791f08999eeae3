// Makes the programs of builds see a clock that is 400 days ahead: a bwrap that stands first in PATH and hands libfaketime in.
//
// Times of files stay what they are: they are no clock. forge itself, the evaluator and the source drivers keep the true time;
// only build sandboxes have a host name.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LIBRARY = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((triplet) => `/usr/lib/${triplet}/faketime/libfaketime.so.1`);

export interface AnotherYear {
  /** To stand first in PATH. */
  readonly directory: string;
  /** How many sandboxes got the other clock. */
  used(): number;
}

export function anotherYear(within: string): AnotherYear {
  const library = LIBRARY.find((path) => existsSync(path));
  if (library === undefined) throw new Error("the tests need the Debian package libfaketime");
  const real = execFileSync("sh", ["-c", "command -v bwrap"], { encoding: "utf8" }).trim();
  const directory = join(within, "another-year");
  const count = join(directory, "count");
  mkdirSync(directory);
  writeFileSync(count, "");
  chmodSync(count, 0o666);
  const script = `#!/bin/bash
words=() build=
for word; do
  [ "$word" != --hostname ] || build=1
  if [ "$word" = -- ] && [ -n "$build" ]; then
    words+=(--ro-bind ${library} /tmp/libfaketime.so --setenv LD_PRELOAD /tmp/libfaketime.so --setenv FAKETIME +400d --setenv FAKETIME_DONT_FAKE_MONOTONIC 1 --setenv NO_FAKE_STAT 1)
    echo >>${count}
    build=
  fi
  words+=("$word")
done
exec ${real} "\${words[@]}"
`;
  writeFileSync(join(directory, "bwrap"), script, { mode: 0o755 });
  return { directory, used: () => readFileSync(count, "utf8").length };
}

/** The year that a program of this host sees under that clock: whether the library works at all. */
export function yearSeen(): number {
  const library = LIBRARY.find((path) => existsSync(path)) ?? "";
  return Number(execFileSync("date", ["+%Y"], { encoding: "utf8", env: { LD_PRELOAD: library, FAKETIME: "+400d" } }));
}
