// Checks configuration against a kind's schema and says what is wrong in the words of whoever wrote it.
//
// Knows zod's issues and nothing of elements. One message per refusal; further ones become its detail.

import type { z } from "zod";
import type { CallSite } from "./call-site.ts";
import { deepFreeze } from "./freeze.ts";
import { nearest } from "./nearest.ts";
import { describeValue, refusal } from "./refuse.ts";

export interface ConfigSubject {
  /** Whose configuration: the kind. */
  readonly subject: string;
  readonly site: CallSite;
}

/** The configuration with defaults filled in, frozen. Throws FORGE1007. */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  input: unknown,
  { subject, site }: ConfigSubject,
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return deepFreeze(result.data);
  const [first = "the configuration is not valid", ...more] = describeIssues(result.error.issues, input);
  throw refusal({ code: "FORGE1007", message: `${subject}: ${first}`, site, ...(more.length > 0 && { detail: more }) });
}

/** What a schema refuses of a value, one sentence each. `whole` is what the value itself is called. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown, whole = WHOLE): readonly string[] {
  return issues.map((issue) => describeIssue(issue, input).replace(WHOLE, whole));
}

const WHOLE = "the configuration";

function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const field = showPath(issue.path);
  const value = valueAt(input, issue.path);
  if (value === undefined && issue.code !== "unrecognized_keys" && issue.code !== "custom") return `${field} is missing`;
  switch (issue.code) {
    case "invalid_type":
      return `${field} must be ${typeNames[issue.expected] ?? issue.expected}, not ${describeValue(value)}`;
    case "invalid_value":
      return `${field} must be ${choices(issue.values)}, not ${describeValue(value)}${meant(value, issue.values)}`;
    case "unrecognized_keys":
      return `${field === WHOLE ? "" : `${field} has an `}unknown field "${issue.keys.join('", "')}"`;
    case "invalid_union":
      return describeUnion(issue, { field, value });
    case "invalid_format":
      return issue.message.startsWith("Invalid ")
        ? `${field} does not have the right form: ${describeValue(value)}`
        : `${field}: ${sentence(issue.message)}, not ${describeValue(value)}`;
    case "too_small":
      if (issue.minimum === 1 && (issue.origin === "string" || issue.origin === "array")) return `${field} must not be empty`;
      return `${field}: ${sentence(issue.message.replace(/^Too small: /, ""))}`;
    case "too_big":
      return `${field}: ${sentence(issue.message.replace(/^Too big: /, ""))}`;
    default:
      return `${field}: ${sentence(issue.message)}`;
  }
}

const typeNames: { readonly [type: string]: string } = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

function describeUnion(issue: z.core.$ZodIssueInvalidUnion, { field, value }: { readonly field: string; readonly value: unknown }): string {
  const expected = new Set(issue.errors.flatMap((branch) => branch.filter(({ path }) => path.length === 0).map(branchName)));
  // Where every branch but one refuses the value's very type, that one's complaint is the useful one.
  const deeper = issue.errors.filter((branch) => branch.every(({ path }) => path.length > 0));
  const [only] = deeper;
  const [inner] = only ?? [];
  if (deeper.length === 1 && inner) return describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, wrap(issue.path, value));
  return expected.size === 0 ? `${field} does not fit` : `${field} must be ${[...expected].join(" or ")}, not ${describeValue(value)}`;
}

function branchName(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") return choices(issue.values);
  return sentence(issue.message.replace(/^must be /, ""));
}

/** A value again at the path where it was, so that a deeper path leads into it. */
function wrap(path: readonly PropertyKey[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function choices(values: readonly unknown[]): string {
  const shown = values.map((value) => JSON.stringify(value));
  return shown.length === 1 ? (shown[0] ?? "") : `one of ${shown.join(", ")}`;
}

function meant(value: unknown, values: readonly unknown[]): string {
  const found = typeof value === "string" ? nearest(value, values.map(String)) : undefined;
  return found === undefined ? "" : `; did you mean "${found}"?`;
}

/** `archives[0].suites`, as it would be written. */
function showPath(path: readonly PropertyKey[]): string {
  const shown = path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`)).join("");
  return shown === "" ? WHOLE : `\`${shown}\``;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined), input);
}

function sentence(message: string): string {
  const text = message.replace(/\.$/, "");
  return text.charAt(0).toLowerCase() + text.slice(1);
}
