// forge.lock as text: JSON lines, so that a change is a line, a merge is by lines, and a diff can be read.
//
//     ["forge-lock",1]
//     ["debian",[[{"components":["main"],"mirror":"debian","suites":["bookworm"]}],["busybox-static"],"amd64"],{"arch":"amd64"}]
//     ["debian","6f0c54c1e0b3a9d2","packages","busybox-static",{"sha256":"…","size":933360,"version":"1:1.35.0-4"}]
//     ["tar",["https://example.org/foo-1.2.tar.xz"],{"sha256":"…","size":1234}]
//
// An entry is its kind, its lock inputs and its ref. A member of the ref that is a list of objects is not written in the
// entry's line but as a line for each item: kind, the first 16 digits of the digest of kind and inputs, the member, the
// item's `name` if it has one, the rest of it. Entries are sorted by kind and inputs, members of objects by name; items keep
// their order, which is the driver's. Reading wants no order, so any resolution of a merge that keeps whole lines can be read.
//
// Pure: text in, entries out and back. It does not know what refs mean; their schemas are the drivers'.

import { canonical } from "../key/canonical.ts";
import { identityOf } from "../key/digest.ts";
import type { Ref } from "../model/drivers.ts";
import { ForgeError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";

const LOCK_FORMAT = "forge-lock";
const LOCK_VERSION = 1;

export interface LockEntry {
  readonly kind: string;
  readonly inputs: readonly Json[];
  readonly ref: Ref;
  /** Where it stands in the file, from 1. Absent before it is written. */
  readonly line?: number;
}

/** What identifies an entry. */
export function entryKey(kind: string, inputs: readonly Json[]): string {
  return canonical([kind, inputs]);
}

/** The whole text of a lock with these entries. */
export function lockText(entries: Iterable<LockEntry>): string {
  const sorted = [...entries].map((entry) => ({ entry, key: entryKey(entry.kind, entry.inputs) })).sort(byKindAndInputs);
  return [[LOCK_FORMAT, LOCK_VERSION], ...sorted.flatMap(({ entry }) => linesOf(entry))].map((line) => `${canonical(line)}\n`).join("");
}

/** Entries of a lock's text, by key. `file` is its name in messages. Throws FORGE2002 and FORGE2003. */
export function parseLock(text: string, file: string): ReadonlyMap<string, LockEntry> {
  const entries = new Map<string, Open>();
  const items: (readonly [line: number, item: Item])[] = [];
  let headed = false;
  for (const [index, written] of text.split("\n").entries()) {
    const line = index + 1;
    if (written.trim() === "") continue;
    const value = parseLine(written, { file, line });
    if (!headed) {
      checkHeader(value, { file, line });
      headed = true;
    } else if (isEntry(value)) {
      const [kind, inputs, ref] = value;
      const key = entryKey(kind, inputs);
      const before = entries.get(key);
      if (before) throw twice(before.line, { file, line });
      entries.set(key, { kind, inputs, ref: { ...ref }, line, lists: new Map() });
    } else if (isItem(value)) items.push([line, value]);
    else throw damaged("the line is neither an entry nor an item of one", { file, line });
  }
  const byDigest = new Map([...entries.values()].map((entry) => [shortDigest(entry.kind, entry.inputs), entry]));
  for (const [line, item] of items) addItem(byDigest.get(item[1]), item, { file, line });
  return new Map(
    [...entries].map(([key, { kind, inputs, ref, line, lists }]) => [
      key,
      { kind, inputs, ref: { ...ref, ...Object.fromEntries(lists) }, line },
    ]),
  );
}

type EntryLine = readonly [kind: string, inputs: readonly Json[], ref: Ref];
type Item =
  | readonly [kind: string, digest: string, member: string, name: string, rest: Ref]
  | readonly [kind: string, digest: string, member: string, item: Ref];

/** An entry whose items are still being read. */
interface Open {
  readonly kind: string;
  readonly inputs: readonly Json[];
  readonly ref: Ref;
  readonly line: number;
  readonly lists: Map<string, Ref[]>;
}

interface At {
  readonly file: string;
  readonly line: number;
}

/** Kinds are compared first, as texts, so that all entries of one stand together. */
function byKindAndInputs(
  a: { readonly entry: LockEntry; readonly key: string },
  b: { readonly entry: LockEntry; readonly key: string },
): number {
  if (a.entry.kind !== b.entry.kind) return a.entry.kind < b.entry.kind ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function linesOf({ kind, inputs, ref }: LockEntry): readonly Json[] {
  const rest: { [name: string]: Json } = {};
  const items: Json[] = [];
  for (const name of Object.keys(ref).sort()) {
    const value = ref[name];
    if (value === undefined) continue;
    if (isList(value)) items.push(...value.map((item) => itemLine([kind, shortDigest(kind, inputs), name], item)));
    else rest[name] = value;
  }
  return [[kind, inputs, rest], ...items];
}

function itemLine(head: readonly string[], item: Ref): Json {
  const { name, ...rest } = item;
  return typeof name === "string" ? [...head, name, rest] : [...head, item];
}

/** Ties an item to its entry without repeating the inputs. */
function shortDigest(kind: string, inputs: readonly Json[]): string {
  return identityOf([kind, inputs]).slice(0, 16);
}

function parseLine(written: string, at: At): Json {
  if (/^(<{7}|={7}|>{7}|\|{7})( |\r?$)/.test(written)) {
    throw damaged("a merge was not resolved", at, "keep the lines that belong, drop the markers, then run `forge track`");
  }
  try {
    return JSON.parse(written) as Json;
  } catch (error) {
    throw damaged(`the line is not JSON: ${error instanceof Error ? error.message : String(error)}`, at);
  }
}

function checkHeader(value: Json, at: At): void {
  const [format, version] = isArray(value) ? value : [];
  if (format !== LOCK_FORMAT || typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    throw damaged(`the first line is not [${JSON.stringify(LOCK_FORMAT)},${LOCK_VERSION}]`, at);
  }
  if (version <= LOCK_VERSION) return;
  throw new ForgeError({
    code: "FORGE2002",
    message: `${at.file} has format ${version}, and this forge knows ${LOCK_VERSION}`,
    place: at,
    help: "use the forge that wrote it; nothing was changed",
  });
}

function addItem(entry: Open | undefined, item: Item, at: At): void {
  const [kind, , member, named, rest] = item;
  if (entry?.kind !== kind) throw damaged("the item belongs to no entry", at);
  if (Object.hasOwn(entry.ref, member)) throw damaged(`the entry of line ${entry.line} has another "${member}"`, at);
  const list = entry.lists.get(member) ?? [];
  entry.lists.set(member, list);
  list.push(typeof named === "string" ? { name: named, ...rest } : named);
}

function twice(before: number, at: At): ForgeError {
  return new ForgeError({
    code: "FORGE2003",
    message: "the source has two entries",
    place: at,
    related: [{ place: { file: at.file, line: before }, message: "the other one" }],
    help: "delete one of the two lines with its items",
  });
}

/** FORGE2003 at a line. */
function damaged(message: string, at: At, help = "mend the line, or delete it and run `forge track`"): ForgeError {
  return new ForgeError({ code: "FORGE2003", message, place: { file: at.file, line: at.line }, help });
}

function isEntry(value: Json): value is EntryLine {
  return isArray(value) && value.length === 3 && typeof value[0] === "string" && isArray(value[1]) && isObject(value[2]);
}

function isItem(value: Json): value is Item {
  if (!isArray(value) || !value.slice(0, 3).every((word) => typeof word === "string")) return false;
  return (value.length === 4 && isObject(value[3])) || (value.length === 5 && typeof value[3] === "string" && isObject(value[4]));
}

function isList(value: Json): value is readonly Ref[] {
  return isArray(value) && value.length > 0 && value.every(isObject);
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is Ref {
  return typeof value === "object" && value !== null && !isArray(value);
}
