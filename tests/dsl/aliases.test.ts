// Aliases make addresses, and the project says where they lead.

import { expect, test } from "vitest";
import { sourceData } from "../../dsl/source-data.ts";
import { defineAliases, git, importElement, local, tar } from "../../stdlib/public.ts";
import { graphOf, refusalOf } from "./rig.ts";

const aliases = defineAliases({ github: "https://github.com/", gnu: ["https://ftp.gnu.org/gnu/", "https://ftpmirror.gnu.org/"] });
const { github, gnu } = aliases;
const a = importElement({ sources: [local("x")] });
const mirrorsOf = (rest: Parameters<typeof graphOf>[1]) => graphOf({ a }, rest).project.mirrors;

test("a tag makes an address, which is plain text and as it was written", () => {
  const version = 3;
  expect(github`openssl/openssl-${version}.git`).toBe("github:openssl/openssl-3.git");
  expect(gnu`a\b ${"c"}`).toBe("gnu:a\\b c");
  expect(sourceData(git(github`o/o.git`)).config).toMatchObject({ url: "github:o/o.git" });
  expect(sourceData(tar(gnu`hello/hello-2.12.tar.gz`)).lock).toEqual(["gnu:hello/hello-2.12.tar.gz"]);
});

test("the project says where they lead: to the mirrors first, then to the places themselves", () => {
  expect(mirrorsOf({ aliases })).toEqual({
    github: { url: "https://github.com" },
    gnu: { url: "https://ftp.gnu.org/gnu", alternatives: ["https://ftpmirror.gnu.org"] },
  });
  expect(mirrorsOf({ aliases: { hub: github }, mirrors: { github: ["https://m1.example/gh/", "https://m2.example"] } })).toEqual({
    github: { url: "https://m1.example/gh", alternatives: ["https://m2.example", "https://github.com"] },
  });
  expect(
    mirrorsOf({ mirrors: { debian: { url: ["https://a.example/debian", "https://b.example/debian"], keyring: "keys/a.gpg" } } }),
  ).toEqual({ debian: { url: "https://a.example/debian", alternatives: ["https://b.example/debian"], keyring: "keys/a.gpg" } });
});

test.each<readonly [act: () => unknown, message: string]>([
  [() => defineAliases({ https: "https://x.example" }), 'defineAliases: "https" is no name for an alias'],
  [() => defineAliases({ "a b": "https://x.example" }), 'defineAliases: "a b" is no name for an alias'],
  [() => defineAliases({ a: "x.example" }), 'defineAliases: `a` must be a URL, not "x.example"'],
  [() => defineAliases({ a: [] }), "defineAliases: `a` has no URL"],
  [() => defineAliases({ a: ["https://x.example", 1] } as never), "defineAliases: `a` must be a URL, not 1"],
  [() => (github as unknown as (path: string) => string)("x"), "github is no function to call"],
  [() => github`x/${a as never}`, "an object cannot stand in an address"],
  [() => mirrorsOf({ aliases: { github: "https://x.example" } as never }), "defineProject: `aliases.github` must be made by defineAliases"],
  [() => mirrorsOf({ mirrors: { x: [] } }), "defineProject: `mirrors.x` has no URL"],
])("%#: is refused with %s", (act, message) => {
  expect(refusalOf(act)).toMatchObject({
    code: expect.stringMatching(/^FORGE100[78]$/),
    message: expect.stringContaining(message),
    place: { file: expect.stringMatching(/^tests\/dsl\//) },
  });
});
