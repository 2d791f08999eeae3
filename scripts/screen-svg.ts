// A terminal's screen as an SVG: text with the escape sequences of colours in, a picture out. Pure.
//
// Each run of characters of one look is placed by its column, so that whatever font a reader has keeps the columns.

import stringWidth from "string-width";

export interface Picture {
  /** In the bar above. */
  readonly title: string;
  readonly columns: number;
  /** Lines with sequences of Select Graphic Rendition, and no others. */
  readonly lines: readonly string[];
}

const CELL = { width: 8.43, height: 19 };
const MARGIN = 14;
const BAR = 30;
const COLOURS: { readonly [code: string]: string } = {
  "31": "#f47067",
  "32": "#6bc46d",
  "33": "#daaa3f",
  "34": "#6cb6ff",
  "35": "#dcbdfb",
  "36": "#76d9e6",
};
const TEXT = "#d6dde6";

export function screenSvg({ title, columns, lines }: Picture): string {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = Math.ceil(lines.length * CELL.height + BAR + 2 * MARGIN);
  const rows = runs(lines).map((run) => runSvg(run, BAR + MARGIN + (run.row + 0.75) * CELL.height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="9" fill="#1c2128"/>`,
    `<rect width="${width}" height="${BAR}" rx="9" fill="#2d333b"/><rect y="${BAR - 9}" width="${width}" height="9" fill="#2d333b"/>`,
    ...["#f47067", "#daaa3f", "#6bc46d"].map((fill, index) => `<circle cx="${18 + index * 20}" cy="${BAR / 2}" r="6" fill="${fill}"/>`),
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14" fill="${TEXT}">`,
    `<text x="${width / 2}" y="${BAR / 2 + 5}" text-anchor="middle" font-size="13" fill="#909dab">${escapeXml(title)}</text>`,
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

interface Run {
  readonly row: number;
  readonly column: number;
  readonly text: string;
  readonly colour: string | undefined;
  readonly bold: boolean;
  readonly faint: boolean;
}

type Look = Pick<Run, "colour" | "bold" | "faint">;

/** Runs of one look each. A look goes on in the next line until it is changed. */
function runs(lines: readonly string[]): readonly Run[] {
  const found: Run[] = [];
  let look: Look = { colour: undefined, bold: false, faint: false };
  for (const [row, line] of lines.entries()) {
    let column = 0;
    for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
      const codes = /^\x1b\[([0-9;]*)m$/.exec(part)?.[1];
      for (const code of codes?.split(";") ?? []) look = changed(look, code);
      if (codes !== undefined) continue;
      // Blanks are left out rather than trusted: not every reader of an SVG keeps more than one.
      for (const text of part.split(/( {2,}|^ | $)/)) {
        if (text.trim() !== "") found.push({ row, column, text, ...look });
        column += stringWidth(text);
      }
    }
  }
  return found;
}

function changed(look: Look, code: string): Look {
  switch (code) {
    case "":
    case "0":
      return { colour: undefined, bold: false, faint: false };
    case "1":
      return { ...look, bold: true };
    case "2":
      return { ...look, faint: true };
    case "22":
      return { ...look, bold: false, faint: false };
    case "39":
      return { ...look, colour: undefined };
    default:
      return code in COLOURS ? { ...look, colour: COLOURS[code] } : look;
  }
}

function runSvg({ column, text, colour, bold, faint }: Run, y: number): string {
  const x = MARGIN + column * CELL.width;
  const attributes = [
    `x="${x.toFixed(1)}" y="${y.toFixed(1)}" textLength="${(stringWidth(text) * CELL.width).toFixed(1)}" lengthAdjust="spacing"`,
    ...(colour === undefined ? [] : [`fill="${colour}"`]),
    ...(bold ? ['font-weight="bold"'] : []),
    ...(faint ? ['opacity="0.6"'] : []),
  ];
  return `<text ${attributes.join(" ")}>${escapeXml(text)}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
