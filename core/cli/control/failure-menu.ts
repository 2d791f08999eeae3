// What a failed build asks: what becomes of the rest, and what is to be done about the failure.
//
// After the log and the shell it asks again. Everything else is the decision, which others carry out.

import { renderDiagnostic } from "../../report/diagnostic.ts";
import { BEFORE } from "../../report/wording.ts";
import type { FailedBuild, FailureDecision } from "../../run/on-failure.ts";
import { shortenHome } from "../places.ts";
import { type Asking, ask } from "./ask.ts";
import type { Choice, Menu } from "./menu.ts";
import { showLog } from "./show-log.ts";

export interface FailureMenu {
  readonly asking: Asking;
  readonly source: (file: string) => string | undefined;
  /** Gives the terminal to somebody else while it runs. */
  readonly away: <Result>(use: () => Promise<Result>) => Promise<Result>;
}

/** The decision, or undefined where nobody made one: Ctrl-C, or the terminal is gone. */
export async function decideFailure(failed: FailedBuild, { asking, source, away }: FailureMenu): Promise<FailureDecision | undefined> {
  const { output } = asking;
  const { style, columns } = output;
  let title = [
    ...renderDiagnostic(failed.error, { style, columns, source, path: shortenHome }),
    ...(failed.before === undefined ? [] : [style.faint(`  ${BEFORE}`)]),
  ];
  for (;;) {
    const choice = await ask({ title, choices: choicesFor(failed) }, asking);
    title = [`${failed.element.name} failed`];
    switch (choice?.key) {
      case "c":
        return { type: "continue" };
      case "q":
        return { type: "quit" };
      case "t":
        return { type: "terminate" };
      case "r":
        return { type: "retry" };
      case "l":
        await away(() => showLog(failed.log ?? "", output));
        break;
      case "s":
        await away(async () => failed.shell?.());
        break;
      case "g": {
        const step = await askStep(failed, asking);
        if (step !== BACK) return { type: "resume", step };
        break;
      }
      default:
        return undefined;
    }
  }
}

function choicesFor({ log, shell, mayResume, step }: FailedBuild): readonly Choice[] {
  return [
    { key: "c", name: "continue", text: "build what does not need it" },
    { key: "q", name: "quit", text: "let what runs end, start nothing" },
    { key: "t", name: "terminate", text: "end what runs" },
    { key: "r", name: "retry", text: "from the beginning" },
    ...(log === undefined ? [] : [{ key: "l", name: "log" }]),
    ...(shell === undefined ? [] : [{ key: "s", name: "shell", text: "in its sandbox, as it is" }]),
    ...(mayResume
      ? [{ key: "g", name: "go on", text: `in its sandbox, as it is${step === undefined ? "" : `, from ${step} or another step`}` }]
      : []),
  ];
}

const BACK = Symbol("back");

/** From which step to go on. Without a choice where there is only one. */
async function askStep({ steps, step }: FailedBuild, asking: Asking): Promise<string | undefined | typeof BACK> {
  if (steps.length < 2) return step;
  const choices = steps.slice(0, KEYS.length).map(
    (name, index): Choice => ({
      key: KEYS.charAt(index),
      name,
      ...(name === step && { text: "failed" }),
    }),
  );
  const menu: Menu = { title: [], choices: [...choices, { key: "b", name: "back" }] };
  const choice = await ask(menu, asking);
  return choice === undefined || choice.key === "b" ? BACK : choice.name;
}

const KEYS = "123456789acdefghijklmnopqrstuvwxyz";
