// The sort of Python 3.12: natural runs, binary insertion, and merges chosen by power.
//
// The order of dependencies is defined by a comparison that is not a total order, so the result depends on which pairs a
// sort compares, and when. The incumbent pinned this algorithm; whoever wants its order must compare the same pairs.
// Nothing else may use this file.

const MIN_GALLOP = 7;

interface Run {
  readonly start: number;
  length: number;
  power: number;
}

/** Sorts in place. `less` need not be transitive. */
export function pythonSort<Item>(items: Item[], less: (a: Item, b: Item) => boolean): void {
  const total = items.length;
  if (total < 2) return;
  const at = (index: number): Item => items[index] as Item;
  const runs: Run[] = [];
  let minGallop = MIN_GALLOP;
  const minimum = minimumRun(total);
  for (let low = 0; low < total; ) {
    let length = countRun(low);
    if (length < minimum) {
      const forced = Math.min(total - low, minimum);
      insertionSort(low, low + forced, low + length);
      length = forced;
    }
    mergeBefore(length);
    runs.push({ start: low, length, power: 0 });
    low += length;
  }
  while (runs.length > 1) mergeAt(smallerNeighbour());

  /** Length of the ascending run at `low`; a strictly descending one is turned round. */
  function countRun(low: number): number {
    if (low + 1 === total) return 1;
    const descending = less(at(low + 1), at(low));
    let end = low + 2;
    while (end < total && less(at(end), at(end - 1)) === descending) end++;
    if (descending) reverse(low, end);
    return end - low;
  }

  function reverse(low: number, end: number): void {
    for (let a = low, b = end - 1; a < b; a++, b--) [items[a], items[b]] = [at(b), at(a)];
  }

  function insertionSort(low: number, end: number, start: number): void {
    for (let next = start; next < end; next++) {
      const pivot = at(next);
      let left = low;
      let right = next;
      while (left < right) {
        const middle = left + ((right - left) >> 1);
        if (less(pivot, at(middle))) right = middle;
        else left = middle + 1;
      }
      items.copyWithin(left + 1, left, next);
      items[left] = pivot;
    }
  }

  /** Merges earlier runs that are deeper in the tree of merges than the boundary to a new run of this length. */
  function mergeBefore(length: number): void {
    const last = runs.at(-1);
    if (last === undefined) return;
    const power = boundaryPower(last, length, total);
    for (let before = runs.at(-2); before !== undefined && before.power > power; before = runs.at(-2)) mergeAt(runs.length - 2);
    const merged = runs.at(-1);
    if (merged) merged.power = power;
  }

  function smallerNeighbour(): number {
    const index = runs.length - 2;
    const before = runs[index - 1];
    const after = runs[index + 1];
    return before && after && before.length < after.length ? index - 1 : index;
  }

  function mergeAt(index: number): void {
    const [a, b] = [runs[index], runs[index + 1]];
    if (!a || !b) throw new Error("internal: no runs to merge");
    runs.splice(index + 1, 1);
    const lengthA = a.length;
    a.length += b.length;
    // What of `a` comes before all of `b`, and of `b` after all of `a`, is in place already.
    const skipped = gallopRight(at(b.start), items, { start: a.start, length: lengthA, hint: 0 });
    const startA = a.start + skipped;
    const restA = lengthA - skipped;
    if (restA === 0) return;
    const restB = gallopLeft(at(startA + restA - 1), items, { start: b.start, length: b.length, hint: b.length - 1 });
    if (restB === 0) return;
    if (restA <= restB) mergeLow(startA, restA, restB);
    else mergeHigh(startA, restA, restB);
  }

  /** Merges two neighbouring runs from the left, the first one copied away. */
  function mergeLow(start: number, lengthA: number, lengthB: number): void {
    const a = items.slice(start, start + lengthA);
    let ia = 0;
    let ib = start + lengthA;
    const endB = ib + lengthB;
    let to = start;
    items[to++] = at(ib++);
    const done = (): boolean => ib === endB || ia >= lengthA - 1;
    while (!done()) {
      let wonA = 0;
      let wonB = 0;
      while (!done()) {
        if (less(at(ib), a[ia] as Item)) {
          items[to++] = at(ib++);
          wonA = 0;
          if (ib === endB || ++wonB >= minGallop) break;
        } else {
          items[to++] = a[ia++] as Item;
          wonB = 0;
          if (ia === lengthA - 1 || ++wonA >= minGallop) break;
        }
      }
      if (done()) break;
      minGallop++;
      do {
        if (minGallop > 1) minGallop--;
        wonA = gallopRight(at(ib), a, { start: ia, length: lengthA - ia, hint: 0 });
        for (let n = 0; n < wonA; n++) items[to++] = a[ia++] as Item;
        if (ia >= lengthA - 1) break;
        items[to++] = at(ib++);
        if (ib === endB) break;
        wonB = gallopLeft(a[ia] as Item, items, { start: ib, length: endB - ib, hint: 0 });
        items.copyWithin(to, ib, ib + wonB);
        to += wonB;
        ib += wonB;
        if (ib === endB) break;
        items[to++] = a[ia++] as Item;
        if (ia === lengthA - 1) break;
      } while (wonA >= MIN_GALLOP || wonB >= MIN_GALLOP);
      if (!done()) minGallop++;
    }
    // Either `b` is used up, or all that is left of `a` is its last item, which ends the merge.
    if (ib < endB) {
      items.copyWithin(to, ib, endB);
      to += endB - ib;
    }
    while (ia < lengthA) items[to++] = a[ia++] as Item;
  }

  /** Merges two neighbouring runs from the right, the second one copied away. */
  function mergeHigh(start: number, lengthA: number, lengthB: number): void {
    const startB = start + lengthA;
    const b = items.slice(startB, startB + lengthB);
    let ia = startB - 1;
    let ib = lengthB - 1;
    let to = startB + lengthB - 1;
    items[to--] = at(ia--);
    const done = (): boolean => ia < start || ib <= 0;
    while (!done()) {
      let wonA = 0;
      let wonB = 0;
      while (!done()) {
        if (less(b[ib] as Item, at(ia))) {
          items[to--] = at(ia--);
          wonB = 0;
          if (ia < start || ++wonA >= minGallop) break;
        } else {
          items[to--] = b[ib--] as Item;
          wonA = 0;
          if (ib === 0 || ++wonB >= minGallop) break;
        }
      }
      if (done()) break;
      minGallop++;
      do {
        if (minGallop > 1) minGallop--;
        const leftA = ia - start + 1;
        wonA = leftA - gallopRight(b[ib] as Item, items, { start, length: leftA, hint: leftA - 1 });
        for (let n = 0; n < wonA; n++) items[to--] = at(ia--);
        if (ia < start) break;
        items[to--] = b[ib--] as Item;
        if (ib === 0) break;
        const leftB = ib + 1;
        wonB = leftB - gallopLeft(at(ia), b, { start: 0, length: leftB, hint: leftB - 1 });
        for (let n = 0; n < wonB; n++) items[to--] = b[ib--] as Item;
        if (ib <= 0) break;
        items[to--] = at(ia--);
        if (ia < start) break;
      } while (wonA >= MIN_GALLOP || wonB >= MIN_GALLOP);
      if (!done()) minGallop++;
    }
    if (ib === 0) while (ia >= start) items[to--] = at(ia--);
    while (ib >= 0) items[to--] = b[ib--] as Item;
  }

  /** How many of a sorted slice come before `key`, equal ones not counted; searched outward from `hint`. */
  function gallopLeft(key: Item, list: readonly Item[], { start, length, hint }: Slice): number {
    return gallop(length, hint, (index) => less(list[start + index] as Item, key));
  }

  /** The same, equal ones counted. */
  function gallopRight(key: Item, list: readonly Item[], { start, length, hint }: Slice): number {
    return gallop(length, hint, (index) => !less(key, list[start + index] as Item));
  }
}

