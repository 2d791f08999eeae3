// What several products stand on: a small system, a library, and programs over it.

import { debian, defineProject, importElement, inline, local, sh, stack } from "forge-build";
import { options } from "./options.ts";

export { options };

/** One program with many names, among them the shell. */
const base = importElement({
  sources: [debian({ archives: [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }], packages: ["busybox-static"] })],
  links: { "/bin/sh": "busybox" },
  integration: [sh`/bin/busybox --install -s /bin`],
});

/** Packs and unpacks. */
const zlib = importElement({ sources: [local("zlib")], to: "/usr/lib/zlib", runtimeDepends: [base] });

/** How hard. */
const level = importElement({ sources: [inline({ level: `${options.level}\n` })], to: "/etc/zlib" });

/** Programs over the library. */
const tools = importElement({ sources: [local("tools")], to: "/usr/bin", runtimeDepends: [base, zlib, level] });

const runtime = stack({ depends: [base, tools] });

export default defineProject({ name: "sdk", elements: { base, zlib, level, tools, runtime } });
