// Bundles forge into dist/: one file per program, shared chunks between them, and the type declarations users see.
//
// Start-up is why: from node_modules the CLI takes 0.4 s to load, bundled and split 0.05 s. Types are emitted by the
// compiler, not checked here (`npm run check`). dist/build-id changes whenever any emitted program does.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

const programs = {
  forge: "core/cli/main.ts",
  index: "stdlib/public.ts",
  evaluate: "dsl/evaluate/main.ts",
  "loader-thread": "dsl/evaluate/loader-thread.ts",
  driver: "dsl/driver/main.ts",
  "hash-worker": "core/store/hash-worker.ts",
  docs: "core/cli/docs.ts",
};

// The published package carries dist/ and no source: `prepare` has nothing to do there.
if (process.argv.includes("--if-source") && !existsSync(join(root, "core/cli/main.ts"))) process.exit(0);

const { build } = await import("esbuild");
// Made beside and renamed: programs that are running keep a whole dist/.
const fresh = join(root, `dist.${process.pid}`);
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: Object.entries(programs)
    .filter(([, source]) => existsSync(join(root, source)))
    .map(([out, source]) => ({ in: source, out })),
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  chunkNames: "chunks/[name]-[hash]",
  external: ["tsx", "tsx/*", "esbuild", "typescript"],
  // Bundled CommonJS packages ask for `require`.
  banner: { js: 'import { createRequire as forgeRequire } from "node:module"; const require = forgeRequire(import.meta.url);' },
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
});

// The page of `forge graph --web` carries its program in itself.
await build({
  absWorkingDir: root,
  entryPoints: ["core/report/graph-page/main.ts"],
  outfile: join(fresh, "graph-page.js"),
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: "es2023",
  legalComments: "none",
  logLevel: "warning",
});

if (!process.argv.includes("--no-types")) {
  execFileSync(process.execPath, [join(root, "node_modules/ts7/bin/tsc"), "-p", "tsconfig.types.json", "--outDir", join(fresh, "types")], {
    cwd: root,
    stdio: "inherit",
  });
}
writeFileSync(join(fresh, "build-id"), `${digestOf(fresh)}\n`);

const old = join(root, `dist.old.${process.pid}`);
if (existsSync(dist)) renameSync(dist, old);
renameSync(fresh, dist);
rmSync(old, { recursive: true, force: true });

function digestOf(directory) {
  const hash = createHash("sha256");
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }).sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    if (entry.isFile() && entry.name.endsWith(".js")) hash.update(key(entry).slice(directory.length)).update(readFileSync(key(entry)));
  }
  return hash.digest("hex").slice(0, 16);
}

function key(entry) {
  return join(entry.parentPath, entry.name);
}
