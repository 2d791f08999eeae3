// Kinds of sources that a project or a package brings, through the whole command.

import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectComplaint } from "../../rig/faults.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { build } from "../../rig/outcomes.ts";
import { createProject, type Project, repository } from "../../rig/project.ts";

/** Lists are numbered on the server: the newest one is tracked, and laid out as a file for each line. */
const LISTS = `import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineSource } from "forge-build";
import { z } from "zod";

export const lists = defineSource({
  kind: "lists",
  config: z.object({ from: z.string(), prefix: z.string().default("") }),
  ref: z.object({ revision: z.number().int() }),
  lockInputs: ({ from }) => [from],
  track: async (ctx, { from }) => ({ revision: Number(await ctx.httpText(from + "/newest")) }),
  fetch: async (ctx, { from }, ref) => void (await ctx.download(\`\${from}/\${ref.revision}\`, { to: join(ctx.directory, "list") })),
  stage: async (ctx, { prefix }) => {
    const { stdout } = await ctx.run(["cat", join(ctx.fetched ?? "", "list")]);
    for (const line of stdout.trim().split("\\n")) writeFileSync(join(ctx.directory, prefix + line), line);
  },
});
`;

function config(url: string, module: string): string {
  return `import { defineProject, importElement } from "forge-build";
import { lists } from "${module}";
const data = importElement({ sources: [lists({ from: "${url}", prefix: "x-" })] });
export default defineProject({ name: "p", elements: { data }, default: data });
`;
}

async function checkedOut(project: Project): Promise<readonly string[]> {
  expect((await project.forge(["checkout", "data", "out", "--force"])).exitCode).toBe(0);
  return readdirSync(join(project.root, "out")).sort();
}

for (const [where, module, files] of [
  ["a file of the project", "./sources/lists.ts", { "sources/lists.ts": LISTS }],
  ["a file of a project without package.json's word for modules", "./lists.ts", { "lists.ts": LISTS, "package.json": "{}\n" }],
  [
    "a package",
    "forge-lists",
    {
      "node_modules/forge-lists/index.ts": LISTS,
      "node_modules/forge-lists/package.json": '{ "name": "forge-lists", "version": "1.0.0", "type": "module", "exports": "./index.ts" }\n',
    },
  ],
] as const) {
  test(`a kind in ${where} is tracked, locked, fetched and laid out`, async () => {
    await using server = await serveFiles({ "/newest": "3\n", "/3": "a\nb\n" });
    await using project = createProject({ "build.config.ts": config(server.url, module), ...files });
    symlinkSync(join(repository, "node_modules/zod"), join(project.root, "node_modules/zod"));
    expect(await build(project, ["--track"])).toEqual({ data: "built" });
    expect(project.read("forge.lock")).toBe(`["forge-lock",1]\n["lists",["${server.url}"],{"revision":3}]\n`);
    expect(await checkedOut(project)).toEqual(["x-a", "x-b"]);

    server.files.set("/newest", "4\n");
    server.files.set("/4", "c\n");
    expect(await build(project)).toEqual({ data: "cached" });
    const tracked = await project.forge(["track"]);
    expect(`${tracked.stdout}${tracked.stderr}`).toMatch(/lists http.*\{"revision":3\} → \{"revision":4\}|3 → 4/);
    expect(await build(project)).toEqual({ data: "built" });
    expect(await checkedOut(project)).toEqual(["x-c"]);
  });
}

test("a line of the lock that the kind refuses is named", async () => {
  await using server = await serveFiles({ "/newest": "3\n" });
  await using project = createProject({
    "build.config.ts": config(server.url, "./sources/lists.ts"),
    "sources/lists.ts": LISTS,
    "forge.lock": `["forge-lock",1]\n["lists",["${server.url}"],{"revision":"three"}]\n`,
  });
  symlinkSync(join(repository, "node_modules/zod"), join(project.root, "node_modules/zod"));
  expectComplaint(await project.forge(["build"]), { code: "FORGE2003", place: "forge.lock:2", says: [/revision/] });
});
