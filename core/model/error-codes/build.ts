// Codes 3xxx: building. Which of them there are and what each means; what throws them is elsewhere.

import type { CodeTable } from "./entry.ts";

export const buildCodes = {
  FORGE3001: {
    fault: "project",
    title: "a command failed",
    explanation: "A build command ended with an error. The message names the command, its exit code and the log.",
  },
  FORGE3002: {
    fault: "project",
    title: "a program is missing in the sandbox",
    explanation:
      "The sandbox holds what the element depends on and nothing else. Add the element that provides the program to its dependencies.",
  },
  FORGE3003: {
    fault: "project",
    title: "dependencies conflict",
    explanation: "One dependency has a directory where another has a file or link.",
  },
  FORGE3004: {
    fault: "project",
    title: "nothing at the import path",
    explanation: "The directory that an import element names does not exist in its sources, or is empty.",
  },
  FORGE3005: { fault: "project", title: "no output", explanation: "The output directory of a build does not exist after its commands." },
  FORGE3006: {
    fault: "project",
    title: "a dependency was staged at or below the output",
    explanation: "Nothing may be staged where the output is captured.",
  },
  FORGE3007: { fault: "project", title: "integration failed", explanation: "An integration command of a dependency failed." },
  FORGE3009: {
    fault: "host",
    title: "the build was stopped by the host",
    explanation: "Out of memory, a signal, or a time limit. Such a failure is never cached.",
  },
  FORGE3010: {
    fault: "project",
    title: "nothing to test",
    explanation:
      "The element has no `test` step: its kind has none, or the step has no commands. `steps: { test: { run: [sh`…`] } }` gives it some.",
  },
  FORGE3011: {
    fault: "project",
    title: "no failed build is kept",
    explanation:
      "`forge shell --failed` and `forge build --resume` work in the sandbox of the element's last failed build. There is none: it did not fail, was built since, or its sandbox made room for others (`keepFailed` in the user configuration, `forge gc`).",
  },
  FORGE3012: {
    fault: "project",
    title: "a dependency overwrites files of another",
    explanation:
      'The project says that overlaps are errors: `fatalWarnings: ["overlaps"]`. Each element that may overwrite files of others says so: `overlapWhitelist: ["/etc/**"]`, with paths as it has them. Or list the one whose files shall be there behind the other, so that it is the one which overwrites. What is staged at two places that lie in one another is not asked for whitelists.',
  },
  FORGE3013: {
    fault: "project",
    title: "a file of a dependency has no place",
    explanation:
      'Another dependency has a directory with files in it at its path, so it is left out; the project says that this is an error: `fatalWarnings: ["unstagedFiles"]`.',
  },
  FORGE3014: {
    fault: "project",
    title: "files were written outside the output",
    explanation:
      'What commands write beside the output and the build directory is dropped; the project says that this is an error: `fatalWarnings: ["strays"]`. Mostly an installing command was not given the output directory, such as `DESTDIR`; files that are not wanted are removed in the step that makes them.',
  },
  FORGE3015: {
    fault: "project",
    title: "a failed build cannot be resumed",
    explanation:
      "`forge build --resume` runs the steps that are left of a failed build. The element has no steps, or not the one that `--from` names, or it is built by now.",
  },
  FORGE3016: {
    fault: "project",
    title: "an artifact is tainted",
    explanation:
      "A warning: what is used was resumed by hand after a failed build, or made over something that was, so nobody can say what it was made from. It is of this machine alone and never shared. A clean build replaces it.",
  },
} as const satisfies CodeTable;
