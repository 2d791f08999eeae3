// go.mod: what a module requires and replaces.

export interface GoMod {
  readonly module: string;
  /** `go 1.21`: undefined where it does not say. */
  readonly go: string | undefined;
  readonly requires: readonly ModuleVersion[];
  readonly replaces: readonly Replacement[];
  readonly excludes: readonly ModuleVersion[];
}

export interface ModuleVersion {
  readonly name: string;
  readonly version: string;
}

export interface Replacement {
  readonly name: string;
  /** Undefined: whichever version. */
  readonly version: string | undefined;
  readonly by: { readonly name: string; readonly version: string | undefined };
}

export function parseGoMod(text: string): GoMod {
  const said = [...directives(text)];
  const of = (verb: string): readonly (readonly string[])[] => said.filter(([first]) => first === verb).map(([, ...words]) => words);
  return {
    module: of("module")[0]?.[0] ?? "",
    go: of("go")[0]?.[0],
    requires: of("require").flatMap(([name, version]) => (name && version ? [{ name, version }] : [])),
    excludes: of("exclude").flatMap(([name, version]) => (name && version ? [{ name, version }] : [])),
    replaces: of("replace").flatMap(replacement),
  };
}

/** Whether a module of that language version lists all that it needs, and not only what it imports itself. */
export function listsEverything(go: string | undefined): boolean {
  const [, major = "1", minor = "16"] = /^(\d+)\.(\d+)/.exec(go ?? "1.16") ?? [];
  return Number(major) > 1 || Number(minor) >= 17;
}

/** Verb and words, one after another, blocks taken apart. */
function* directives(text: string): Iterable<readonly string[]> {
  let block: string | undefined;
  for (const line of text.replace(/\/\*[\s\S]*?\*\//g, "").split("\n")) {
    const words = (line.replace(/\/\/.*$/, "").match(/"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s()]+|[()]/g) ?? []).map(unquoted);
    if (words.length === 0) continue;
    if (block !== undefined) {
      if (words[0] === ")") block = undefined;
      else yield [block, ...words];
    } else if (words.at(-1) === "(") block = words[0];
    else yield words;
  }
}

function unquoted(word: string): string {
  if (word.startsWith("`")) return word.slice(1, -1);
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word;
}

function replacement(words: readonly string[]): readonly Replacement[] {
  const arrow = words.indexOf("=>");
  const [name, version] = words.slice(0, arrow);
  const [by, byVersion] = words.slice(arrow + 1);
  return arrow < 0 || name === undefined || by === undefined ? [] : [{ name, version, by: { name: by, version: byVersion } }];
}
