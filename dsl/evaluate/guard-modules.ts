// Node's modules as the code of a project gets them.
//
// A refused function is refused when it is called, not when its module is imported: a source's driver lives in the same
// module as its declaration, and needs files and processes when it runs, which is elsewhere.

import type { webcrypto } from "node:crypto";
import { createRequire } from "node:module";
import { guard } from "./guard.ts";
import { isGuardedModule, moduleName, moduleRule } from "./guard-names.ts";
import { guardProcess } from "./guard-process.ts";

const require = createRequire(import.meta.url);

/** The `process` that project code sees, as a global and as a module. */
export const guardedProcess: NodeJS.Process = guardProcess(guardedModule);

/** The Web's random numbers, as a global and in node:crypto. */
export const guardedCrypto: webcrypto.Crypto = guardCrypto(globalThis.crypto);

const kept = new Map<string, unknown>([["process", guardedProcess]]);

/** Node's module of that name, with or without `node:`. */
export function guardedModule(specifier: string): unknown {
  const name = moduleName(specifier);
  if (!kept.has(name)) kept.set(name, makeGuarded(name));
  return kept.get(name);
}

function makeGuarded(name: string): unknown {
  const real: unknown = require(`node:${name}`);
  if (!isGuardedModule(name) && !isGuardedModule(`node:${name}`)) return real;
  if ((typeof real !== "object" && typeof real !== "function") || real === null) return real;
  const guarded = guard(real, moduleRule(name));
  if (name !== "crypto") return guarded;
  return new Proxy(guarded, { get: (target, key) => (key === "webcrypto" ? guardedCrypto : Reflect.get(target, key)) });
}

function guardCrypto(real: webcrypto.Crypto): webcrypto.Crypto {
  const names = new Set(["getRandomValues", "randomUUID"]);
  const guarded = guard(real, (member) => (names.has(member) ? { matter: "random", name: `crypto.${member}` } : undefined));
  const subtle = guard(real.subtle, (member) =>
    member === "generateKey" ? { matter: "random", name: "crypto.subtle.generateKey" } : undefined,
  );
  return new Proxy(guarded, { get: (target, key) => (key === "subtle" ? subtle : Reflect.get(target, key)) });
}
