// Code blocks of Markdown pages, for tests that do what the page says.
//
// "```sh file=PATH" is what is written to a file, "```diff file=PATH" a change to one; "```sh" alone is run.

export interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)].map(([, language = "", file, text = ""]) => ({
    language,
    file,
    text,
  }));
}

/** A text with the changes of a diff: hunks between `@@`, each of which must be found once. */
export function patched(text: string, diff: string): string {
  return diff.split(/^@@\n/m).reduce((before, hunk) => {
    const lines = hunk.replace(/\n$/, "").split("\n");
    const side = (dropped: string): string =>
      lines
        .filter((line) => !line.startsWith(dropped))
        .map((line) => line.slice(1))
        .join("\n");
    const from = side("+");
    if (before.split(from).length !== 2) throw new Error(`the page changes what is not there, or more than once:\n${from}`);
    return before.replace(from, () => side("-"));
  }, text);
}
