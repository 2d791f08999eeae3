// Patterns of paths for `glob`: `*` and `?` within a name, `**` across directories, `[abc]`, `{one,two}`.

export interface GlobMatcher {
  /** Whether a path fits. */
  fits(path: string): boolean;
  /** Whether something below a directory may fit. */
  leadsTo(directory: string): boolean;
}

/** Reads a pattern. */
export function globMatcher(pattern: string): GlobMatcher {
  const alternatives = expandBraces(pattern).map((one) => one.split("/").map(segment));
  return {
    fits: (path) => alternatives.some((segments) => matchFrom(segments, path.split("/"), { whole: true })),
    leadsTo: (directory) => alternatives.some((segments) => matchFrom(segments, directory.split("/"), { whole: false })),
  };
}

type Segment = RegExp | "**";

function segment(text: string): Segment {
  if (text === "**") return "**";
  const source = text.replace(/\[!?[^\]]+\]|[.+^${}()|\\/]|\*+|\?/g, (found) => {
    if (found.startsWith("*")) return "[^/]*";
    if (found === "?") return "[^/]";
    return found.startsWith("[") ? found.replace("[!", "[^") : `\\${found}`;
  });
  // A name that begins with a dot is hidden unless the dot is said.
  return new RegExp(`^${text.startsWith(".") ? "" : "(?!\\.)"}${source}$`, "u");
}

/** Whether names fit segments: all of both, or, for a directory, all of the names and a beginning of the segments. */
function matchFrom(segments: readonly Segment[], names: readonly string[], how: { readonly whole: boolean }): boolean {
  const [first, ...rest] = segments;
  const [name, ...others] = names;
  if (name === undefined) return how.whole ? first === undefined : first !== undefined;
  if (first === undefined) return false;
  if (first !== "**") return first.test(name) && matchFrom(rest, others, how);
  if (rest.length === 0) return names.every((one) => !one.startsWith("."));
  return matchFrom(rest, names, how) || (!name.startsWith(".") && matchFrom(segments, others, how));
}

function expandBraces(pattern: string): readonly string[] {
  const found = /\{([^{}]*)\}/.exec(pattern);
  if (!found) return [pattern];
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + found[0].length);
  return (found[1] ?? "").split(",").flatMap((choice) => expandBraces(before + choice + after));
}
