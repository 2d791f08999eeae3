// Reads Debian's control format (deb822): stanzas of `Name: value` lines, values continued by lines that begin with a space.
//
// Takes what is odd without complaint, since archives and hosts have it: comments, lines without a name, empty stanzas.
// Knows no field. Field names are found whatever their case.

/** One stanza. Values keep the line breaks of continued lines, without the leading space. */
export interface Stanza {
  get(field: string): string | undefined;
}

/** All stanzas of a text. */
export function parseStanzas(text: string): readonly Stanza[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(/\n(?:[ \t]*\n)+/)
    .map(parseStanza)
    .filter((fields) => fields.size > 0)
    .map((fields) => ({ get: (field) => fields.get(field.toLowerCase()) }));
}

/** The first stanza of a text; one without fields where there is none. */
export function parseOnlyStanza(text: string): Stanza {
  return parseStanzas(text)[0] ?? { get: () => undefined };
}

function parseStanza(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let name: string | undefined;
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) continue;
    if (/^[ \t]/.test(line)) {
      if (name !== undefined) fields.set(name, `${fields.get(name) ?? ""}\n${line.slice(1)}`);
      continue;
    }
    const colon = line.indexOf(":");
    name = colon > 0 ? line.slice(0, colon).toLowerCase() : undefined;
    if (name !== undefined) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}
