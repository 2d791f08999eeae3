// Schemas for what only this language has, to be used in the schemas of kinds.

import { z } from "zod";
import { isScript, isText, type Script, type Text } from "./text.ts";

/** A command made by `sh`. */
export const scriptSchema: z.ZodType<Script, Script> = z.custom<Script>(isScript, "must be a command made by sh`…`");

/** A string, a variable, or a template made by `text`. */
export const textSchema: z.ZodType<Text, Text> = z.custom<Text>(isText, "must be a text");
