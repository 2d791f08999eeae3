// The claim of the staging planner: what its overlays show is the pure merge of what was staged, whatever that is.

import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { isForgeError } from "../../../core/model/errors.ts";
import type { TreeDigest } from "../../../core/model/ids.ts";
import { coverStaging, LAYERS, type StagedTree } from "../../../core/stage/cover.ts";
import { mergeTrees } from "../../../core/tree/merge.ts";
import { createStoreRig, type Files, treeEntries } from "../store/rig.ts";
import { showMounts } from "./overlays.ts";

const rig = createStoreRig();
const { store } = rig;
afterAll(() => rig[Symbol.asyncDispose]());

/** Enough cases that kinds change at the same path in many orders; all of them are mounted in one namespace. */
const CASES = Number(process.env["FORGE_CASES"] ?? 60);
const seed = Number(process.env["FORGE_SEED"] ?? Date.now() % 2 ** 31);

test(`overlays show the merge, or both refuse (seed ${seed})`, { timeout: 120_000 }, async () => {
  const cases = fc.sample(fc.record({ staged: stagings(), limit: fc.constantFrom(LAYERS, 2, 3) }), { numRuns: CASES, seed });
  await compare(cases);
});

test("a file where another has a directory is ignored, however deep the places are", async () => {
  await compare([
    {
      staged: [
        ["/", { "/a/b/c": "1" }],
        ["/", { "/a": "file" }],
      ],
      limit: LAYERS,
    },
    {
      staged: [
        ["/a/b", { "/c": "1" }],
        ["/", { "/a": "file" }],
      ],
      limit: LAYERS,
    },
    {
      staged: [
        ["/a/b", { "/c": "1" }],
        ["/", { "/a/b": "file", "/a/x": "y" }],
        ["/a", { "/b": { link: "x" } }],
      ],
      limit: LAYERS,
    },
    {
      staged: [
        ["/a/b", {}],
        ["/", { "/a/b": "file" }],
      ],
      limit: LAYERS,
    },
    {
      staged: [
        ["/", { "/a/b": null }],
        ["/", { "/a/b": "file" }],
        ["/", { "/c": "1" }],
      ],
      limit: 2,
    },
  ]);
});

test("a directory over a file is refused with both names", async () => {
  const staged = await stage([
    ["/", { "/a": "file" }],
    ["/", { "/a/b": "1" }],
  ]);
  await expect(coverStaging(store, staged)).rejects.toMatchObject({
    code: "FORGE3003",
    message: "t1 has a directory at /a, where t0 has a file or link",
  });
});

test("more layers than an overlay should have become fewer, and neighbours are merged once for all", async () => {
  const files = Array.from(
    { length: 70 },
    (_, index): Files => ({ [`/f${index}`]: String(index), "/last": String(index), [`/d${index % 7}/x`]: String(index) }),
  );
  const staged = await stage(files.map((each) => ["/", each] as const));
  const cover = await coverStaging(store, staged);
  expect(cover.mounts[0]?.lowers.length).toBeLessThanOrEqual(LAYERS);
  const [shown] = showMounts(store, [cover.mounts]);
  expect(shown).toEqual(treeEntries(...merged(staged)));
  const longer = await coverStaging(store, [...staged, ...(await stage([["/", { "/one/more": "1" }]]))]);
  const shared = longer.mounts[0]?.lowers.filter((lower) => cover.mounts[0]?.lowers.includes(lower)) ?? [];
  expect(shared.length).toBeGreaterThan(10);
});

interface Case {
  readonly staged: readonly (readonly [at: string, files: Files])[];
  readonly limit: number;
}

async function compare(cases: readonly Case[]): Promise<void> {
  const covers: Awaited<ReturnType<typeof coverStaging>>[] = [];
  const names: string[] = [];
  const wanted: { readonly [path: string]: string }[] = [];
  for (const { staged: described, limit } of cases) {
    const staged = await stage(described);
    const expected = attempt(() => merged(staged));
    const cover = await coverStaging(store, staged, limit).catch((error: unknown) => error);
    if (isForgeError(cover) || isForgeError(expected)) {
      expect([codeOf(cover), codeOf(expected)], JSON.stringify({ described, limit })).toEqual(["FORGE3003", "FORGE3003"]);
      continue;
    }
    if (cover instanceof Error || expected instanceof Error) throw cover;
    names.push(JSON.stringify({ described, limit }));
    covers.push(cover as Awaited<ReturnType<typeof coverStaging>>);
    wanted.push(treeEntries(...expected));
  }
  const shown = showMounts(
    store,
    covers.map(({ mounts }) => mounts),
  );
  for (const [index, listing] of shown.entries()) expect(listing, names[index]).toEqual(wanted[index]);
  expect(shown).toHaveLength(wanted.length);
  expect(shown.length).toBeGreaterThan(0);
}

function merged(staged: readonly StagedTree[]): readonly [reader: ReturnType<typeof store.trees.with>, root: TreeDigest] {
  const { root, directories } = mergeTrees(store.trees, staged);
  return [store.trees.with(directories), root];
}

const known = new Map<string, TreeDigest>();

async function stage(described: Case["staged"]): Promise<readonly StagedTree[]> {
  const staged: StagedTree[] = [];
  for (const [index, [at, files]] of described.entries()) {
    const text = JSON.stringify(files);
    const tree = known.get(text) ?? (await rig.tree(files));
    known.set(text, tree);
    staged.push({ tree, at, name: `t${index}` });
  }
  return staged;
}

/** Small trees over few names, so that their paths meet in every way. */
function stagings(): fc.Arbitrary<Case["staged"]> {
  const path = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }).map((names) => `/${names.join("/")}`);
  const what = fc.constantFrom<Files[string]>("1", "2", null, null, { link: "1" }, { link: "a" });
  const files = fc.array(fc.tuple(path, what), { maxLength: 4 }).map(consistent);
  const at = fc.constantFrom("/", "/", "/", "/a", "/a/b");
  // Something at the root, as every sandbox has.
  return fc.array(fc.tuple(at, files), { minLength: 1, maxLength: 5 }).map((rest) => [["/", { "/z": "z" }] as const, ...rest]);
}

/** Leaves out what would need a directory where there is a file, or the other way round. */
function consistent(entries: readonly (readonly [string, Files[string]])[]): Files {
  const files: { [path: string]: Files[string] } = {};
  for (const [path, what] of entries) {
    const clash = Object.keys(files).some(
      (other) =>
        other === path || (other.startsWith(`${path}/`) && what !== null) || (path.startsWith(`${other}/`) && files[other] !== null),
    );
    if (!clash) files[path] = what;
  }
  return files;
}

function codeOf(value: unknown): unknown {
  return isForgeError(value) ? value.code : value;
}

function attempt<Value>(run: () => Value): Value | Error {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
