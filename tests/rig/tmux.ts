// The command in a real terminal: a server of tmux(1) of the test's own, with a shell that has job control.
//
// Nothing waits for time: `shows` waits for what the screen says.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { type Project, repository } from "./project.ts";

const run = promisify(execFile);

/** Milliseconds between two looks at the screen, and after which a text is not expected any more. */
const LOOK = 30;
const PATIENCE = 20_000;

export interface Screen extends AsyncDisposable {
  /** Types these keys as tmux names them: `C-c`, `Enter`; anything else literally. */
  press(...keys: readonly string[]): Promise<void>;
  /** Waits until the screen, or what scrolled off it, shows a text. Resolves to the whole. */
  shows(text: string | RegExp): Promise<string>;
  /** What the window shows, with its history, and the escape sequences of colours if wanted. */
  capture(options?: { readonly colours?: boolean }): Promise<string>;
  resize(columns: number, rows: number): Promise<void>;
  /** Forgets what was shown before. */
  clear(): Promise<void>;
  /** Starts forge in the shell. */
  forge(words: string): Promise<void>;
  /** Waits until the shell says with which code forge ended. */
  ended(code: number): Promise<string>;
}

export interface ScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: { readonly [name: string]: string };
}

export async function openScreen(project: Project, { columns = 80, rows = 30, environment = {} }: ScreenOptions = {}): Promise<Screen> {
  const place = mkdtempSync(join(tmpdir(), "forge-tmux-"));
  const tmux = async (...words: readonly string[]): Promise<string> =>
    (await run("tmux", ["-S", join(place, "socket"), "-f", "/dev/null", ...words], { env: { ...process.env, TMUX: "" } })).stdout;
  const shell = Object.entries({
    ...project.environment,
    PAGER: "cat",
    HISTFILE: "",
    TERM: "screen",
    PS1: "$ ",
    NO_COLOR: "",
    ...environment,
  });
  const words = [
    "env",
    "-i",
    ...shell.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
    "bash",
    "--norc",
    "-i",
  ];
  await tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), "-c", project.root, quoted(words));
  await tmux("set-option", "-g", "history-limit", "5000");

  const capture: Screen["capture"] = async ({ colours = false } = {}) =>
    (await tmux("capture-pane", "-p", "-S", "-", ...(colours ? ["-e"] : []))).replace(/\n+$/, "\n");
  const shows: Screen["shows"] = async (text) => {
    const pattern = typeof text === "string" ? new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")) : text;
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const seen = await capture();
      if (pattern.test(seen)) return seen;
      if (performance.now() > deadline) throw new Error(`${String(text)} was not shown in\n${seen}`);
      await pause(LOOK);
    }
  };
  await shows(/^\$$/m);

  return {
    capture,
    shows,
    press: async (...keys) => {
      for (const key of keys) await tmux("send-keys", ...(/^(C-.|Enter|Escape)$/.test(key) ? [] : ["-l"]), key);
    },
    resize: async (wide, high) => void (await tmux("resize-window", "-x", String(wide), "-y", String(high))),
    clear: async () => {
      await tmux("send-keys", "-R");
      await tmux("clear-history");
    },
    forge: async (rest) => {
      await tmux("send-keys", "-l", `${quoted([process.execPath, join(repository, "bin/forge.js")])} ${rest}; echo "ended:" $?`);
      await tmux("send-keys", "Enter");
    },
    ended: (code) => shows(new RegExp(`^ended: ${code}$`, "m")),
    [Symbol.asyncDispose]: async () => {
      await tmux("kill-server").catch(() => "");
      rmSync(place, { recursive: true, force: true });
    },
  };
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
}
