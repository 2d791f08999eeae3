// The printer of modules: what it writes is laid out as people write it, and means what was meant.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arrow,
  binary,
  call,
  code,
  conditional,
  type Expression,
  imported,
  list,
  literal,
  member,
  name,
  not,
  object,
  string,
  template,
} from "../../../dsl/convert/print/expression.ts";
import { identifier, Names } from "../../../dsl/convert/print/names.ts";
import { printModule } from "../../../dsl/convert/print/print-module.ts";
import { sh } from "../../../dsl/sh.ts";
import { expandScript, expandText, type Script, type Text, text } from "../../../dsl/text.ts";

const forge = (exported: string): Expression => imported("forge-build", exported);
const scope = { lookUp: () => "" };

function evaluated(expression: Expression, given: { readonly [name: string]: unknown }): unknown {
  const body = printModule({ file: "a.ts", statements: [{ name: "result", value: expression }] }).replace(/^import .*\n+/gm, "");
  return new Function(...Object.keys(given), `${body}; return result;`)(...Object.values(given));
}

describe("modules", () => {
  test("import what they use, from packages first, sorted, by the path from where they lie", () => {
    const module = {
      file: "components/openssl.ts",
      comments: ["One line."],
      statements: [
        {
          name: "openssl",
          exported: true,
          value: call(
            forge("autotools"),
            object({
              sources: list([call(forge("git"), object({ url: string("github:openssl/openssl.git") }))]),
              depends: list([imported("public-stacks/runtime-minimal.ts", "runtimeMinimal"), imported("components/perl.ts", "perl")]),
            }),
          ),
        },
      ],
    };
    expect(printModule(module)).toBe(`// One line.

import { autotools, git } from "forge-build";
import { perl } from "./perl.ts";
import { runtimeMinimal } from "../public-stacks/runtime-minimal.ts";

export const openssl = autotools({ sources: [git({ url: "github:openssl/openssl.git" })], depends: [runtimeMinimal, perl] });
`);
  });

  test("rename what is called like something of their own, or like another import", () => {
    const module = {
      file: "git.ts",
      statements: [{ name: "git", value: call(forge("git"), list([imported("a/x.ts", "x"), imported("b/x.ts", "x")])) }],
    };
    expect(printModule(module)).toBe(`import { git as git2 } from "forge-build";
import { x } from "./a/x.ts";
import { x as x2 } from "./b/x.ts";

const git = git2([x, x2]);
`);
  });

  test("break what is too long, innermost last, and keep comments above what they are about", () => {
    const long = "x".repeat(60);
    const module = {
      file: "a.ts",
      statements: [
        {
          name: "value",
          value: object([
            { name: "short", value: list([string("a"), string("b")]) },
            { name: "long", comments: ["Why so long.", "", "Because."], value: list([string(long), string(long), string(long)]) },
          ]),
        },
      ],
    };
    expect(printModule(module)).toBe(`const value = {
  short: ["a", "b"],
  // Why so long.
  //
  // Because.
  long: [
    "${long}",
    "${long}",
    "${long}",
  ],
};
`);
  });

  test("lay conditions out one below another, with parentheses where they help", () => {
    const arch = member(name("options"), "arch");
    const is = (value: string): Expression => binary("===", [arch, string(value)]);
    const value = conditional(
      binary("&&", [binary("||", [is("x86_64"), is("aarch64")]), not(is("riscv64")), not(binary("||", [name("a"), name("b")]))]),
      string("the first of these values"),
      conditional(is("i686"), string("another one"), string("whatever")),
    );
    expect(printModule({ file: "a.ts", statements: [{ name: "value", value }] })).toBe(`const value =
  (options.arch === "x86_64" || options.arch === "aarch64") && options.arch !== "riscv64" && !(a || b)
    ? "the first of these values"
    : options.arch === "i686"
      ? "another one"
      : "whatever";
`);
  });

  test("write a command of several lines as a block", () => {
    const value = list([
      template(member(forge("sh"), "raw"), ["cd ", member(name("vars"), "prefix"), "\n\n  make `x` ${y}"], { raw: true }),
    ]);
    expect(printModule({ file: "a.ts", statements: [{ name: "value", value }] })).toBe(`import { sh } from "forge-build";

const value = [
  sh.raw\`
    cd \${vars.prefix}

      make \\\`x\\\` \\\${y}
  \`,
];
`);
  });
});

test("data and functions are written as people would", () => {
  const value = arrow(
    "{ vars }",
    object([
      { name: "x-y", value: literal({ a: [1, "b", null], c: undefined }) },
      { name: undefined, value: code("rest") },
    ]),
  );
  expect(printModule({ file: "a.ts", statements: [{ name: "make", value }] })).toBe(
    'const make = ({ vars }) => ({ "x-y": { a: [1, "b", null] }, ...rest });\n',
  );
});

describe("texts", () => {
  const letters = fc.array(fc.constantFrom("a", "`", "\\", "$", "{", "}", "\n", " ", "\t", "'", '"', "\r", "%"), { maxLength: 24 });

  test("of commands come out of the tag as they went in", () => {
    fc.assert(
      fc.property(letters, (characters) => {
        const wanted = characters.join("");
        const script = evaluated(template(member(forge("sh"), "raw"), [wanted], { raw: true }), { sh }) as Script;
        expect(expandScript(script, scope)).toBe(wanted.trim());
      }),
      { numRuns: 2000 },
    );
  });

  test("and so do those that are pasted together, and plain strings", () => {
    fc.assert(
      fc.property(letters, letters, (first, second) => {
        const wanted = first.join("") + second.join("");
        const pasted = evaluated(template(forge("text"), [first.join(""), string(second.join(""))]), { text }) as Text;
        expect(expandText(pasted, scope)).toBe(wanted);
        expect(evaluated(string(wanted), {})).toBe(wanted);
        const script = evaluated(template(member(forge("sh"), "raw"), [first.join(""), string(second.join(""))], { raw: true }), {
          sh,
        }) as Script;
        expect(expandScript(script, scope)).toBe(wanted.trim());
      }),
      { numRuns: 2000 },
    );
  });
});

describe("names", () => {
  test.each([
    ["gtk+-3", "gtkPlus3"],
    ["python3-setuptools", "python3Setuptools"],
    ["NetworkManager", "networkManager"],
    ["XMLParser", "xmlParser"],
    ["CFLAGS", "cflags"],
    ["81voltd", "_81voltd"],
    ["enum", "enum_"],
    ["gcc_triplet", "gccTriplet"],
    ["x86_64-v3", "x86_64V3"],
    ["-", "_"],
  ])("%s is %s", (given, wanted) => {
    expect(identifier(given)).toBe(wanted);
  });

  test("are given once", () => {
    const names = new Names(["a"]);
    expect([names.take("a"), names.take("a"), names.take("b1"), names.take("b1")]).toEqual(["a2", "a3", "b1", "b1_2"]);
  });
});
