// Guards the globals: the clock, random numbers, the network and `process`.
//
// Installed once, before any code of a project runs. Node's own modules keep the originals, for they hold them already.

import { createRequire } from "node:module";
import { callerOf } from "./frames.ts";
import { guard } from "./guard.ts";
import { guardedCrypto, guardedModule, guardedProcess } from "./guard-modules.ts";
import { isGuardedModule } from "./guard-names.ts";
import { refusal, refuse } from "./refuse.ts";

/** Where the modules that stand in for Node's find what they export (dsl/evaluate/hooks.ts). */
const GUARDED = Symbol.for("forge.guarded");

/** Puts every guard in place. */
export function installGuards(): void {
  guardTime();
  guardRandom();
  guardNetwork();
  guardNavigator();
  guardRequire();
  Object.defineProperty(globalThis, GUARDED, { value: guardedModule });
  replaceGlobal("process", guardedProcess);
}

function guardTime(): void {
  const RealDate = Date;
  const now = guard(RealDate.now, { matter: "time", name: "Date.now" });
  const GuardedDate = new Proxy(RealDate, {
    // Called as a function, Date tells the time whatever it is given.
    apply: function apply(target, self, args) {
      refuse("time", "Date()", apply);
      return Reflect.apply(target, self, args);
    },
    construct: function construct(target, args, newTarget) {
      if (args.length === 0) refuse("time", "new Date()", construct);
      return Reflect.construct(target, args, newTarget);
    },
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key, target)),
  });
  Object.defineProperty(RealDate.prototype, "constructor", { value: GuardedDate });
  replaceGlobal("Date", GuardedDate);
  guardFormatters();

  replaceGlobal("performance", guard(performance, { matter: "time", name: "performance" }));
  const temporal: unknown = Reflect.get(globalThis, "Temporal");
  const clock: unknown = isObject(temporal) ? Reflect.get(temporal, "Now") : undefined;
  if (isObject(temporal) && isObject(clock))
    Object.defineProperty(temporal, "Now", { value: guard(clock, { matter: "time", name: "Temporal.Now" }) });
}

/** Formatting no date at all formats the present. */
function guardFormatters(): void {
  const prototype = Intl.DateTimeFormat.prototype;
  const format = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
  const toParts = prototype.formatToParts;
  Object.defineProperty(prototype, "format", {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const bound: (date?: Date | number) => string = format?.call(this);
      return function guarded(date?: Date | number) {
        if (date === undefined) refuse("time", "Intl.DateTimeFormat format", guarded);
        return bound(date);
      };
    },
  });
  prototype.formatToParts = function formatToParts(date) {
    if (date === undefined) refuse("time", "Intl.DateTimeFormat formatToParts", formatToParts);
    return toParts.call(this, date);
  };
}

function guardRandom(): void {
  Math.random = guard(Math.random, { matter: "random", name: "Math.random" });
  replaceGlobal("crypto", guardedCrypto);
}

function guardNetwork(): void {
  for (const name of ["fetch", "WebSocket", "EventSource"]) {
    const value: unknown = Reflect.get(globalThis, name);
    if (isObject(value)) replaceGlobal(name, guard(value, { matter: "network", name }));
  }
}

/** Packages ask at load time which runtime this is; they get no answer. */
function guardNavigator(): void {
  if (!("navigator" in globalThis)) return;
  replaceGlobal(
    "navigator",
    new Proxy(
      {},
      {
        get: function get(_, key) {
          const caller = callerOf(get);
          if (caller.owner === "project") throw refusal("host", `navigator.${String(key)}`, { caller, guard: get });
          return undefined;
        },
      },
    ),
  );
}

/** `require` of CommonJS packages; imports are led to stand-ins by the hooks. */
function guardRequire(): void {
  const Module: { _load(request: string, ...rest: unknown[]): unknown } = createRequire(import.meta.url)("node:module");
  const load = Module._load;
  Module._load = function guardedLoad(request, ...rest) {
    if (!isGuardedModule(request)) return load.call(this, request, ...rest);
    return callerOf(guardedLoad).owner === "forge" ? load.call(this, request, ...rest) : guardedModule(request);
  };
}

function replaceGlobal(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false, writable: true });
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
