// Codes 5xxx: the store and the cache. Which of them there are and what each means; what throws them is elsewhere.

import type { CodeTable } from "./entry.ts";

export const storeCodes = {
  FORGE5001: {
    fault: "host",
    title: "the disk is full",
    explanation: "Nothing was lost. Make room, or lower the quota and run `forge gc`.",
  },
  FORGE5002: {
    fault: "host",
    title: "the store belongs to another user",
    explanation: "One user, one store: overlays over another's files fail. Name your own with `--store` or XDG_CACHE_HOME.",
  },
  FORGE5003: { fault: "forge", title: "the store was written by a newer forge", explanation: "Use that forge, or name another store." },
  FORGE5004: {
    fault: "forge",
    title: "something in the store is damaged",
    explanation: "`forge fsck` finds and quarantines what does not have its digest; the next build makes it again.",
  },
  FORGE5005: {
    fault: "project",
    title: "not built",
    explanation: "The command needs an artifact that does not exist yet. `forge build ELEMENT` makes it.",
  },
  FORGE5006: {
    fault: "host",
    title: "a path is in the way",
    explanation:
      "`forge checkout` writes to a path that does not exist or is an empty directory; `--force` replaces it. `forge init` replaces nothing: choose another directory, or move the files that it names.",
  },
  FORGE5007: {
    fault: "host",
    title: "the store cannot be used",
    explanation:
      "Its directory is read-only, its permissions do not let this user in, or it holds files of something else. Mend that, or name another with `--store`.",
  },
} as const satisfies CodeTable;
