// An order of version names as projects tag them: v1.9 < v1.10-rc1 < v1.10 < v1.10.1.
//
// Pure. Runs of digits compare as numbers, words by letters; a word for something before a release stands before its absence,
// any other word behind it. Names that say the same version in other letters are ordered by their code points.

/** Negative, zero or positive, as `Array.sort` wants it. */
export function compareVersionNames(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

type Part = bigint | string;

const BEFORE_RELEASE = /^(a|alpha|b|beta|c|rc|pre|preview|dev|devel|snapshot|nightly|test|m|milestone)$/;

/** Numbers and words from the first digit on: what stands before is the name of the series. */
function parts(name: string): readonly Part[] {
  const start = name.search(/\d/);
  const version = start < 0 ? name : name.slice(start);
  return (version.toLowerCase().match(/\d+|[a-z]+/g) ?? []).map((part) => (/^\d/.test(part) ? BigInt(part) : part));
}

function compareParts(a: Part | undefined, b: Part | undefined): number {
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") {
    return weight(a) - weight(b) || (a < b ? -1 : a > b ? 1 : 0);
  }
  return weight(a) - weight(b);
}

/** Words before a release, then the end, then other words, then numbers. */
function weight(part: Part | undefined): number {
  if (part === undefined) return 1;
  if (typeof part === "bigint") return 3;
  return BEFORE_RELEASE.test(part) ? 0 : 2;
}
