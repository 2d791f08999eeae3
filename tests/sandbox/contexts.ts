// Ways to run a program of the tests: as this user, as an ordinary one, and on hosts that allow less, made of namespaces.

import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

export interface Context {
  readonly name: string;
  /** Words before the program. */
  readonly words: readonly string[];
}

const isRoot = process.getuid?.() === 0;

export const thisUser: Context = { name: isRoot ? "as root" : "as this ordinary user", words: [] };
export const ordinaryUser: Context | undefined = isRoot
  ? { name: "as an ordinary user", words: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] }
  : undefined;
/** Root of a namespace in which nobody may make another. */
export const noUserNamespaces: Context = {
  name: "as root without user namespaces",
  words: ["unshare", "--user", "--map-root-user", "sh", "-c", 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"', "sh"],
};
export const maskedProc: Context = {
  name: "where files in /proc are masked",
  words: ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", 'mount --bind /dev/null /proc/keys && exec "$@"', "sh"],
};
/** A store on an overlay, as in a container whose root is one: it cannot be overlaid again. */
export const unfitStore: Context = {
  name: "whose store cannot be overlaid",
  words: [
    ...["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"],
    "mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir lower upper work merged && " +
      'mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,userxattr overlay merged && cd / && FORGE_TEST_STORAGE=/mnt/merged exec "$@"',
    "sh",
  ],
};
/** Uid 0 in name only, and no user namespaces. */
export const nothingAllowed: Context = {
  name: "without user namespaces and without capabilities",
  words: [...noUserNamespaces.words, "setpriv", "--bounding-set=-all", "--inh-caps=-all"],
};

export const contexts: readonly Context[] = [thisUser, ...(ordinaryUser ? [ordinaryUser] : []), noUserNamespaces, maskedProc, unfitStore];

export interface Program {
  /** Starts it; resolves with what it wrote. Rejects when it fails. */
  run(context: Context, words?: readonly string[]): Promise<string>;
  readonly file: string;
  readonly node: string;
  dispose(): void;
}

/** Bundles a TypeScript program where every user can read it. */
export function bundleProgram(source: URL): Program {
  const directory = mkdtempSync(join(tmpdir(), "forge-program-"));
  chmodSync(directory, 0o755);
  const file = join(directory, "program.mjs");
  buildSync({ entryPoints: [source.pathname], outfile: file, bundle: true, platform: "node", format: "esm", logLevel: "silent" });
  const node = readableNode(directory);
  return {
    file,
    node,
    run: (context, words = []) => output([...context.words, node, file, ...words]),
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Node may lie in a home that other users cannot enter. */
function readableNode(directory: string): string {
  if (!process.execPath.startsWith("/root/") && !process.execPath.startsWith("/home/")) return process.execPath;
  const copy = join(directory, "node");
  copyFileSync(process.execPath, copy);
  chmodSync(copy, 0o755);
  return copy;
}

async function output([program = "", ...words]: readonly string[]): Promise<string> {
  const child = spawn(program, words, { cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}: ${said}`);
  return out;
}
