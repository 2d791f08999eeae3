// The README of a new project: what it is, the commands to begin with, and what its template has to say.

import type { Template, TemplateContext } from "./template.ts";

export function readmeText(template: Template, context: TemplateContext): string {
  return `# ${context.name}

${template.title.charAt(0).toUpperCase()}${template.title.slice(1)}, built by forge of packages of ${context.distribution.title}.

\`\`\`sh
npm install
npx forge build --track   # the first time: pins packages in forge.lock
npx forge build           # from then on
npx forge check           # types, and whether the configuration says the same twice
npx forge show            # the elements, and what of them is built
\`\`\`

Commit \`forge.lock\`: with it, everybody builds the same. \`npx forge track\` moves it on to what is newest.

${template.readme(context)}`;
}
