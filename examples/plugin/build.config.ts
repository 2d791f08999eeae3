// A kind of element and a kind of source that forge does not bring: a package has them, and they are used by its name.

import { compose, debian, defineProject, importElement, sh } from "forge-build";
import { release, shellPrograms } from "forge-shell-programs";

/** One program with many names, among them the shell. */
const base = importElement({
  sources: [debian({ archives: [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }], packages: ["busybox-static"] })],
  links: { "/bin/sh": "busybox" },
  integration: [sh`/bin/busybox --install -s /bin`],
});

const greet = shellPrograms({
  sources: [release({ index: "releases:index.json", track: "1." })],
  depends: [base],
});

const system = compose({ buildDepends: [greet], include: ["runtime"], orphans: true });

export default defineProject({
  name: "plugin",
  elements: { base, greet, system },
  default: system,
  // Where upstream/serve.js serves them. A user's setting of this name wins.
  mirrors: { releases: "http://127.0.0.1:8462" },
});
