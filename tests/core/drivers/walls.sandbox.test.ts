// What a stranger's source code can do behind its walls: its work, and nothing else.

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { DriverRequest } from "../../../core/model/drivers.ts";
import { ForgeError } from "../../../core/model/errors.ts";
import type { DriverOperation } from "../../../core/model/graph.ts";
import type { JsonObject } from "../../../core/model/json.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { repository } from "../../rig/project.ts";
import { type SourceRig, type SourceRigOptions, sourceRig } from "../../rig/sources.ts";

/** A kind whose `track` is this code, with `ctx` and `node:fs` at hand, and whose ref is what it returns. */
function spy(track: string, more = ""): string {
  return `import * as fs from "node:fs";
import { execFileSync } from "node:child_process";
import { defineSource } from "forge-build";
import { z } from "zod";
const attempt = (action: () => unknown): string => { try { return String(action()); } catch (error) { return (error as NodeJS.ErrnoException).code ?? String(error); } };
export const spy = defineSource({
  kind: "spy",
  config: z.looseObject({}),
  ref: z.looseObject({}),
  lockInputs: () => [],
  track: async (ctx, config) => { ${track} },
  ${more}
});
`;
}

function rigOf(code: string, options: SourceRigOptions = {}): SourceRig {
  const rig = sourceRig([], { ...options, files: { "sources/spy.ts": code, ...options.files } });
  symlinkSync(join(repository, "node_modules/zod"), join(rig.project, "node_modules/zod"));
  return rig;
}

function request(
  rig: SourceRig,
  { config = {}, operations = ["track"] }: { readonly config?: JsonObject; readonly operations?: readonly DriverOperation[] } = {},
): DriverRequest {
  return {
    driver: { module: "./sources/spy.ts", export: "spy", operations },
    kind: "spy",
    config,
    project: rig.project,
    mirrors: rig.context.mirrors,
    offline: rig.context.offline,
    log: (line) => rig.log.push(line),
    ...(rig.context.signal && { signal: rig.context.signal }),
  };
}

async function track(rig: SourceRig, config?: JsonObject): Promise<JsonObject> {
  return rig.context.drivers.track(request(rig, config && { config }));
}

async function refusal(running: Promise<unknown>): Promise<ForgeError> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ForgeError)) throw error ?? new Error("it was accepted");
  expect(error.help).toBeTruthy();
  return error;
}

const litter: string[] = [];

afterEach(() => {
  for (const path of litter.splice(0)) rmSync(path, { recursive: true, force: true });
});

test("it reads the project and writes its own directories, and nothing else of the host", async () => {
  const home = join(homedir(), `.forge-test-${process.pid}`);
  const temporary = join(tmpdir(), `forge-test-secret-${process.pid}`);
  litter.push(home, temporary);
  for (const path of [home, temporary]) writeFileSync(path, "private");
  await using rig = rigOf(
    spy(`return {
      project: attempt(() => fs.readFileSync(ctx.project + "/data", "utf8")),
      write: attempt(() => fs.writeFileSync(ctx.project + "/written", "x")),
      change: attempt(() => fs.writeFileSync(ctx.project + "/data", "x")),
      forge: attempt(() => fs.writeFileSync(${JSON.stringify(join(repository, "dist/driver.js"))}, "x", { flag: "a" })),
      usr: attempt(() => fs.writeFileSync("/usr/bin/forge-was-here", "x")),
      home: attempt(() => fs.readFileSync(${JSON.stringify(home)})),
      temporary: attempt(() => fs.readFileSync(${JSON.stringify(temporary)})),
      shadow: attempt(() => fs.readFileSync("/etc/shadow")),
      keys: attempt(() => fs.readdirSync("/etc/ssl/private")),
      records: attempt(() => fs.readdirSync(${JSON.stringify("STORE/records")})),
      downloads: attempt(() => fs.writeFileSync("STORE/downloads/x", "x")),
      directory: attempt(() => fs.writeFileSync(ctx.directory + "/x", "x")),
      scratch: attempt(() => fs.writeFileSync(ctx.scratch + "/x", "x")),
      ownHome: String(process.env.HOME === ctx.scratch),
    };`),
    { files: { data: "data" } },
  );
  rig.write("sources/spy.ts", readFileSync(join(rig.project, "sources/spy.ts"), "utf8").replaceAll("STORE", rig.store.root));
  expect(await track(rig)).toEqual({
    project: "data",
    write: "EROFS",
    change: "EROFS",
    // Root without capabilities may not even ask for a file of another user.
    forge: expect.stringMatching(/^E(ROFS|ACCES)$/),
    usr: "EROFS",
    home: "ENOENT",
    temporary: "ENOENT",
    shadow: "ENOENT",
    keys: "ENOENT",
    records: "ENOENT",
    downloads: "EROFS",
    directory: "undefined",
    scratch: "undefined",
    ownHome: "true",
  });
});

