// The projects that a project stands on, as the graph has them: named by the way that leads to each, outer before inner.

import { join, relative } from "node:path";
import type { JunctionNode, MirrorNode } from "../core/model/graph.ts";
import { placesOf } from "./call-site.ts";
import { projectRoot } from "./context.ts";
import type { Element } from "./element.ts";
import { type Instance, instances, type JunctionRequest, TOP } from "./instances.ts";
import { refusal } from "./refuse.ts";
import type { ProjectData } from "./to-graph.ts";
import { ownerOf, type View, type Views } from "./views.ts";

export interface JunctionView {
  readonly node: JunctionNode;
  readonly view: View;
  readonly instance: Instance;
}

/** Every instance in every view that something leads to. */
export function junctionViews(views: Views, project: ProjectData): readonly JunctionView[] {
  const { requests } = instances();
  const found = new Map<View, Found>();
  const pending: { readonly view: View; readonly path: string }[] = [{ view: views.top, path: "" }];
  // Grows while it is walked: nearer ones first, so that each is called by its shortest name.
  for (const { view, path } of pending) {
    for (const request of requests.filter(({ from }) => from === view.owner)) {
      const name = path + request.name;
      const inner = views.enter(view, request.to.id);
      const known = found.get(inner);
      if (known) {
        known.aliases.push(name);
        continue;
      }
      found.set(inner, { name, request, aliases: [] });
      pending.push({ view: inner, path: `${name}:` });
    }
  }
  return [...found].map(([view, { name, request, aliases }]) => {
    const instance = request.to;
    const node: JunctionNode = {
      name,
      project: instance.project?.name ?? "",
      ...(instance.version !== undefined && { version: instance.version }),
      root: { type: "directory", path: relative(projectRoot(), instance.directory) || "." },
      options: Object.fromEntries(
        [...instance.declared].map(
          ([
            option,
            {
              node: { value },
            },
          ]) => [option, value],
        ),
      ),
      replaced: replacedIn(view, project),
      aliases,
      place: placesOf(request.site),
    };
    return { node, view, instance };
  });
}

interface Found {
  readonly name: string;
  readonly request: JunctionRequest;
  readonly aliases: string[];
}

function replacedIn({ owner, layers }: View, project: ProjectData): JunctionNode["replaced"] {
  const nameIn = (data: ProjectData | undefined, element: Element): string =>
    data?.elements.find(([, one]) => one === element)?.[0] ?? element.kind;
  const dataOf = (id: number): ProjectData | undefined => (id === TOP ? project : instances().all.find((one) => one.id === id)?.project);
  return layers.flatMap(({ replacements }) =>
    [...replacements]
      .filter(([from]) => ownerOf(from) === owner)
      .map(([from, to]) => [nameIn(dataOf(owner), from), nameIn(dataOf(ownerOf(to)), to)] as const),
  );
}

/** The mirrors of a project with what those below it call by their aliases, and their suggestions where it takes them. Its own go first. */
export function takenMirrors(own: ProjectData["mirrors"]): ProjectData["mirrors"] {
  const { requests } = instances();
  const taken: { [alias: string]: MirrorNode } = {};
  for (const { mirrors, to, site } of requests) {
    for (const [alias, mirror] of Object.entries((mirrors ? to.project?.mirrors : to.project?.aliases) ?? {})) {
      const known = taken[alias] ?? own[alias];
      if (known !== undefined && known.url !== mirror.url && own[alias] === undefined) {
        throw refusal({
          code: "FORGE1047",
          message: `two projects suggest different mirrors "${alias}": ${known.url} and ${mirror.url}`,
          site,
          help: `say which in \`mirrors\` of defineProject`,
        });
      }
      taken[alias] = placed(mirror, to);
    }
  }
  return { ...taken, ...own };
}

/** Its keyring is a file of the project that suggests it. */
function placed(mirror: MirrorNode, { directory }: Instance): MirrorNode {
  if (mirror.keyring === undefined) return mirror;
  return { ...mirror, keyring: relative(projectRoot(), join(directory, mirror.keyring)) };
}
