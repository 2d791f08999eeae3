// The `process` that configuration sees: no environment, no clock, nothing of this machine.
//
// Code of the project is refused with an error. Packages ask at load time for harmless reasons (colours, debug switches,
// Windows), so they get one constant answer, the same everywhere. Forge and its tools get the real thing.

import { type AnyFunction, callerOf } from "./frames.ts";
import { guard } from "./guard.ts";
import { type Matter, refusal } from "./refuse.ts";

const real = globalThis.process;

/** Members nobody but forge may touch. */
const refused: { readonly [name: string]: Matter } = {
  abort: "process",
  chdir: "process",
  dlopen: "engine",
  exit: "process",
  kill: "process",
  reallyExit: "process",
  setegid: "process",
  seteuid: "process",
  setgid: "process",
  setgroups: "process",
  setuid: "process",
  umask: "process",
  binding: "engine",
  _linkedBinding: "engine",
  loadEnvFile: "environment",
  hrtime: "time",
  uptime: "time",
  cpuUsage: "host",
  memoryUsage: "host",
  resourceUsage: "host",
  availableMemory: "host",
  constrainedMemory: "host",
  cwd: "host",
  getuid: "host",
  geteuid: "host",
  getgid: "host",
  getegid: "host",
  getgroups: "host",
  report: "host",
  stdin: "files",
};

/** Members that packages may read: what they are told instead. */
const constant: { readonly [name: string]: { readonly matter: Matter; readonly value: unknown } } = {
  env: { matter: "environment", value: Object.freeze({}) },
  argv: { matter: "environment", value: Object.freeze(["node", "forge"]) },
  argv0: { matter: "environment", value: "node" },
  execArgv: { matter: "environment", value: Object.freeze([]) },
  execPath: { matter: "host", value: "/usr/bin/node" },
  title: { matter: "host", value: "node" },
  platform: { matter: "host", value: "linux" },
  arch: { matter: "host", value: "x64" },
  pid: { matter: "host", value: 1 },
  ppid: { matter: "host", value: 0 },
};

/** Members that packages may read as they are, and projects not. */
const versions = new Set(["version", "versions", "release", "config", "features"]);

/** The stand-in. `getBuiltinModule` is what the member of that name does. */
export function guardProcess(getBuiltinModule: (name: string) => unknown): NodeJS.Process {
  const functions = guard(real, (name) =>
    Object.hasOwn(refused, name) ? { matter: refused[name] ?? "process", name: `process.${name}` } : undefined,
  );
  const standIn: NodeJS.Process = new Proxy(real, {
    get: function get(target, key) {
      if (key === "getBuiltinModule") return getBuiltinModule;
      if (typeof key === "string" && Object.hasOwn(refused, key)) return Reflect.get(functions, key);
      const answer = typeof key === "string" ? answerTo(key, get) : undefined;
      const value: unknown = answer === undefined ? Reflect.get(target, key, target) : answer.value;
      return value;
    },
    set: function set(target, key, value) {
      const caller = callerOf(set);
      if (caller.owner !== "forge") throw refusal("process", `process.${String(key)} =`, { caller, guard: set });
      return Reflect.set(target, key, value, target);
    },
  });
  return standIn;
}

/** What a caller is told instead of a value; nothing when it may have the value. */
function answerTo(key: string, guardian: AnyFunction): { readonly value: unknown } | undefined {
  const fixed = Object.hasOwn(constant, key) ? constant[key] : undefined;
  if (fixed === undefined && !versions.has(key)) return undefined;
  const caller = callerOf(guardian);
  if (caller.owner === "forge") return undefined;
  if (caller.owner === "package") return fixed;
  if (key === "env") return { value: refusingEnvironment };
  throw refusal(fixed?.matter ?? "host", `process.${key}`, { caller, guard: guardian });
}

/** What the project gets for `process.env`, so that the error can name the variable. */
const refusingEnvironment = new Proxy<NodeJS.ProcessEnv>(
  {},
  {
    get: function get(_, key) {
      throw refusal("environment", `process.env.${String(key)}`, { caller: callerOf(get), guard: get });
    },
    has: function has(_, key) {
      throw refusal("environment", `process.env.${String(key)}`, { caller: callerOf(has), guard: has });
    },
    ownKeys: function ownKeys() {
      throw refusal("environment", "process.env", { caller: callerOf(ownKeys), guard: ownKeys });
    },
    set: function set(_, key) {
      throw refusal("environment", `process.env.${String(key)} =`, { caller: callerOf(set), guard: set });
    },
  },
);
