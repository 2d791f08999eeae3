// Which of Node's modules configuration may use, and what of the others is refused.
//
// Tables and look-ups only: also read on the thread of module hooks. A module that is not named here is refused whole, so
// what a later Node adds is refused too.

import { isBuiltin } from "node:module";
import type { Guarding } from "./guard.ts";
import type { Matter } from "./refuse.ts";

/** Modules that only compute. */
const free: ReadonlySet<string> = new Set(
  (
    "assert assert/strict async_hooks buffer console constants diagnostics_channel events path path/posix path/win32 punycode querystring stream " +
    "stream/consumers stream/promises stream/web string_decoder sys timers timers/promises url util util/types zlib"
  ).split(" "),
);

/** Modules of which only some members are refused. */
const partly: { readonly [module: string]: { readonly matter: Matter; readonly members: ReadonlySet<string> } } = {
  crypto: {
    matter: "random",
    members: new Set(
      (
        "generateKey generateKeyPair generateKeyPairSync generateKeySync generatePrime generatePrimeSync getRandomValues prng pseudoRandomBytes " +
        "randomBytes randomFill randomFillSync randomInt randomUUID rng"
      ).split(" "),
    ),
  },
  module: {
    matter: "engine",
    members: new Set("_load enableCompileCache flushCompileCache register registerHooks runMain syncBuiltinESMExports".split(" ")),
  },
};

/** What the other modules are about, where it is not the engine. */
const matters: { readonly [module: string]: Matter } = {
  fs: "files",
  "fs/promises": "files",
  child_process: "processes",
  cluster: "processes",
  worker_threads: "processes",
  dgram: "network",
  dns: "network",
  "dns/promises": "network",
  http: "network",
  http2: "network",
  https: "network",
  net: "network",
  tls: "network",
  os: "host",
  perf_hooks: "time",
};

/** Whether a specifier names a module of Node of which project code gets a stand-in. */
export function isGuardedModule(specifier: string): boolean {
  return isBuiltin(specifier) && !free.has(moduleName(specifier));
}

/** The name of a module of Node, without `node:`. */
export function moduleName(specifier: string): string {
  return specifier.replace(/^node:/, "");
}

/** How a guarded module is guarded. */
export function moduleRule(name: string): Guarding | ((member: string) => Guarding | undefined) {
  const some = Object.hasOwn(partly, name) ? partly[name] : undefined;
  if (some) return (member) => (some.members.has(member) ? { matter: some.matter, name: `node:${name} ${member}` } : undefined);
  return { matter: (Object.hasOwn(matters, name) ? matters[name] : undefined) ?? "engine", name: `node:${name}` };
}
