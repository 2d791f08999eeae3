// Codes 4xxx: the sandbox and the host. Which of them there are and what each means; what throws them is elsewhere.

import type { CodeTable } from "./entry.ts";

export const hostCodes = {
  FORGE4001: { fault: "host", title: "bubblewrap is missing", explanation: "Install it: `apt-get install bubblewrap`." },
  FORGE4002: {
    fault: "host",
    title: "user namespaces are not available",
    explanation: "`forge doctor` says why and prints the line that mends it.",
  },
  FORGE4004: { fault: "host", title: "the sandbox could not be set up", explanation: "A mount failed. `forge doctor` checks the host." },
  FORGE4005: {
    fault: "host",
    title: "a host tool is missing",
    explanation: "A program that forge itself needs is not installed. The help names the package.",
  },
  FORGE4006: {
    fault: "host",
    title: "the sandbox is weaker or slower than it could be",
    explanation:
      "A warning, said once: the host refuses user namespaces to root, overlays on the store's file system, or a /proc of the sandbox's own. Builds give the same result. `forge doctor` says why, and how to mend it.",
  },
  FORGE4020: {
    fault: "host",
    title: "too many directories to watch",
    explanation:
      "`forge watch` watches every directory that a build is made from. Raise `fs.inotify.max_user_watches` and `fs.inotify.max_user_instances` with sysctl.",
  },
} as const satisfies CodeTable;
