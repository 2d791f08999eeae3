// YAML 1.1 as definitions trees are written in it: typed scalars, anchors, aliases and merge keys, each with its place.
//
// What aliases expand to is counted, not made: a text that would expand to more than a bound is refused, as is what contains
// itself, nests too deep, or is no text.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar, type YAMLMap } from "yaml";
import type { Place } from "../../core/model/place.ts";
import { refuse } from "./refuse.ts";

export type YamlNode = ScalarNode | ListNode | MapNode;

interface Placed {
  readonly place: Place;
  /** How many nodes it is when all aliases are written out. */
  readonly weight: number;
}

export interface ScalarNode extends Placed {
  readonly type: "scalar";
  /** As it stands in the file. */
  readonly source: string;
  /** As a program of the time saw it and wrote it down again: `yes` is True, `0.30` is 0.3. */
  readonly text: string;
  readonly isText: boolean;
}

export interface ListNode extends Placed {
  readonly type: "list";
  readonly items: readonly YamlNode[];
}

export interface MapNode extends Placed {
  readonly type: "map";
  readonly entries: ReadonlyMap<string, YamlNode>;
  readonly keys: ReadonlyMap<string, Place>;
}

const MOST_CHARACTERS = 16 << 20;
const MOST_NODES = 2_000_000;
const MOST_DEPTH = 100;

/** The document of a file. Throws FORGE1081 at the place. */
export function readYaml(text: string, file: string): YamlNode {
  if (text.length > MOST_CHARACTERS) throw refuse("the file is larger than 16 MiB", { file, line: 1 });
  const lines = new LineCounter();
  const document = parsed(text, file, lines);
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error) throw refuse(`this is no YAML: ${firstSentence(error.message)}`, at(error.pos[0]));
  const anchors = new Map<string, YamlNode | undefined>();
  return document.contents === null ? emptyMap({ file, line: 1 }) : convert(document.contents, 0);

  function convert(node: unknown, depth: number): YamlNode {
    const place = at(startOf(node));
    if (depth > MOST_DEPTH) throw refuse("this is nested too deep", place);
    if (isAlias(node)) {
      const found = anchors.get(node.source);
      if (found) return found;
      throw refuse(
        anchors.has(node.source) ? `"*${node.source}" is within itself` : `there is no anchor "&${node.source}" before this`,
        place,
      );
    }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, undefined);
    const made = isMap(node)
      ? convertMap(node, place, depth)
      : isSeq(node)
        ? convertList(node.items, place, depth)
        : convertScalar(node, place);
    if (made.weight > MOST_NODES) throw refuse(`this expands to more than ${MOST_NODES.toLocaleString("en")} values`, place);
    if (anchor !== undefined) anchors.set(anchor, made);
    return made;
  }

  function convertList(nodes: readonly unknown[], place: Place, depth: number): ListNode {
    const items = nodes.map((node) => convert(node, depth + 1));
    return { type: "list", items, place, weight: items.reduce((sum, { weight }) => sum + weight, 1) };
  }

  function convertMap(node: YAMLMap, place: Place, depth: number): MapNode {
    const entries = new Map<string, YamlNode>();
    const keys = new Map<string, Place>();
    const merged: MapNode[] = [];
    let weight = 1;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) throw refuse("the name of a field must be a text", at(startOf(key)));
      const name = isMergeKey(key) ? "<<" : convertScalar(key, place).text;
      const made = value === null ? nothing(at(startOf(key))) : convert(value, depth + 1);
      weight += made.weight + 1;
      if (name === "<<") merged.push(...mergeables(made));
      else {
        entries.set(name, made);
        keys.set(name, at(startOf(key)));
      }
    }
    // What stands in the mapping itself wins, then what is merged first.
    for (const other of merged)
      for (const [name, value] of other.entries)
        if (!entries.has(name)) {
          entries.set(name, value);
          keys.set(name, other.keys.get(name) ?? place);
        }
    return { type: "map", entries, keys, place, weight };
  }
}

function parsed(text: string, file: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, {
      version: "1.1",
      lineCounter,
      merge: false,
      uniqueKeys: false,
      strict: false,
      prettyErrors: false,
      logLevel: "silent",
    });
  } catch (error) {
    // Its own recursion ends before ours.
    if (error instanceof RangeError) throw refuse("this is nested too deep", { file, line: 1 });
    throw error;
  }
}

function isMergeKey(key: Scalar): boolean {
  return key.source === "<<" && key.type === "PLAIN";
}

function mergeables(node: YamlNode): readonly MapNode[] {
  const nodes = node.type === "list" ? node.items : [node];
  return nodes.map((one) => {
    if (one.type !== "map") throw refuse("only a mapping can be merged", one.place);
    return one;
  });
}

function convertScalar(node: unknown, place: Place): ScalarNode {
  if (!isScalar(node)) return nothing(place);
  const source = node.source ?? "";
  return { type: "scalar", source, text: pythonText(node.value, source), isText: typeof node.value === "string", place, weight: 1 };
}

function nothing(place: Place): ScalarNode {
  return { type: "scalar", source: "", text: "", isText: false, place, weight: 1 };
}

function emptyMap(place: Place): MapNode {
  return { type: "map", entries: new Map(), keys: new Map(), place, weight: 1 };
}

function pythonText(value: unknown, source: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isInteger(value) && /[.eE]/.test(source) ? `${value}.0` : String(value);
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, "");
  return "";
}

function startOf(node: unknown): number {
  return (isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? (node as Node).range?.[0] : undefined) ?? 0;
}

function firstSentence(message: string): string {
  const [line = ""] = message.split("\n");
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/[:.]$/, "");
}
