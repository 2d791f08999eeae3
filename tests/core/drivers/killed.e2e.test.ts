// A driver's child dies with forge, however forge dies, and the next run goes on as if nothing had been.

import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { survivors } from "../../rig/kill.ts";
import { build } from "../../rig/outcomes.ts";
import { createProject, repository } from "../../rig/project.ts";
import { serve, whole } from "../../rig/scripted-server.ts";

const SLOW = `import { defineSource } from "forge-build";
import { z } from "zod";
export const slow = defineSource({
  kind: "slow",
  config: z.object({ url: z.string(), mark: z.string() }),
  fetch: async (ctx, { url, mark }) => {
    await Promise.all([ctx.run(["sh", "-c", "read line; exit 0", mark], { input: "\\n" }), ctx.download(url, { to: ctx.directory + "/file" })]);
  },
});
`;

test("kill -9 leaves no process of it", async () => {
  const mark = `forge-test-${process.pid}-${Date.now()}`;
  const kill = new AbortController();
  await using server = await serve((_, response) => {
    // The first byte is on its way, and the rest never comes.
    response.writeHead(200, { "content-length": "1000" });
    response.write("x", () => kill.abort());
  }, whole("all of it"));
  await using project = createProject({
    "build.config.ts": `import { defineProject, importElement } from "forge-build";
import { slow } from "./slow.ts";
const data = importElement({ sources: [slow({ url: "${server.url}/file", mark: "${mark}" })] });
export default defineProject({ name: "p", elements: { data }, default: data });
`,
    "slow.ts": SLOW,
  });
  symlinkSync(join(repository, "node_modules/zod"), join(project.root, "node_modules/zod"));
  expect((await project.forge(["build"], { signal: kill.signal })).signal).toBe("SIGKILL");
  await expect.poll(() => [project.root, project.store, mark].flatMap(survivors), { timeout: 10_000 }).toEqual([]);
  expect(await build(project)).toEqual({ data: "built" });
  expect((await project.forge(["fsck"])).exitCode).toBe(0);
});
