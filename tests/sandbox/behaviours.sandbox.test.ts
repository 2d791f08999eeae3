// Every behaviour of a sandbox, for every kind of user and host. Each context runs all of them in one process.

import { afterAll, describe, expect, it } from "vitest";
import { commandBehaviours } from "./behaviours/commands.ts";
import { endingBehaviours } from "./behaviours/ending.ts";
import { isolationBehaviours } from "./behaviours/isolation.ts";
import { stagingBehaviours } from "./behaviours/staging.ts";
import { suspensionBehaviours } from "./behaviours/suspension.ts";
import { bundleProgram, contexts, maskedProc, noUserNamespaces, unfitStore } from "./contexts.ts";

interface Result {
  readonly uid: number;
  readonly modes: readonly string[];
  readonly failures: { readonly [name: string]: string };
}

const program = bundleProgram(new URL("./behaviours/main.ts", import.meta.url));
afterAll(program.dispose);

const FALLBACKS = new Map([
  [noUserNamespaces, ["capability new overlay"]],
  [maskedProc, ["namespace host overlay"]],
  [unfitStore, ["namespace new copy"]],
]);

describe.each(contexts)("a sandbox $name", (context) => {
  let result: Promise<Result> | undefined;
  const run = (): Promise<Result> => (result ??= program.run(context).then((text) => JSON.parse(text) as Result));

  it("uses the strongest mode that the host allows, and finds it once", async () => {
    expect((await run()).modes).toEqual(FALLBACKS.get(context) ?? []);
  }, 120_000);

  it.each([...commandBehaviours, ...stagingBehaviours, ...isolationBehaviours, ...endingBehaviours, ...suspensionBehaviours])(
    "$name",
    async ({ name }) => {
      expect((await run()).failures[name]).toBeUndefined();
    },
    120_000,
  );
});
