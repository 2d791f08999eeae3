// forge check: the compiler over the configuration, and a second evaluation that must agree with the first.
//
// The three run at once and none stops another: one answer holds everything that is wrong.

import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type Compiled, compileProject } from "../../evaluate/compiler.ts";
import { type Evaluation, type EvaluationOptions, evaluateProject } from "../../evaluate/evaluate.ts";
import { evaluateAgain, repeatFailure } from "../../evaluate/evaluate-again.ts";
import { type ErrorDetails, ForgeError, isForgeError } from "../../model/errors.ts";
import type { PrintedText } from "../../model/evaluation.ts";
import { renderDiagnostic } from "../../report/diagnostic.ts";
import { writeLines } from "../../report/reporter.ts";
import { printedWarning } from "../../report/scroll.ts";
import { checkedText, plural } from "../../report/wording.ts";
import { openStore } from "../../store/store.ts";
import { readConfiguration } from "../configuration.ts";
import { CONFIG_FILE, findProject } from "../places.ts";
import type { GlobalOptions } from "../program.ts";
import { sayError, sourceReader } from "../say-error.ts";
import { UNSEALED } from "../session.ts";
import { listenForSignals } from "../signals.ts";
import { storeRoot } from "../store-root.ts";
import { openStream } from "../terminal.ts";

export async function check(options: GlobalOptions): Promise<number> {
  using stopping = listenForSignals();
  let projectRoot: string | undefined;
  try {
    projectRoot = findProject(options.directory);
    const found = await findings(projectRoot, options, stopping.signal);
    if (stopping.stopped) return stopping.stopped.exitCode;
    if (options.json) sayJson(found);
    else sayText(found, { projectRoot, quiet: options.quiet === true, unsealed: options.unsealed === true });
    return found.errors.length === 0 ? 0 : 1;
  } catch (error) {
    return sayError(stopping.stopped ?? error, { stack: options.stack === true, ...(projectRoot !== undefined && { projectRoot }) });
  }
}

interface Findings {
  readonly errors: readonly (ErrorDetails | ForgeError)[];
  readonly printed: readonly PrintedText[];
  readonly files: number;
  readonly elements: number;
}

/** Throws what is no fault of the project's. */
async function findings(projectRoot: string, options: GlobalOptions, signal: AbortSignal): Promise<Findings> {
  const configFile = join(projectRoot, CONFIG_FILE);
  if (!existsSync(configFile)) {
    throw new ForgeError({
      code: "FORGE1001",
      message: `there is no ${CONFIG_FILE} in ${projectRoot}, and forge check looks at nothing else`,
      help: "forge show loads a .bst project, and says what is wrong with it",
    });
  }
  const configuration = await readConfiguration(process.env);
  const store = openStore(storeRoot(options, configuration));
  try {
    const sealed = options.unsealed !== true;
    const evaluation: EvaluationOptions = {
      projectRoot,
      configFile,
      options: options.option,
      store,
      timeoutSeconds: options.evaluationTimeout ?? configuration.evaluationTimeout ?? 60,
      sealed,
      signal,
    };
    const [compiled, first, second] = await Promise.allSettled([
      compileProject({ projectRoot, configFile: realpathSync(configFile), sealed, signal }),
      evaluateProject(evaluation),
      evaluateAgain(evaluation),
    ]);
    const found = summed(compiled, first, second);
    const foreign =
      first.status === "fulfilled" && first.value.graph.foreign !== undefined ? await foreignErrors(first.value, options) : [];
    return { ...found, errors: [...found.errors, ...foreign] };
  } finally {
    store.close();
  }

  /** What is wrong with projects of BuildStream that it stands on, or with what was written down of them. */
  async function foreignErrors(evaluation: Evaluation, given: GlobalOptions): Promise<readonly ForgeError[]> {
    const [{ openJunctionHost }, { declarationsOf, staleness }, { spliceForeign }] = await Promise.all([
      import("../bst/host.ts"),
      import("../bst/declarations.ts"),
      import("../bst/splice.ts"),
    ]);
    await using host = await openJunctionHost(projectRoot, given);
    try {
      await spliceForeign(evaluation, { host, maxJobs: given.maxJobs });
      return staleness(await declarationsOf(evaluation.graph, { host, maxJobs: given.maxJobs }));
    } catch (error) {
      return [expected(error)];
    }
  }
}

function summed(
  compiled: PromiseSettledResult<Compiled>,
  first: PromiseSettledResult<Evaluation>,
  second: PromiseSettledResult<Awaited<ReturnType<typeof evaluateAgain>>>,
): Findings {
  const errors: (ErrorDetails | ForgeError)[] = [];
  if (compiled.status === "fulfilled") errors.push(...compiled.value.errors);
  else errors.push(expected(compiled.reason));
  // A configuration that fails fails twice; a host that lacks a sandbox lacks it for all three.
  if (first.status === "rejected") {
    const failure = expected(first.reason);
    if (!failure.code.startsWith("FORGE4") || !errors.some(({ code }) => code === failure.code)) errors.push(failure);
  } else if (second.status === "rejected") errors.push(expected(second.reason));
  const differs = first.status === "fulfilled" && second.status === "fulfilled" && repeatFailure(first.value, second.value);
  if (differs) errors.push(differs);
  return {
    errors,
    printed: first.status === "fulfilled" ? first.value.printed : [],
    files: compiled.status === "fulfilled" ? compiled.value.files : 0,
    elements: first.status === "fulfilled" ? first.value.graph.elements.length : 0,
  };
}

function expected(reason: unknown): ForgeError {
  if (isForgeError(reason)) return reason;
  throw reason;
}

function sayJson({ errors, printed, files, elements }: Findings): void {
  openStream(process.stdout, process.env).write(`${JSON.stringify({ ok: errors.length === 0, errors, printed, files, elements })}\n`);
}

/** More are counted. A broken import makes hundreds. */
const MOST_ERRORS = 20;

interface SayOptions {
  readonly projectRoot: string;
  readonly quiet: boolean;
  readonly unsealed: boolean;
}

function sayText({ errors, printed, files, elements }: Findings, { projectRoot, quiet, unsealed }: SayOptions): void {
  const { style, columns, write } = openStream(process.stderr, process.env);
  const view = { style, columns, source: sourceReader(projectRoot) };
  const warnings = [...printed.map(printedWarning), ...(unsealed ? [UNSEALED] : [])];
  for (const warning of warnings) writeLines({ write }, renderDiagnostic(warning, { ...view, severity: "warning" }));
  for (const error of errors.slice(0, MOST_ERRORS)) writeLines({ write }, renderDiagnostic(error, view));
  if (errors.length > MOST_ERRORS)
    writeLines({ write }, [`… and ${plural(errors.length - MOST_ERRORS, "error")} more; --json has them all`]);
  const output = openStream(process.stdout, process.env);
  const paint = errors.length > 0 ? output.style.bad : output.style.good;
  if (!quiet) writeLines(output, [paint(checkedText({ errors: errors.length, files, elements }))]);
}
