// Where a registry of crates keeps its archives: its index has a `config.json` that says so.

import { z } from "zod";
import type { DriverContext } from "../../dsl/index.ts";
import { registryUrl } from "../vendor/registry.ts";
import type { ArchivedCrate } from "./lay-out.ts";

const schema = z.looseObject({ dl: z.string() });

/** A function that gives the address of a crate. Ends with FORGE2004 when the index is none. */
export async function crateAddresses(ctx: DriverContext, alias: string): Promise<(crate: ArchivedCrate) => string> {
  const url = `${registryUrl(ctx, alias, "from which crates come")}config.json`;
  const text = await ctx.httpText(url);
  const config = schema.safeParse(json(text));
  if (!config.success)
    return ctx.fail(
      "FORGE2004",
      `${url} is no configuration of a registry of crates`,
      `the alias "${alias}" must lead to a registry's sparse index`,
    );
  const { dl } = config.data;
  const isTemplate = /\{(crate|version|prefix|lowerprefix|sha256-checksum)\}/.test(dl);
  const template = isTemplate ? dl : `${dl.replace(/\/+$/, "")}/{crate}/{version}/download`;
  return (crate) => template.replace(/\{([a-z0-9-]+)\}/g, (marker, name: string) => values(crate)[name] ?? marker);
}

function values({ name, version, sha256 }: ArchivedCrate): { readonly [marker: string]: string } {
  return { crate: name, version, prefix: prefix(name), lowerprefix: prefix(name.toLowerCase()), "sha256-checksum": sha256 };
}

/** Directories of a crate in an index. */
function prefix(name: string): string {
  if (name.length < 3) return String(name.length);
  return name.length === 3 ? `3/${name[0]}` : `${name.slice(0, 2)}/${name.slice(2, 4)}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
