// quilt's `series`: patches in order, each perhaps with the number of directories to take off.

export interface SeriesEntry {
  readonly name: string;
  readonly strip?: number;
  /** Line of the file, from 1. */
  readonly line: number;
}

export function parseSeries(text: string): readonly SeriesEntry[] {
  return text.split("\n").flatMap((written, index): readonly SeriesEntry[] => {
    const [name, ...options] = written
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    if (name === undefined || name === "") return [];
    const strip = options.map((option) => /^-p(\d+)$/.exec(option)?.[1]).find((value) => value !== undefined);
    return [{ name, line: index + 1, ...(strip !== undefined && { strip: Number(strip) }) }];
  });
}
