// What a definitions tree looks like in TypeScript, and that the compiler accepts it.

import { expect, test } from "vitest";
import { installCompiler } from "../rig/compiler.ts";
import { importTree } from "./imported.ts";
import { plainTree } from "./rig.ts";

test("chunks, systems and deployments are written as a person would, and pass the check", { timeout: 120_000 }, async () => {
  await using tree = plainTree("eight");
  await using project = await importTree(tree);
  installCompiler(project);
  expect(project.read("strata/apps.ts")).toBe(`import { git, manual, stack } from "forge-build";
import { scripted } from "../lib/build-systems.ts";
import { environment } from "../lib/environment.ts";
import { bootstrapStratum } from "./bootstrap.ts";
import { coreStratum } from "./core.ts";

export const helloPlus = manual({
  ...scripted,
  sources: [git({ url: "upstream:hello", commit: "${"0".repeat(40)}", submodules: { po: "upstream:hello-po" } })],
  depends: [coreStratum, bootstrapStratum],
  environment,
});

export const appsStratum = stack({ depends: [helloPlus] });

export const appsChunks = { "hello+": helloPlus };
`);
  const bootstrap = project.read("strata/bootstrap.ts");
  expect(bootstrap).toContain('    // v1.0\n    git({ url: "upstream:tools"');
  expect(bootstrap).toContain('  environment: { ...environment, PREFIX: "/tools", PATH: "/tools/bin:/usr/bin:/bin:/usr/sbin:/sbin" },');
  expect(project.read("build.config.ts")).toContain('systems: options.arch === "x86_64"\n');
  for (const file of ["options.ts", "lib/environment.ts", "parts/core.ts", "systems/small-arm.ts", "clusters/images.ts"])
    expect(project.read(file)).not.toMatch(/: any\b|<any>|\bas (any|unknown|never)\b|@ts-/);
  const checked = await project.forge(["check"]);
  expect(checked.exitCode, `${checked.stdout}\n${checked.stderr}`).toBe(0);
});

test("what became of each element is said, with the place in the tree", async () => {
  await using tree = plainTree("eight");
  await using project = await importTree(tree);
  const elements: readonly { readonly element: string }[] = JSON.parse(project.read("import-report.json"));
  const of = (name: string) => elements.find(({ element }) => element === name);
  expect(of("chunks/apps/hello+")).toEqual({ element: "chunks/apps/hello+", verdict: "converted", file: "strata/apps.ts", remarks: [] });
  expect(of("chunks/bootstrap/busybox")).toMatchObject({
    verdict: "approximated",
    remarks: [{ verdict: "left", place: { file: "strata/bootstrap.morph" } }],
  });
  expect(of("clusters/images/disk")).toMatchObject({
    verdict: "left",
    remarks: [
      {
        message: 'deployments of type "rawdisk" have no equal, and the tree has no program rawdisk.write',
        place: { file: "clusters/images.morph", line: 14 },
      },
    ],
  });
  expect(JSON.parse(project.read("import-map.json")).elements["systems/small-arm"]).toBe("systems/small-arm.ts");
  expect(project.read("extensions/hostname.configure")).toContain("HOSTNAME");
  const said = await tree.forge(["import", "--report", ".", "../again"]);
  expect(said.stdout).toContain("left clusters/images/disk\n");
  expect(said.stdout).toContain("(clusters/images.morph:14)");
  expect(await tree.forge(["import", "strata", "../none"])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("FORGE1001") });
});

test("what is broken is left, and said; the rest is converted", async () => {
  await using tree = plainTree("broken");
  await using project = await importTree(tree);
  const elements: readonly { readonly element: string; readonly verdict: string }[] = JSON.parse(project.read("import-report.json"));
  const left = elements.filter(({ verdict }) => verdict === "left").map(({ element }) => element);
  expect(left.sort()).toEqual(["clusters/wrong.morph", "strata/gone.morph", "strata/one.morph", "strata/two.morph", "systems/out.morph"]);
  expect((await project.forge(["show", "systems/fine-system"])).exitCode).toBe(0);
});
