// Who may import whom, and who may write to a stream: walks the import lines of every source file.
//
// The table is docs/architecture.md's. Tests, benchmarks and scripts may import anything and are not walked.

import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The engine's rooms from the top down: each may import those after it. */
const DOWNWARD = ["core/run", "core/plan", "core/stage", "core/source", "core/store", "core/tree", "core/key", "core/model"];

interface Room {
  /** Rooms, or single files, that it may import beside itself. */
  readonly ours: readonly string[];
  readonly libraries: readonly string[];
}

const ROOMS: { readonly [room: string]: Room } = {
  "core/model": { ours: [], libraries: [] },
  "core/key": { ours: below("core/key"), libraries: ["xxhash-wasm"] },
  "core/tree": { ours: below("core/tree"), libraries: ["tar"] },
  "core/store": { ours: [...below("core/store"), "core/package.ts"], libraries: ["tar"] },
  "core/source": { ours: [...below("core/source"), "core/package.ts"], libraries: [] },
  "core/stage": { ours: below("core/stage"), libraries: [] },
  "core/plan": { ours: below("core/plan"), libraries: [] },
  "core/run": { ours: [...below("core/run"), "core/package.ts"], libraries: [] },
  "core/drivers": { ours: ["core/store", "core/key", "core/model", "core/package.ts"], libraries: ["execa"] },
  "core/evaluate": { ours: ["core/store", "core/key", "core/model", "core/package.ts"], libraries: ["execa", "zod"] },
  "core/report": { ours: ["core/model"], libraries: ["listr2", "picocolors", "string-width"] },
  "core/cli": {
    ours: ["core", "dsl", "stdlib", "sandbox"],
    libraries: ["@commander-js/extra-typings", "commander", "diff", "execa", "listr2", "picocolors", "string-width", "tar", "zod"],
  },
  // What they import stands in the projects that they write.
  "core/cli/init/templates": { ours: ["core/cli/init"], libraries: ["forge-build"] },
  // Only run where pages are made. Its examples are texts of configurations.
  "core/cli/reference": { ours: ["core/package.ts"], libraries: ["typescript", "forge-build"] },
  "core/package.ts": { ours: [], libraries: [] },
  dsl: { ours: ["core/model"], libraries: ["zod", "tar"] },
  "dsl/evaluate": { ours: ["dsl", "core/model", "core/key"], libraries: ["zod", "tsx", "typescript"] },
  "dsl/bst": { ours: ["dsl", "core/model"], libraries: ["yaml"] },
  "dsl/convert": { ours: ["dsl/baserock", "dsl/bst", "dsl", "core/model"], libraries: [] },
  "dsl/baserock": { ours: ["dsl/bst/files.ts", "dsl", "core/model"], libraries: ["yaml"] },
  "dsl/driver": { ours: ["dsl", "core/model", "core/key"], libraries: ["execa", "zod", "tar", "tsx", "undici", "yauzl"] },
  stdlib: { ours: ["dsl/index.ts"], libraries: ["smol-toml", "zod"] },
  sandbox: { ours: ["core/model"], libraries: ["execa"] },
  examples: { ours: [], libraries: ["forge-build"] },
  // Projects that stand on another, which is a package to them.
  "examples/modular": { ours: [], libraries: ["forge-build", "sdk"] },
  // A project with a package of its own, which like any kind's may use zod.
  "examples/plugin": { ours: [], libraries: ["forge-build", "forge-shell-programs", "zod"] },
};

describe("imports", () => {
  for (const [name, room] of Object.entries(ROOMS)) {
    test(`${name} imports only what it may`, () => {
      const wrong = filesOf(name).flatMap((file) =>
        importsOf(file)
          .filter((specifier) => !isAllowed(file, specifier, name, room))
          .map((specifier) => `${file} imports ${specifier}`),
      );
      expect(wrong).toEqual([]);
    });
  }

  test("every source file belongs to a room", () => {
    const homeless = sources(["core", "dsl", "stdlib", "sandbox", "examples"]).filter((file) => roomOf(file) === undefined);
    expect(homeless).toEqual([]);
  });
});

test("nobody but core/report and core/cli writes to a stream", () => {
  const writers = sources(["core", "dsl", "stdlib", "sandbox"])
    .filter((file) => !file.startsWith("core/report/") && !file.startsWith("core/cli/"))
    // The programs of child processes speak to forge, and to nobody else, over their streams.
    .filter((file) => !/^dsl\/(evaluate|driver)\//.test(file))
    .filter((file) => /\bconsole\.|\bprocess\.(stdout|stderr)\b/.test(withoutComments(readFileSync(join(root, file), "utf8"))));
  expect(writers).toEqual([]);
});

test("a source file is short enough to be one idea", () => {
  const long = sources(["core", "dsl", "stdlib", "sandbox"])
    // A table with a row for each code.
    .filter((file) => file !== "core/model/error-codes.ts" && file !== "core/cli/verb-texts.ts")
    .filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 351);
  expect(long).toEqual([]);
});

test("a source file says first what it is", () => {
  const silent = sources(["core", "dsl", "stdlib", "sandbox"]).filter(
    (file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(silent).toEqual([]);
});

function below(room: string): readonly string[] {
  return DOWNWARD.slice(DOWNWARD.indexOf(room) + 1);
}

function isAllowed(file: string, specifier: string, name: string, room: Room): boolean {
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return specifier.startsWith("node:");
  if (!specifier.startsWith(".")) return room.libraries.some((library) => specifier === library || specifier.startsWith(`${library}/`));
  const target = relative(root, join(root, dirname(file), specifier));
  if (roomOf(target) === name) return true;
  // The package entry is the one barrel that joins the language and the library.
  if (file === "stdlib/public.ts" && target === "dsl/index.ts") return true;
  return room.ours.some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
}

/** The innermost room that a file lies in. */
function roomOf(file: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function filesOf(room: string): readonly string[] {
  const [top = room] = room.split("/");
  return sources([top]).filter((file) => roomOf(file) === room);
}

function sources(directories: readonly string[]): readonly string[] {
  return directories.flatMap((directory) =>
    readdirSync(join(root, directory), { withFileTypes: true })
      .flatMap((entry) => {
        const path = join(directory, entry.name);
        // A link in an example leads back to the repository.
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sources([path]);
        return entry.isFile() && entry.name.endsWith(".ts") ? [path] : [];
      })
      .sort(),
  );
}

/** Module specifiers of static, re-exporting and dynamic imports, types included. */
function importsOf(file: string): readonly string[] {
  const text = withoutComments(readFileSync(join(root, file), "utf8"));
  const specifiers = [
    ...text.matchAll(/^\s*(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"/gm),
    ...text.matchAll(/^\s*import\s*"([^"]+)"/gm),
    ...text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g),
  ].map((match) => match[1] ?? "");
  return [...new Set(specifiers)];
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
}
