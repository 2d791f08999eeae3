// `goModules` against a proxy on loopback, and Go itself on what it lays out.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { goModules } from "../../../stdlib/sources/go-modules.ts";
import { type GoModuleFiles, runGo, serveModules } from "../../rig/go-proxy.ts";
import { failure, filesIn, type Operations, sourceOperations } from "../../rig/operations.ts";

const kinds = [goModules];
const hasGo = isInstalled();

const MODULES: readonly GoModuleFiles[] = [
  {
    name: "test.example/Words",
    version: "v1.2.0",
    files: {
      "go.mod": "module test.example/Words\n\ngo 1.18\n\nrequire test.example/deep v1.1.0\n",
      "words.go": 'package words\n\nimport "test.example/deep/say"\n\nfunc Hello() string { return say.It("hello") }\n',
      "testdata/x.go": "package broken(\n",
      LICENSE: "free\n",
    },
  },
  {
    name: "test.example/deep",
    version: "v1.0.0",
    files: { "go.mod": "module test.example/deep\n\ngo 1.18\n", "say/say.go": "package say\n\nfunc It(s string) string { return s }\n" },
  },
  {
    name: "test.example/deep",
    version: "v1.1.0",
    files: {
      "go.mod": "module test.example/deep\n\ngo 1.18\n",
      "say/say.go": 'package say\n\nfunc It(s string) string { return s + "!" }\n',
    },
  },
];

/** go.sum of MODULES, by Go's own rule, written down here. */
const MAIN = {
  "go.mod": "module test.example/main\n\ngo 1.18\n\nrequire (\n\ttest.example/Words v1.2.0\n\ttest.example/deep v1.1.0 // indirect\n)\n",
  "main.go": 'package main\n\nimport (\n\t"fmt"\n\t"test.example/Words"\n)\n\nfunc main() { fmt.Println(words.Hello()) }\n',
};

async function withProxy(
  work: (run: Operations, main: string) => Promise<void>,
  options: { readonly main?: { readonly [path: string]: string } } = {},
): Promise<void> {
  await using proxy = await serveModules(MODULES);
  const scratch = sourceOperations({ kinds });
  const main = join(scratch.root, "main");
  mkdirSync(main);
  for (const [path, text] of Object.entries(options.main ?? MAIN)) writeFileSync(join(main, path), text);
  await runGo(main, ["mod", "tidy"], { GOPROXY: proxy.url, GOFLAGS: "-mod=mod -modcacherw" });
  await using run = sourceOperations({ kinds, mirrors: { goproxy: { url: proxy.url } }, previous: main });
  await work(run, main);
  await scratch[Symbol.asyncDispose]();
}

test.skipIf(!hasGo)("Go builds from the vendor directory, without a network", { timeout: 120_000 }, () =>
  withProxy(async (run, main) => {
    const staged = await run.bring(goModules());
    expect(readFileSync(join(staged, "vendor/modules.txt"), "utf8")).toBe(
      "# test.example/Words v1.2.0\n## explicit; go 1.18\ntest.example/Words\n# test.example/deep v1.1.0\n## explicit; go 1.18\ntest.example/deep/say\n",
    );
    cpSync(staged, main, { recursive: true });
    expect(await runGo(main, ["run", "."], { GOPROXY: "off", GOFLAGS: "-mod=vendor" })).toBe("hello!\n");
    await runGo(main, ["mod", "verify"], { GOPROXY: "off", GOFLAGS: "-mod=mod" });
  }),
);

test.skipIf(!hasGo)(
  "an old module takes the highest version that any other requires, and replaced ones come from elsewhere",
  { timeout: 120_000 },
  () =>
    withProxy(
      async (run, main) => {
        const staged = await run.bring(goModules());
        expect(readFileSync(join(staged, "vendor/modules.txt"), "utf8")).toContain(
          "# test.example/deep v1.1.0 => test.example/deep v1.0.0\n",
        );
        cpSync(staged, main, { recursive: true });
        expect(await runGo(main, ["run", "."], { GOPROXY: "off", GOFLAGS: "-mod=vendor" })).toBe("hello\n");
      },
      {
        main: {
          ...MAIN,
          "go.mod":
            "module test.example/main\n\ngo 1.15\n\nrequire test.example/Words v1.2.0\n\nreplace test.example/deep => test.example/deep v1.0.0\n",
        },
      },
    ),
);

