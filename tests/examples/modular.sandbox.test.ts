// examples/modular: two products on an SDK, one of which replaces the SDK's zlib; and an upgrade of the SDK in one line.

import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyExample, expectedOutput, succeed } from "../rig/copied-example.ts";
import type { ForgeRun, Project } from "../rig/project.ts";

const products = ["terminal", "appliance"] as const;

/** Links the release that a product's package.json names, as `npm install` does. */
function install(project: Project, product: string): void {
  const { dependencies } = JSON.parse(project.read(`${product}/package.json`)) as { readonly dependencies: { readonly sdk: string } };
  const modules = join(project.root, product, "node_modules");
  mkdirSync(modules, { recursive: true });
  rmSync(join(modules, "sdk"), { force: true });
  symlinkSync(join("..", dependencies.sdk.replace("file:", "")), join(modules, "sdk"));
}

function built(run: ForgeRun): readonly string[] {
  return run.events().flatMap((event) => (event.type === "element-finished" && event.outcome === "built" ? [event.element.name] : []));
}

const saidBy = async (project: Project, product: string): Promise<string> =>
  (await succeed(project, "-C", product, "shell", "system", "--", "hello")).stdout;

test("both products build on one SDK, and an upgrade is one line that touches one of them", { timeout: 600_000 }, async () => {
  await using project = copyExample("modular");
  for (const product of products) {
    install(project, product);
    await succeed(project, "-C", product, "build", "--track");
    // Refs of the SDK's sources stand in the lock of whoever builds.
    expect(project.read(`${product}/forge.lock`)).toContain("busybox-static");
  }
  expect((await saidBy(project, "terminal")) + (await saidBy(project, "appliance"))).toBe(expectedOutput(project));

  const manifest = project.read("terminal/package.json");
  project.write("terminal/package.json", manifest.replace("sdk-1.0", "sdk-1.1"));
  install(project, "terminal");
  expect(built(await succeed(project, "-C", "terminal", "build", "--json"))).toEqual(["sdk:zlib", "sdk:runtime", "system"]);
  expect(await saidBy(project, "terminal")).toBe("hello from the terminal (zlib of the SDK, 1.1, fast)\n");
  expect((await succeed(project, "-C", "appliance", "build")).stdout).toContain("up to date: system");
});
