// Reads the file of one element: its name checked, conditions and includes applied, keys known; a link's target found.

import { applyConditions } from "./conditions.ts";
import { BstError, isBstError, loadError } from "./errors.ts";
import { processIncludes } from "./includes.ts";
import { isFirstPass, type LoadElement, newLoadElement } from "./load-element.ts";
import type { Loader } from "./loader.ts";
import { noteLink } from "./overrides.ts";
import * as access from "./yaml/access.ts";
import { tree } from "./yaml/make.ts";
import { type BstNode, type Mapping, placeOf } from "./yaml/node.ts";

interface Request {
  /** What refers to the element. */
  readonly from: BstNode | undefined;
}

/** An element without its dependencies. Throws if there is no such file; what is wrong inside it is noted on the element. */
export function loadElementFile(loader: Loader, name: string, { from }: Request): LoadElement {
  const element = read(loader, name, from, false);
  if (!element) throw new Error("internal: an element was not loaded");
  return element;
}

/** The element if it is a junction or a link; undefined for others, which are not looked at closer. */
export function loadFirstPassElement(loader: Loader, name: string, { from }: Request): LoadElement | undefined {
  return read(loader, name, from, true);
}

function read(loader: Loader, name: string, from: BstNode | undefined, onlyFirstPass: boolean): LoadElement | undefined {
  checkName(name, from);
  let element: LoadElement | undefined;
  try {
    element = parse(loader, name, readFile(loader, name, from), onlyFirstPass);
  } catch (error) {
    // What is wrong with the project, or with who refers to the element, is not the element's fault.
    if (!isBstError(error) || error === loader.project.failure || error instanceof NoSuchElement) throw error;
    element = { ...newLoadElement(loader, name, BROKEN), complete: true };
    loader.project.session.note(element, error);
  }
  if (!element) return undefined;
  loader.elements.set(name, element);
  if (element.linkTarget) noteLink(loader, name, element.linkTarget);
  return element;
}

/** Stands for an element whose file cannot be used. */
const BROKEN: Mapping = tree({ kind: "" });

/** There is no file of that name. */
class NoSuchElement extends BstError {}

function readFile({ project }: Loader, name: string, from: BstNode | undefined): Mapping {
  try {
    return project.session.parsed.read(project.files.real(`${project.elementPath}/${name}`), { stripped: project.format === 2 });
  } catch (error) {
    if (!isBstError(error) || (error.reason !== "MISSING_FILE" && error.reason !== "LOADING_DIRECTORY")) throw error;
    const where = project.junction
      ? `in the project of the junction "${project.junction.fullName}"`
      : `below ${project.session.parsed.show(project.elementPath)}`;
    const place = from && placeOf(from);
    throw new NoSuchElement({
      domain: "LOAD",
      reason: error.reason,
      code: "FORGE1012",
      message: error.reason === "MISSING_FILE" ? `there is no element "${name}" ${where}` : `"${name}" is a directory`,
      help: "an element is named by its file's path below there; forge show lists what there is",
      ...(place && { place }),
    });
  }
}

function parse(loader: Loader, name: string, file: Mapping, onlyFirstPass: boolean): LoadElement | undefined {
  const { project } = loader;
  const kind = access.requiredText(file, "kind");
  if (isFirstPass(kind)) {
    const element = newLoadElement(loader, name, applyConditions(file, project.firstPass.options));
    if (kind === "link") element.linkTarget = project.session.linkTarget(element);
    return element;
  }
  if (onlyFirstPass) return undefined;
  project.ensureFullyLoaded();
  const applied = applyConditions(file, project.config.options);
  return newLoadElement(loader, name, processIncludes(applied, project.includeScope, { localOnly: false, conditions: true }));
}

function checkName(name: string, from: BstNode | undefined): void {
  if (!name.endsWith(".bst"))
    throw loadError("BAD_ELEMENT_SUFFIX", `the name of an element ends in .bst; "${name}" does not`, { node: from });
  if (/[^ -~]|[<>"|?*]/.test(name))
    throw loadError("BAD_CHARACTERS_IN_NAME", `"${name}" has characters that no element's name may have`, { node: from });
}