test("its environment holds nothing of the user's", async () => {
  process.env.FORGE_TEST_TOKEN = "private";
  try {
    await using rig = rigOf(
      spy(
        "return { names: Object.keys(process.env).filter((name) => !/^(PATH|HOME|TMPDIR|TZ|LC_ALL|NODE_NO_WARNINGS|PWD|.*proxy|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS)$/i.test(name)) };",
      ),
    );
    expect(await track(rig)).toEqual({ names: [] });
  } finally {
    delete process.env.FORGE_TEST_TOKEN;
  }
});

test("it sees no process but its own, and has no capability", async () => {
  await using rig = rigOf(
    spy(`return {
      first: fs.readFileSync("/proc/1/comm", "utf8").trim(),
      few: fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).length < 6,
      capabilities: /CapEff:\\s*(\\w+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))?.[1] ?? "",
    };`),
  );
  expect(await track(rig)).toEqual({ first: "bwrap", few: true, capabilities: "0000000000000000" });
});

test("it has the network while it tracks, and none while it stages or offline", async () => {
  await using server = await serveFiles({ "/x": "x" });
  const reach = `execFileSync(process.execPath, ["-e", "fetch('${server.url}/x').then(() => process.exit(0), () => process.exit(7))"]); return "reached"`;
  const code = spy(
    `return { reached: attempt(() => { ${reach} }) };`,
    `stage: async (ctx) => { fs.writeFileSync(ctx.directory + "/reached", attempt(() => { ${reach} })); },`,
  );
  await using rig = rigOf(code);
  expect(await track(rig)).toEqual({ reached: "reached" });
  await using closed = rigOf(code, { offline: true });
  expect((await track(closed)).reached).toContain("Command failed");
  const into = join(rig.root, "into");
  mkdirSync(into);
  await rig.context.drivers.stage({ ...request(rig, { operations: ["track", "stage"] }), ref: {}, fetched: undefined, into });
  expect(readFileSync(join(into, "reached"), "utf8")).toContain("Command failed");
});

test("a secret goes to its kind alone, and into no log and no message", async () => {
  const secrets = { spy: { token: "s3cret/+x" }, other: { password: "hidden-elsewhere" } };
  const code = spy(`
    const token = ctx.secret("token") ?? "";
    ctx.log("the token is " + token);
    console.log("in a URL: https://me:" + encodeURIComponent(token) + "@example.org/");
    execFileSync("sh", ["-c", "echo $0 >&2", token], { stdio: "inherit" });
    if (config.fail) throw new Error("refused: " + token);
    return { sizes: [token.length, ctx.secret("password"), fs.readdirSync("/proc/self/fd").length > 0, process.argv.join(" ").includes(token)].map(String) };`);
  await using rig = rigOf(code, { secrets });
  expect(await track(rig)).toEqual({ sizes: ["9", "undefined", "true", "false"] });
  expect(rig.log).toContain("the token is ***");
  const error = await refusal(track(rig, { fail: true }));
  expect(error.message).toBe("the code of the spy source failed: refused: ***");
  expect(JSON.stringify([rig.log, error])).not.toMatch(/s3cret|hidden/);
});

test("code that throws is FORGE2012, with the line it threw at", async () => {
  await using rig = rigOf(spy(`throw new Error("no such branch.");`));
  expect(await refusal(track(rig))).toMatchObject({
    code: "FORGE2012",
    message: "the code of the spy source failed: no such branch",
    related: [{ place: { file: "sources/spy.ts", line: 11 }, message: "thrown here" }],
  });
});

test("code may fail with a code of its own choice", async () => {
  await using rig = rigOf(spy(`ctx.fail("FORGE2009", "nothing fits", "widen it");`));
  expect(await refusal(track(rig))).toMatchObject({ code: "FORGE2009", message: "nothing fits", help: "widen it" });
});

test("a ref that its own schema refuses is the kind's fault", async () => {
  await using rig = rigOf(spy("return { size: 'big' };").replace("ref: z.looseObject({})", "ref: z.object({ size: z.number() })"));
  expect(await refusal(track(rig))).toMatchObject({
    code: "FORGE2012",
    message: expect.stringContaining("the ref that spy found is not what its schema says: `size` "),
  });
});

