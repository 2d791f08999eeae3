// What a build would do, and why: said without doing any of it.

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaFaults } from "../rig/json-schema.ts";
import { build, show } from "../rig/outcomes.ts";
import { createProject, type Project } from "../rig/project.ts";

const config = `import { defineProject, importElement, local, remote, stack } from "forge-build";

const base = importElement({ sources: [local("./base")] });
const library = importElement({ sources: [local("./library")], to: "/usr", buildDepends: [base] });
const program = importElement({ sources: [local("./program")], buildDepends: [library] });
const image = stack({ depends: [program, library] });

export default defineProject({ name: "dry", elements: { base, library, program, image }, default: image });
`;

function createDry(): Project {
  return createProject({ "build.config.ts": config, "base/a": "a", "library/l": "l", "program/p": "p" });
}

interface Planned {
  readonly wanted: number;
  readonly cached: number;
  readonly elements: readonly { readonly name: string; readonly reason: string; readonly changes?: readonly unknown[] }[];
  readonly fetches: readonly unknown[];
}

async function planned(project: Project, args: readonly string[] = []): Promise<Planned & { readonly exitCode: number | null }> {
  const run = await project.forge(["build", "--dry-run", "--json", ...args]);
  expect(schemaFaults("build --dry-run", run.stdout), run.stderr).toEqual([]);
  return { ...JSON.parse(run.stdout), exitCode: run.exitCode };
}

const reasons = ({ elements }: Planned): readonly string[] => elements.map(({ name, reason }) => `${name}: ${reason}`);

test("each element that would be made has its reason, and nothing is made", async () => {
  await using project = createDry();
  const before = await planned(project);
  expect(reasons(before)).toEqual(["base: new", "library: new", "program: new", "image: new"]);
  expect(before).toMatchObject({ exitCode: 0, wanted: 4, cached: 0, fetches: [] });
  expect(readdirSync(join(project.store, "trees"))).toEqual([]);
  expect(readdirSync(join(project.store, "logs"))).toEqual([]);

  await build(project);
  expect(await project.forge(["build", "--dry-run"])).toMatchObject({ exitCode: 0, stdout: "up to date: image\n" });
  expect(await planned(project)).toMatchObject({ cached: 3, elements: [] });

  project.write("build.config.ts", config.replace('"/usr"', '"/opt"'));
  const changed = await planned(project);
  expect(reasons(changed)).toEqual(["library: changed", "program: dependency", "image: dependency"]);
  expect(changed.elements[0]?.changes).toEqual([{ path: "recipe.to", from: "/usr", to: "/opt" }]);
  const text = await project.forge(["build", "--dry-run"]);
  expect(text.stdout).toMatch(/^library +import +[\d.]+ s +recipe\.to changed$/m);
  expect(text.stdout).toMatch(/^program +import +[\d.]+ s +library changed; spared if that comes out the same$/m);
  expect(text.stdout).toMatch(/^would make 3 of 4 elements, which took [\d.]+ s of work before, and fetch nothing$/m);
});

test("what is made from the same contents as before is spared", async () => {
  await using project = createDry();
  await build(project);
  project.write("build.config.ts", config.replace("buildDepends: [base]", "buildDepends: []"));
  await build(project, ["library"]);
  expect(reasons(await planned(project))).toEqual(["program: spared", "image: spared"]);
});

test("an artifact that is gone, a source that changed, and what is chosen by options", async () => {
  await using project = createDry();
  await build(project);
  const library = (await show(project, ["--deps", "none", "library"]))[0]?.forge.tree ?? "";
  rmSync(join(project.store, "trees", library), { recursive: true });
  expect(reasons(await planned(project, ["library"]))).toEqual(["library: gone"]);
  project.write("program/p", "other");
  const { elements } = await planned(project, ["program", "--deps", "none"]);
  expect(elements).toMatchObject([{ name: "library" }, { name: "program", reason: "changed" }]);
  expect((await project.forge(["build", "--dry-run", "program"])).stdout).toContain("the local source program changed");
});

test("what would stop the build, and what would be fetched, by the exit code, too", async () => {
  await using project = createDry();
  project.write("build.config.ts", config.replace('local("./program")', 'remote("http://127.0.0.1:9/program")'));
  const unlocked = await planned(project);
  expect(reasons(unlocked)).toEqual(["base: new", "library: new", "program: unlocked", "image: unlocked"]);
  expect(unlocked).toMatchObject({ exitCode: 1, fetches: [{ kind: "remote", element: "program" }] });
  expect(JSON.stringify(unlocked.fetches)).toContain("http://127.0.0.1:9/program");
  expect((await planned(project, ["--track"])).exitCode).toBe(0);
  expect(existsSync(join(project.root, "forge.lock"))).toBe(false);
  const left = await planned(project, ["--except", "base"]);
  expect(left).toMatchObject({ exitCode: 1 });
  expect(reasons(left).slice(0, 1)).toEqual(["library: impossible"]);
});
