// `sh` and `sh.raw`: the only makers of commands.
//
// Both read what stands between the backquotes as the shell would (`\n` stays two characters, `\${x}` is the shell's own
// variable) and take off the indentation. `sh` quotes what is interpolated for where it stands; `sh.raw` pastes it.

import { dedent } from "./dedent.ts";
import { refusal } from "./refuse.ts";
import { createShellReader, quoteFor, type ShellContext } from "./shell-quote.ts";
import { isScript, isTemplate, isVariable, makeScript, type Script, type ScriptPart, scriptParts, type Text, unsuitable } from "./text.ts";

/** One value in a command. A script is spliced as it is. */
export type ShellWord = Text | number | Script;

/** Values in a command: a list becomes as many words. */
export type ShellValue = ShellWord | readonly ShellWord[];

export interface ShellTag {
  /** A shell text; what is interpolated is quoted: sh`rm -f ${file}` removes one file whatever its name. */
  (strings: TemplateStringsArray, ...values: readonly ShellValue[]): Script;
  /** A shell text into which values are pasted as they are, without blanks around the whole. For text that the shell shall read once more. */
  raw(strings: TemplateStringsArray, ...values: readonly ShellValue[]): Script;
}

// A function of its own: the bundler names `quoting` after this line has run, which it could not if that were frozen.
export const sh: ShellTag = Object.freeze(
  Object.assign((strings: TemplateStringsArray, ...values: readonly ShellValue[]) => quoting(strings, ...values), { raw }),
);

function quoting(strings: TemplateStringsArray, ...values: readonly ShellValue[]): Script {
  const reader = createShellReader();
  return assemble(strings, values, (piece) => reader.read(piece), reader.context);
}

function raw(strings: TemplateStringsArray, ...values: readonly ShellValue[]): Script {
  const script = assemble(
    strings,
    values,
    () => {},
    () => "verbatim",
  );
  return makeScript(scriptParts(script), { pasted: true });
}

function assemble(
  strings: TemplateStringsArray,
  values: readonly ShellValue[],
  read: (piece: string) => void,
  context: () => ShellContext,
): Script {
  if (!Array.isArray(strings) || !("raw" in strings))
    throw refusal({ code: "FORGE1007", message: "sh is no function to call", help: "write sh`…`" });
  const parts: ScriptPart[] = [];
  for (const [index, piece] of shellPieces(strings).entries()) {
    if (index > 0) for (const part of valueParts(values[index - 1], context())) push(parts, part);
    push(parts, piece);
    read(piece);
  }
  return makeScript(parts);
}

function valueParts(value: unknown, context: ShellContext): readonly ScriptPart[] {
  if (!Array.isArray(value)) return wordParts(value, context);
  if (context !== "word" && context !== "verbatim") {
    throw refusal({
      code: "FORGE1008",
      message: "a list cannot stand inside quotes: it is several words",
      help: 'take it out of the quotes, or join it: `list.join(" ")`',
    });
  }
  return value.flatMap((word: unknown, index) => (index === 0 ? wordParts(word, context) : [" ", ...wordParts(word, context)]));
}

function wordParts(value: unknown, context: ShellContext): readonly ScriptPart[] {
  if (typeof value === "string" || typeof value === "number") return [quoteFor(context, String(value))];
  if (isVariable(value) || isTemplate(value)) return [{ late: value, context }];
  if (isScript(value) && (context === "word" || context === "verbatim")) return scriptParts(value);
  throw unsuitable(value, isScript(value) ? "quotes" : "a command");
}

function push(parts: ScriptPart[], part: ScriptPart): void {
  const last = parts.at(-1);
  if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
  else if (part !== "") parts.push(part);
}

/** The literal pieces, unescaped, without the indentation that they share. */
function shellPieces(strings: TemplateStringsArray): readonly string[] {
  let pieces = cache.get(strings);
  if (pieces === undefined) {
    pieces = dedent(strings.raw.map(unescaped));
    cache.set(strings, pieces);
  }
  return pieces;
}

/** A template's strings are one object however often its function runs. */
const cache = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Only what JavaScript itself made necessary is undone: the backquote and the interpolation. */
function unescaped(text: string): string {
  return text.replace(/\\`/g, "`").replace(/\\\$\{|\$\\\{/g, "${");
}
