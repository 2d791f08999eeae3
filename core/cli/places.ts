// Where things are: the project around a directory, the user's configuration file, the store. Light: node: modules only.

import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { ForgeError, isForgeError } from "../model/errors.ts";

/** The file that makes a directory a project. */
export const CONFIG_FILE = "build.config.ts";

/** The file that makes a directory a project of the incumbent's, which forge builds as it is. */
export const BST_CONFIG_FILE = "project.conf";

/** The file that says which version a tree of Baserock definitions is of. The oldest have none. */
export const BASEROCK_FILE = "VERSION";

/** The project that a directory lies in, by real path. Throws FORGE1001. */
export function findProject(from: string): string {
  const start = resolve(from);
  for (let directory = start; ; directory = dirname(directory)) {
    if ([CONFIG_FILE, BST_CONFIG_FILE].some((file) => existsSync(join(directory, file))) || isDefinitionsTree(directory))
      return realpathSync(directory);
    if (directory === dirname(directory)) {
      throw new ForgeError({
        code: "FORGE1001",
        message: existsSync(start)
          ? `there is no ${CONFIG_FILE}, and no ${BST_CONFIG_FILE}, in ${start} or above it`
          : `there is no directory ${start}`,
        help: "run forge inside a project, or name one: forge -C DIRECTORY",
      });
    }
  }
}

/** Whether a project is one of the incumbent's. Where both files are, it is forge's own. */
export function isBstProject(projectRoot: string): boolean {
  return !existsSync(join(projectRoot, CONFIG_FILE)) && existsSync(join(projectRoot, BST_CONFIG_FILE));
}

/** Whether a directory is the root of a tree of Baserock definitions, and no other project. */
export function isDefinitionsTree(directory: string): boolean {
  return (
    existsSync(join(directory, "strata")) &&
    [BASEROCK_FILE, "systems"].some((file) => existsSync(join(directory, file))) &&
    ![CONFIG_FILE, BST_CONFIG_FILE].some((file) => existsSync(join(directory, file)))
  );
}

/** The project of the incumbent's that a directory lies in, if it lies in one. */
export function findBstProject(from: string): string | undefined {
  try {
    const root = findProject(from);
    return isBstProject(root) ? root : undefined;
  } catch (error) {
    if (isForgeError(error)) return undefined;
    throw error;
  }
}

/** The user's configuration file, which need not exist. */
export function userConfigurationFile(environment: NodeJS.ProcessEnv): string {
  return join(baseDirectory(environment, "XDG_CONFIG_HOME", ".config"), "forge", "config.json");
}

/** Where the store is unless something else is said. */
export function defaultStore(environment: NodeJS.ProcessEnv): string {
  return join(baseDirectory(environment, "XDG_CACHE_HOME", ".cache"), "forge");
}

/** A path of the user's configuration: absolute, or below the home directory with `~/`. */
export function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

/** An absolute path with the home directory as `~`, for people. */
export function shortenHome(path: string): string {
  const home = homedir();
  return home !== "/" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** The XDG rule: a variable counts only when it holds an absolute path. */
function baseDirectory(environment: NodeJS.ProcessEnv, name: string, below: string): string {
  const value = environment[name];
  return value !== undefined && isAbsolute(value) ? value : join(homedir(), below);
}
