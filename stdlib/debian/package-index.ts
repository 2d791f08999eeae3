// The packages of some archives, found by name: reads Packages files, which hold 60,000 stanzas, and parses few of them.
//
// One pass over each text notes where stanzas begin and who provides what; a stanza is parsed when somebody asks for its
// package. Decides which version of a name is the candidate, and nothing else about what is wanted.

import { parseRelationList, parseRelations, type Relation, type RelationGroup } from "./relations.ts";
import { compareVersions } from "./version-order.ts";

/** One Packages file. */
export interface PackageList {
  /** Alias of the archive's mirror. */
  readonly archive: string;
  /** Decoded byte by byte (latin1): nothing but ASCII is read of it. */
  readonly text: string;
  /** The suite is not for automatic use (`NotAutomatic`, as experimental and backports are): taken where nothing else has the name. */
  readonly reluctant: boolean;
}

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly archive: string;
  /** Path below the archive's base. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly essential: boolean;
  /** What Debian calls `Important`: nearly essential. */
  readonly protected: boolean;
  /** 0 `required` to 4 `extra`. */
  readonly priority: number;
  /** `Multi-Arch: allowed`: answers to `name:any`. */
  readonly anyArchitecture: boolean;
  /** Pre-Depends, then Depends. */
  readonly depends: readonly RelationGroup[];
  /** How many of `depends`, from the first, are Pre-Depends. */
  readonly preDepends: number;
  readonly recommends: readonly RelationGroup[];
  /** Conflicts and Breaks. */
  readonly conflicts: readonly Relation[];
  readonly provides: readonly Relation[];
}

export interface PackageIndex {
  /** The version of a package that would be installed. */
  candidate(name: string): Package | undefined;
  /** Candidates that provide a name, in the order of the lists. */
  providers(name: string): readonly Package[];
  /** Candidates that say `Essential: yes`, in the order of the lists. */
  essential(): readonly Package[];
  /** The texts, for what only they can tell. */
  readonly lists: readonly PackageList[];
}

/** Where a stanza is. Parsed on demand. */
interface Entry {
  readonly list: PackageList;
  readonly start: number;
  parsed?: Package;
}

/** Lists in the order of the archives, suites and components that were named. `architecture` is Debian's name. */
export function indexPackages(lists: readonly PackageList[], architecture: string): PackageIndex {
  const entries = new Map<string, Entry[]>();
  const virtual = new Map<string, Set<string>>();
  for (const list of lists) {
    for (const [name, start] of stanzaStarts(list.text)) add(name, { list, start });
    noteProviders(list, virtual);
  }
  const candidates = new Map<string, Package | undefined>();
  return { candidate, providers, essential, lists };

  function add(name: string, entry: Entry): void {
    const known = entries.get(name);
    if (known) known.push(entry);
    else entries.set(name, [entry]);
  }

  function candidate(name: string): Package | undefined {
    if (!candidates.has(name)) candidates.set(name, choose(entries.get(name) ?? []));
    return candidates.get(name);
  }

  function choose(of: readonly Entry[]): Package | undefined {
    let best: Entry | undefined;
    for (const entry of of) {
      const made = parsed(entry);
      if (made.architecture !== architecture && made.architecture !== "all") continue;
      if (best === undefined || isBetter(entry, best)) best = entry;
    }
    return best && parsed(best);
  }

  function providers(name: string): readonly Package[] {
    return [...(virtual.get(name) ?? [])].flatMap((provider) => {
      const found = candidate(provider);
      return found?.provides.some((provided) => provided.name === name) ? [found] : [];
    });
  }

  function essential(): readonly Package[] {
    const names = new Set<string>();
    for (const { text } of lists) {
      for (const at of occurrences(text, "\nEssential: yes")) names.add(fieldOf(text, stanzaStart(text, at), "Package") ?? "");
    }
    return [...names].flatMap((name) => {
      const found = candidate(name);
      return found?.essential ? [found] : [];
    });
  }
}

