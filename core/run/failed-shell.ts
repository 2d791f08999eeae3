// A shell in the sandbox of a build that failed, as it was left: the same files, directory and environment.
//
// What is written there stays, for a build that goes on in it. /tmp is empty: it never was a part of what is kept.

import { elementName } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf } from "../plan/staging-order.ts";
import { rootRequest } from "./build-root.ts";
import type { EngineContext } from "./context.ts";
import { runFailure } from "./failure.ts";
import { keptBuild, useKept } from "./kept-build.ts";
import { discardEmpty, openLog } from "./log-file.ts";
import { buildEnvironment, type ShellWishes, shellCommand } from "./shell-command.ts";

/** Runs the shell until the person leaves it. Resolves to its exit code. Throws FORGE3011 where nothing was kept. */
export async function openFailedShell(context: EngineContext, id: ElementId, wishes: ShellWishes): Promise<number> {
  const { graph, store, sandbox } = context;
  const element = elementOf(graph, id);
  const name = elementName(element);
  const kept = keptBuild(context, id);
  using _ = useKept(context, id);
  const log = openLog(store.root, graph.project.name, name, "shell");
  try {
    const command = shellCommand(wishes, {
      label: `${name}, failed at ${kept.step}`,
      cwd: kept.cwd,
      environment: buildEnvironment(kept.environment),
    });
    const request = rootRequest(store, kept.root);
    const { outcome } = await sandbox.run({
      ...request,
      binds: [...request.binds, ...wishes.mounts],
      commands: [command],
      log: log.descriptor,
      interactive: { network: wishes.network },
      ...(context.signal && { signal: context.signal }),
    });
    if (outcome.type === "succeeded") return 0;
    if (outcome.type === "failed") return outcome.exitCode;
    throw runFailure(element, outcome, { commands: [{ step: "shell", command }], log: log.path, kept: true });
  } finally {
    log.close();
    discardEmpty(log);
  }
}
