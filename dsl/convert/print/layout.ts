// Lays text out within a width: groups go on one line where they fit, and one piece a line where they do not.
//
// Knows nothing of TypeScript. Linear: a group is measured once against what is left of its line.

export type Doc = string | Group | Indent | Line | readonly Doc[];

interface Group {
  readonly type: "group";
  readonly content: Doc;
  readonly breaks: boolean;
}

interface Indent {
  readonly type: "indent";
  readonly content: Doc;
}

interface Line {
  readonly type: "line";
  /** What stands there where the group is on one line; undefined: it never is. */
  readonly flat: string | undefined;
  /** Only where the group is broken. */
  readonly broken: string;
  /** Starts at the left margin, whatever the indentation is. */
  readonly atMargin?: boolean;
}

/** Nothing, or a new line. */
export const softLine: Doc = { type: "line", flat: "", broken: "" };
/** A space, or a new line. */
export const line: Doc = { type: "line", flat: " ", broken: "" };
export const hardLine: Doc = { type: "line", flat: undefined, broken: "" };
/** A new line without indentation: an empty one, or the inside of a text. */
export const bareLine: Doc = { type: "line", flat: undefined, broken: "", atMargin: true };
/** A comma where the group is broken. */
export const trailingComma: Doc = { type: "group", content: [], breaks: false };

export function group(content: Doc): Doc {
  return { type: "group", content, breaks: hasHardLine(content) };
}

export function indent(content: Doc): Doc {
  return { type: "indent", content };
}

export function join(docs: readonly Doc[], between: Doc): Doc {
  return docs.flatMap((doc, index): readonly Doc[] => (index === 0 ? [doc] : [between, doc]));
}

function hasHardLine(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (isList(doc)) return doc.some(hasHardLine);
  if (doc.type === "line") return doc.flat === undefined;
  return doc.type === "group" ? doc.breaks : hasHardLine(doc.content);
}

interface Piece {
  readonly doc: Doc;
  readonly indentation: number;
  readonly flat: boolean;
}

/** The text. */
export function render(doc: Doc, width: number): string {
  let text = "";
  let column = 0;
  const stack: Piece[] = [{ doc, indentation: 0, flat: false }];
  for (let piece = stack.pop(); piece !== undefined; piece = stack.pop()) {
    const { doc: current, indentation, flat } = piece;
    if (typeof current === "string") {
      text += current;
      column += current.length;
    } else if (isList(current)) {
      for (let index = current.length - 1; index >= 0; index--) stack.push({ doc: current[index] ?? "", indentation, flat });
    } else if (current === trailingComma) {
      if (!flat) {
        text += ",";
        column++;
      }
    } else if (current.type === "indent") {
      stack.push({ doc: current.content, indentation: indentation + 2, flat });
    } else if (current.type === "group") {
      const fits = !current.breaks && (flat || fitsIn(current.content, width - column, stack));
      stack.push({ doc: current.content, indentation, flat: fits });
    } else if (flat && current.flat !== undefined) {
      text += current.flat;
      column += current.flat.length;
    } else {
      const margin = current.atMargin ? 0 : indentation;
      text = `${text.replace(/[ ]+$/, "")}\n${" ".repeat(margin)}`;
      column = margin;
    }
  }
  return text;
}

/** Whether a group fits on the rest of a line with what stands behind it up to the next possible break. */
function fitsIn(content: Doc, width: number, rest: readonly Piece[]): boolean {
  let left = width;
  const stack: { readonly doc: Doc; readonly flat: boolean }[] = [{ doc: content, flat: true }];
  let behind = rest.length - 1;
  for (;;) {
    const next = stack.pop() ?? rest[behind--];
    if (next === undefined) return true;
    const { doc, flat } = next;
    if (typeof doc === "string") {
      left -= doc.length;
      if (left < 0) return false;
    } else if (isList(doc)) {
      for (let index = doc.length - 1; index >= 0; index--) stack.push({ doc: doc[index] ?? "", flat });
    } else if (doc.type === "line") {
      if (!flat || doc.flat === undefined) return true;
      left -= doc.flat.length;
    } else stack.push({ doc: doc.content, flat: flat && !(doc.type === "group" && doc.breaks) });
  }
}

function isList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}
