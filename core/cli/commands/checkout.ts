// forge checkout: an element's files in a directory, or in a tar archive; those of its dependencies with them on request.

import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ForgeError } from "../../model/errors.ts";
import { elementName } from "../../model/graph.ts";
import { stagedElements } from "../../plan/select-elements.ts";
import { elementOf } from "../../plan/staging-order.ts";
import { plural } from "../../report/wording.ts";
import { builtArtifacts } from "../../run/artifacts.ts";
import { mergedArtifacts } from "../../run/merged-artifacts.ts";
import { asTargetError, checkoutTree } from "../../store/checkout.ts";
import { writeTar } from "../../store/tar.ts";
import { elementNamed, elementsLeftOut } from "../names.ts";
import { quietSession } from "../quiet-session.ts";
import type { SelectingOptions } from "../selection.ts";
import { openStream } from "../terminal.ts";
import { badUsage } from "../usage.ts";

export interface CheckoutOptions extends SelectingOptions {
  readonly tar?: string;
  readonly force?: true;
}

export async function checkout(name: string, directory: string | undefined, options: CheckoutOptions): Promise<number> {
  const { tar, force = false } = options;
  if ((tar === undefined) === (directory === undefined)) {
    throw badUsage("checkout needs a directory or --tar FILE", `forge checkout ${name} DIRECTORY`);
  }
  return quietSession({ ...options, elements: [name] }, async ({ context }, output) => {
    const { store, graph } = context;
    const id = elementNamed(graph, name);
    const left = elementsLeftOut(graph, options.except);
    if (left.includes(id)) throw badUsage(`nothing is left of ${name} without it`, "leave out something that it needs");
    const built = await builtArtifacts(context, [id]);
    const artifact =
      options.deps === "none"
        ? built.record(id).artifact
        : mergedArtifacts(context, stagedElements(graph, id, { deps: options.deps, except: left }), built);
    const path = tar === "-" ? "-" : resolve(directory ?? tar ?? "");
    if (tar === undefined) {
      const { lost } = await checkoutTree(store, artifact, path, { force });
      if (lost.length > 0) sayLost(lost);
    } else if (tar === "-") await writeTar(store, artifact, process.stdout);
    else await writeTarFile();
    if (options.json && path !== "-")
      output.write(`${JSON.stringify({ name: elementName(elementOf(graph, id)), tree: artifact.tree, path })}\n`);
    return 0;

    async function writeTarFile(): Promise<void> {
      if (existsSync(path) && !force) {
        throw new ForgeError({ code: "FORGE5006", message: `${path} exists`, help: "name another file, or replace it with --force" });
      }
      const partial = `${path}.${process.pid}`;
      try {
        mkdirSync(dirname(path), { recursive: true });
        const file = createWriteStream(partial);
        // Each write tells of its failure; the event says it again.
        file.on("error", () => undefined);
        await writeTar(store, artifact, file);
        renameSync(partial, path);
      } catch (error) {
        rmSync(partial, { force: true });
        throw asTargetError(error, path);
      }
    }
  });
}

/** Said where not all of the artifact could be written. */
function sayLost(paths: readonly string[]): void {
  const { write, style } = openStream(process.stderr, process.env);
  const [first] = paths;
  const others = paths.length > 1 ? ` and ${plural(paths.length - 1, "other")}` : "";
  write(`${style.warn("note")}: owner, setuid bit or device of ${first}${others} could not be written: only root may; --tar holds them\n`);
}