interface Slice {
  readonly start: number;
  readonly length: number;
  /** Where in the slice to begin. */
  readonly hint: number;
}

/** Number of leading items that come before: exponential search from `hint`, then binary search. */
function gallop(length: number, hint: number, before: (index: number) => boolean): number {
  let last = 0;
  let offset = 1;
  let low: number;
  let high: number;
  if (before(hint)) {
    const most = length - hint;
    while (offset < most && before(hint + offset)) {
      last = offset;
      offset = offset * 2 + 1;
    }
    low = hint + last;
    high = hint + Math.min(offset, most);
  } else {
    const most = hint + 1;
    while (offset < most && !before(hint - offset)) {
      last = offset;
      offset = offset * 2 + 1;
    }
    low = hint - Math.min(offset, most);
    high = hint - last;
  }
  low++;
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return high;
}

/** Depth, in a nearly balanced tree of merges, of the boundary between a run and the next one. */
function boundaryPower(run: Run, nextLength: number, total: number): number {
  let a = 2 * run.start + run.length;
  let b = a + run.length + nextLength;
  for (let power = 1; ; power++) {
    if (a >= total) {
      a -= total;
      b -= total;
    } else if (b >= total) return power;
    a *= 2;
    b *= 2;
  }
}

/** 32 to 64: so long that the number of runs is, or is just below, a power of two. */
function minimumRun(total: number): number {
  let rest = 0;
  let length = total;
  while (length >= 64) {
    rest |= length & 1;
    length >>= 1;
  }
  return length + rest;
}
