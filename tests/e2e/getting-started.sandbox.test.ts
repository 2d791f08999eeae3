// docs/getting-started.md as a newcomer follows it: every command and file of the page, in its order, in an empty directory.
//
// Packages come from a registry on this machine; the distribution's packages from its mirror, as everybody's do.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Block, blocksOf, patched } from "../rig/markdown.ts";
import { serveNpmPackages } from "../rig/npm-registry.ts";
import { removeTree, repository } from "../rig/project.ts";

const MINUTES = 60_000;

test("a newcomer comes from npm install to an element of their own that builds", { timeout: 30 * MINUTES }, async () => {
  await using registry = await serveNpmPackages();
  const scratch = mkdtempSync(join(process.env["FORGE_TEST_TMP"] ?? tmpdir(), "forge-test-newcomer-"));
  try {
    const said = await follow(blocksOf(readFileSync(join(repository, "docs/getting-started.md"), "utf8")), scratch, registry.url);
    expect(said).toContain("hello from hello\n");
    expect(said).toContain("good morning, Ada\n");
    expect(said).toContain("checked: no errors in 2 files; 5 elements, the same twice\n");
    expect(said).toContain("good evening, Ada\n");
    // Its own element and what is made of it were built twice, what it is built in once.
    const built = [...said.matchAll(/^built +(\S+)/gm)].map(([, name]) => name);
    expect(built).toEqual(expect.arrayContaining(["base", "files", "release", "system", "greet"]));
    expect(built.filter((name) => name === "greet")).toHaveLength(2);
    expect(built.filter((name) => name === "base")).toHaveLength(1);
  } finally {
    removeTree(scratch);
  }
});

/** Does what each block says; what was printed comes back. */
async function follow(blocks: readonly Block[], scratch: string, registry: string): Promise<string> {
  const home = join(scratch, "home");
  const project = join(scratch, "work/hello");
  mkdirSync(join(scratch, "work"));
  mkdirSync(home);
  const { NODE_OPTIONS, NODE_ENV, VITEST, CI, NODE_EXTRA_CA_CERTS, ...environment } = process.env;
  const env = {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => !/^npm_/i.test(name))),
    HOME: home,
    XDG_CACHE_HOME: join(scratch, "cache"),
    XDG_CONFIG_HOME: join(scratch, "config"),
    npm_config_registry: registry,
    npm_config_cache: join(scratch, "npm-cache"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    NO_COLOR: "1",
  };
  let said = "";
  let cwd = join(scratch, "work");
  for (const { language, file, text } of blocks) {
    if (file !== undefined) {
      const path = join(project, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, language === "diff" ? patched(readFileSync(path, "utf8"), text) : text);
      continue;
    }
    if (language !== "sh") continue;
    const run = await bash(text, { cwd, env });
    expect(run.code, `${text}\n${run.said}`).toBe(0);
    said += run.said;
    // The first block goes into the directory that it makes, as the reader's shell stays there.
    cwd = project;
  }
  return said;
}

/** Runs to the end beside the registry, which is in this process. */
function bash(
  text: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-euo", "pipefail", "-c", text], { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}
