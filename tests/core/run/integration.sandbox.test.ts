// What commands do to an integrated root is what the tree is afterwards: as they saw it themselves at their end, whatever the
// overlay made of it. And that tree, staged again, shows the same.

import { closeSync, copyFileSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { integrationChanges } from "../../../core/run/integration-changes.ts";
import { coverStaging } from "../../../core/stage/cover.ts";
import { mergeTrees } from "../../../core/tree/merge.ts";
import { createSandbox } from "../../../sandbox/bubblewrap.ts";
import { busybox } from "../../rig/project.ts";
import { showMounts } from "../stage/overlays.ts";
import { createStoreRig, type Files, treeEntries } from "../store/rig.ts";

const rig = createStoreRig();
const { store } = rig;
const sandbox = createSandbox();
afterAll(() => rig[Symbol.asyncDispose]());
const seed = Number(process.env["FORGE_SEED"] ?? Date.now() % 2 ** 31);

const APPLETS = ["cat", "chmod", "cp", "find", "ln", "mkdir", "mkfifo", "mv", "readlink", "rm", "sed", "sh", "sha256sum"];
const LIST = `cd /w && { find . -type d | sed 's/$/ \\//'; find . -type l -exec sh -c 'echo "$1 -> $(readlink "$1")"' sh {} \\; ; find . -type f -exec sha256sum {} \\; ; }`;

let base: TreeDigest | undefined;

async function stage(layers: readonly Files[]): Promise<readonly TreeDigest[]> {
  if (!base) {
    const directory = rig.directory(Object.fromEntries(APPLETS.map((name) => [`/bin/${name}`, { link: "busybox" }])));
    copyFileSync(busybox(), join(directory, "bin/busybox"));
    base = (await store.trees.capture(directory)).tree.digest;
  }
  return [base, ...(await Promise.all(layers.map((files) => rig.tree(files))))];
}

/** Runs a script over layers; returns what it saw below /w at its end, and what the engine made of it. */
async function integrate(layers: readonly Files[], script: string) {
  const trees = await stage(layers);
  const staged = trees.map((tree, index) => ({ tree, at: "/", name: `t${index}` }));
  const merged = mergeTrees(store.trees, staged);
  store.trees.put(merged.root, merged.directories, trees);
  const { mounts } = await coverStaging(store, staged);
  const job = store.createJob("integrate");
  const log = openSync(join(job, "log"), "w");
  const commands = [script, LIST].map((text) => ({ script: text, cwd: "/", environment: [["PATH", "/bin"]] as const }));
  const report = await sandbox.run({
    jobDirectory: job,
    storeRoot: store.root,
    mounts,
    binds: [],
    commands,
    log,
    hostname: "forge",
    listMerged: true,
  });
  closeSync(log);
  const said = readFileSync(join(job, "log"), "utf8");
  if (report.outcome.type !== "succeeded" || !report.merged || report.upper === undefined)
    throw new Error(`${JSON.stringify(report.outcome)} ${said}`);
  const changes = await integrationChanges(store, {
    before: merged.root,
    merged: report.merged,
    upper: report.upper,
    since: report.writtenSince ?? 0,
    scratch: join(job, "changed"),
  });
  await sandbox.remove(job);
  return { seen: parse(said), changes, entries: below(treeEntries(store.trees, changes.root)) };
}

test(`random commands over random layers (seed ${seed})`, { timeout: 120_000 }, async () => {
  const cases = fc.sample(
    fc.record({ layers: fc.array(layer(), { minLength: 1, maxLength: 3 }), commands: fc.array(command(), { minLength: 1, maxLength: 8 }) }),
    {
      numRuns: Number(process.env["FORGE_CASES"] ?? 25),
      seed,
    },
  );
  for (const { layers, commands } of cases) {
    const script = `set +e; mkdir -p /w && cd /w; exec 2>/dev/null; ${commands.join("; ")}; true`;
    const { seen, changes, entries } = await integrate(layers, script);
    expect(entries, JSON.stringify({ layers, script })).toEqual(seen);
    const cover = await coverStaging(store, [{ tree: changes.root, at: "/", name: "result" }]);
    expect(below(showMounts(store, [cover.mounts])[0] ?? {}), JSON.stringify({ layers, script })).toEqual(seen);
  }
});

test("a directory that was replaced by another holds nothing of the old one", async () => {
  const { entries, seen } = await integrate(
    [{ "/w/d/old": "1", "/w/kept": "2" }, { "/w/d/older": "1" }],
    "rm -rf /w/d && mkdir /w/d && echo new >/w/d/new",
  );
  expect(Object.keys(entries).sort()).toEqual(["/w", "/w/d", "/w/d/new", "/w/kept"]);
  expect(entries).toEqual(seen);
});

test("modes of old and new directories, hard links and pipes are on record", async () => {
  const script =
    "chmod 1777 /w/old && mkdir /w/new && chmod 700 /w/new && ln /bin/busybox /bin/another && mkfifo /w/pipe && chmod 4755 /w/file";
  const { changes } = await integrate([{ "/w/old/x": "1", "/w/file": "2" }], script);
  expect([...changes.metadata].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: "/bin/busybox", hardlinkTo: "/bin/another" },
    { path: "/w/file", mode: 0o4755 },
    { path: "/w/new", mode: 0o700 },
    { path: "/w/old", mode: 0o1777 },
    { path: "/w/pipe", fifo: true, mode: 0o644 },
  ]);
});

