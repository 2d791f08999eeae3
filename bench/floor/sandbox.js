// One command in a sandbox over one base directory, as plainly as it can be done: unshare, overlay mount, bubblewrap.
//
// Holds no code of forge: this is what forge is measured against. Every step is exec, so that no shell stays between.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const script = `mount -t overlay overlay -o lowerdir="$1",upperdir="$2/upper",workdir="$2/work",userxattr "$2/root" &&
exec bwrap --unshare-all --die-with-parent --bind "$2/root" / --bind "$2/out" /out --proc /proc --dev /dev --tmpfs /tmp --clearenv \\
  --setenv PATH /usr/bin:/bin /bin/sh -c "$3"`;

const bare = script.replace('/bin/sh -c "$3"', "/bin/true");

/** Runs shell text over `base`; what it writes to /out is left in `${job}/out`. Without text, runs /bin/true and no shell. */
export function runOverBase(base, job, text) {
  for (const name of ["upper", "work", "root", "out"]) mkdirSync(join(job, name), { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn("unshare", ["-Urm", "sh", "-c", text === undefined ? bare : script, "sh", base, job, text ?? ""], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { PATH: process.env.PATH },
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`the sandbox ended with ${code}`))));
  });
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
