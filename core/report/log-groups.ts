// How services that run builds fold a log away below its headline: the marks of GitHub's and of GitLab's.
//
// Pure. What a build printed is data between the marks: nothing in it is obeyed.

import { stripVTControlCharacters } from "node:util";

export interface LogGroups {
  /** The marks around the lines of a log, whose headline is given. */
  readonly wrap: (headline: string, lines: readonly string[]) => readonly string[];
  /** A line that marks an error at a place, where the service has that. */
  readonly annotate?: (error: { readonly title: string; readonly message: string; readonly place: Annotated }) => string;
}

export interface Annotated {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `secret` is a word that no build can know. */
export function githubGroups(secret: string): LogGroups {
  return {
    wrap: (headline, lines) => [`::group::${headline}`, `::stop-commands::${secret}`, ...lines, `::${secret}::`, "::endgroup::"],
    annotate({ title, message, place: { file, line, column } }) {
      const properties = { file, ...(line !== undefined && { line }), ...(column !== undefined && { col: column }), title };
      const listed = Object.entries(properties).map(
        ([name, value]) => `${name}=${escaped(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`,
      );
      return `::error ${listed.join(",")}::${escaped(message)}`;
    },
  };
}

/** `seconds` tells the time, in seconds of the epoch. */
export function gitlabGroups(seconds: () => number): LogGroups {
  let serial = 0;
  return {
    wrap(headline, lines) {
      const name = `forge_${serial++}`;
      const at = seconds();
      return [
        `\x1b[0Ksection_start:${at}:${name}[collapsed=true]\r\x1b[0K${headline}`,
        ...lines.map(stripVTControlCharacters),
        `\x1b[0Ksection_end:${at}:${name}\r\x1b[0K`,
      ];
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
