// Builds targets: what is wanted, what is missing, then every missing element when it can start.
//
// The main flow of a run; what it does for one element is core/run/build-run.ts, when an element may start
// core/run/scheduler.ts. It writes to no stream: everything that happens is an event (invariant 7).

import { ForgeError } from "../model/errors.ts";
import type { ElementOutcome } from "../model/events.ts";
import { elementName } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import type { Artifact } from "../model/tree.ts";
import { elementOf } from "../plan/staging-order.ts";
import { BuildRun } from "./build-run.ts";
import type { BuildOptions, EngineContext } from "./context.ts";
import { decidingChain, expectedElement, remainingPaths } from "./critical-path.ts";
import { rememberDefaults } from "./default-history.ts";
import { demand, wantedElements } from "./demand.ts";
import { readHistory, remember } from "./history.ts";
import { logsOf } from "./log-file.ts";
import { leftOutError, needsError } from "./needs.ts";
import { resumption } from "./resume.ts";
import { schedule } from "./scheduler.ts";
import { lockedKeys, type SourceKeys } from "./sources.ts";
import { TimelineRecorder } from "./timeline.ts";
import { UsableArtifacts } from "./usable-artifacts.ts";

export interface BuildResult {
  readonly ok: boolean;
  /** Outcome of every element that was wanted. */
  readonly outcomes: ReadonlyMap<ElementId, ElementOutcome>;
  readonly artifacts: ReadonlyMap<ElementId, Artifact>;
  /** Elements whose artifacts are tainted. */
  readonly tainted: readonly ElementId[];
  readonly keys: SourceKeys;
  readonly failures: readonly { readonly element: ElementId; readonly error: ForgeError }[];
}

/** Builds the targets, and by the options what they need at run time. Throws only what concerns no single element. */
export async function build(given: EngineContext, targets: readonly ElementId[], options: BuildOptions): Promise<BuildResult> {
  const { graph, store } = given;
  const keys = await lockedKeys(given, targets, options);
  const timeline = new TimelineRecorder();
  const context: EngineContext = {
    ...given,
    emit(event) {
      timeline.see(event);
      given.emit(event);
    },
  };
  const usable = new UsableArtifacts(context, keys);
  const resumed = options.resume?.element;
  const goal = wantedElements(graph, targets, options);
  const wanted = demand(graph, { ...goal, isResumed: (id) => id === resumed }, (id) =>
    usable.load(id, { tainted: resumed !== undefined && id !== resumed }),
  );
  if (options.resume) begin(context, usable, options.resume);
  const run = new BuildRun(context, options, keys, usable);
  const history = wanted.missing.size > 0 ? readHistory(store.root, graph.project.name) : {};
  const duration = (id: ElementId): number | undefined => history[elementName(elementOf(graph, id))]?.milliseconds;
  run.history = history;
  run.priorities = remainingPaths(graph, wanted.elements, wanted.missing, duration);
  context.emit({
    type: "planned",
    time: context.now(),
    elements: wanted.elements.length,
    cached: usable.all.size,
    targets: targets.filter((id) => !goal.isLeftOut?.(id)).map((id) => run.named(id)),
    logs: logsOf(store.root, graph.project.name),
    builders: options.builders,
    fetchers: options.fetchers,
    expected: [...wanted.missing].map((id) => expectedElement(run.named(id).name, duration(id), run.priorities.get(id))),
  });
  if (options.tellStale) for (const id of wanted.elements) if (wanted.missing.has(id)) run.tellStale(id);
  for (const id of usable.all.keys()) run.settle(id, "cached", { milliseconds: 0 });
  const possible = wanted.elements.filter((id) => !wanted.blocked.has(id));
  for (const id of wanted.missing) if (run.mayStart()) await run.refuse(id, needsError(elementOf(graph, id)));
  for (const id of goal.targets) if (run.mayStart()) await run.refuse(id, leftOutError(graph, id, wanted.blocked));
  for (const id of possible) if (wanted.missing.has(id) && run.mayStart()) await run.recall(id);

  await schedule({ graph, elements: possible, missing: wanted.missing, make: (id) => run.make(id), mayStart: () => run.mayStart() });
  await run.close();
  if (run.failed.bug) throw run.failed.bug.error;
  for (const id of wanted.missing)
    if (!run.outcomes.has(id))
      run.settle(id, context.signal?.aborted || context.drain?.aborted ? "cancelled" : "skipped", { milliseconds: 0 });
  remember(store.root, graph.project, run.happened);
  rememberDefaults(store.root, graph.project);
  timeline.keep(store.root, graph.project.name);
  const chain = decidingChain(graph, run.made);
  if (chain.length > 1) {
    const elements = chain.map(({ id, began, ended }) => ({ element: run.named(id), milliseconds: ended - began }));
    const milliseconds = (chain.at(-1)?.ended ?? 0) - (chain[0]?.began ?? 0);
    context.emit({ type: "critical-path", time: context.now(), elements, milliseconds });
  }

  const artifacts = new Map([...usable.all].map(([id, record]) => [id, record.artifact]));
  return {
    ok: goal.targets.every((id) => artifacts.has(id)) && run.failed.failures.length === 0,
    outcomes: run.outcomes,
    artifacts,
    tainted: [...artifacts.keys()].filter((id) => usable.isTainted(id)),
    keys,
    failures: run.failed.failures,
  };
}

/** Sees that a failed build can be gone on with, before anything else is done. Throws FORGE3011, FORGE3015. */
function begin(context: EngineContext, usable: UsableArtifacts, { element: id, step }: NonNullable<BuildOptions["resume"]>): void {
  const name = elementName(elementOf(context.graph, id));
  if (usable.all.has(id) && !usable.isTainted(id))
    throw new ForgeError({
      code: "FORGE3015",
      message: `${name} is built as it is defined now: there is nothing to resume`,
      help: `forge build ${name}`,
    });
  resumption(context, id, step);
  usable.resume(id);
}
