// Compiles small modules as a user's editor would, and gives the text of what the compiler says.

import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface CompileOptions {
  /** What `forge-build` means. The sources unless said. */
  readonly paths?: { readonly [name: string]: string[] };
}

/** The compiler's messages for each text, one line each. */
export function messagesOf(texts: readonly string[], options: CompileOptions = {}): readonly (readonly string[])[] {
  const names = texts.map((_, index) => `${root}tests/types/text-${index}.ts`);
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options: base } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const compilerOptions: ts.CompilerOptions = {
    ...base,
    types: ["node"],
    paths: options.paths ?? { "forge-build": [`${root}stdlib/public.ts`] },
  };
  const host = ts.createCompilerHost(compilerOptions);
  const byName = new Map(names.map((name, index) => [name, texts[index] ?? ""]));
  const { fileExists, readFile } = host;
  host.fileExists = (name) => byName.has(name) || fileExists(name);
  host.readFile = (name) => byName.get(name) ?? readFile(name);
  host.getSourceFile = (name, language) => {
    const text = host.readFile(name);
    return text === undefined ? undefined : ts.createSourceFile(name, text, language);
  };
  const program = ts.createProgram({ rootNames: names, options: compilerOptions, host });
  return names.map((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(flatten);
  });
}

function flatten({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}
