// Builders do not wait for removals, unless too many run; at the end everything is removed, and failures are told.

import { expect, test } from "vitest";
import type { Sandbox } from "../../../core/model/sandbox.ts";
import { BackgroundRemoval } from "../../../core/run/background-removal.ts";

/** A sandbox whose removals end when the test says so. */
function slowSandbox(): { readonly sandbox: Sandbox; readonly begun: string[]; end(directory: string, error?: Error): void } {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  return {
    begun,
    end: (directory, error) => ends.get(directory)?.(error),
    sandbox: {
      run: () => Promise.reject(new Error("nothing runs here")),
      remove(directory) {
        begun.push(directory);
        return new Promise((resolve, reject) => ends.set(directory, (error) => (error ? reject(error) : resolve())));
      },
    },
  };
}

test("a removal is begun and not waited for, until too many run", async () => {
  const { sandbox, begun, end } = slowSandbox();
  const removal = new BackgroundRemoval(sandbox, 2);
  await removal.sandbox.remove("a");
  await removal.sandbox.remove("b");
  let third = false;
  const waiting = removal.sandbox.remove("c").then(() => {
    third = true;
  });
  expect([begun, third]).toEqual([["a", "b"], false]);
  end("a");
  await waiting;
  expect(begun).toEqual(["a", "b", "c"]);
  end("b");
  end("c");
  await removal.close();
});

test("closing waits for all, and throws what the first failed with", async () => {
  const { sandbox, end } = slowSandbox();
  const removal = new BackgroundRemoval(sandbox, 4);
  await removal.sandbox.remove("a");
  await removal.sandbox.remove("b");
  const closed = removal.close();
  end("b", new Error("in the way"));
  end("a");
  await expect(closed).rejects.toThrow("in the way");
});
