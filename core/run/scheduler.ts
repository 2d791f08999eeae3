// Starts each element when everything it stages is there.
//
// An event-driven state machine; nothing polls. It knows ids and edges, not recipes, stores or sandboxes: making an
// element is a function it is given. States (pictured in docs/design-notes.md, "The scheduler"):
//
//   waiting ──every build dependency usable──▶ running ──▶ made ──every runtime dependency usable──▶ usable
//                                                   └──▶ failed: what needs it stays waiting, and the caller sees that

import type { Graph } from "../model/graph.ts";
import type { ElementId } from "../model/ids.ts";
import { elementOf, isBuildEdge, isRuntimeEdge } from "../plan/staging-order.ts";

export interface SchedulerInputs {
  readonly graph: Graph;
  /** Wanted elements, dependencies before dependants. */
  readonly elements: readonly ElementId[];
  /** Those that must be made; the others are usable as they are. */
  readonly missing: ReadonlySet<ElementId>;
  /** Makes one element. Resolves to whether it succeeded; never rejects. */
  readonly make: (id: ElementId) => Promise<boolean>;
  /** Asked before each start; once it says no, nothing more is started. */
  readonly mayStart: () => boolean;
}

interface Node {
  readonly id: ElementId;
  /** Build dependencies that are not usable yet. */
  building: number;
  /** Runtime dependencies that are not usable yet. */
  running: number;
  state: "waiting" | "running" | "made" | "usable" | "failed";
  readonly dependants: { readonly node: Node; readonly build: boolean; readonly runtime: boolean }[];
}

/** Resolves when nothing more can be started and everything that was started has ended. */
export function schedule(inputs: SchedulerInputs): Promise<void> {
  const nodes = new Map<ElementId, Node>();
  for (const id of inputs.elements) {
    const node: Node = { id, building: 0, running: 0, state: inputs.missing.has(id) ? "waiting" : "made", dependants: [] };
    nodes.set(id, node);
    for (const edge of elementOf(inputs.graph, id).edges) {
      const build = node.state === "waiting" && isBuildEdge(edge);
      const runtime = isRuntimeEdge(edge);
      const dependency = nodes.get(edge.to);
      // Build dependencies of what is on record are not wanted and have no node.
      if (!dependency || (!build && !runtime)) continue;
      if (build) node.building++;
      if (runtime) node.running++;
      dependency.dependants.push({ node, build, runtime });
    }
  }

  return new Promise((finish) => {
    let active = 0;
    let settled = false;
    let pending: Node[] = [...nodes.values()];
    drain();

    /** Moves every node that can move, without recursion, then sees whether all is over. */
    function drain(): void {
      while (pending.length > 0) {
        const now = pending;
        pending = [];
        for (const node of now) advance(node);
      }
      if (active === 0 && !settled) {
        settled = true;
        finish();
      }
    }

    function advance(node: Node): void {
      if (node.state === "waiting" && node.building === 0 && inputs.mayStart()) {
        node.state = "running";
        active++;
        void inputs.make(node.id).then((ok) => {
          active--;
          node.state = ok ? "made" : "failed";
          pending.push(node);
          drain();
        });
      } else if (node.state === "made" && node.running === 0) {
        node.state = "usable";
        for (const dependant of node.dependants) {
          if (dependant.build) dependant.node.building--;
          if (dependant.runtime) dependant.node.running--;
          pending.push(dependant.node);
        }
      }
    }
  });
}
