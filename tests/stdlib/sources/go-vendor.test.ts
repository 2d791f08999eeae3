// `goVendor` from repositories on loopback, and Go itself on what it lays out.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { goVendor } from "../../../stdlib/sources/go-vendor.ts";
import { type GitServer, serveGit } from "../../rig/git-server.ts";
import { runGo } from "../../rig/go-proxy.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";

const kinds = [goVendor];

/** Words, a second version of them in a directory of its own, and a module within another's repository. */
function publish(server: GitServer) {
  const words = server.repository("words.git");
  const commit = words.commit({
    "go.mod": "module test.example/words\n\ngo 1.18\n",
    "words.go": 'package words\n\nimport "test.example/tools/say"\n\nfunc Hello() string { return say.It("hello") }\n',
    "v2/go.mod": "module test.example/words/v2\n\ngo 1.18\n",
    "v2/words.go": 'package words\n\nfunc Hello() string { return "hello two" }\n',
  });
  words.publish();
  const tools = server.repository("tools.git");
  const inner = tools.commit({ "go/README": "none\n", "go/say/say.go": 'package say\n\nfunc It(s string) string { return s + "!" }\n' });
  tools.publish();
  return [
    { module: "test.example/words/v2", version: "v2.0.1", git: words.url, commit },
    { module: "test.example/words", version: "v1.2.0", git: words.url, commit },
    { module: "test.example/tools", version: "v0.1.0", git: tools.url, commit: inner, directory: "go", explicit: false },
  ];
}

test("modules lie below their names, listed with their packages", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const files = filesIn(await run.bring(goVendor({ modules: publish(server) })));
  expect(files["vendor/modules.txt"]).toBe(
    [
      "# test.example/words/v2 v2.0.1\n## explicit; go 1.18\ntest.example/words/v2\n",
      "# test.example/words v1.2.0\n## explicit; go 1.18\ntest.example/words\ntest.example/words/v2\n",
      "# test.example/tools v0.1.0\ntest.example/tools/say\n",
    ].join(""),
  );
  expect(files["vendor/test.example/words/v2/words.go"]).toContain("hello two");
  expect(files["vendor/test.example/tools/say/say.go"]).toContain("package say");
});

test("Go builds with it, without a network", { timeout: 120_000 }, async (context) => {
  if (!isInstalled()) return context.skip();
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const modules = publish(server).slice(1);
  const staged = await run.bring(goVendor({ modules: modules.map((module) => ({ ...module, explicit: true })) }));
  const main = join(run.root, "main");
  mkdirSync(main);
  cpSync(staged, main, { recursive: true });
  writeFileSync(
    join(main, "go.mod"),
    "module test.example/main\n\ngo 1.18\n\nrequire (\n\ttest.example/words v1.2.0\n\ttest.example/tools v0.1.0\n)\n",
  );
  writeFileSync(
    join(main, "main.go"),
    'package main\n\nimport (\n\t"fmt"\n\t"test.example/words"\n)\n\nfunc main() { fmt.Println(words.Hello()) }\n',
  );
  await runGo(main, ["build", "-o", "main"], { GOPROXY: "off", GOFLAGS: "-mod=vendor" });
  expect(execFileSync(join(main, "main"), { encoding: "utf8" })).toBe("hello!\n");
});

test("a directory that the commit does not have is refused, like a name that is no module's", async () => {
  await using server = await serveGit();
  await using run = sourceOperations({ kinds });
  const [module] = publish(server);
  if (!module) throw new Error("no module");
  expect(await failure(run.bring(goVendor({ modules: [{ ...module, directory: "gone" }] })))).toMatchObject({
    code: "FORGE2006",
    message: expect.stringContaining("has no directory gone"),
  });
  for (const wrong of [{ module: "../x" }, { commit: "main" }, { directory: "../.." }])
    expect(() => goVendor({ modules: [{ ...module, ...wrong }] })).toThrow(expect.objectContaining({ code: "FORGE1007" }));
});

function isInstalled(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
