// What an element resolves to, as one object with the field names of `show --json`: those of the incumbent's own notions.

import type { Json, JsonObject } from "../../core/model/json.ts";
import { BUILD, RUNTIME } from "./dependencies.ts";
import type { ResolvedElement } from "./element.ts";
import type { LoadDependency } from "./load-element.ts";
import type { Sandbox } from "./sandbox-config.ts";
import type { ResolvedSource } from "./sources.ts";
import { compareText } from "./text.ts";
import { define, plain, plainMapping } from "./yaml/plain.ts";

/** One line of `show --json`. Texts are expanded, but that format 1 keeps `config` and `public` as they are written. */
export function showElement(element: ResolvedElement): JsonObject {
  const { load } = element;
  const { project } = load.loader;
  const namesOf = (bit: number): readonly string[] =>
    load.dependencies.filter(({ type }) => (type & bit) !== 0).map((dependency) => dependency.element.fullName);
  return {
    name: load.fullName,
    project: project.name,
    kind: load.kind,
    ...(project.format === 2 && {
      description: load.description,
      dependencies: load.dependencies.map((dependency) => showDependency(element, dependency)),
      "strict-depends": load.dependencies
        .filter(({ strict }) => strict)
        .map((dependency) => dependency.element.fullName)
        .sort(compareText),
    }),
    "build-depends": namesOf(BUILD),
    "runtime-depends": namesOf(RUNTIME),
    variables: record(element.variables.entries()),
    environment: plainMapping(element.environment),
    "environment-nocache": element.environmentNocache,
    config: plainMapping(element.shown.config),
    public: plainMapping(element.shown.public),
    sandbox: showSandbox(element.sandbox, project.format),
    sources: element.sources.map(showSource),
  };
}

function showDependency({ variables }: ResolvedElement, dependency: LoadDependency): Json {
  const { element, type, strict, configs } = dependency;
  return {
    name: element.fullName,
    type: type === BUILD ? "build" : type === RUNTIME ? "runtime" : "all",
    strict,
    config: configs.map((config) => plain(variables.expand(config))),
  };
}

function showSandbox({ os, arch, uid, gid, remoteApisSocket }: Sandbox, format: 1 | 2): Json {
  if (format === 1)
    return {
      os,
      arch,
      ...(uid !== undefined && uid !== 0 && { "build-uid": uid }),
      ...(gid !== undefined && gid !== 0 && { "build-gid": gid }),
    };
  return {
    "build-os": os,
    "build-arch": arch,
    ...(uid !== undefined && { "build-uid": uid }),
    ...(gid !== undefined && { "build-gid": gid }),
    ...(remoteApisSocket && {
      "remote-apis-socket": {
        path: remoteApisSocket.path,
        ...(remoteApisSocket.updatesActionCache && { "action-cache-enable-update": true }),
      },
    }),
  };
}

function showSource({ kind, directory, ref, config }: ResolvedSource): Json {
  return { kind: kind.kind.kind, directory: directory ?? null, ref, config: plainMapping(config) };
}

function record(entries: Iterable<readonly [name: string, value: string]>): JsonObject {
  const object: { [name: string]: Json } = {};
  for (const [name, value] of entries) define<Json>(object, name, value);
  return object;
}
