// Writes the synthetic project: N elements over one Debian base, each with up to three earlier ones as dependencies, each
// writing one file with the base's own shell. The same count and seed give the same edges.

import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Synthetic {
  readonly count: number;
  /** Enters every file, so that a new one makes every element cold. */
  readonly nonce: string;
}

/** Packages that make a base of about 11,000 files. */
const PACKAGES = ["gcc", "make", "libc6-dev"];

/** Makes an empty project directory that finds forge in `repository`. */
export function createProject(root: string, repository: string): void {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  symlinkSync(repository, join(root, "node_modules", "forge-build"));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }\n');
}

export function writeSynthetic(root: string, synthetic: Synthetic): void {
  writeFileSync(join(root, "build.config.ts"), configText(synthetic));
}

/** What element `index` writes, and where below the artifact's root. */
export function expectedFile(index: number, { nonce }: Synthetic): { readonly path: string; readonly text: string } {
  return { path: `usr/share/trivial/${index}`, text: `element ${index} ${nonce}\n` };
}

function configText({ count, nonce }: Synthetic): string {
  const edges = dependencies(count);
  const elements = edges.map((earlier, index) => {
    const names = ["base", ...earlier.map((other) => `e${other}`)].join(", ");
    return `const e${index} = manual({ buildDepends: [${names}], install: [sh\`mkdir -p /forge/install/usr/share/trivial && echo "element ${index} ${nonce}" >/forge/install/usr/share/trivial/${index}\`] });`;
  });
  const names = edges.map((_, index) => `e${index}`).join(", ");
  return `import { compose, debianBase, defineProject, manual, sh, stack } from "forge-build";
const base = debianBase({ archives: [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }], packages: ${JSON.stringify(PACKAGES)} });
${elements.join("\n")}
const all = stack({ depends: [${names}] });
const check = compose({ buildDepends: [${names}], integrate: false });
export default defineProject({ name: "trivial", elements: { base, all, check, ${names} }, default: all });
`;
}

function dependencies(count: number): readonly (readonly number[])[] {
  let state = 20261124;
  const random = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, (_, index) => {
    const earlier = Array.from({ length: Math.min(index, random(4)) }, () => random(index));
    return [...new Set(earlier)].sort((a, b) => a - b);
  });
}
