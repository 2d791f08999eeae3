// What `sh` writes is what the shell gives back, wherever a value stands.

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineVariables, importElement, local, manual, sh, text } from "../../stdlib/public.ts";
import { nodeOfElement, refusalOf, runRecipe, textOf } from "./rig.ts";

/** Runs a shell text and gives what it printed. */
function shell(script: string): string {
  return execFileSync("/bin/sh", ["-e", "-c", script], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

describe("quoting", () => {
  const values = ["plain", "a b", "", "it's", '"', "$HOME", "`id`", "\\", "a\nb", "*", "-n", "~", "a;b", "é", "#x", "\\'", "!", "EOF"];

  test.each(values)("%j as a word", (value) => {
    expect(shell(textOf(sh`printf '[%s]' ${value} x${value}y`))).toBe(`[${value}][x${value}y]`);
  });

  test.each(values)("%j in double quotes", (value) => {
    expect(shell(textOf(sh`printf '[%s]' "${value}" "x ${value} y" "$(printf %s "${value}")"`))).toBe(
      `[${value}][x ${value} y][${value.replace(/\n+$/, "")}]`,
    );
  });

  test.each(values)("%j in single quotes", (value) => {
    expect(shell(textOf(sh`printf '[%s]' '${value}' 'x ${value} y'`))).toBe(`[${value}][x ${value} y]`);
  });

  test.each(values)("%j in here-documents", (value) => {
    const script = sh`
      cat <<EOF
      [${value}]
      EOF
      cat <<'END'
      [${value}]
      END
      printf '[%s]' ${value}
    `;
    expect(shell(textOf(script))).toBe(`[${value}]\n[${value}]\n[${value}]`);
  });

  test.each(values)("%j in a comment", (value) => {
    expect(
      shell(
        textOf(sh`
          true # ${value}
          printf '[%s]' ${value}
        `),
      ),
    ).toBe(`[${value}]`);
  });

  test.each(values)("%j after substitutions, arithmetic and patterns", (value) => {
    const script = sh`x="$(echo "a ) b")" y=$((1 << 2)) z="\${x#*"a"}" n=\`echo 'q'\`; case $y in (4) ;; esac; printf '[%s]' ${value} "${value}"`;
    expect(shell(textOf(script))).toBe(`[${value}][${value}]`);
  });

  test("any text is one word, the same text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 12 }).filter((value) => !value.includes("\0")),
        (value) => {
          expect(shell(textOf(sh`printf '[%s]' ${value} "${value}" '${value}'`))).toBe(`[${value}][${value}][${value}]`);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("a list becomes as many words", () => {
  expect(textOf(sh`tar ${["-c", "a b", 3]} x`)).toBe("tar -c 'a b' 3 x");
  expect(textOf(sh`echo ${[]} x`)).toBe("echo  x");
});

test("a list inside quotes is refused with advice", () => {
  expect(refusalOf(() => sh`echo "${["a", "b"]}"`)).toMatchObject({ code: "FORGE1008", help: expect.stringContaining("join") });
});

test("the text is what the shell reads, not what JavaScript would", () => {
  expect(textOf(sh`printf 'a\nb\t\x41' \\ \${HOME} $\{x} \`id\``)).toBe("printf 'a\\nb\\t\\x41' \\\\ ${HOME} ${x} `id`");
});

test("indentation that the lines share is taken off", () => {
  expect(
    textOf(sh`
      if true; then
        echo one

      	echo tab
      fi
    `),
  ).toBe("if true; then\n  echo one\n\n\techo tab\nfi");
  expect(
    textOf(sh`first
      second
        third`),
  ).toBe("first\nsecond\n  third");
});

test("of a text that begins below the backquote, too; of others it is part of what is said", () => {
  const below = text`
    a \\
      ${"\n    b"}

    c
  `;
  const apart = text`a
    b`;
  expect(textOf(sh.raw`${below}|${apart}`)).toBe("a \\\n  \n    b\n\nc|a\n    b");
});

test("raw text is pasted", () => {
  const vars = defineVariables({ flags: "-a -b" });
  expect(textOf(sh.raw`run ${vars.flags} ${"c d"} ${["e", "f g"]} "${text`${vars.flags}!`}"`)).toBe('run -a -b c d e f g "-a -b!"');
});

test("variables are quoted for where they stand, when they are known", () => {
  const vars = defineVariables({ dir: "/opt/a b" });
  expect(textOf(sh`ls ${vars.dir}/x "${vars.dir}/y" ${text`${vars.dir}/*`}`)).toBe("ls '/opt/a b'/x \"/opt/a b/y\" '/opt/a b/*'");
});

test("scripts are spliced", () => {
  const inner = sh`test -e ${"a b"}`;
  expect(textOf(sh`if ${inner}; then echo yes; fi`)).toBe("if test -e 'a b'; then echo yes; fi");
  expect(refusalOf(() => sh`echo "${inner}"`)).toMatchObject({ code: "FORGE1008" });
});

test("what is no text is refused with what to do instead", () => {
  const element = importElement({ sources: [local("x")] });
  const wrong = (value: unknown) => refusalOf(() => sh`echo ${value as string}`);
  expect(wrong(element)).toMatchObject({
    code: "FORGE1008",
    message: "import is a value, not text: it cannot stand in a command",
    help: expect.stringContaining("dependencies"),
  });
  expect(wrong(local("x"))).toMatchObject({ code: "FORGE1008", message: "local is a value, not text: it cannot stand in a command" });
  expect(wrong(Promise.resolve(1))).toMatchObject({
    code: "FORGE1008",
    message: "a promise cannot stand in a command",
    help: "write `await` before it",
  });
  expect(wrong(undefined)).toMatchObject({ code: "FORGE1008", message: "undefined cannot stand in a command" });
  expect(wrong(true)).toMatchObject({ code: "FORGE1008", message: "true cannot stand in a command" });
  expect(wrong([element])).toMatchObject({ code: "FORGE1008" });
});

test("handles throw when they are taken for text", () => {
  const vars = defineVariables({ x: "1" });
  for (const value of [vars.x, text`a`, sh`a`, local("x"), importElement({ sources: [local("x")] })]) {
    expect(refusalOf(() => `${value as unknown as string}`)).toMatchObject({
      code: "FORGE1008",
      message: expect.stringMatching(/ was used as text$/),
    });
    expect(refusalOf(() => JSON.stringify({ value }))).toMatchObject({ code: "FORGE1008" });
  }
});

test("called as a function, both tags say what to write", () => {
  expect(refusalOf(() => (sh as unknown as (text: string) => void)("make"))).toMatchObject({ code: "FORGE1007", help: "write sh`…`" });
  expect(refusalOf(() => (text as unknown as (text: string) => void)("make"))).toMatchObject({ code: "FORGE1007", help: "write text`…`" });
});

test("the place of a mistake is the user's line", () => {
  const { place } = refusalOf(() => sh`echo ${undefined as unknown as string}`);
  expect(place?.file).toBe("tests/dsl/sh.test.ts");
});

test("a step's commands keep their order", () => {
  const element = manual({
    build: [sh`one`],
    install: [sh`two`, sh`three`],
    steps: { build: { before: [sh`zero`], after: [sh`half`] }, install: { run: [sh`other`] } },
  });
  expect(runRecipe(nodeOfElement(element)).steps).toEqual([
    { name: "build", commands: ["zero", "one", "half"] },
    { name: "install", commands: ["other"] },
  ]);
});
