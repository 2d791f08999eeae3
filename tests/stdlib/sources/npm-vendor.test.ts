// `npmVendor` against a registry on loopback, and npm itself on what it lays out.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { npmVendor } from "../../../stdlib/sources/npm-vendor.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";
import { tarArchive } from "../../rig/tar-archive.ts";

const kinds = [npmVendor];

function archive(name: string, version: string): Buffer {
  return gzipSync(
    tarArchive([
      { name: "package/package.json", content: JSON.stringify({ name, version }) },
      { name: "package/index.js", content: `module.exports = "${name}";\n` },
    ]),
  );
}

const words = archive("words", "1.0.0");
const scoped = archive("@scope/deep", "2.0.0");

function integrity(bytes: Uint8Array): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

/** npm writes the address of the registry that it asked; where archives come from is another matter. */
const ELSEWHERE = "https://registry.invalid";

const PACKAGES = {
  "": { name: "main", version: "1.0.0", dependencies: { words: "^1.0.0" } },
  "node_modules/words": { version: "1.0.0", resolved: `${ELSEWHERE}/words/-/words-1.0.0.tgz`, integrity: integrity(words) },
  "node_modules/@scope/deep": {
    version: "2.0.0",
    resolved: `${ELSEWHERE}/@scope/deep/-/deep-2.0.0.tgz`,
    integrity: `sha1-AAAA ${integrity(scoped)}`,
  },
};

function lock(packages: object = PACKAGES, lockfileVersion = 3): string {
  return JSON.stringify({ name: "main", version: "1.0.0", lockfileVersion, requires: true, packages }, undefined, 2);
}

const SERVED = { "/npm/words/-/words-1.0.0.tgz": words, "/npm/@scope/deep/-/deep-2.0.0.tgz": scoped };

test("brings the archives of the sources before, from the user's registry, and npm installs from them offline", async () => {
  await using server = await serveFiles(SERVED);
  await using before = sourceOperations({ kinds });
  const main = before.project;
  const dependencies = { words: "^1.0.0", "@scope/deep": "2.0.0" };
  writeFileSync(join(main, "package.json"), JSON.stringify({ name: "main", version: "1.0.0", dependencies }));
  writeFileSync(join(main, "package-lock.json"), lock({ ...PACKAGES, "": { ...PACKAGES[""], dependencies } }));
  await using run = sourceOperations({ kinds, mirrors: { npm: { url: `${server.url}/npm` } }, previous: main });
  const staged = await run.bring(npmVendor());
  expect(Object.keys(filesIn(staged))).toEqual(["npm-vendor/scope-deep-2.0.0.tgz", "npm-vendor/words-1.0.0.tgz"]);
  const env = {
    PATH: process.env.PATH,
    HOME: run.root,
    npm_config_offline: "true",
    npm_config_cache: join(run.root, "npm-cache"),
    npm_config_audit: "false",
  };
  execFileSync("sh", ["-e", "-c", `npm cache add ${staged}/npm-vendor/*.tgz && npm ci --ignore-scripts`], {
    cwd: main,
    env,
    stdio: "pipe",
  });
  expect(readFileSync(join(main, "node_modules/words/index.js"), "utf8")).toContain('"words"');
  expect(readFileSync(join(main, "node_modules/@scope/deep/index.js"), "utf8")).toContain('"@scope/deep"');
});

async function fetched(
  text: string,
  { mirror = true, cpu }: { readonly mirror?: boolean; readonly cpu?: readonly string[] } = {},
): Promise<readonly string[]> {
  await using server = await serveFiles(SERVED);
  await using run = sourceOperations({ kinds, mirrors: mirror ? { npm: { url: `${server.url}/npm/` } } : {} });
  mkdirSync(join(run.project, "js"));
  writeFileSync(join(run.project, "js/package-lock.json"), text);
  await run.bring(npmVendor({ lock: "js/package-lock.json", ...(cpu && { cpu }) }));
  return server.requests;
}

test("leaves out what is the project's own, bundled, or for another system or CPU", async () => {
  const not = { version: "9.0.0", integrity: "sha512-AAAA" };
  const packages = {
    ...PACKAGES,
    "packages/own": { version: "1.0.0" },
    "node_modules/own": { link: true, resolved: "packages/own" },
    "node_modules/words/node_modules/inside": { ...not, inBundle: true },
    "node_modules/mac": { ...not, os: ["darwin"], optional: true },
    "node_modules/not-here": { ...not, os: ["!linux"], optional: true },
    "node_modules/arm": { ...not, cpu: ["arm64"], optional: true },
  };
  expect(await fetched(lock(packages), { cpu: ["x64"] })).toHaveLength(2);
});

for (const [what, text, expected] of [
  [
    "an archive that is not what was locked",
    lock({ "node_modules/words": { ...PACKAGES["node_modules/words"], integrity: integrity(Buffer.from("x")) } }),
    { code: "FORGE2005", message: expect.stringContaining("words 1.0.0") },
  ],
  [
    "a version that the registry does not have",
    lock({ "node_modules/gone": { version: "1.0.0", integrity: integrity(words) } }),
    { code: "FORGE2010", message: expect.stringContaining("gone 1.0.0") },
  ],
  [
    "an entry without a digest",
    lock({ "node_modules/words": { version: "1.0.0" } }),
    { code: "FORGE2006", place: { file: "js/package-lock.json", line: 7 } },
  ],
  [
    "a dependency from git",
    lock({ "node_modules/w": { version: "1.0.0", resolved: "git+ssh://git@host/x.git#abc", integrity: "sha512-A" } }),
    { code: "FORGE2006", message: expect.stringContaining("git repository") },
  ],
  ["a name that leads out", lock({ "node_modules/../../x": { version: "1.0.0", integrity: integrity(words) } }), { code: "FORGE2006" }],
  ["a version that leads out", lock({ "node_modules/x": { version: "../1", integrity: integrity(words) } }), { code: "FORGE2006" }],
  ["an old lock", lock({}, 1), { code: "FORGE2006", help: expect.stringContaining("npm 7") }],
  ["no lock at all", "{", { code: "FORGE2006", message: "js/package-lock.json is no package-lock.json" }],
] as const) {
  test(`${what} is refused`, async () => {
    expect(await failure(fetched(text))).toMatchObject(expected);
  });
}

test("no registry is known unless somebody says where one is", async () => {
  expect(await failure(fetched(lock(), { mirror: false }))).toMatchObject({ code: "FORGE2011", help: expect.stringContaining('"npm"') });
});
