// Which element an ancestor's junction puts in the place of one of a subproject, and what links stand for meanwhile.
//
// An override names an element by a path from the subproject, which may lead through links; so links are resolved, as far
// as they are known, before paths are compared. The highest ancestor's override wins.

import { loadFirstPassElement } from "./element-file.ts";
import { loadError } from "./errors.ts";
import type { Loader } from "./loader.ts";
import { normalName } from "./paths.ts";
import { strip } from "./text.ts";
import type { BstNode, Scalar } from "./yaml/node.ts";

/** Known links of one project, by path from it, to what they stand for. */
export class LinkTable {
  readonly #targets = new Map<string, string>();

  /** Notes a link, and leads earlier links that point to it on to its target. */
  add(link: string, target: string): void {
    this.#targets.set(link, target);
    for (const [other, otherTarget] of this.#targets) {
      if (this.expand(otherTarget) === link) this.#targets.set(other, target);
    }
  }

  /** A path with the first known link at its beginning replaced. */
  expand(path: string): string {
    for (const [link, target] of this.#targets) if (path.startsWith(link)) return target + path.slice(link.length);
    return path;
  }
}

export interface Override {
  /** The loader whose project has the junction with the override. */
  readonly loader: Loader;
  readonly target: Scalar;
}

/** Every override of a name, from the nearest ancestor to the highest. */
export function overridesOf(from: Loader, name: string): Override[] {
  const found: Override[] = [];
  let path = name;
  for (let loader = from; loader.parent !== undefined; loader = loader.parent) {
    const { junction } = loader.project;
    if (!junction) break;
    const target = overrideAt(loader, junction.overrides, path);
    if (target) found.push({ loader: loader.parent, target });
    path = `${junction.name}:${path}`;
  }
  return found;
}

/** Notes a link in its own project and, under the path from there, in every ancestor. */
export function noteLink(from: Loader, name: string, target: Scalar): void {
  let link = name;
  let path = strip(target.text);
  from.links.add(link, path);
  for (let loader = from; loader.parent !== undefined && loader.project.junction !== undefined; loader = loader.parent) {
    link = `${loader.project.junction.name}:${link}`;
    path = `${loader.project.junction.name}:${path}`;
    loader.parent.links.add(link, path);
  }
}

/** Reads the junctions and links that a project's overrides name, so that links among them are known. */
export function shallowLoadOverrides(loader: Loader): void {
  for (const [path, target] of loader.project.junction?.overrides ?? []) {
    let next: Path | undefined = { path, node: target };
    for (let hops = 0; next !== undefined; hops++) {
      if (hops > MAX_HOPS) throw loadError("CIRCULAR_REFERENCE", `links lead from "${path}" round in a circle`, { node: target });
      next = shallowLoad(loader, next);
    }
  }
}

const MAX_HOPS = 1000;

interface Path {
  readonly path: string;
  readonly node: BstNode;
}

/** Reads one element by path; where it is a link, what it stands for. */
function shallowLoad(from: Loader, { path, node }: Path): Path | undefined {
  const colon = path.lastIndexOf(":");
  const prefix = colon < 0 ? "" : path.slice(0, colon);
  const loader = colon < 0 ? from : from.loadedChild(prefix, node);
  if (!loader) return undefined;
  const name = normalName(path.slice(colon + 1));
  const element = loader.elements.get(name) ?? loadFirstPassElement(loader, name, { from: node });
  if (!element?.linkTarget) return undefined;
  const target = strip(element.linkTarget.text);
  return { path: colon < 0 ? target : `${prefix}:${target}`, node: element.linkTarget };
}

function overrideAt(loader: Loader, overrides: ReadonlyMap<string, Scalar>, path: string): Scalar | undefined {
  const exact = overrides.get(path);
  if (exact) return exact;
  for (const [key, target] of overrides) if (loader.links.expand(key) === path) return target;
  return undefined;
}
