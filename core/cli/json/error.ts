// Schemas of errors, warnings and places, which several verbs print.

import { z } from "zod";
import type { ErrorCode } from "../../model/error-codes.ts";
import type { ErrorDetails } from "../../model/errors.ts";
import type { Place } from "../../model/place.ts";
import { schemaOf } from "./schema-of.ts";

export const place = schemaOf<Place>()(
  z
    .object({
      file: z.string().describe("relative to the project where it lies inside"),
      line: z.int().exactOptional().describe("from 1"),
      column: z.int().exactOptional().describe("from 1"),
    })
    .meta({ id: "Place", description: "where in the project something is written" }),
);

/** A pattern and no list: a tool must not fail at a code that is newer than the schema. */
const code = z
  .string()
  .regex(/^FORGE\d{4}$/)
  .describe("see errors.md") as unknown as z.ZodType<ErrorCode>;

export const errorDetails = schemaOf<ErrorDetails>()(
  z
    .object({
      code,
      message: z.string(),
      place: place.exactOptional(),
      related: z.array(z.object({ message: z.string(), place: place.exactOptional() })).exactOptional(),
      help: z.string().exactOptional().describe("the next step, as a sentence or commands"),
      detail: z.array(z.string()).exactOptional().describe("the command, the last lines of a log"),
    })
    .meta({ id: "Error", description: "an error or a warning" }),
);

export const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Whatever JSON there may be. */
export const anything = z.json().meta({ id: "Json" });

export const anyObject = z.record(z.string(), z.json());
