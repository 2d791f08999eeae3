// The sources of a graph: each distinct one once, and what an element lists of them, each at its path.
//
// Forge's own kinds come from outside (this room may not know them), by name. What has no equal among them is in the graph
// all the same, under its own kind and without anything that could fetch it, and what is missing is said.

import { posix } from "node:path";
import { isForgeError } from "../../../core/model/errors.ts";
import type { ElementNode, PreviousSources, SourceNode } from "../../../core/model/graph.ts";
import type { SourceId } from "../../../core/model/ids.ts";
import type { Json, JsonObject } from "../../../core/model/json.ts";
import type { Place } from "../../../core/model/place.ts";
import { placeSources } from "../../place-sources.ts";
import { makeSource, type Source } from "../../source.ts";
import { type SourceData, sourceData } from "../../source-data.ts";
import { translateUrl } from "../aliases.ts";
import type { ResolvedElement } from "../element.ts";
import type { ResolvedSource } from "../sources.ts";
import * as access from "../yaml/access.ts";
import { define, plainMapping } from "../yaml/plain.ts";
import type { Addresses } from "./addresses.ts";
import type { Junctions } from "./junctions.ts";
import { type NativeSource, nativeSources } from "./native-sources.ts";
import { placesIn } from "./places.ts";

/** Makes a source of one of forge's kinds. Throws ForgeErrors for an input that the kind refuses. */
export type MakeSource = (kind: string, input: JsonObject) => Source;

export interface ElementSources {
  readonly sources: ElementNode["sources"];
  /** What cannot be had, each as the end of "it needs …". */
  readonly needs: readonly string[];
}

export interface WrittenFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly executable: boolean;
}

export class SourceList {
  readonly nodes: SourceNode[] = [];
  readonly #make: MakeSource;
  readonly #addresses: Addresses;
  readonly #junctions: Junctions;
  readonly #byContent = new Map<string, SourceId>();

  constructor(make: MakeSource, { addresses, junctions }: { readonly addresses: Addresses; readonly junctions: Junctions }) {
    this.#make = make;
    this.#addresses = addresses;
    this.#junctions = junctions;
  }

  /** What an element lists. `base`: where its sources are laid out. */
  of(element: ResolvedElement, base: string): ElementSources {
    const needs: string[] = [];
    const places = new Map<Source, readonly Place[]>();
    const { loader, firstPass } = element.load;
    const { project } = loader;
    const context = {
      address: (url: string) => this.#addresses.of(url, project, firstPass),
      whole: (url: string) => translateUrl(url, project, firstPass),
      path: (path: string) => this.#junctions.ownerOf(project, path)?.path,
    };
    const junctionOf = (source: Source): number | undefined => {
      const path = sourceData(source).paths.length > 0 ? written.get(source) : undefined;
      return path === undefined ? undefined : this.#junctions.ownerOf(project, path)?.junction;
    };
    const written = new Map<Source, string>();
    const list = nativeSources(element.sources, context).map(({ first: resolved, native }) => {
      const { source, below } = this.#source(native, resolved, needs);
      places.set(source, placesIn([resolved.node]));
      written.set(source, access.optionalText(resolved.config, "path") ?? ".");
      const directory = (resolved.directory ?? "").replace(/^\/+/, "");
      return { source, at: trimmed(posix.join(base, directory, below)) };
    });
    const idOf = (source: Source, previous?: PreviousSources): SourceId =>
      this.#idOf(sourceData(source), { place: places.get(source) ?? [], previous, junction: junctionOf(source) });
    try {
      return { sources: placeSources(list, idOf), needs };
    } catch (error) {
      if (!isForgeError(error)) throw error;
      needs.push(error.message);
      return { sources: list.map(({ source, at }) => ({ source: idOf(source), at })), needs };
    }
  }

  /** Files that forge writes, all programs or none. */
  written({ files, executable }: WrittenFiles, place: readonly Place[]): SourceId {
    const inputs: { [path: string]: Json } = {};
    for (const [path, text] of files) define<Json>(inputs, path, executable ? { text, executable } : text);
    return this.#idOf(sourceData(this.#make("inline", inputs)), { place });
  }

  #source(native: NativeSource | string, resolved: ResolvedSource, needs: string[]): { readonly source: Source; readonly below: string } {
    const { kind } = resolved.kind.kind;
    if (typeof native === "string") {
      needs.push(native);
      return { source: unknownSource(kind, resolved), below: "" };
    }
    try {
      return { source: this.#make(native.kind, native.input), below: native.below ?? "" };
    } catch (error) {
      if (!isForgeError(error)) throw error;
      needs.push(`another source than this of kind ${kind}: ${error.message}`);
      return { source: unknownSource(kind, resolved), below: "" };
    }
  }

  #idOf(data: SourceData, { place, previous, junction }: Circumstances): SourceId {
    const content = JSON.stringify([data.kind, data.version, data.config, data.operations, previous, junction]);
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    const id = this.nodes.length;
    this.nodes.push({
      kind: data.kind,
      version: data.version,
      driver: { module: "forge-build", export: data.kind, operations: data.operations },
      config: data.config,
      ...(data.lock !== undefined && { lock: data.lock }),
      key: data.key,
      paths: data.paths,
      ...(junction !== undefined && { junction }),
      ...(previous && { previous }),
      place,
    });
    this.#byContent.set(content, id);
    return id;
  }
}

interface Circumstances {
  readonly place: readonly Place[];
  readonly previous?: PreviousSources | undefined;
  readonly junction?: number | undefined;
}

/** All that is known of it is in its key. */
function unknownSource(kind: string, { config, ref }: ResolvedSource): Source {
  const all = { ...plainMapping(config), ...(ref !== null && { ref }) };
  const data: SourceData = {
    kind,
    version: 1,
    operations: [],
    module: undefined,
    config: all,
    at: undefined,
    lock: undefined,
    key: all,
    paths: [],
    previous: undefined,
    site: [],
  };
  return makeSource(kind, data);
}

function trimmed(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
