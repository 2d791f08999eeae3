// Which files belong to which artifact: lists of rules, the first of which that matches a path decides.

import { asMap, list, required, requiredText, texts, written } from "./access.ts";
import type { SplitRule } from "./model.ts";
import type { MapNode, YamlNode } from "./yaml.ts";

/** The rules in a field of a mapping, in order; none where it is not there. */
export function readRules(map: MapNode, name: string): readonly SplitRule[] {
  return list(map, name).map((node) => readRule(node, name));
}

function readRule(node: YamlNode, name: string): SplitRule {
  const rule = asMap(node, `an entry of \`${name}\``);
  required(rule, "include", "the artifact");
  return {
    artifact: requiredText(rule, "artifact", `an entry of \`${name}\``),
    include: texts(rule, "include").map(written),
    place: rule.place,
  };
}

const CHUNK_RULES: readonly (readonly [artifact: string, include: readonly string[]])[] = [
  ["-bins", ["(usr/)?s?bin/.*"]],
  ["-libs", ["(usr/)?lib(32|64)?/lib[^/]*\\.so(\\.\\d+)*", "(usr/)?libexec/.*"]],
  [
    "-devel",
    ["(usr/)?include/.*", "(usr/)?lib(32|64)?/lib.*\\.a", "(usr/)?lib(32|64)?/lib.*\\.la", "(usr/)?(lib(32|64)?|share)/pkgconfig/.*\\.pc"],
  ],
  ["-doc", ["(usr/)?share/doc/.*", "(usr/)?share/man/.*", "(usr/)?share/info/.*"]],
  ["-locale", ["(usr/)?share/locale/.*", "(usr/)?share/i18n/.*", "(usr/)?share/zoneinfo/.*"]],
  ["-misc", [".*"]],
];

const STRATUM_RULES: readonly (readonly [artifact: string, include: readonly string[]])[] = [
  ["-devel", [".*-devel", ".*-debug", ".*-doc"]],
  ["-runtime", [".*-bins", ".*-libs", ".*-locale", ".*-misc", ".*"]],
];

/** What builders knew before DEFAULTS had these tables. */
export const BUILT_IN_RULES = {
  chunk: CHUNK_RULES.map(builtIn),
  stratum: STRATUM_RULES.map(builtIn),
} as const;

function builtIn([artifact, include]: readonly [string, readonly string[]]): SplitRule {
  return { artifact, include, place: { file: "VERSION", line: 1 } };
}
