// The texts that Debian's tools write: stanzas and relations, the odd ones included.

import { expect, test } from "vitest";
import { groupText, parseRelations } from "../../../stdlib/debian/relations.ts";
import { parseStanzas } from "../../../stdlib/debian/stanza.ts";
import { index, stanza } from "./archive-text.ts";

test("stanzas are told apart by empty lines, values go on over lines, names have no case", () => {
  const [first, second, third, ...others] = parseStanzas(
    "\n\nTypes: deb\nSuites: a\n b\n\tc\n# said\n d\n \t\nEMPTY:\n\n\r\ntypes: x\r\n\n",
  );
  expect(others).toEqual([]);
  expect(["Types", "SUITES", "Gone"].map((field) => first?.get(field))).toEqual(["deb", "a\nb\nc\nd", undefined]);
  expect([first?.get("Empty"), second?.get("Empty"), third?.get("Types")]).toEqual([undefined, "", "x"]);
});

test("lines that say nothing are passed over", () => {
  expect(parseStanzas("no colon here\n: no name\nA: 1\n").map((found) => found.get("a"))).toEqual(["1"]);
  expect(parseStanzas("")).toEqual([]);
});

test("relations with alternatives, versions, architectures, and spaces where they may be", () => {
  const parsed = parseRelations("a(>=1.0~rc1), b:any |c ( << 2:3-4 ),d:i386 (= 1) ,, e|f");
  expect(parsed.map(groupText)).toEqual(["a (>= 1.0~rc1)", "b:any | c (<< 2:3-4)", "d:i386 (= 1)", "e | f"]);
  expect(parseRelations(undefined)).toEqual([]);
});

test("a stanza is found whatever its first field and wherever it stands", () => {
  const packages = index(
    stanza("first"),
    "Architecture: amd64\nVersion: 2\nPackage: odd\nDepends: first,\n second\nProvides: x,\n y\n",
    stanza("second"),
    "Package: last\nArchitecture: all\nVersion: 1",
  );
  expect(["first", "odd", "second", "last"].map((name) => packages.candidate(name)?.version)).toEqual(["1", "2", "1", "1"]);
  expect(packages.candidate("odd")?.depends.map(groupText)).toEqual(["first", "second"]);
  expect(packages.providers("y").map(({ name }) => name)).toEqual(["odd"]);
});
