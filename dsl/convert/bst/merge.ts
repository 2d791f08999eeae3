// Values that differ from point to point, put together: cases of one value, lists with what some points lack, records.

import { binary, type Expression, type Field, type Item, list, object } from "../print/expression.ts";
import type { Domain, Points } from "./domain.ts";

/** Something at the points where it is so. */
export interface Case<T> {
  readonly points: Points;
  readonly value: T;
}

/** Equal values once, in the order of the first point of each. `within`: the points that count. */
export function cases<T>(values: readonly T[], keyOf: (value: T) => string, within: Points): readonly Case<T>[] {
  const found = new Map<string, { points: Points; readonly value: T }>();
  for (const [index, value] of values.entries()) {
    const bit = 1n << BigInt(index);
    if ((within & bit) === 0n) continue;
    const key = keyOf(value);
    const known = found.get(key);
    if (known) known.points |= bit;
    else found.set(key, { points: bit, value });
  }
  return [...found.values()];
}

export interface Keyed<T> {
  readonly key: string;
  readonly value: T;
}

/** One list in which every point finds its own, in order, by leaving out what is not there. */
export function mergeLists<T>(lists: readonly Case<readonly Keyed<T>[]>[]): readonly Case<Keyed<T>>[] {
  let merged: readonly Case<Keyed<T>>[] = [];
  for (const { points, value } of lists) merged = align(merged, value, points);
  return merged;
}

/** Longest common subsequence of what there is and what comes. */
function align<T>(merged: readonly Case<Keyed<T>>[], items: readonly Keyed<T>[], points: Points): readonly Case<Keyed<T>>[] {
  const width = items.length + 1;
  const length = new Uint32Array((merged.length + 1) * width);
  for (let i = merged.length - 1; i >= 0; i--) {
    for (let j = items.length - 1; j >= 0; j--) {
      length[i * width + j] =
        merged[i]?.value.key === items[j]?.key
          ? (length[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
    }
  }
  const result: Case<Keyed<T>>[] = [];
  let [i, j] = [0, 0];
  while (i < merged.length || j < items.length) {
    const [left, right] = [merged[i], items[j]];
    if (left && right && left.value.key === right.key) {
      result.push({ points: left.points | points, value: left.value });
      i++;
      j++;
    } else if (left && (!right || (length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0))) {
      result.push(left);
      i++;
    } else if (right) {
      result.push({ points, value: right });
      j++;
    }
  }
  return result;
}

/** Items as a list: those of every point as they are, others spread where they belong, or one instead of another. */
export function guardedItems(items: readonly Case<Item>[], domain: Domain, within: Points): readonly Item[] {
  const runs: Run[] = [];
  for (const { points, value } of items) {
    const last = runs.at(-1);
    if (last && (last.points & within) === (points & within)) last.items.push(value);
    else runs.push({ points, items: [value] });
  }
  const written: Item[] = [];
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index];
    if (run === undefined) continue;
    const test = domain.guard(run.points, within);
    if (test === undefined) {
      written.push(...run.items);
      continue;
    }
    const others = oneOfAll(runs.slice(index), within);
    const single = others.flatMap(({ points, items: [item, second] }) => (item && !second && !item.spread ? [{ points, item }] : []));
    if (others.length > 1 && single.length === others.length) {
      const choices = single.map(({ points, item }): Case<Expression> => ({ points, value: item.value }));
      written.push({ value: domain.choose(choices, within), comments: single.flatMap(({ item }) => item.comments ?? []) });
      index += others.length - 1;
    } else if (others.length === 2) {
      written.push(spread({ type: "conditional", test, yes: list(run.items), no: list(others[1]?.items ?? []) }));
      index++;
    } else written.push(spread({ type: "conditional", test, yes: list(run.items), no: list([]) }));
  }
  return written;
}

/** Items one behind another that stand at the same points. */
interface Run {
  readonly points: Points;
  readonly items: Item[];
}

/** The first runs, if at every point exactly one of them stands; else none. */
function oneOfAll(runs: readonly Run[], within: Points): readonly Run[] {
  let covered: Points = 0n;
  for (const [index, { points }] of runs.entries()) {
    if ((covered & points & within) !== 0n) return [];
    covered |= points;
    if ((covered & within) === within) return runs.slice(0, index + 1);
  }
  return [];
}

function spread(value: Expression): Item {
  return { value, spread: true };
}

/** Fields as a record: those of every point as they are, others spread where they belong. */
export function guardedFields(fields: readonly Case<Field>[], domain: Domain, within: Points): readonly Field[] {
  return fields.map(({ points, value }) => {
    const test = domain.guard(points, within);
    if (test === undefined) return value;
    return { name: undefined, value: binary("&&", [test, object([value])]) };
  });
}
