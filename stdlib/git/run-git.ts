// Runs git so that it does the same everywhere: no settings of the host or the user, no hooks, no prompts, no helpers, and no
// transport but those that are named.
//
// What a server answers becomes a code here. It knows no command of git's.

import { setTimeout as sleep } from "node:timers/promises";
import type { DriverContext, RunResult } from "../../dsl/index.ts";
import { alternativesTo, shownUrl } from "./address.ts";

export interface GitOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly environment?: { readonly [name: string]: string };
  readonly accept?: readonly number[];
  /** A file; while it is locked by another process, this one waits. */
  readonly lock?: string | undefined;
}

/** Runs git on what is here: it cannot reach anybody. */
export function localGit(ctx: DriverContext, words: readonly string[], { lock, ...options }: GitOptions = {}): Promise<RunResult> {
  return ctx.run([...(lock === undefined ? [] : ["flock", lock]), "git", ...SETTINGS.flatMap((setting) => ["-c", setting]), ...words], {
    ...options,
    environment: { ...ENVIRONMENT, GIT_ALLOW_PROTOCOL: "none", ...options.environment },
  });
}

/** What became of a request: an answer, or that the server does not have or give what was asked for. */
export type Asked = { readonly answer: RunResult } | { readonly refused: "absent" | "unadvertised" | "shallow" };

export interface Request extends Pick<GitOptions, "lock"> {
  /** What is asked, before the URL. */
  readonly words: readonly string[];
  /** What is asked for, after it. */
  readonly names: readonly string[];
}

/**
 * Runs git on what a server has; where it does not answer or give that, on what the project's alternatives to it have. Ends with
 * FORGE2004 when none can be reached, FORGE2014 when the network is refused.
 */
export async function remoteGit(ctx: DriverContext, url: string, request: Request): Promise<Asked> {
  if (ctx.offline) {
    return ctx.fail(
      "FORGE2014",
      `${shownUrl(url)} would have to be asked, and the network is refused`,
      "leave out `--offline`, or run `forge fetch` first where there is a network",
    );
  }
  let first: Refused | undefined;
  for (const place of [url, ...alternativesTo(ctx, url)]) {
    if (first) ctx.log(`${shownUrl(url)} does not give what is asked for; trying ${shownUrl(place)}`);
    const asked = await askOne(ctx, place, request);
    if ("answer" in asked) return asked;
    first ??= asked;
  }
  return first === undefined || "unreachable" in first ? unreachable(ctx, url, first?.unreachable ?? "") : first;
}

type Refused = Exclude<Asked, { readonly answer: RunResult }> | { readonly unreachable: string };

async function askOne(ctx: DriverContext, url: string, { words, names, lock }: Request): Promise<Asked | Refused> {
  for (let tried = 1; ; tried++) {
    const answer = await localGit(ctx, [...words, "--", url, ...names], {
      lock,
      accept: [0, 1, 2, 128],
      environment: { GIT_ALLOW_PROTOCOL: "https:http:ssh:git", ...credentials(ctx, url) },
    });
    if (answer.exitCode === 0) return { answer };
    const refused = refusalIn(answer.stderr);
    if (refused) return { refused };
    if (tried === ATTEMPTS || !PASSING.test(answer.stderr)) return { unreachable: answer.stderr };
    await sleep(Math.min(ctx.retryDelay * 2 ** (tried - 1), LONGEST));
  }
}

const ATTEMPTS = 4;
const LONGEST = 30_000;

const ENVIRONMENT: { readonly [name: string]: string } = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "",
  SSH_ASKPASS: "",
  GIT_PROTOCOL_FROM_USER: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_SSH_COMMAND: "ssh -oBatchMode=yes",
  LC_ALL: "C",
};

const SETTINGS: readonly string[] = [
  "safe.directory=*",
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
  "core.autocrlf=false",
  "core.eol=lf",
  "core.symlinks=true",
  "core.fileMode=true",
  "core.quotePath=false",
  "credential.helper=",
  "protocol.version=2",
  "transfer.bundleURI=false",
  "fetch.writeCommitGraph=false",
  "fetch.recurseSubmodules=false",
  "submodule.recurse=false",
  "gc.auto=0",
  "maintenance.auto=false",
  // A transfer that stands still for a minute is over.
  "http.lowSpeedLimit=1",
  "http.lowSpeedTime=60",
];

/** The user's secret for the host of an address: `user:password`, by the name of the host. It is in no argument and no file. */
function credentials(ctx: DriverContext, url: string): { readonly [name: string]: string } {
  const [, origin, host = ""] = /^(https?:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?)/.exec(url) ?? [];
  const secret = origin === undefined ? undefined : ctx.secret(host);
  if (origin === undefined || secret === undefined) return {};
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${origin.replace(/\/\/[^/@]*@/, "//")}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(secret).toString("base64")}`,
  };
}

function refusalIn(said: string): "absent" | "unadvertised" | "shallow" | undefined {
  if (/not our ref|couldn't find remote ref|no such remote ref/i.test(said)) return "absent";
  if (/unadvertised object/i.test(said)) return "unadvertised";
  return /dumb http transport does not support|does not support shallow|shallow capabilities/i.test(said) ? "shallow" : undefined;
}

const PASSING =
  /early EOF|unexpected disconnect|RPC failed|requested URL returned error: (408|429|5\d\d)|connection (was )?reset|timed out|temporary failure|hung up unexpectedly|transfer closed|empty reply/i;

function unreachable(ctx: DriverContext, url: string, said: string): never {
  const lines = said.split("\n").filter((line) => line !== "");
  const why = (lines.find((line) => /^(fatal|error|remote error):/.test(line)) ?? lines.at(-1) ?? "git said nothing")
    .replace(/^(fatal|error): /, "")
    .replaceAll(url, shownUrl(url));
  const wantsUser = /could not read (Username|Password)|Authentication failed|403|401|Permission denied/i.test(said);
  return ctx.fail(
    "FORGE2004",
    `cannot fetch from ${shownUrl(url)}: ${why}`,
    wantsUser
      ? "the server wants credentials: give the kind `git` a secret by the name of the host, `user:password`"
      : /not found/i.test(said)
        ? "check the address: the server does not have it"
        : "check the address and the network, then try again",
  );
}
