// How a value is written into shell text so that the shell gives back the same characters, wherever in the text it stands:
// as a word, inside quotes, in a here-document.
//
// A reader of quotes, not a parser of shell: it follows quotes, substitutions, comments and here-documents of POSIX sh, and
// takes what it does not know for plain text.

/** Where in a shell text a value stands. */
export type ShellContext =
  /** As a word or part of one. */
  | "word"
  | "double-quotes"
  | "single-quotes"
  /** A here-document in which variables are expanded. */
  | "here-document"
  /** Written as it is: `sh.raw`, and here-documents whose mark is quoted. */
  | "verbatim"
  | "comment";

/** The value as it must be written. */
export function quoteFor(context: ShellContext, value: string): string {
  switch (context) {
    case "word":
      return SAFE.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
    case "double-quotes":
      return value.replace(/[\\"$`]/g, "\\$&");
    case "single-quotes":
      return value.replaceAll("'", "'\\''");
    case "here-document":
      return value.replace(/[\\$`]/g, "\\$&");
    case "comment":
      return value.replaceAll("\n", " ");
    case "verbatim":
      return value;
  }
}

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** Follows a shell text piece by piece and tells where the next value stands. */
export interface ShellReader {
  read(text: string): void;
  context(): ShellContext;
}

type Nest = "double" | "single" | "comment" | "parenthesis" | "arithmetic" | "brace" | "backquote";

interface HereDocument {
  readonly mark: string;
  readonly quoted: boolean;
  readonly tabs: boolean;
}

export function createShellReader(): ShellReader {
  const nests: Nest[] = [];
  /** Here-documents whose bodies begin after the present line, then the one that is being read. */
  const announced: HereDocument[] = [];
  let body: HereDocument | undefined;
  let line = "";
  let previous = "\n";
  return { read, context };

  function context(): ShellContext {
    if (body) return body.quoted ? "verbatim" : "here-document";
    const top = nests.findLast((nest) => nest !== "brace");
    if (top === "double") return "double-quotes";
    if (top === "single") return "single-quotes";
    return top === "comment" ? "comment" : "word";
  }

  function read(text: string): void {
    // A value stood before this piece: what follows it is in the middle of a word, or of a line.
    if (previous === "") previous = "x";
    if (body) line += "\0";
    for (let at = 0; at < text.length; ) at += body ? inBody(text, at) : inCode(text, at);
    previous = text === "" ? previous : "";
  }

  function inBody(text: string, at: number): number {
    const end = text.indexOf("\n", at);
    if (end < 0) {
      line += text.slice(at);
      return text.length - at;
    }
    line += text.slice(at, end);
    if (body && (body.tabs ? line.replace(/^\t+/, "") : line) === body.mark) body = announced.shift();
    line = "";
    return end - at + 1;
  }

  /** Reads one token and gives its length. */
  function inCode(text: string, at: number): number {
    const character = text[at] ?? "";
    const top = nests.at(-1);
    const before = at === 0 ? previous : (text[at - 1] ?? "");
    if (top === "single") {
      if (character === "'") nests.pop();
      return 1;
    }
    if (top === "comment") {
      if (character !== "\n") return 1;
      nests.pop();
    }
    if (character === "\n") {
      body = announced.shift();
      line = "";
      return 1;
    }
    if (character === "\\") return 2;
    if (character === "`") return toggle("backquote");
    if (character === '"') return toggle("double");
    if (text.startsWith("$((", at)) return push("arithmetic", 3);
    if (text.startsWith("$(", at)) return push("parenthesis", 2);
    if (text.startsWith("${", at)) return push("brace", 2);
    if (top === "brace" && character === "}") return pop(1);
    if (top === "double" || (top === "brace" && nests.includes("double"))) return 1;
    if (top === "arithmetic") return text.startsWith("))", at) ? pop(2) : 1;
    if (character === "'") return push("single", 1);
    if (character === "(") return push("parenthesis", 1);
    if (top === "parenthesis" && character === ")") return pop(1);
    if (character === "#" && /[\s;&|(]/.test(before)) return push("comment", 1);
    return hereDocument(text, at) ?? 1;
  }

  /** `<<EOF`, `<<-EOF`, `<<'EOF'`; not `<<<`. */
  function hereDocument(text: string, at: number): number | undefined {
    if (!text.startsWith("<<", at)) return undefined;
    const found = /^<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|(\\?)([^\s;&|<>()'"]+))/.exec(text.slice(at, at + 200));
    if (!found) return text.startsWith("<<<", at) ? 3 : 2;
    const [all, dash, single, double, escaped, bare] = found;
    announced.push({ mark: single ?? double ?? bare ?? "", quoted: bare === undefined || escaped !== "", tabs: dash === "-" });
    return all.length;
  }

  function push(nest: Nest, length: number): number {
    nests.push(nest);
    return length;
  }

  function pop(length: number): number {
    nests.pop();
    return length;
  }

  function toggle(nest: Nest): number {
    return nests.at(-1) === nest ? pop(1) : push(nest, 1);
  }
}
