// Checks of plain data by shape, for data too large for a schema library: they build no result and stop at the first fault.

/** Checks a value; returns what is wrong and where, or undefined. */
export type Check = (value: unknown) => string | undefined;

export const isText: Check = (value) => (typeof value === "string" ? undefined : "is not a text");
export const isBoolean: Check = (value) => (typeof value === "boolean" ? undefined : "is not true or false");
export const isCount: Check = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : "is not a count");
export const isPositive: Check = (value) => (Number.isFinite(value) && Number(value) > 0 ? undefined : "is not a number above 0");
export const isPlainObject: Check = (value) => (isRecord(value) ? undefined : "is not an object");
/** Whatever JSON can say. */
export const isAnything: Check = (value) => (value === undefined ? "is missing" : undefined);
/** A path from the root, in its only spelling. */
export const isAbsolutePath: Check = (value) =>
  typeof value === "string" && value.startsWith("/") && !/\/(\.{0,2}\/|\.{0,2}$)/.test(value === "/" ? "" : value) && !value.includes("\0")
    ? undefined
    : "is not an absolute path";
/** A path below the project. */
export const isProjectPath: Check = (value) =>
  typeof value === "string" && value !== "" && !/^\/|(^|\/)\.\.(\/|$)|\0/.test(value) ? undefined : "is not a path in the project";

export function isOneOf(...values: readonly unknown[]): Check {
  return (value) => (values.includes(value) ? undefined : `is none of ${values.map((one) => JSON.stringify(one)).join(", ")}`);
}

export function isListOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return "is not a list";
    for (let index = 0; index < value.length; index++) {
      const fault = check(value[index]);
      if (fault !== undefined) return `[${index}]${join(fault)}`;
    }
    return undefined;
  };
}

/** A list of fixed length. */
export function isTuple(...checks: readonly Check[]): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length !== checks.length) return `is not a list of ${checks.length}`;
    for (const [index, check] of checks.entries()) {
      const fault = check(value[index]);
      if (fault !== undefined) return `[${index}]${join(fault)}`;
    }
    return undefined;
  };
}

export function isRecordOf(check: Check): Check {
  return (value) => {
    if (!isRecord(value)) return "is not an object";
    for (const name of Object.keys(value)) {
      const fault = check(value[name]);
      if (fault !== undefined) return `.${name}${join(fault)}`;
    }
    return undefined;
  };
}

export function isOptional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

/** An object with these fields and no others. */
export function isObjectOf(fields: { readonly [name: string]: Check }): Check {
  const checks = Object.entries(fields);
  const names = new Set(Object.keys(fields));
  return (value) => {
    if (!isRecord(value)) return "is not an object";
    for (const [name, check] of checks) {
      const fault = check(value[name]);
      if (fault !== undefined) return `.${name}${join(fault)}`;
    }
    for (const name in value) if (!names.has(name)) return `.${name} is not known`;
    return undefined;
  };
}

/** One of several objects, told apart by their `type`. */
export function isVariant(variants: { readonly [type: string]: Check }): Check {
  return (value) => {
    const type = isRecord(value) ? value.type : undefined;
    const check = typeof type === "string" && Object.hasOwn(variants, type) ? variants[type] : undefined;
    return check ? check(value) : `.type is none of ${Object.keys(variants).join(", ")}`;
  };
}

/** Remembers what was found good, for parts that many values share. */
export function once(check: Check): Check {
  const good = new WeakSet<object>();
  return (value) => {
    if (typeof value === "object" && value !== null && good.has(value)) return undefined;
    const fault = check(value);
    if (fault === undefined && typeof value === "object" && value !== null) good.add(value);
    return fault;
  };
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A fault deeper down goes on as a path, one here as a sentence. */
function join(fault: string): string {
  return /^[.[]/.test(fault) ? fault : ` ${fault}`;
}
