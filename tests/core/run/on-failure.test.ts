// Who decides about a failure: the person if one is asked, one failure at a time, and nothing starts while that lasts.

import { expect, test } from "vitest";
import { ForgeError } from "../../../core/model/errors.ts";
import { Decisions, type FailedBuild, type FailureDecision } from "../../../core/run/on-failure.ts";

const failed = (name: string) => (): FailedBuild => ({
  element: { name, kind: "script" },
  error: new ForgeError({ code: "FORGE3001", message: `${name}: step run failed with exit code 1` }),
  steps: ["run"],
  mayResume: false,
});

/** Decisions of somebody who answers when the test does. */
function asked(): {
  readonly decisions: Decisions;
  readonly names: readonly string[];
  readonly answer: (decision: FailureDecision) => void;
  readonly ended: () => boolean;
} {
  const names: string[] = [];
  const answers: ((decision: FailureDecision) => void)[] = [];
  let ended = false;
  const onFailure = ({ element }: FailedBuild): Promise<FailureDecision> => {
    names.push(element.name);
    return new Promise((resolve) => answers.push(resolve));
  };
  const decisions = new Decisions({ onError: "quit", onFailure }, () => {
    ended = true;
  });
  return { decisions, names, answer: (decision) => answers.shift()?.(decision), ended: () => ended };
}

test("nobody is asked: what was said beforehand counts at once", () => {
  for (const onError of ["continue", "quit", "terminate"] as const) {
    let ended = false;
    const decisions = new Decisions({ onError }, () => {
      ended = true;
    });
    void decisions.about(failed("library"));
    expect([decisions.halted, ended]).toEqual([onError !== "continue", onError === "terminate"]);
  }
});

test("nothing starts until the answer", async () => {
  const { decisions, answer } = asked();
  const decided = decisions.about(failed("library"));
  let started: boolean | undefined;
  const waiting = decisions.mayStart().then((may) => {
    started = may;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toBeUndefined();
  answer({ type: "retry" });
  await waiting;
  expect(started).toBe(true);
  expect(await decided).toEqual({ type: "retry" });
});

test("the next failure is asked about after the first, and not at all after quit", async () => {
  const { decisions, names, answer } = asked();
  const all = ["first", "second", "third"].map((name) => decisions.about(failed(name)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(names).toEqual(["first"]);
  answer({ type: "continue" });
  await expect.poll(() => names).toEqual(["first", "second"]);
  answer({ type: "quit" });
  expect(await Promise.all(all)).toEqual([{ type: "continue" }, { type: "quit" }, { type: "quit" }]);
  expect(names).toEqual(["first", "second"]);
  expect(await decisions.mayStart()).toBe(false);
});

test("terminate ends what runs", async () => {
  const { decisions, names, answer, ended } = asked();
  const decided = decisions.about(failed("library"));
  await expect.poll(() => names).toEqual(["library"]);
  answer({ type: "terminate" });
  await decided;
  expect([decisions.halted, ended()]).toEqual([true, true]);
});
