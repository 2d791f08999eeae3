// A person's shell in a sandbox, on a pseudo-terminal that script(1) makes.

import { spawn } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { bundleProgram, ordinaryUser, thisUser } from "./contexts.ts";
import { isRunning, waitFor } from "./rig.ts";

const program = bundleProgram(new URL("./programs/interactive.ts", import.meta.url));
afterAll(program.dispose);

interface Terminal {
  /** Waits for a text after the last one, then types. */
  answer(text: string, typed: string): Promise<void>;
  readonly end: Promise<string>;
}

function terminal(words: readonly string[]): Terminal {
  const command = words.map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, SHELL: "/bin/sh" },
  });
  let seen = "";
  let position = 0;
  child.stdout.on("data", (bytes: Buffer) => (seen += bytes.toString()));
  return {
    async answer(text, typed) {
      await waitFor(() => seen.indexOf(text, position) !== -1);
      position = seen.indexOf(text, position) + text.length;
      child.stdin.write(typed);
    },
    end: new Promise((resolve) => child.on("close", () => resolve(seen.replaceAll("\r", "")))),
  };
}

describe.each(ordinaryUser ? [thisUser, ordinaryUser] : [thisUser])("a shell $name", (context) => {
  it("has job control, survives an interrupt, and gives the terminal back", async () => {
    const { answer, end } = terminal([...context.words, program.node, program.file]);
    const marker = `7${process.pid}${context.name.length}`;
    await answer("% ", `echo $((40 + 2)) $PWD; sleep ${marker}\n`);
    await waitFor(() => isRunning(`sleep\0${marker}`));
    await answer("42 /out", "\x03");
    await answer("% ", "sleep 1000 &\njobs\n");
    await answer("Running", "exit 4\n");
    const seen = await end;
    expect(seen).toContain("prepared\n");
    expect(seen.trim().split("\n").at(-1)).toBe('{"type":"failed","command":1,"exitCode":4} terminal is back');
  });

  it("runs a command instead of a shell", async () => {
    const { end } = terminal([...context.words, program.node, program.file, "[ -t 0 ] && echo on a terminal"]);
    expect((await end).trim().split("\n")).toEqual(["prepared", "on a terminal", '{"type":"succeeded"} terminal is back']);
  });
});
