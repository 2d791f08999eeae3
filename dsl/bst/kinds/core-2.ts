// Element kinds of BuildStream 2 itself.

import { buildKind, kindTable, otherKind } from "./kind.ts";

export const CORE_2 = kindTable([
  buildKind("manual", {
    config: { "configure-commands": [], "build-commands": [], "install-commands": [], "strip-commands": ["%{strip-binaries}"] },
  }),
  otherKind("script", "script", {
    defaults: { variables: { cwd: "/" }, config: { "root-read-only": "False", commands: [] } },
    dependencyKeys: new Set(["location"]),
    forbids: { runtime: true, sources: true },
  }),
  otherKind("compose", "compose", {
    defaults: { config: { integrate: "True", include: [], exclude: [], "include-orphans": "True" } },
    forbids: { runtime: true, sources: true },
  }),
  otherKind("filter", "filter", {
    defaults: { config: { include: [], exclude: [], "include-orphans": "False", "pass-integration": "False" } },
    forbids: { sources: true },
  }),
  otherKind("import", "import", { defaults: { config: { source: "/", target: "/" } } }),
  otherKind("stack", "stack", { forbids: { sources: true } }),
  otherKind("junction", "junction", { forbids: { build: true, runtime: true } }),
  otherKind("link", "link", { forbids: { build: true, runtime: true, sources: true } }),
]);
