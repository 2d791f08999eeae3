// forge fetch: brings the sources of elements and of everything below them into the store.

import { plural } from "../../report/wording.ts";
import { fetchSources } from "../../run/fetch.ts";
import { elementsNamed } from "../names.ts";
import type { GlobalOptions } from "../program.ts";
import { reportedRun } from "../reported-run.ts";
import { buildOptions } from "../session.ts";

export async function fetch(names: readonly string[], options: GlobalOptions): Promise<number> {
  return reportedRun({ ...options, elements: names }, async ({ context, configuration }) => {
    const { graph } = context;
    const roots = names.length > 0 ? elementsNamed(graph, names) : [...graph.elements.keys()];
    const { fetchers } = buildOptions(options, configuration, false);
    const onError = options.onError ?? configuration.onError ?? "continue";
    const { ok, sources, fetched } = await fetchSources(context, roots, { fetchers, onError });
    const verdict =
      fetched === 0 ? `nothing to fetch: ${plural(sources, "source")} in the store` : `fetched ${fetched} of ${plural(sources, "source")}`;
    return { ok, ...(ok && { said: [verdict] }) };
  });
}
