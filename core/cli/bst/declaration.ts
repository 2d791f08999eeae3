// What `forge sync` writes of a `.bst` project: a declaration of its options and elements, so that the editor knows them.
//
// One text for one project, whatever machine wrote it. Elements that cannot be used are not in it.

import { RUNTIME } from "../../../dsl/bst/dependencies.ts";
import type { BstLoad } from "../../../dsl/bst/load.ts";
import type { LoadElement } from "../../../dsl/bst/load-element.ts";
import type { Declaration } from "../../../dsl/bst/options/option-types.ts";
import * as access from "../../../dsl/bst/yaml/access.ts";

/** The text of the file. `name`: what the project is called by the one that stands on it. */
export function declarationText(name: string, load: BstLoad): string {
  const { options } = load.project.isFullyLoaded ? load.project.config : load.project.firstPass;
  const declared = [...options.declarations.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const domains = domainSets(load);
  const aliases = new Map<string, string>();
  const aliasOf = (set: string): string => {
    const known = aliases.get(set) ?? `Domains${aliases.size + 1}`;
    aliases.set(set, known);
    return known;
  };
  const elements = usable(load).map(({ fullName, kind, description }) => {
    const comment = description === "" ? "" : `    /** ${description.replaceAll("*/", "* /").replaceAll(/\s+/g, " ").trim()} */\n`;
    const set = [...(domains.get(fullName) ?? [])].sort();
    return `${comment}    readonly ${JSON.stringify(fullName)}: Element<${JSON.stringify(kind)}, ${aliasOf(set.map((one) => JSON.stringify(one)).join(" | ") || "never")}>;\n`;
  });
  return `// Written by \`forge sync\`: what the project ${load.project.name} has. Changes are lost.

import type { Element } from ${JSON.stringify(PACKAGE)};

export interface ${typeName(name)} {
  readonly options: {
${declared.map((one) => `${one.description === "" ? "" : `    /** ${one.description.replaceAll("*/", "* /").trim()} */\n`}    readonly ${propertyName(one.name)}: ${typeOf(one)};\n`).join("")}  };
  readonly elements: {
${elements.join("")}  };
}
${[...aliases].map(([set, alias]) => `\ntype ${alias} = ${set};\n`).join("")}`;
}

const PACKAGE = "forge-build";

/** Elements that can be named, by name; of projects further down those that something needs. */
function usable(load: BstLoad): readonly LoadElement[] {
  const isNamed = ({ kind }: LoadElement): boolean => kind !== "junction" && kind !== "link";
  return load.elements
    .map((element) => element.load)
    .filter(isNamed)
    .sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
}

/** For each element its own domains and those of what it needs at run time. */
function domainSets({ elements }: BstLoad): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<LoadElement, ReadonlySet<string>>();
  // Dependencies come first.
  for (const { load, public: data } of elements) {
    const own = access.mappingOrEmpty(access.mappingOrEmpty(data, "bst"), "split-rules").entries.keys();
    const below = load.dependencies.filter(({ type }) => (type & RUNTIME) !== 0).flatMap(({ element }) => [...(found.get(element) ?? [])]);
    found.set(load, new Set([...own, ...below]));
  }
  return new Map([...found].map(([{ fullName }, set]) => [fullName, set]));
}

function typeOf({ type, values }: Declaration): string {
  const union = (values ?? []).map((value) => JSON.stringify(value)).join(" | ") || "string";
  if (type === "bool") return "boolean";
  return type === "flags" || type === "element-mask" ? `readonly (${union})[]` : union;
}

function typeName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z]/.test(joined) ? joined : `Project${joined}`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
