// The program of the sealed child: evaluates one configuration and hands its graph over on descriptor 3.
//
// Started by core/evaluate/host.ts with an EvaluationRequest as its only argument. Guards are in place before any code of
// the project is loaded. It answers once, whatever happens to it short of being killed.

import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { ErrorDetails } from "../../core/model/errors.ts";
import type { EvaluationAnswer, EvaluationRequest } from "../../core/model/evaluation.ts";
import { graphPieces } from "../../core/model/graph-text.ts";
import { beginEvaluation, isProject, type JunctionImport, PROJECT } from "../context.ts";
import { describeFailure } from "./failure.ts";
import { addJunction, setTerritory } from "./frames.ts";
import { installGuards } from "./guard-globals.ts";
import { JUNCTION, type JunctionEntry } from "./hooks.ts";
import { type Loader, registerLoader } from "./loader.ts";
import { capturePrinted } from "./printed.ts";
import { createReadTrace } from "./read-trace.ts";
import { installedForge, territoryOf } from "./territory.ts";

const ANSWER_DESCRIPTOR = 3;
/** Characters that are kept before they are written. */
const MOST_UNWRITTEN = 256 * 1024;

const request: EvaluationRequest = JSON.parse(process.argv[2] ?? "{}");
const territory = territoryOf(request.projectRoot);
setTerritory(territory);
const { exit } = process;
const reads = createReadTrace();
const printed = capturePrinted();
let loader: Loader | undefined;
let answered = false;

process.on("uncaughtException", (error) => answerError(describeFailure(error, loader?.imports() ?? [])));
// Nothing is left to run, and no answer: an `await` at the top of a module waits for what never comes.
process.on("exit", () => {
  if (!answered) write({ error: stuck() });
});

beginEvaluation({ options: request.options, projectRoot: request.projectRoot, recorder: reads.recorder, importJunction });
loader = await startLoader();
installGuards();
await evaluate();

async function startLoader(): Promise<Loader> {
  const settings = { ...territory, forgeEntry: new URL("./index.js", import.meta.url).href };
  try {
    return await registerLoader(settings, { thread: new URL("./loader-thread.js", import.meta.url).href, tsconfig: request.tsconfig });
  } catch (error) {
    // What can be wrong here is the one thing that is read: tsconfig.json.
    if (request.tsconfig === undefined || !(error instanceof Error)) throw error;
    const message = `tsconfig.json cannot be used: ${error.message.split("\n", 1)[0]}`;
    return answerError({ code: "FORGE1016", message, place: { file: "tsconfig.json" }, help: "mend what it says or extends" });
  }
}

function importJunction(wanted: JunctionImport): Promise<object> {
  const trusted = installedForge(wanted.directory);
  addJunction(wanted.directory, trusted);
  const entry: JunctionEntry = { ...wanted, trusted };
  return import(JUNCTION + encodeURIComponent(JSON.stringify(entry)));
}

async function evaluate(): Promise<void> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(request.configFile).href);
    if (!isProject(module.default)) return answerError(noProject(module.default));
    write({}, graphPieces(module.default[PROJECT]()));
    exit(0);
  } catch (error) {
    answerError(describeFailure(error, loader?.imports() ?? []));
  }
}

function answerError(error: ErrorDetails): never {
  if (!answered) write({ error });
  return exit(0);
}

function write(result: Pick<EvaluationAnswer, "error">, graph: Iterable<string> = []): void {
  answered = true;
  const answer: EvaluationAnswer = { ...result, imports: loader?.imports() ?? [], reads: reads.trace(), printed };
  let text = `${JSON.stringify(answer)}\n`;
  for (const piece of graph) {
    text += piece;
    if (text.length < MOST_UNWRITTEN) continue;
    writeText(text);
    text = "";
  }
  writeText(text);
}

function writeText(text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(ANSWER_DESCRIPTOR, bytes, written);
}

function noProject(found: unknown): ErrorDetails {
  const place = { file: request.configFile.slice(request.projectRoot.length + 1) };
  const message =
    found === undefined ? "the configuration has no default export" : "the default export of the configuration is not a project";
  return { code: "FORGE1006", message, place, help: "write `export default defineProject({ … })`" };
}

function stuck(): ErrorDetails {
  return {
    code: "FORGE1003",
    message: "the configuration waits for something that never comes",
    place: { file: request.configFile.slice(request.projectRoot.length + 1) },
    help: "look for an `await` at the top of a module",
  };
}
