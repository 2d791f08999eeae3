// Keys of one element of each recipe and of some kinds, pinned: the same on every machine and Node version (invariant 1).
//
// A change here means that everybody rebuilds everything: it needs a line in CHANGELOG.md, and FORGE_GOLDEN=write.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keys } from "../rig/outcomes.ts";
import { createProject, repository } from "../rig/project.ts";

const golden = join(repository, "tests/golden/keys.json");

const config = `import {
  append, autotools, buildOnly, cmake, compose, defineProject, filter, importElement, inline, local, manual, match, meson, remote, script, sh, stack, text,
} from "forge-build";

const base = importElement({ sources: [local("./base")], links: { "/bin/sh": "busybox" }, integration: [sh\`/bin/busybox --install -s /bin\`] });
const data = importElement({ sources: [inline({ "etc/data": "text\\n" })], to: "/usr/share", domains: { extra: ["/usr/share/etc/**"] } });
const pinned = importElement({ sources: [remote({ url: "http://127.0.0.1/file", sha256: "${"0123456789abcdef".repeat(4)}" })] });
const library = autotools({ sources: [local("./base")], buildDepends: [base], depends: [data], variables: { prefix: "/opt" }, environment: { LC_ALL: "C" } });
const program = cmake({ sources: [local("./base")], buildDepends: [base], depends: [buildOnly(library)], split: { devel: append([text\`/opt/include/**\`]) } });
const other = meson({ sources: [local("./base")], depends: [base], runtimeDepends: [library] });
const byHand = manual({ buildDepends: [base], install: [sh\`install -D \${"a b"} /forge/install/\${match("x", { x: "y" })}\`] });
const all = stack({ depends: [library, program, other], public: { note: { text: "read by dependants" } } });
const system = compose({ buildDepends: [all, byHand, pinned], include: ["runtime"] });
const part = filter({ buildDepends: [data], include: ["extra"] });
const image = script({ buildDepends: [base, { element: system, at: "/forge/input" }], run: [sh\`tar -cf /forge/install/image.tar -C /forge/input .\`] });

export default defineProject({ name: "golden", elements: { base, data, pinned, build: { library, program, other, byHand }, all, system, part, image }, default: image });
`;

test.skipIf(process.arch !== "x64")("keys are what they were", async () => {
  await using project = createProject({ "build.config.ts": config, "base/bin/busybox": "not a program\n", "base/etc/name": "base\n" });
  const found = await keys(project);
  if (process.env.FORGE_GOLDEN === "write") writeFileSync(golden, `${JSON.stringify(found, null, 2)}\n`);
  expect(found).toEqual(JSON.parse(readFileSync(golden, "utf8")));
});
