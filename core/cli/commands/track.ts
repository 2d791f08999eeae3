// forge track: asks sources what is newest, and pins it.

import { fetchSources } from "../../run/fetch.ts";
import type { GlobalOptions } from "../program.ts";
export async function track(_names: readonly string[], _options: GlobalOptions & { readonly check?: true; readonly prune?: true }): Promise<number> {
  void fetchSources;
  return 1;
}
