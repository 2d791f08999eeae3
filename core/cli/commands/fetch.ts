// forge fetch: brings the sources of elements and of everything below them into the store.

import { fetchSources } from "../../run/fetch.ts";
import { elementsNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { reportedRun } from "../reported-run.ts";
import { buildOptions } from "../session.ts";

export async function fetch(names: readonly string[], options: GlobalOptions): Promise<number> {
  return reportedRun(options, async ({ context, configuration }) => {
    const { graph } = context;
    const roots = names.length > 0 ? elementsNamed(graph, names) : graph.elements.keys();
    const { fetchers } = buildOptions(options, configuration, false);
    return { ok: await fetchSources(context, [...roots], { fetchers, onError: options.onError ?? configuration.onError ?? "continue" }) };
  });
}
