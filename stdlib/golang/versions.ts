// Names and versions of Go modules: their order, and how they are spelt in a proxy's paths.

/** Order of semantic versions as Go has them. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (let index = 0; index < 3; index++) {
    const order = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (order !== 0) return order;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  for (let index = 0; index < Math.max(left.pre.length, right.pre.length); index++) {
    const order = comparePart(left.pre[index], right.pre[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Capitals as `!` and the small letter, for file systems that do not tell them apart. */
export function escaped(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

/** Whether a name can be a module's, and so a path. */
export function isModuleName(name: string): boolean {
  return /^[\w.~-]+(\/[\w.~-]+)*$/.test(name) && name.split("/").every((part) => !part.startsWith(".") && !part.endsWith("."));
}

export function isVersion(version: string): boolean {
  return /^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(version);
}

interface Version {
  readonly numbers: readonly number[];
  readonly pre: readonly string[];
}

function parse(version: string): Version {
  const [, numbers = "", pre = ""] = /^v(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?/.exec(version) ?? [];
  return { numbers: numbers.split(".").map(Number), pre: pre === "" ? [] : pre.split(".") };
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Number(a) - Number(b);
  if (left !== right) return left ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