test("commands that change nothing give the tree that was there", async () => {
  const { changes } = await integrate([{ "/w/a": "1" }], "cat /w/a >/dev/null; cp /w/a /tmp/copy");
  expect([changes.written, [...changes.removed], changes.metadata]).toEqual([[], [], []]);
});

function layer(): fc.Arbitrary<Files> {
  const path = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }).map((names) => `/w/${names.join("/")}`);
  return fc.array(path, { maxLength: 5 }).map((paths) => {
    const files: { [path: string]: string } = {};
    // Leaves only, all at a depth that no directory has: random layers must not refuse each other.
    for (const each of paths) files[`${each}/f${each.length}`] = each;
    return files;
  });
}

function command(): fc.Arbitrary<string> {
  const path = fc.array(fc.constantFrom("a", "b", "c", "f4"), { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
  const one = fc.constantFrom(
    "rm -rf $1",
    "mkdir -p $1",
    "echo text >$1",
    "echo more >>$1",
    "rm -rf $1 && mkdir $1",
    "rm -rf $1 && echo file >$1",
    "rm -rf $1 && ln -s a $1",
    "chmod 700 $1",
  );
  const two = fc.constantFrom("mv $1 $2", "cp -r $1 $2", "ln $1 $2", "rm -rf $2 && mv $1 $2", "mv $1 x && mv $2 $1; mv x $2");
  return fc.tuple(fc.oneof(one, two), path, path).map(([text, first, second]) => text.replaceAll("$1", first).replaceAll("$2", second));
}

function below(entries: { readonly [path: string]: string }): { readonly [path: string]: string } {
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([path]) => path === "/w" || path.startsWith("/w/"))
      .map(([path, what]) => [path, what.replace(/^x:/, "")]),
  );
}

/** Lines of the listing by path. */
function parse(text: string): { readonly [path: string]: string } {
  return Object.fromEntries(
    text
      .trimEnd()
      .split("\n")
      .map((line) => {
        const file = /^([0-9a-f]{64}) {2}\.(.*)$/.exec(line);
        if (file) return [`/w${file[2]}`, file[1] ?? ""];
        const [, path = "", what = ""] = /^\.(\S*) (.*)$/.exec(line) ?? [];
        return [`/w${path}`, what];
      }),
  );
}
