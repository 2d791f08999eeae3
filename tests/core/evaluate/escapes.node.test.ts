// Configuration that tries to learn or do what would make its result another one elsewhere is refused at its line, with what
// to use instead. What gets past the guards finds nothing in the sandbox.

import { expect, test } from "vitest";
import { evaluateFiles, refusalOf, smallConfig } from "./rig.ts";

/** Statements, each at line 5 of the configuration, and what their refusal must say. */
const attempts: readonly (readonly [statement: string, says: RegExp])[] = [
  ["Date.now()", /reads the time/],
  ["new Date()", /reads the time/],
  ["Date()", /reads the time/],
  ["performance.now()", /reads the time/],
  ["process.hrtime()", /reads the time/],
  ["process.uptime()", /reads the time/],
  ["new Intl.DateTimeFormat().format()", /reads the time/],
  ["Math.random()", /random/],
  ["crypto.randomUUID()", /random/],
  ["crypto.getRandomValues(new Uint8Array(4))", /random/],
  ['(await import("node:crypto")).randomBytes(4)', /random/],
  ["process.env.HOME", /environment/],
  ["Object.keys(process.env)", /environment/],
  ['"HOME" in process.env', /environment/],
  ["process.argv", /environment/],
  ["process.cwd()", /about this machine/],
  ["process.platform", /about this machine/],
  ["process.pid", /about this machine/],
  ['(await import("node:os")).hostname()', /about this machine/],
  ["process.exit(0)", /process/],
  ["process.chdir('/')", /process/],
  ['(await import("node:fs")).readFileSync("/etc/passwd")', /files/],
  ['(await import("fs")).readdirSync("/")', /files/],
  ['(await import("node:fs/promises")).readFile("/etc/passwd")', /files/],
  ['(await import("node:fs")).promises.readFile("/etc/passwd")', /files/],
  ['(await import("node:fs")).writeFileSync("out", "")', /files/],
  ['process.getBuiltinModule("node:fs").readFileSync("/etc/passwd")', /files/],
  ['(await import("node:module")).createRequire(import.meta.url)("node:fs").readFileSync("/etc/passwd")', /files/],
  ['process.binding("fs")', /engine/],
  ['process.dlopen({}, "/x.node")', /engine/],
  ['(await import("node:child_process")).execSync("id")', /process/],
  ['(await import("node:child_process")).spawn("id")', /process/],
  ['new (await import("node:worker_threads")).Worker("1", { eval: true })', /process/],
  ['(await import("node:vm")).runInThisContext("1")', /engine/],
  ['new (await import("node:inspector")).Session()', /engine/],
  ['await fetch("http://127.0.0.1/")', /network/],
  ['(await import("node:net")).connect(80)', /network/],
  ['(await import("node:http")).get("http://127.0.0.1/")', /network/],
  ['await (await import("node:dns/promises")).lookup("localhost")', /network/],
  ['eval("Date.now()")', /reads the time/],
  ['new Function("return Math.random()")()', /random/],
  ["await Promise.resolve().then(Date.now)", /reads the time/],
  ["[1].map(Math.random)", /random/],
  ["Reflect.apply(Date.now, Date, [])", /reads the time/],
  ["new Date(Date.UTC(2020, 1)).constructor.now()", /reads the time/],
];

for (const [statement, says] of attempts) {
  test(statement, async () => {
    const error = await refusalOf(`${smallConfig}\nexport const wrong = ${statement};\n`);
    expect(error).toMatchObject({ code: "FORGE1005", message: expect.stringMatching(says), help: expect.any(String) });
    expect(error.place).toMatchObject({ file: "build.config.ts", line: 5 });
  });
}

test("an import of a module of Node is refused where something of it is used, not where it is imported", async () => {
  const { graph } = await evaluateFiles({
    "build.config.ts": `import "node:fs";\nimport { spawn } from "node:child_process";\nexport const never = () => spawn("id");\n${smallConfig}`,
  });
  expect(graph.elements).toHaveLength(1);
});

test("what only computes is allowed", async () => {
  const config = `import { createHash } from "node:crypto";
import { posix } from "node:path";
const day = new Date(0).toISOString();
export const digest = createHash("sha256").update(posix.join(day, new Date("2020-01-01").toISOString())).digest("hex");
${smallConfig}`;
  expect((await evaluateFiles({ "build.config.ts": config })).graph.elements).toHaveLength(1);
});