test("code that dies without a word, or prattles on forge's own line, ends in an error", async () => {
  await using rig = rigOf(
    spy(`
    fs.writeSync(3, "nonsense\\n{\\"type\\":\\"downloaded\\",\\"path\\":1}\\n");
    process.kill(process.pid, "SIGKILL");`),
  );
  expect(await refusal(track(rig))).toMatchObject({
    code: "FORGE2012",
    message: expect.stringMatching(/^the track of a spy source (ended with exit code 137|was ended by SIGKILL)$/),
  });
});

test("a program that fails shows its last words; one that is not there is named", async () => {
  await using rig = rigOf(spy(`await ctx.run(config.argv as string[]); return {};`));
  expect(await refusal(track(rig, { argv: ["sh", "-c", "echo tried >&2; exit 3"] }))).toMatchObject({
    code: "FORGE2012",
    message: "sh ended with exit code 3",
    detail: ["tried"],
  });
  expect(rig.log).toContain("tried");
  expect(await refusal(track(rig, { argv: ["no-such-program"] }))).toMatchObject({
    code: "FORGE4005",
    message: "no-such-program is not installed on this host",
  });
});

test("run gives output and exit code, and takes input and variables", async () => {
  await using rig = rigOf(
    spy(`
    const { stdout, stderr, exitCode } = await ctx.run(["sh", "-c", "cat; echo $X; echo said >&2; exit 4"], { input: "in\\n", environment: { X: "y" }, accept: [4] });
    return { stdout, stderr, exitCode };`),
  );
  expect(await track(rig)).toEqual({ stdout: "in\ny\n", stderr: "said\n", exitCode: 4 });
});

test("a module that is not there, or does not export the kind, is named", async () => {
  await using rig = rigOf("export const nothing = 1;\n");
  expect(await refusal(track(rig))).toMatchObject({ code: "FORGE2012", message: './sources/spy.ts exports no source kind "spy"' });
  rig.write("sources/spy.ts", `import "./missing.ts";\n`);
  expect(await refusal(track(rig))).toMatchObject({
    code: "FORGE2012",
    message: expect.stringContaining("./sources/spy.ts cannot be loaded"),
  });
});

test("a kind in a package of the project's is found, and forge too where it is not installed", async () => {
  await using rig = rigOf("", { installed: false });
  rig.write("node_modules/forge-spy/package.json", '{ "name": "forge-spy", "type": "module", "exports": { "import": "./index.ts" } }\n');
  rig.write("node_modules/forge-spy/index.ts", spy(`return { from: "package" };`));
  const tracked = await rig.context.drivers.track({
    ...request(rig),
    driver: { module: "forge-spy", export: "spy", operations: ["track"] },
  });
  expect(tracked).toEqual({ from: "package" });
});

test("what is cancelled ends at once, and leaves no process and no directory", async () => {
  const abort = new AbortController();
  await using rig = rigOf(spy(`ctx.log("started"); await ctx.run(["sleep", "1000"]); return {};`), { signal: abort.signal });
  const running = track(rig);
  await started(rig);
  abort.abort();
  expect(await refusal(running)).toMatchObject({ code: "FORGE3009" });
});

test("closing ends what still runs", async () => {
  await using rig = rigOf(spy(`ctx.log("started"); await new Promise(() => setInterval(() => undefined, 1000)); return {};`));
  const running = refusal(track(rig));
  await started(rig);
  await rig.context.drivers.close();
  expect(await running).toMatchObject({ code: "FORGE3009" });
});

/** Resolves when the driver has said so. */
async function started(rig: SourceRig): Promise<void> {
  await expect.poll(() => rig.log, { timeout: 10_000 }).toContain("started");
}

for (const mode of [
  { isolation: "namespace", proc: "none" },
  { isolation: "capability", proc: "new" },
] as const) {
  test.skipIf(mode.isolation === "capability" && process.getuid?.() !== 0)(
    `it works by ${mode.isolation} with ${mode.proc} /proc`,
    async () => {
      await using rig = rigOf(
        spy(
          `return { home: attempt(() => fs.readdirSync("/root")), write: attempt(() => fs.writeFileSync(ctx.project + "/x", "x")), own: attempt(() => fs.writeFileSync(ctx.scratch + "/x", "x")) };`,
        ),
        { mode },
      );
      expect(await track(rig)).toEqual({ home: "ENOENT", write: "EROFS", own: "undefined" });
    },
  );
}

test("without bubblewrap the error says what to install", async () => {
  const { PATH } = process.env;
  await using rig = rigOf(spy("return {};"));
  process.env.PATH = join(rig.root, "nothing");
  try {
    expect(await refusal(track(rig))).toMatchObject({ code: "FORGE4001", help: "apt-get install bubblewrap" });
  } finally {
    process.env.PATH = PATH;
  }
  expect(existsSync(join(rig.project, "written"))).toBe(false);
});
