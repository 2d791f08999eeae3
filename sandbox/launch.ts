// The words of one sandbox process: an unbroken chain of exec from forge's child to bubblewrap.
//
// unshare becomes sh, sh mounts the overlays and becomes bubblewrap; a process left between them would outlive a killed
// forge. Nothing is mounted outside the namespace, so nothing has to be unmounted.

import type { Mode } from "./bwrap-args.ts";
import type { Overlay } from "./overlay.ts";

export interface Launch {
  readonly mode: Mode;
  readonly overlays: readonly Overlay[];
  /** The words after `bwrap`. */
  readonly bwrap: readonly string[];
  /** Whether a person's terminal goes to the sandbox. */
  readonly terminal: boolean;
}

/** Program and arguments. */
export function launchWords({ mode, overlays, bwrap, terminal }: Launch): readonly string[] {
  const mounts = overlays.flatMap(({ directory, options }) =>
    options === undefined ? [] : [`mount -i -t overlay -o ${options} forge ${directory}`],
  );
  const chain =
    mounts.length === 0
      ? ["bwrap", ...bwrap]
      : [...namespaceWords(mode), "sh", "-c", `${[...mounts, 'exec bwrap "$@"'].join(" && ")}`, "sh", ...bwrap];
  return terminal ? [...TERMINAL_WORDS, ...chain] : chain;
}

/** A mount namespace in which this user may mount. */
export function namespaceWords({ isolation }: Mode): readonly string[] {
  return isolation === "namespace" ? ["unshare", "--user", "--map-root-user", "--mount"] : ["unshare", "--mount"];
}

/**
 * A shell with job control gives the sandbox the terminal and takes it back afterwards, which no program in the sandbox can:
 * its process namespace does not know forge's process group. Killed with forge, it takes the sandbox along.
 */
const TERMINAL_WORDS = ["setpriv", "--pdeathsig", "KILL", "sh", "-m", "-c", '"$@"; exit $?', "sh"];
