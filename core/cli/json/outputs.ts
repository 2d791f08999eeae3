// What each verb prints with --json, as schemas. docs/schemas is made from this; a test holds real output against it.
//
// Only the programs that make pages and test load it. A verb whose text says `json` and that is not here does not compile.

import { z } from "zod";
import type { verbTexts } from "../verb-texts.ts";
import {
  checkAnswer,
  checkoutAnswer,
  doctorAnswer,
  dryRunAnswer,
  explainAnswer,
  fsckAnswer,
  gcAnswer,
  importAnswer,
  initAnswer,
  logAnswer,
} from "./answers.ts";
import { diffAnswer } from "./diff.ts";
import { elementSchema } from "./element.ts";
import { eventSchema } from "./event.ts";
import { graphAnswer, rdepsAnswer, whyAnswer } from "./graph.ts";

type Texts = typeof verbTexts;

/** Verbs that print something with --json. */
export type JsonVerb = { [Verb in keyof Texts]: Texts[Verb] extends { readonly json: string } ? Verb : never }[keyof Texts];

interface JsonOutput {
  /** Name of the schema's file, which verbs may share. */
  readonly file: string;
  /** Of one line. */
  readonly schema: z.ZodType;
  /** What it is, as the schema's title. */
  readonly title: string;
}

const events: JsonOutput = {
  file: "event",
  schema: eventSchema,
  title: "An event of a run: a line of forge build, watch, test, fetch and track",
};

export const jsonOutputs: { readonly [Verb in JsonVerb]: JsonOutput } = {
  init: { file: "init", schema: initAnswer, title: "What forge init wrote" },
  import: { file: "import", schema: importAnswer, title: "What forge import wrote" },
  build: events,
  watch: events,
  test: events,
  fetch: events,
  track: events,
  show: { file: "show", schema: elementSchema, title: "An element: a line of forge show" },
  check: { file: "check", schema: checkAnswer, title: "What forge check found" },
  explain: { file: "explain", schema: explainAnswer, title: "Why an element is what it is" },
  why: { file: "why", schema: whyAnswer, title: "By which ways one element needs another" },
  rdeps: { file: "rdeps", schema: rdepsAnswer, title: "An element that needs another: a line of forge rdeps" },
  diff: { file: "diff", schema: diffAnswer, title: "In what two artifacts differ" },
  graph: { file: "graph", schema: graphAnswer, title: "The graph of elements" },
  log: { file: "log", schema: logAnswer, title: "A log that was kept" },
  checkout: { file: "checkout", schema: checkoutAnswer, title: "What forge checkout wrote" },
  doctor: { file: "doctor", schema: doctorAnswer, title: "What this machine can do" },
  gc: { file: "gc", schema: gcAnswer, title: "What forge gc removed" },
  fsck: { file: "fsck", schema: fsckAnswer, title: "What forge fsck found" },
};

/** What a verb prints with --json and another option. */
export const otherOutputs = {
  "build --dry-run": { file: "dry-run", schema: dryRunAnswer, title: "What forge build --dry-run would do" },
} satisfies { readonly [command: string]: JsonOutput };

/** JSON Schemas of one line each, as texts of files. Members may be added later: no schema refuses one. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    [...Object.values(jsonOutputs), ...Object.values(otherOutputs)].map(({ file, schema, title }) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
      return [`${file}.json`, `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`];
    }),
  );
}
