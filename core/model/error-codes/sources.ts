// Codes 2xxx: the lock and sources. Which of them there are and what each means; what throws them is elsewhere.

import type { CodeTable } from "./entry.ts";

export const sourcesCodes = {
  FORGE2001: {
    fault: "project",
    title: "a source is not locked",
    explanation: "`forge.lock` has no entry for a source. `forge track ELEMENT` writes it; `forge build --track` does both.",
  },
  FORGE2002: {
    fault: "forge",
    title: "the lock was written by a newer forge",
    explanation: "Use the forge that wrote it, or track again.",
  },
  FORGE2003: {
    fault: "project",
    title: "the lock is damaged",
    explanation: "A line of `forge.lock` cannot be read. The place is the line; `git checkout forge.lock` or `forge track` mends it.",
  },
  FORGE2004: { fault: "network", title: "download failed", explanation: "The server could not be reached or answered with an error." },
  FORGE2005: {
    fault: "network",
    title: "the upstream file changed",
    explanation:
      "What was downloaded does not have the digest that `forge.lock` names. Nothing of it was kept. If the change is wanted, track again.",
  },
  FORGE2006: {
    fault: "project",
    title: "an archive is not acceptable",
    explanation: "A member is absolute, leaves its directory, is a device, or the archive is damaged.",
  },
  FORGE2007: { fault: "project", title: "a file name is not UTF-8", explanation: "File names in trees are UTF-8. Rename the file." },
  FORGE2008: {
    fault: "network",
    title: "a signature is not valid",
    explanation: "The index of a package archive is not signed by a key of the keyring that was named.",
  },
  FORGE2009: {
    fault: "project",
    title: "a package cannot be resolved",
    explanation: "No version of a package satisfies what depends on it, or two packages conflict.",
  },
  FORGE2010: {
    fault: "network",
    title: "what was locked is gone upstream",
    explanation:
      "The mirror no longer has the package version, or the repository no longer has the commit, that `forge.lock` names. `forge track` moves to what it has now.",
  },
  FORGE2011: {
    fault: "host",
    title: "no mirror is known",
    explanation:
      "Nothing says where an alias leads: neither the user configuration, nor the project's `mirrors`, nor, for Debian's archives, the machine's apt configuration. Name it in the user configuration.",
  },
  FORGE2012: { fault: "project", title: "a source driver failed", explanation: "A source's own code failed. Its output is in the log." },
  FORGE2013: {
    fault: "project",
    title: "a local path is not acceptable",
    explanation: "The path does not exist, or leads out of the project.",
  },
  FORGE2014: { fault: "network", title: "the network is refused", explanation: "`--offline` was given and something must be downloaded." },
  FORGE2015: {
    fault: "host",
    title: "the lock cannot be written",
    explanation: "`forge.lock` or its directory refuses it: permissions, or a full disk. What the lock held is still there.",
  },
  FORGE2016: {
    fault: "project",
    title: "a patch does not fit",
    explanation:
      "A hunk of a patch does not find the lines that it changes, or a file that it names is not there, or is there already. The place is the hunk. Make the patch again from the sources that it is applied to, or move it behind the sources that it needs.",
  },
} as const satisfies CodeTable;
