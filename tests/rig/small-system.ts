// A project small enough to build in a second: a base with busybox, a library made over it, a program made with both, and
// an image that composes them. What the tests of rebuilding, killing and damage change and look at.

import { addBusybox, createProject, type Project, type ProjectOptions } from "./project.ts";

export const smallConfig = `import { compose, defineProject, importElement, local, script, sh } from "forge-build";

const base = importElement({ sources: [local("./base")] });

const library = script({
  buildDepends: [base],
  run: [sh\`mkdir -p /forge/install/usr/lib && echo library >/forge/install/usr/lib/library\`],
});

const program = script({
  buildDepends: [base, library],
  run: [sh\`mkdir -p /forge/install/usr/bin && cat /usr/lib/library >/forge/install/usr/bin/program\`],
});

const image = compose({ buildDepends: [base, library, program], integrate: false });

export default defineProject({
  name: "small",
  elements: { base, library, program, image },
  default: image,
});
`;

export function createSmallSystem(files: { readonly [path: string]: string } = {}, options: ProjectOptions = {}): Project {
  const project = createProject({ "build.config.ts": smallConfig, ...files }, options);
  addBusybox(project);
  return project;
}
