// Colours by meaning. A style without colour returns every text as it is.

import picocolors from "picocolors";

export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly note: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** The style of a stream that shows colours, or of one that does not. */
export function createStyle(colour: boolean): Style {
  const { green, red, yellow, cyan, bold, dim } = picocolors.createColors(colour);
  return { good: green, bad: (text) => bold(red(text)), warn: yellow, note: cyan, strong: bold, faint: dim };
}
