// Versions of Python packages and what asks for them: their order, and specifiers such as `>=2,<3` (PEP 440).
//
// Pure. What is no version of PEP 440 is `undefined`, and never chosen.

export interface Version {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly pre: readonly [letter: string, number: number] | undefined;
  readonly post: number | undefined;
  readonly dev: number | undefined;
  readonly local: string | undefined;
}

const FORM =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

export function parseVersion(text: string): Version | undefined {
  const found = FORM.exec(text.trim().toLowerCase());
  if (!found) return undefined;
  const [, epoch, release = "", pre, preNumber, postDash, post, postNumber, dev, devNumber, local] = found;
  return {
    epoch: Number(epoch ?? 0),
    release: release.split(".").map(Number),
    pre: pre === undefined ? undefined : [LETTERS[pre] ?? pre, Number(preNumber || 0)],
    post: postDash !== undefined ? Number(postDash) : post === undefined ? undefined : Number(postNumber || 0),
    dev: dev === undefined ? undefined : Number(devNumber || 0),
    local: local?.replace(/[-_]/g, "."),
  };
}

/** Whether it is one before a release. */
export function isPrerelease({ pre, dev }: Version): boolean {
  return pre !== undefined || dev !== undefined;
}

export function compareVersions(a: Version, b: Version): number {
  return comparePublic(a, b) || compareLocal(a.local, b.local);
}

/** A function that says whether a version is asked for, or undefined for a text that is no specifier. */
export function parseSpecifier(text: string): ((version: Version) => boolean) | undefined {
  const clauses = text
    .split(",")
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "")
    .map(parseClause);
  return clauses.every((clause) => clause !== undefined) ? (version) => clauses.every((clause) => clause(version)) : undefined;
}

/** Whether a specifier itself speaks of a version before a release. */
export function wantsPrerelease(text: string): boolean {
  return text.split(",").some((clause) => {
    const version = parseVersion(clause.replace(/^[\s<>=!~]+/, "").replace(/\.\*$/, ""));
    return version !== undefined && isPrerelease(version) && !/^\s*!=/.test(clause);
  });
}

const LETTERS: { readonly [word: string]: string } = { alpha: "a", beta: "b", c: "rc", pre: "rc", preview: "rc" };

function parseClause(clause: string): ((version: Version) => boolean) | undefined {
  const [, operator = "", text = ""] = /^(===|==|!=|<=|>=|~=|<|>)\s*(\S+)$/.exec(clause) ?? [];
  if (operator === "===") return (version) => shown(version) === text.toLowerCase();
  const isPrefix = text.endsWith(".*");
  const wanted = parseVersion(isPrefix ? text.slice(0, -2) : text);
  if (wanted === undefined || (isPrefix && operator !== "==" && operator !== "!=")) return undefined;
  const equals = (version: Version): boolean =>
    isPrefix
      ? hasPrefix(version, wanted)
      : comparePublic(version, wanted) === 0 && (wanted.local === undefined || version.local === wanted.local);
  switch (operator) {
    case "==":
      return equals;
    case "!=":
      return (version) => !equals(version);
    case "<=":
      return (version) => comparePublic(version, wanted) <= 0;
    case ">=":
      return (version) => comparePublic(version, wanted) >= 0;
    case "<":
      // Not the release candidates of what it stops before.
      return (version) =>
        comparePublic(version, wanted) < 0 && (isPrerelease(wanted) || !(isPrerelease(version) && sameRelease(version, wanted)));
    case ">":
      return (version) =>
        comparePublic(version, wanted) > 0 && (wanted.post !== undefined || !(version.post !== undefined && sameRelease(version, wanted)));
    case "~=":
      if (wanted.release.length < 2) return undefined;
      return (version) =>
        comparePublic(version, wanted) >= 0 &&
        hasPrefix(version, { ...wanted, release: wanted.release.slice(0, -1), pre: undefined, post: undefined, dev: undefined });
    default:
      return undefined;
  }
}

function shown({ epoch, release, pre, post, dev, local }: Version): string {
  return `${epoch > 0 ? `${epoch}!` : ""}${release.join(".")}${pre ? pre.join("") : ""}${post === undefined ? "" : `.post${post}`}${dev === undefined ? "" : `.dev${dev}`}${local === undefined ? "" : `+${local}`}`;
}

function hasPrefix(version: Version, prefix: Version): boolean {
  return version.epoch === prefix.epoch && prefix.release.every((number, index) => (version.release[index] ?? 0) === number);
}

function sameRelease(a: Version, b: Version): boolean {
  return a.epoch === b.epoch && compareNumbers(a.release, b.release) === 0;
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = (a[index] ?? 0) - (b[index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePublic(a: Version, b: Version): number {
  return (
    a.epoch - b.epoch ||
    compareNumbers(a.release, b.release) ||
    comparePre(a, b) ||
    (a.post ?? -1) - (b.post ?? -1) ||
    // What is in development comes before what it becomes.
    (a.dev ?? Number.MAX_SAFE_INTEGER) - (b.dev ?? Number.MAX_SAFE_INTEGER)
  );
}

/** `1.dev1` comes before `1a1`, and that before `1`. */
function comparePre(a: Version, b: Version): number {
  const [left, right] = [preRank(a), preRank(b)];
  return left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : left[1] - right[1];
}

function preRank({ pre, post, dev }: Version): readonly [letter: string, number: number] {
  if (pre) return pre;
  return dev !== undefined && post === undefined ? ["", 0] : ["z", 0];
}

function compareLocal(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [left, right] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [one = "", other = ""] = [left[index], right[index]];
    const [isNumber, isOther] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    const order =
      isNumber && isOther
        ? Number(one) - Number(other)
        : isNumber !== isOther
          ? isNumber
            ? 1
            : -1
          : one < other
            ? -1
            : one > other
              ? 1
              : 0;
    if (order !== 0) return order;
  }
  return 0;
}
