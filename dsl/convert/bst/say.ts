// Says what a value is at every point of a domain, as one expression: texts, commands, lists of them, records, plain data.

import { strip } from "../../bst/text.ts";
import { type BstNode, type Mapping, type Scalar, scalar } from "../../bst/yaml/node.ts";
import { plain } from "../../bst/yaml/plain.ts";
import { type Expression, type Field, type Item, list, object, string } from "../print/expression.ts";
import type { Comments } from "./comments.ts";
import type { Domain, Points } from "./domain.ts";
import { type Case, cases, guardedFields, guardedItems, mergeLists } from "./merge.ts";
import { commandOf, type Reference, textOf } from "./texts.ts";

export interface Saying {
  readonly domain: Domain;
  /** The points at which there is anything to say. */
  readonly within: Points;
  readonly reference: Reference;
  readonly comments: Comments;
  /** Format 1 keeps blanks around texts until they are used. */
  readonly strip: (text: string) => string;
}

export type PerPoint<T> = readonly T[];

/** A text. Where there is none at some points, it is what `missing` says, or left out of the choice. */
export function sayText(given: PerPoint<Scalar | undefined>, saying: Saying, missing?: string): Expression | undefined {
  const { domain, within, reference } = saying;
  const values = given.map(stripped);
  const found = cases(values, (value) => value?.text ?? "\0", within);
  const present = found.flatMap(({ points, value }): readonly Case<Expression>[] => {
    if (value) return [{ points, value: textOf(value, reference) }];
    return missing === undefined ? [] : [{ points, value: string(missing) }];
  });
  return present.length === 0 ? undefined : domain.choose(present, within);
}

/** Format 1 keeps blanks around texts until they are used. */
function stripped(value: Scalar | undefined): Scalar | undefined {
  const text = value && strip(value.text);
  return value === undefined || text === undefined || text === value.text ? value : scalar(text, value);
}

/** The items of lists, those that stand at some points only behind their conditions. */
export function sayItems(
  given: PerPoint<readonly Scalar[] | undefined>,
  saying: Saying,
  make: (scalar: Scalar) => Expression,
): readonly Item[] {
  const { domain, within, comments } = saying;
  const values = given.map((items) => items?.map((item) => stripped(item) ?? item));
  const found = cases(values, (items) => JSON.stringify((items ?? []).map(({ text }) => text)), within);
  const merged = mergeLists(
    found.map(({ points, value }) => ({ points, value: (value ?? []).map((item) => ({ key: item.text, value: item })) })),
  );
  const written = merged.map(
    ({ points, value: { value } }): Case<Item> => ({ points, value: { value: make(value), comments: comments.above(value) } }),
  );
  return guardedItems(written, domain, within);
}

export function sayTexts(values: PerPoint<readonly Scalar[] | undefined>, saying: Saying): Expression {
  return list(sayItems(values, saying, (scalar) => textOf(scalar, saying.reference)));
}

export function sayCommands(values: PerPoint<readonly Scalar[] | undefined>, saying: Saying): Expression {
  return list(sayItems(values, saying, (scalar) => commandOf(scalar, saying.reference)));
}

/** A record of texts, by name. */
export function sayRecord(
  values: PerPoint<Mapping | undefined>,
  saying: Saying,
  field: (name: string, value: Expression) => Field,
): readonly Field[] {
  const { domain, within, comments } = saying;
  const names = new Set(values.flatMap((value, index) => (isIn(within, index) && value ? [...value.entries.keys()] : [])));
  const fields = [...names].map((name): Case<Field> => {
    const scalars = values.map((value) => scalarIn(value, name));
    const points = pointsWhere(scalars, within);
    const value = sayText(scalars, { ...saying, within: points });
    const first = scalars.find((scalar, index) => scalar !== undefined && isIn(points, index));
    const made = field(name, value ?? string(""));
    return { points, value: { ...made, ...(first && { comments: comments.above(first) }) } };
  });
  return guardedFields(fields, domain, within);
}

/** Data whose texts may hold variables. */
export function sayData(values: PerPoint<BstNode | undefined>, saying: Saying): Expression {
  const { domain, within, reference, comments } = saying;
  const found = cases(values, (value) => JSON.stringify(value ? plain(value) : null), within);
  const [only] = found;
  if (found.length === 1 && only?.value) return dataOf(only.value, { reference, comments });
  if (found.every(({ value }) => value?.type === "mapping")) {
    const mappings = values.map((value) => (value?.type === "mapping" ? value : undefined));
    const names = new Set(mappings.flatMap((value, index) => (isIn(within, index) && value ? [...value.entries.keys()] : [])));
    const fields = [...names].map((name): Case<Field> => {
      const inner = mappings.map((value) => value?.entries.get(name));
      const points = pointsWhere(inner, within);
      return { points, value: { name, value: sayData(inner, { ...saying, within: points }) } };
    });
    return object(guardedFields(fields, domain, within));
  }
  if (found.every(({ value }) => value?.type === "sequence")) {
    const merged = mergeLists(
      found.map(({ points, value }) => ({
        points,
        value: (value?.type === "sequence" ? value.items : []).map((item) => ({ key: JSON.stringify(plain(item)), value: item })),
      })),
    );
    const items = merged.map(
      ({ points, value: { value } }): Case<Item> => ({ points, value: { value: dataOf(value, { reference, comments }) } }),
    );
    return list(guardedItems(items, domain, within));
  }
  return domain.choose(
    found.map(({ points, value }) => ({ points, value: value ? dataOf(value, { reference, comments }) : string("") })),
    within,
  );
}

function dataOf(node: BstNode, context: { readonly reference: Reference; readonly comments: Comments }): Expression {
  switch (node.type) {
    case "scalar":
      return textOf(node, context.reference);
    case "sequence":
      return list(
        node.items.map(
          (item): Item => ({ value: dataOf(item, context), comments: item.type === "scalar" ? context.comments.above(item) : [] }),
        ),
      );
    case "mapping":
      return object(
        [...node.entries].map(
          ([name, value]): Field => ({ name, value: dataOf(value, context), comments: commentsOf(name, value, context.comments) }),
        ),
      );
  }
}

function commentsOf(name: string, value: BstNode, comments: Comments): readonly string[] {
  return value.type === "scalar" ? comments.above(value) : comments.aboveKey(name, value);
}

export function scalarIn(node: Mapping | undefined, name: string): Scalar | undefined {
  const value = node?.entries.get(name);
  return value?.type === "scalar" ? value : undefined;
}

export function mappingIn(node: Mapping | undefined, name: string): Mapping | undefined {
  const value = node?.entries.get(name);
  return value?.type === "mapping" ? value : undefined;
}

export function scalarsOf(node: BstNode | undefined): readonly Scalar[] {
  return node?.type === "sequence" ? node.items.filter((item): item is Scalar => item.type === "scalar") : [];
}

export function isIn(points: Points, index: number): boolean {
  return ((points >> BigInt(index)) & 1n) === 1n;
}

/** The points at which there is something. */
export function pointsWhere(values: PerPoint<unknown>, within: Points): Points {
  return values.reduce<Points>((set, value, index) => (value !== undefined && isIn(within, index) ? set | (1n << BigInt(index)) : set), 0n);
}