test("a package that asks which runtime this is gets the same answer everywhere", async () => {
  const { graph } = await evaluateFiles({
    "node_modules/colours/package.json": '{ "name": "colours", "type": "module", "exports": "./index.js" }',
    "node_modules/colours/index.js":
      "export const answer = `${process.platform} ${process.pid} ${process.env.HOME} ${typeof globalThis.navigator?.userAgent}`;",
    "build.config.ts": `import { answer } from "colours";
import { defineProject, stack } from "forge-build";
const all = stack({ description: answer });
export default defineProject({ name: "p", elements: { all } });
`,
  });
  expect(graph.elements[0]?.description).toBe("linux 1 undefined undefined");
});

test("a package that reads files is refused by name", async () => {
  const error = await refusalOf(`import "reader";\n${smallConfig}`, {
    "node_modules/reader/package.json": '{ "name": "reader", "type": "module", "exports": "./index.js" }',
    "node_modules/reader/index.js": 'import { readFileSync } from "node:fs";\nreadFileSync("/etc/passwd");\n',
  });
  expect(error).toMatchObject({ code: "FORGE1005", message: expect.stringContaining('the package "reader" reaches for files') });
});

test("a CommonJS package that requires a refused module is refused when it uses it", async () => {
  const error = await refusalOf(`import "old";\n${smallConfig}`, {
    "node_modules/old/package.json": '{ "name": "old", "main": "index.js" }',
    "node_modules/old/index.js": 'const { execSync } = require("child_process");\nexecSync("id");\n',
  });
  expect(error).toMatchObject({ code: "FORGE1005", message: expect.stringContaining('the package "old" starts another process') });
});

test("an import that leads out of the project is refused", async () => {
  expect(await refusalOf(`import "../elsewhere.ts";\n${smallConfig}`)).toMatchObject({
    code: expect.stringMatching(/FORGE10(15|18)/),
    place: { file: "build.config.ts", line: 1 },
  });
});

test("an import of the engine's tools is refused", async () => {
  expect(await refusalOf(`import "tsx/esm/api";\n${smallConfig}`, { "node_modules/tsx/package.json": '{ "name": "tsx" }' })).toMatchObject({
    code: expect.stringMatching(/FORGE10(05|18)/),
    place: { file: "build.config.ts", line: 1 },
  });
});

test("the sandbox shows neither the host's accounts nor its network nor its processes", async () => {
  const config = `import { defineProject, stack } from "forge-build";
import { look } from "forge-tests/node_modules/forge-build/dist/index.js";
const all = stack({ description: JSON.stringify(look()) });
export default defineProject({ name: "p", elements: { all } });
`;
  const { graph } = await evaluateFiles({
    "build.config.ts": config,
    "node_modules/forge-tests/package.json": '{ "name": "forge-tests", "type": "module" }',
    // Code at such a path counts as forge's own, so no guard stops it, and it finds what the sandbox leaves.
    "node_modules/forge-tests/node_modules/forge-build/dist/index.js": `
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { networkInterfaces, userInfo, hostname } from "node:os";
import { execFileSync } from "node:child_process";
export function look() {
  const attempt = (what) => { try { return what(); } catch (error) { return error.code ?? "refused"; } };
  return {
    accounts: existsSync("/etc/passwd"), home: existsSync("/root") || existsSync("/home"), processes: existsSync("/proc/1"),
    network: Object.keys(networkInterfaces()).filter((name) => name !== "lo"), hostname: hostname(),
    write: attempt(() => writeFileSync(new URL("../../../../../written", import.meta.url), "x")),
    writeRoot: attempt(() => writeFileSync("/written", "x")),
    environment: Object.keys(process.env).filter((name) => !["HOME", "PATH", "TZ", "LC_ALL", "TMPDIR", "TSX_DISABLE_CACHE", "PWD", "SHLVL", "_", "OLDPWD"].includes(name)),
    id: attempt(() => execFileSync("/bin/sh", ["-c", "cat /etc/shadow"], { stdio: "pipe" }).toString()),
  };
}`,
  });
  expect(JSON.parse(graph.elements[0]?.description ?? "")).toEqual({
    accounts: false,
    home: false,
    processes: false,
    network: [],
    hostname: "forge",
    write: "EROFS",
    writeRoot: "EROFS",
    environment: [],
    id: expect.not.stringContaining(":"),
  });
});
