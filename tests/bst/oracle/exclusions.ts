// What of a big project's run is a stand-in, and says nothing about the format: by the words of the reference's README.

import type { Exclusions } from "./compare.ts";
import { type OracleLine, standIns } from "./data.ts";

/** Every project whose stand-ins may show up in another. */
const PROJECTS = ["freedesktop-sdk-25.08", "gnome-build-meta-47", "obs-deps", "gentoo-bootstrap", "egg", "lirios-build-meta"];
const REPLACED =
  /(^|:)(plugins\/(buildstream-plugins(-community)?|bst-plugins-experimental)|abi\/reference-abi|freedesktop-sdk|gnome-build-meta)\.bst$/;

export function exclusionsOf(project: string, lines: readonly OracleLine[]): Exclusions {
  const elements = standIns(project).flatMap((line) =>
    line.includes(" element ") && line.startsWith("stand-in") ? [line.split(" ").at(-1) ?? ""] : [],
  );
  return {
    // A plugin would have written the include of this one.
    elements: new Set([...elements, ...(project === "obs-deps" ? ["components/ffmpeg.bst"] : [])]),
    junctions: new Set(lines.filter(({ kind, name }) => kind === "junction" && REPLACED.test(name)).map(({ name }) => name)),
    stubSources: new Set(
      PROJECTS.flatMap(standIns).flatMap((line) => (line.startsWith("stub plugin source") ? [line.split(" ").at(-1) ?? ""] : [])),
    ),
  };
}
