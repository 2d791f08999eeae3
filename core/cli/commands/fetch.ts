// forge fetch: brings the sources of elements, and of what they depend on, into the store.

import { plural } from "../../report/wording.ts";
import { fetchSources } from "../../run/fetch.ts";
import { reportedRun } from "../reported-run.ts";
import { type SelectingOptions, selectedElements } from "../selection.ts";
import { buildOptions } from "../session.ts";

export async function fetch(names: readonly string[], options: SelectingOptions): Promise<number> {
  return reportedRun({ ...options, elements: names }, async ({ context, configuration }) => {
    const chosen = selectedElements(context.graph, names, options);
    const { fetchers } = buildOptions(options, configuration, false);
    const onError = options.onError ?? configuration.onError ?? "continue";
    const { ok, sources, fetched } = await fetchSources(context, chosen, { fetchers, onError });
    const verdict =
      fetched === 0 ? `nothing to fetch: ${plural(sources, "source")} in the store` : `fetched ${fetched} of ${plural(sources, "source")}`;
    return { ok, ...(ok && { said: [verdict] }) };
  });
}
