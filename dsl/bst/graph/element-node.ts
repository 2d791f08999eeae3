// One element of a `.bst` project as the graph has it.

import type { ElementNode, FatalWarning } from "../../../core/model/graph.ts";
import type { ElementId } from "../../../core/model/ids.ts";
import type { JsonObject } from "../../../core/model/json.ts";
import type { ResolvedElement } from "../element.ts";
import type { LoadElement } from "../load-element.ts";
import type { Project } from "../project.ts";
import { compareText } from "../text.ts";
import * as access from "../yaml/access.ts";
import type { Mapping, Sequence } from "../yaml/node.ts";
import { plainMapping } from "../yaml/plain.ts";
import { collectedFiles } from "./collected.ts";
import { layoutOf } from "./layout.ts";
import { placesIn } from "./places.ts";
import { type ElementRecipe, recipeOf } from "./recipe.ts";
import type { SourceList } from "./source-list.ts";

export interface NodeContext {
  readonly idOf: (element: LoadElement) => ElementId;
  /** By what they were loaded from. */
  readonly resolved: ReadonlyMap<object, ResolvedElement>;
  readonly sources: SourceList;
}

export function createNodeMaker({ idOf, resolved, sources }: NodeContext): (element: ResolvedElement) => ElementNode {
  // Most elements have those of their kind.
  const environments = new Map<Mapping, ElementNode["environment"]>();
  const fatalWarnings = new Map<Project, readonly FatalWarning[]>();
  const patternLists = new Map<Sequence, readonly string[]>();
  return (element) => {
    const { load } = element;
    const layout = layoutOf(element, idOf);
    const collected = collectedFiles(element, resolved);
    const { recipe, base, needs }: ElementRecipe = collected
      ? { recipe: collected.files.size > 0 ? WHOLE : { type: "stack" }, base: "/", needs: collected.needs }
      : recipeOf(element, layout);
    const listed = sources.of(element, base);
    const made = collected && collected.files.size > 0 ? [{ source: sources.written(collected, placesIn([load.node])), at: "/" }] : [];
    const all = [...needs, ...layout.needs, ...listed.needs];
    const bst = access.mappingOrEmpty(element.public, "bst");
    const fatal = remembered(fatalWarnings, load.loader.project, fatalIn);
    return {
      names: [load.fullName],
      kind: load.kind,
      kindVersion: 1,
      ...(load.description !== "" && { description: load.description }),
      place: placesIn([load.node]),
      edges: layout.edges,
      sources: [...listed.sources, ...made],
      recipe,
      environment: remembered(environments, element.environment, sortedEnvironment),
      environmentNocache: element.environmentNocache.filter((name) => element.environment.entries.has(name)),
      splitRules: [...access.mappingOrEmpty(bst, "split-rules").entries].map(([domain, patterns]) => [
        domain,
        remembered(patternLists, access.asSequence(patterns, domain), access.texts),
      ]),
      integration: access.textsOrEmpty(bst, "integration-commands"),
      overlapWhitelist: access.textsOrEmpty(bst, "overlap-whitelist").map(absolute),
      ...(fatal.length > 0 && { fatalWarnings: fatal }),
      public: otherPublic(element.public, bst),
      variables: NONE,
      ...(all.length > 0 && { needs: [...new Set(all)] }),
    };
  };
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  const value = known.get(key) ?? make(key);
  known.set(key, value);
  return value;
}

/** Warnings that are errors in the project and that forge has, too. What is wrong with URLs and refs was said when it was loaded. */
export function fatalIn(project: Project): readonly FatalWarning[] {
  const known: { readonly [token: string]: FatalWarning } = { overlaps: "overlaps", "unstaged-files": "unstagedFiles" };
  return project.fatalWarnings.flatMap((token) => (Object.hasOwn(known, token) ? (known[token] ?? []) : []));
}

/** In format 1 they could be relative. */
function absolute(pattern: string): string {
  return pattern.startsWith("/") ? pattern : `/${pattern}`;
}

function sortedEnvironment(environment: Mapping): ElementNode["environment"] {
  const entries = [...environment.entries].map(([name, value]) => [name, access.asScalar(value, name).text] as const);
  return entries.sort(([a], [b]) => compareText(a, b));
}

/** What they are is shown from the element itself (show.ts): two hundred for each element would be most of a graph. */
const NONE = {};

const WHOLE: ElementNode["recipe"] = { type: "import", from: "/", to: "/", links: [] };

/** Keys of `public.bst` that the graph says elsewhere. */
const SAID = ["split-rules", "integration-commands", "overlap-whitelist"];

function otherPublic(data: Mapping, bst: Mapping): JsonObject {
  const all = plainMapping(data);
  const rest = plainMapping(bst);
  for (const key of SAID) delete rest[key];
  if (Object.keys(rest).length === 0) delete all["bst"];
  else all["bst"] = rest;
  return all;
}
