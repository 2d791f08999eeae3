// examples/languages: each language's program is built by its own kind, runs, and passes its own tests.

import { expect, test } from "vitest";
import { buildTracked, copyExample, expectedOutput, succeed } from "../rig/copied-example.ts";

test("programs in five languages build from vendored sources, run, and pass their tests", { timeout: 1_800_000 }, async () => {
  await using project = copyExample("languages");
  await buildTracked(project);

  let shown = "";
  for (const language of ["c", "rust", "go", "python", "node"]) {
    shown += (await succeed(project, "shell", "system", "--", "sh", "-c", `echo 'To be, or not to be' | count-words-${language} be`))
      .stdout;
  }
  expect(shown).toBe(expectedOutput(project));

  const programs = ["countWordsC", "countWordsRust", "countWordsGo", "wordsPython", "countWordsPython", "countWordsNode"];
  const tested = await succeed(project, "test", "--json", ...programs);
  const outcomes = tested
    .events()
    .flatMap((event) =>
      event.type === "element-finished" && programs.includes(event.element.name) ? [[event.element.name, event.outcome]] : [],
    );
  // The library is built for the program that needs it, and then tested: what is said last counts.
  expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(programs.map((name) => [name, "passed"])));
});