/** A later suite's version wins when it is higher, the first list's when they are equal. */
function isBetter(entry: Entry, than: Entry): boolean {
  if (entry.list.reluctant !== than.list.reluctant) return than.list.reluctant;
  return compareVersions(parsed(entry).version, parsed(than).version) > 0;
}

function parsed(entry: Entry): Package {
  entry.parsed ??= parsePackage(entry);
  return entry.parsed;
}

function parsePackage({ list, start }: Entry): Package {
  const field = (name: string): string | undefined => fieldOf(list.text, start, name);
  const preDepends = parseRelations(field("Pre-Depends"));
  return {
    name: field("Package") ?? "",
    version: field("Version") ?? "",
    architecture: field("Architecture") ?? "",
    archive: list.archive,
    path: (field("Filename") ?? "").replace(/^\.\//, ""),
    size: Number(field("Size") ?? Number.NaN),
    sha256: (field("SHA256") ?? "").toLowerCase(),
    essential: field("Essential") === "yes",
    protected: field("Important") === "yes" || field("Protected") === "yes",
    priority: priorityOf(field("Priority")),
    anyArchitecture: field("Multi-Arch") === "allowed",
    depends: [...preDepends, ...parseRelations(field("Depends"))],
    preDepends: preDepends.length,
    recommends: parseRelations(field("Recommends")),
    conflicts: [...parseRelationList(field("Conflicts")), ...parseRelationList(field("Breaks"))],
    provides: parseRelationList(field("Provides")),
  };
}

function priorityOf(name: string | undefined): number {
  const found = ["required", "important", "standard", "optional"].indexOf(name ?? "");
  return found < 0 ? 4 : found;
}

/** Names of packages and where their stanzas begin. */
function* stanzaStarts(text: string): Iterable<readonly [name: string, start: number]> {
  for (const at of occurrences(text, "\nPackage:")) {
    yield [lineAt(text, at + 9), stanzaStart(text, at)];
  }
}

function noteProviders({ text }: PackageList, virtual: Map<string, Set<string>>): void {
  for (const at of occurrences(text, "\nProvides:")) {
    const owner = fieldOf(text, stanzaStart(text, at), "Package") ?? "";
    for (const provided of lineAt(text, at + 10).split(",")) {
      const name = /[^\s:(]+/.exec(provided)?.[0];
      if (name === undefined) continue;
      const known = virtual.get(name);
      if (known) known.add(owner);
      else virtual.set(name, new Set([owner]));
    }
  }
}

/** Positions of a text that begins with a line break; one at -1 where the whole begins with the rest of it. */
function* occurrences(text: string, wanted: string): Iterable<number> {
  if (text.startsWith(wanted.slice(1))) yield -1;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) yield at;
}

/** Where the stanza begins that has a line break at `at`. */
function stanzaStart(text: string, at: number): number {
  if (at <= 0) return 0;
  const blank = text.lastIndexOf("\n\n", at);
  return blank < 0 ? 0 : blank + 2;
}

/** The value of a field of the stanza that begins at `start`, on one line. */
function fieldOf(text: string, start: number, name: string): string | undefined {
  const blank = text.indexOf("\n\n", start);
  const stanza = text.slice(start, blank < 0 ? text.length : blank);
  const at = stanza.startsWith(`${name}:`) ? 0 : stanza.indexOf(`\n${name}:`) + 1;
  if (at === 0 && !stanza.startsWith(`${name}:`)) return undefined;
  return lineAt(stanza, at + name.length + 1);
}

/** From a position to the end of the line, with the lines that continue it. */
function lineAt(text: string, from: number): string {
  let end = text.indexOf("\n", from);
  while (end >= 0 && (text[end + 1] === " " || text[end + 1] === "\t")) end = text.indexOf("\n", end + 1);
  return text
    .slice(from, end < 0 ? text.length : end)
    .trim()
    .replaceAll("\n", " ");
}
