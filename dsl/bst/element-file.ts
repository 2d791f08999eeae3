// Reads the file of one element: its name checked, conditions and includes applied, keys known; a link's target found.

import { join } from "node:path";
import { applyConditions } from "./conditions.ts";
import { isBstError, loadError } from "./errors.ts";
import { processIncludes } from "./includes.ts";
import { isFirstPass, type LoadElement, newLoadElement } from "./load-element.ts";
import type { Loader } from "./loader.ts";
import { noteLink } from "./overrides.ts";
import * as access from "./yaml/access.ts";
import { tree } from "./yaml/make.ts";
import type { BstNode, Mapping } from "./yaml/node.ts";

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
  requireFile(loader, name, from);
  let element: LoadElement | undefined;
  try {
    element = parse(loader, name, onlyFirstPass);
  } catch (error) {
    // What is wrong with the project is not the element's fault.
    if (!isBstError(error) || error === loader.project.failure) throw error;
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

function parse(loader: Loader, name: string, onlyFirstPass: boolean): LoadElement | undefined {
  const { project } = loader;
  const file = project.session.parsed.read(project.files.real(join(project.elementPath, name)), { stripped: project.format === 2 });
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

function requireFile({ project }: Loader, name: string, from: BstNode | undefined): void {
  const kind = project.files.kind(join(project.elementPath, name));
  if (kind === "directory") throw loadError("LOADING_DIRECTORY", `"${name}" is a directory`, { node: from });
  if (kind !== undefined) return;
  const where = project.junction
    ? `in the project of the junction "${project.junction.fullName}"`
    : `below ${project.session.parsed.show(project.elementPath)}`;
  throw loadError("MISSING_FILE", `there is no element "${name}" ${where}`, { node: from, code: "FORGE1012" });
}

function checkName(name: string, from: BstNode | undefined): void {
  if (!name.endsWith(".bst"))
    throw loadError("BAD_ELEMENT_SUFFIX", `the name of an element ends in .bst; "${name}" does not`, { node: from });
  if (/[^ -~]|[<>"|?*]/.test(name))
    throw loadError("BAD_CHARACTERS_IN_NAME", `"${name}" has characters that no element's name may have`, { node: from });
}
