// What forge says on a host where sandboxes can be made only in a weaker or slower way, for tests of everything else it says.

/** Lines without that warning, which is there or not by what the host allows. */
export function withoutHostWarning(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => line.includes("warning") && line.includes("FORGE4006"));
  if (at === -1) return [...lines];
  const more = lines.slice(at + 1).findIndex((line) => /^ *(?:help:|=)/.test(line));
  return [...lines.slice(0, at), ...lines.slice(at + 1 + (more + 1))];
}
