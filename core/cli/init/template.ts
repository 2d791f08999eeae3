// What a template of `forge init` is: a title and the files of a project, as data.
//
// Settings that every project has are in settings.ts; a template holds what makes it different.

import type { Distribution } from "./distribution.ts";

export interface TemplateContext {
  /** Name of the project, which is also its package's. */
  readonly name: string;
  readonly distribution: Distribution;
}

export interface Template {
  /** What is written, for the line that says so. */
  readonly title: string;
  /** Text of each file, by path. */
  files(context: TemplateContext): { readonly [path: string]: string };
  /** Sections of the README behind its head. */
  readme(context: TemplateContext): string;
}

/** The archives of a distribution, as the text of a field. */
export function archivesText({ mirror, suite }: Distribution): string {
  return `[{ mirror: "${mirror}", suites: ["${suite}"], components: ["main"] }]`;
}
