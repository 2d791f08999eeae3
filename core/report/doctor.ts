// The answer of `forge doctor` for people: a line for each check, and below it the lines to type.

import type { Style } from "./style.ts";
import { pad } from "./width.ts";

export interface CheckLine {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly mend?: readonly string[];
}

export function doctorLines(checks: readonly CheckLine[], style: Style): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, ok, detail, mend = [] }) => [
    `${ok ? style.good("ok     ") : style.bad("missing")}  ${pad(name, width)}  ${detail}`,
    ...mend.map((line) => `         ${style.strong(line)}`),
  ]);
  const wrong = checks.filter(({ ok }) => !ok).length;
  return [
    ...lines,
    wrong === 0
      ? style.good("this machine can build")
      : style.bad(`${wrong} of ${checks.length} checks failed: the lines below each mend it`),
  ];
}
