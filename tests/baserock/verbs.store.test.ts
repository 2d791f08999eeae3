// Verbs in a definitions tree, as it lies there.

import { expect, test } from "vitest";
import { plainTree } from "./rig.ts";

test("a tree is shown, explained and found from below, for the architecture that is asked for", async () => {
  await using tree = plainTree("eight");
  const names = async (...more: readonly string[]): Promise<readonly string[]> => {
    const run = await tree.forge(["show", "--json", ...more]);
    expect(run.exitCode, run.stderr).toBe(0);
    return run.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).name);
  };
  expect(await names()).toEqual(
    expect.arrayContaining(["base", "chunks/apps/hello+", "strata/core", "systems/minimal-x86_64", "clusters/images/initramfs"]),
  );
  const arm = await names("-o", "arch=armv8l64");
  expect(arm).toContain("systems/small-arm");
  expect(arm).not.toContain("systems/minimal-x86_64");
  expect(await names("strata/bootstrap")).not.toContain("strata/core");
  const below = await tree.forge(["show", "strata/core"], { cwd: `${tree.root}/strata/core` });
  expect(below.exitCode, below.stderr).toBe(0);
});

test("an edit of a file that an element is made of is seen, and options are those of the tree", async () => {
  await using tree = plainTree("eight");
  const description = async (): Promise<string> =>
    JSON.parse((await tree.forge(["show", "--json", "strata/bootstrap"])).stdout.trim().split("\n").at(-1) ?? "").description;
  expect(await description()).toBe("Tools made in two stages, and what every system begins with.");
  tree.write("strata/bootstrap.morph", tree.read("strata/bootstrap.morph").replace("Tools made", "Things made"));
  expect(await description()).toBe("Things made in two stages, and what every system begins with.");
  expect((await tree.forge(["show", "-o", "arch=vax"])).stderr).toContain("FORGE1011");
  expect((await tree.forge(["show", "-o", "flavour=x"])).stderr).toContain("FORGE1010");
});

test("what is broken costs itself: the rest is shown, and the exit code says so", async () => {
  await using tree = plainTree("broken");
  const run = await tree.forge(["show"]);
  expect(run.stdout).toContain("systems/fine-system");
  expect(run.stderr).toContain("warning FORGE1082  there is no file strata/gone/b.morph\n  strata/gone.morph:5:10");
  expect(run.stderr).toContain("in a circle: strata/two.morph, strata/one.morph, strata/two.morph");
  expect(run.stderr).toContain('warning FORGE1081  "../outside.morph" is no path in the tree\n  systems/out.morph:5:3');
  tree.write("VERSION", "version: 9\n");
  expect(await tree.forge(["show"])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("error FORGE1083  the definitions are of version 9\n  VERSION:1:10"),
  });
});
