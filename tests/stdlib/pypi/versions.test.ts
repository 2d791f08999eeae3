// Versions of Python packages: the order that PEP 440 gives, and what specifiers ask for.

import { expect, test } from "vitest";
import { compareVersions, isPrerelease, parseSpecifier, parseVersion, wantsPrerelease } from "../../../stdlib/pypi/versions.ts";

const ORDERED = [
  "0.9",
  "1.0.dev456",
  "1.0a1",
  "1.0a2.dev456",
  "1.0a12.dev456",
  "1.0a12",
  "1.0b1.dev456",
  "1.0b2",
  "1.0b2.post345.dev456",
  "1.0b2.post345",
  "1.0rc1.dev456",
  "1.0rc1",
  "1.0",
  "1.0+abc.5",
  "1.0+abc.7",
  "1.0+5",
  "1.0.post456.dev34",
  "1.0.post456",
  "1.0.15",
  "1.1.dev1",
  "1.10",
  "1!0.1",
];

test("versions are ordered as PEP 440 says", () => {
  const shuffled = ORDERED.toReversed().map((text) => ({ text, version: parseVersion(text)! }));
  expect(shuffled.sort((a, b) => compareVersions(a.version, b.version)).map(({ text }) => text)).toEqual(ORDERED);
});

test("spellings of one version are equal", () => {
  for (const [a, b] of [
    ["1.0", "v1.0.0"],
    ["1.0alpha1", "1.0-a.1"],
    ["1.0c1", "1.0rc1"],
    ["1.0-1", "1.0.post1"],
    ["1.0+ubuntu_1", "1.0+ubuntu.1"],
  ] as const) {
    expect([a, compareVersions(parseVersion(a)!, parseVersion(b)!)]).toEqual([a, 0]);
  }
  expect(parseVersion("french toast")).toBeUndefined();
});

for (const [specifier, fitting, others] of [
  [">=2,<3", ["2", "2.31", "2.0.post1"], ["1.9", "3", "3.0rc1", "3.1"]],
  ["~=1.4.2", ["1.4.2", "1.4.9"], ["1.5", "1.4.1"]],
  ["==1.1.*", ["1.1", "1.1.5", "1.1rc1"], ["1.10", "1.2"]],
  ["!=1.5", ["1.4", "1.5.1"], ["1.5", "1.5.0"]],
  [">1.7", ["1.8", "1.7.1"], ["1.7", "1.7.post1"]],
  ["==1.0", ["1.0", "1.0+local"], ["1.0.1"]],
] as const) {
  test(`${specifier} asks for ${fitting.join(", ")}`, () => {
    const fits = parseSpecifier(specifier)!;
    expect(fitting.filter((text) => !fits(parseVersion(text)!))).toEqual([]);
    expect(others.filter((text) => fits(parseVersion(text)!))).toEqual([]);
  });
}

test("only a specifier that names a version before a release asks for one", () => {
  expect([wantsPrerelease(">=2.0b1"), wantsPrerelease(">=2"), wantsPrerelease("!=2.0b1")]).toEqual([true, false, false]);
  expect(isPrerelease(parseVersion("1.0.post1")!)).toBe(false);
  expect(parseSpecifier(">=")).toBeUndefined();
});