test.skipIf(!hasGo)("Go builds from the proxy of files, which is the same whatever archives it was made from", { timeout: 120_000 }, () =>
  withProxy(async (run, main) => {
    const staged = await run.bring(goModules({ layout: "proxy" }));
    const built = await runGo(main, ["run", "."], {
      GOPROXY: `file://${staged}/go-proxy`,
      GOFLAGS: "-mod=mod -modcacherw",
      GOPATH: join(run.root, "path"),
    });
    expect(built).toContain("hello!\n");
    await using other = await serveModules(MODULES, { reversed: true });
    await using again = sourceOperations({ kinds, mirrors: { goproxy: { url: `${other.url}/` } }, previous: main });
    expect(filesIn(await again.bring(goModules({ layout: "proxy" })))).toEqual(filesIn(staged));
  }),
);

const SUM = "test.example/deep v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

async function refused(sum: string, options: { readonly mirrors?: boolean; readonly mod?: string } = {}) {
  await using proxy = await serveModules(MODULES);
  await using run = sourceOperations({ kinds, mirrors: options.mirrors === false ? {} : { goproxy: { url: proxy.url } } });
  writeFileSync(join(run.project, "go.sum"), sum);
  writeFileSync(join(run.project, "go.mod"), options.mod ?? "module m\n");
  return await failure(run.bring(goModules({ lock: "./go.sum" })));
}

test("what the proxy gives is held against go.sum", async () => {
  expect(await refused(SUM)).toMatchObject({
    code: "FORGE2005",
    message: expect.stringMatching(/^the module test\.example\/deep v1\.0\.0 is not what go\.sum says: h1:.*, not h1:AAA/),
  });
  expect(await refused(SUM.replace(" h1", "/go.mod h1"))).toMatchObject({
    code: "FORGE2005",
    message: expect.stringContaining("the go.mod of test.example/deep"),
  });
});

test("a module that the proxy does not have", async () => {
  expect(await refused(SUM.replace("deep", "absent"))).toMatchObject({
    code: "FORGE2010",
    message: expect.stringContaining("test.example/absent v1.0.0"),
  });
});

test("no proxy is known unless somebody says where one is", async () => {
  expect(await refused(SUM, { mirrors: false })).toMatchObject({ code: "FORGE2011", help: expect.stringContaining('"goproxy"') });
});

test("a damaged line of go.sum is shown; so is a name that leads out", async () => {
  expect(await refused(`${SUM}nonsense\n`)).toMatchObject({ code: "FORGE2006", place: { file: "go.sum", line: 2 } });
  expect(await refused(SUM.replace("test.example/deep", "../../escaped"))).toMatchObject({
    code: "FORGE2006",
    place: { file: "go.sum", line: 1 },
  });
});

test("a module without dependencies needs no go.sum, and no proxy; what has no go.mod is no module", async () => {
  await using before = sourceOperations({ kinds });
  await using run = sourceOperations({ kinds, previous: before.project });
  expect(await failure(run.bring(goModules()))).toMatchObject({ code: "FORGE2013", message: expect.stringContaining("go.sum") });
  writeFileSync(join(before.project, "go.mod"), "module m\n");
  expect(filesIn(await run.bring(goModules()))).toEqual({ "vendor/modules.txt": "" });
});

test("a directory in the place of a module cannot be vendored, and the help says what can", async () => {
  expect(await refused("", { mod: "module m\n\nreplace x => ./x\n" })).toMatchObject({
    code: "FORGE2006",
    help: expect.stringContaining("proxy"),
  });
});

function isInstalled(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
