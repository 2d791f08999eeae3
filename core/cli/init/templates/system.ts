// Template `system`: a root file system of a distribution's packages, files of the project, and a program of its own.

import { archivesText, type Template } from "../template.ts";

export const system: Template = {
  title: "a root file system",
  files: ({ name, distribution }) => ({
    "options.ts": `// What can be chosen on the command line with \`-o name=value\`.

import { defineOptions, flag } from "forge-build";

export const options = defineOptions({
  /** Whether the system has tools to look into it. */
  debug: flag({ default: false }),
});
`,
    "build.config.ts": `// A root file system: packages, files of this project, and the two put together.

import { compose, debianBase, defineProject, importElement, local, script, sh } from "forge-build";
import { options } from "./options.ts";

/** Which archive and release. Where its mirror is, the machine that builds says. */
const archives = ${archivesText(distribution)};

/** ${distribution.title}, installed and configured. */
const base = debianBase({ archives, packages: options.debug ? ["procps"] : [] });

/** Files that lie in this project, as they are. */
const files = importElement({ sources: [local("./files")] });

/** A file that is made by commands, here with the base's own shell. */
const release = script({
  buildDepends: [base],
  run: [sh\`mkdir -p /forge/install/etc && echo "${name} on $(cat /etc/debian_version)" >/forge/install/etc/${name}-release\`],
});

/** The whole: what a machine needs at run time. */
const system = compose({ buildDepends: [base, files, release], include: ["runtime"] });

export default defineProject({
  name: "${name}",
  elements: { base, files, release, system },
  default: system,
});
`,
    "files/usr/bin/hello": `#!/bin/sh
echo "hello from ${name}"
`,
  }),
  readme: ({ name }) => `## What is in it

| | |
|---|---|
| \`build.config.ts\` | the elements: \`base\`, \`files\`, \`release\`, and \`system\`, which is made of them |
| \`options.ts\` | what can be chosen: \`npx forge build -o debug=true\` |
| \`files/\` | goes into the system as it is |

\`\`\`sh
npx forge shell system -- hello        # in the system: its own program
npx forge shell system                 # look around
npx forge checkout system --tar out/${name}.tar
\`\`\`
`,
};
