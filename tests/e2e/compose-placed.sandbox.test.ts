// A composition whose parts are placed is integrated as one root: what commands change there is kept, what they do not is too.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build } from "../rig/outcomes.ts";
import { addBusybox, createProject } from "../rig/project.ts";

const config = `import { compose, defineProject, importElement, local, sh } from "forge-build";
const base = importElement({ sources: [local("./base")], integration: [sh\`cat /opt/part/name >/etc-name; rm /opt/part/gone; echo changed >/opt/part/changed\`] });
const part = importElement({ sources: [local("./part")] });
const image = compose({ buildDepends: [base, { element: part, at: "/opt/part" }] });
export default defineProject({ name: "p", elements: { base, part, image }, default: image });
`;

test("parts placed below the root", async () => {
  await using project = createProject({
    "build.config.ts": config,
    "part/name": "part\n",
    "part/gone": "x\n",
    "part/changed": "x\n",
    "part/kept": "kept\n",
  });
  addBusybox(project);
  await build(project);
  expect((await project.forge(["checkout", "image", "out"])).exitCode).toBe(0);
  expect(readdirSync(join(project.root, "out/opt/part")).sort()).toEqual(["changed", "kept", "name"]);
  expect([project.read("out/etc-name"), project.read("out/opt/part/changed"), project.read("out/opt/part/kept")]).toEqual([
    "part\n",
    "changed\n",
    "kept\n",
  ]);
});
