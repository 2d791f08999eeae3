// Evaluates projects of a few files, sealed, as the command does.

import { join } from "node:path";
import { type Evaluation, type EvaluationOptions, evaluateProject } from "../../../core/evaluate/evaluate.ts";
import { ForgeError } from "../../../core/model/errors.ts";
import { openStore } from "../../../core/store/store.ts";
import { createProject, type Project } from "../../rig/project.ts";

export const smallConfig = `import { defineProject, stack } from "forge-build";
const all = stack({});
export default defineProject({ name: "p", elements: { all }, default: all });
`;

/** Evaluates a project with a store of its own. */
export async function evaluate(project: Project, options: Partial<EvaluationOptions> = {}): Promise<Evaluation> {
  const store = openStore(project.store);
  try {
    return await evaluateProject({
      projectRoot: project.root,
      configFile: join(project.root, "build.config.ts"),
      options: {},
      store,
      timeoutSeconds: 30,
      sealed: true,
      ...options,
    });
  } finally {
    store.close();
  }
}

/** Evaluates a project of these files once. */
export async function evaluateFiles(
  files: { readonly [path: string]: string },
  options: Partial<EvaluationOptions> = {},
): Promise<Evaluation> {
  await using project = createProject(files);
  return await evaluate(project, options);
}

/** The error of a configuration of this text. */
export async function refusalOf(
  config: string,
  files: { readonly [path: string]: string } = {},
  options: Partial<EvaluationOptions> = {},
): Promise<ForgeError> {
  const outcome = await evaluateFiles({ "build.config.ts": config, ...files }, options).catch((error: unknown) => error);
  if (outcome instanceof ForgeError) return outcome;
  throw new Error(`not refused: ${outcome instanceof Error ? outcome.stack : JSON.stringify(outcome).slice(0, 300)}`);
}
