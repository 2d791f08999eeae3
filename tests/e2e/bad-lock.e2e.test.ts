// forge.lock without the entries that sources need, and with entries that are none: each is refused at its own line, and nothing
// is asked of anybody.

import { expect, test } from "vitest";
import { sourceData } from "../../dsl/source-data.ts";
import { debian, debianSource, docker, git, pypi, remote, type Source, tar, zip } from "../../stdlib/public.ts";
import { expectComplaint } from "../rig/faults.ts";
import { serveFiles } from "../rig/file-server.ts";
import { failures } from "../rig/outcomes.ts";
import { createProject } from "../rig/project.ts";

const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];

/** Every source that is locked: how it is written, and what that gives. Nobody listens at these addresses. */
const sources: readonly (readonly [text: string, source: Source])[] = [
  ['debian({ archives, packages: ["hello"] })', debian({ archives, packages: ["hello"] })],
  ['debianSource({ archives, package: "hello" })', debianSource({ archives, package: "hello" })],
  ['docker("debian")', docker("debian")],
  ['git("https://127.0.0.1:1/a.git")', git("https://127.0.0.1:1/a.git")],
  ['pypi("words")', pypi("words")],
  ['remote("http://127.0.0.1:1/a")', remote("http://127.0.0.1:1/a")],
  ['tar("http://127.0.0.1:1/a.tar")', tar("http://127.0.0.1:1/a.tar")],
  ['zip("http://127.0.0.1:1/a.zip")', zip("http://127.0.0.1:1/a.zip")],
];

const config = `import { debian, debianSource, defineProject, docker, git, importElement, pypi, remote, tar, zip } from "forge-build";
const archives = ${JSON.stringify(archives)};
${sources.map(([text], index) => `const e${index} = importElement({ sources: [${text}] });\n`).join("")}
export default defineProject({ name: "locked", elements: { ${sources.map((_, index) => `e${index}`).join(", ")} } });
`;
const lineOf = (index: number): string => `build.config.ts:${3 + index}`;

test("sources that are not locked are all named, each at its line, with the command that locks them", async () => {
  await using project = createProject({ "build.config.ts": config });
  const run = await project.forge(["build"]);
  expectComplaint(run, { code: "FORGE2001", says: [...sources.map((_, index) => lineOf(index)), /help: forge track( e\d)+/] });
});

test("offline, every source refuses to ask, and its server is not asked", async () => {
  await using server = await serveFiles();
  const mirrors = ["debian", "docker", "pypi"].map((alias) => `${alias}: "${server.url}/${alias}"`).join(", ");
  await using project = createProject({
    "build.config.ts": config
      .replaceAll(/https?:\/\/127\.0\.0\.1:1/g, server.url)
      .replace('name: "locked",', `$& mirrors: { ${mirrors} },`),
  });
  const run = await project.forge(["track", "--offline"]);
  expectComplaint(run, { code: "FORGE2014", says: [...sources.map((_, index) => lineOf(index)), "--offline"] });
  expect([...run.stderr.matchAll(/FORGE\d{4}/g)].map(([code]) => code)).toEqual(sources.map(() => "FORGE2014"));
  expect(server.requests).toEqual([]);
});

test("an entry that is no ref of its kind is refused at its line of the lock, for every kind", async () => {
  const entries = sources.map(([, source]) => {
    const { kind, lock } = sourceData(source);
    return JSON.stringify([kind, lock, { nonsense: true }]);
  });
  const lines = ['["forge-lock",1]', ...entries.toSorted()];
  await using project = createProject({ "build.config.ts": config, "forge.lock": `${lines.join("\n")}\n` });
  const run = await project.forge(["build", "--json", "--on-error", "continue", "--builders", "2"]);
  const found = failures(run);
  expect(found).toHaveLength(sources.length);
  for (const [index, [, { kind }]] of sources.entries()) {
    const line = lines.indexOf(entries[index] ?? "") + 1;
    expect(found.find(({ place }) => place?.line === line)).toMatchObject({
      code: "FORGE2003",
      message: expect.stringMatching(new RegExp(`^the entry of a ${kind} source is not a ref of that kind: \`\\w+\` is missing$`)),
      place: { file: "forge.lock" },
      related: [{ message: "the source", place: { file: "build.config.ts", line: 3 + index } }],
      help: expect.stringContaining("forge track"),
    });
  }
});
