// Ties a schema to the type of what is printed: it does not compile where one knows something that the other does not.

import type { z } from "zod";

/** As JSON has it: text with a brand is text, lists that may not be changed are lists, what caused an error stays inside. */
type Plain<Value> = Value extends string
  ? Value extends `${infer Literal}`
    ? Literal
    : string
  : Value extends readonly (infer Item)[]
    ? Plain<Item>[]
    : Value extends object
      ? { -readonly [Name in keyof Value as Name extends "cause" ? never : Name]: Plain<Value[Name]> }
      : Value;

type Same<One, Other> = (<T>() => T extends Plain<One> ? 1 : 2) extends <T>() => T extends Plain<Other> ? 1 : 2 ? unknown : never;

/** `schemaOf<Type>()(schema)` is the schema. */
export function schemaOf<Value>(): <Schema extends z.ZodType>(schema: Schema & Same<Value, z.output<Schema>>) => Schema {
  return (schema) => schema;
}
