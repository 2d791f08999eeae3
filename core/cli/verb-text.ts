// What is said of a verb beside its options: the shape of it. The texts are core/cli/verb-texts.ts.

export interface VerbText {
  /** Heading below which the overview lists it. */
  readonly group: string;
  /** After the verb's name, as the usage line has it. */
  readonly usage: string;
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** What `--json` prints. Absent: it is refused. */
  readonly json?: string;
}
