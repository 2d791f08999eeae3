// What an editor does with a project, by TypeScript's own language service: rename, move, extract, split; hover, complete.
//
// Works on the files on disk, with the project's tsconfig.json, and writes what the service says to change.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

export interface Editor {
  /** Renames what stands at a place, everywhere. */
  rename(at: Spot, to: string): void;
  /** Moves a file and mends every import. */
  moveFile(from: string, to: string): void;
  /** Applies a refactoring to a selected text, such as `Extract Symbol`. `wanted` picks among its actions by description. */
  refactor(at: Spot, wanted: Refactoring): void;
  /** What the editor shows when the mouse rests there: signature and comment. */
  hover(at: Spot): string;
  /** What the editor offers to write at a position of a file, the names that fit. */
  completionsAt(file: string, position: number): readonly string[];
  /** The comment shown beside an offer. */
  completionComment(at: Spot, name: string): string;
  /** Every error in the project. */
  errors(): readonly string[];
}

/** A text in a file. `mark` is found once; the place is its beginning, or `|` in it; for a selection, all of it. */
export interface Spot {
  readonly file: string;
  readonly mark: string;
}

export interface Refactoring {
  readonly name: string;
  readonly action: RegExp;
  /** For `Move to file`. */
  readonly targetFile?: string;
}

const preferences: ts.UserPreferences = {
  // As editors have it unless told otherwise.
  providePrefixAndSuffixTextForRename: true,
  allowTextChangesInNewFiles: true,
  importModuleSpecifierPreference: "relative",
  importModuleSpecifierEnding: "minimal",
  includeCompletionsForModuleExports: false,
  includeCompletionsWithInsertText: true,
  allowRenameOfImportPath: true,
};

export function openEditor(root: string): Editor {
  let version = 0;
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => parsed().options,
    getScriptFileNames: () => parsed().fileNames,
    getScriptVersion: (file) => (file.startsWith(`${root}/`) && !file.includes("/node_modules/") ? String(version) : "1"),
    getScriptSnapshot: (file) => (existsSync(file) ? ts.ScriptSnapshot.fromString(readFileSync(file, "utf8")) : undefined),
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
  };
  const service = ts.createLanguageService(host);
  const formatting: ts.FormatCodeSettings = { ...ts.getDefaultFormatCodeSettings("\n"), indentSize: 2 };

  return {
    rename(at, to) {
      const { file, start } = find(at);
      const found = service.findRenameLocations(file, start, false, false, preferences) ?? [];
      if (found.length === 0) throw new Error(`nothing to rename at ${at.mark}`);
      write(
        found.map(({ fileName, textSpan, prefixText = "", suffixText = "" }) => ({
          fileName,
          textChanges: [{ span: textSpan, newText: prefixText + to + suffixText }],
        })),
      );
    },
    moveFile(from, to) {
      const edits = service.getEditsForFileRename(join(root, from), join(root, to), formatting, preferences);
      write(edits);
      mkdirSync(dirname(join(root, to)), { recursive: true });
      renameSync(join(root, from), join(root, to));
      version++;
    },
    refactor(at, { name, action, targetFile }) {
      const { file, start, end } = find(at);
      const range = { pos: start, end };
      const offered = service.getApplicableRefactors(file, range, preferences, "invoked", undefined, true);
      const actions = offered.filter((refactor) => refactor.name === name).flatMap((refactor) => refactor.actions);
      const chosen = actions.find((one) => action.test(one.description) && one.notApplicableReason === undefined);
      if (!chosen) throw new Error(`no ${name} among ${JSON.stringify(offered.map((one) => [one.name, one.actions]))}`);
      const target = targetFile === undefined ? undefined : { targetFile: join(root, targetFile) };
      const edits = service.getEditsForRefactor(file, formatting, range, name, chosen.name, preferences, target);
      if (!edits) throw new Error(`${name} changes nothing`);
      write(edits.edits);
    },
    hover(at) {
      const { file, start } = find(at);
      const info = service.getQuickInfoAtPosition(file, start);
      return `${ts.displayPartsToString(info?.displayParts)}\n${ts.displayPartsToString(info?.documentation)}`;
    },
    completionsAt(file, position) {
      version++;
      return (service.getCompletionsAtPosition(join(root, file), position, preferences)?.entries ?? []).map(({ name }) => name);
    },
    completionComment(at, name) {
      version++;
      const { file, start } = find(at);
      return ts.displayPartsToString(
        service.getCompletionEntryDetails(file, start, name, formatting, undefined, preferences, undefined)?.documentation,
      );
    },
    errors() {
      const program = service.getProgram();
      return [...(program?.getSyntacticDiagnostics() ?? []), ...(program?.getSemanticDiagnostics() ?? [])].map((one) =>
        ts.flattenDiagnosticMessageText(one.messageText, "\n"),
      );
    },
  };

  function parsed(): ts.ParsedCommandLine {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    return ts.parseJsonConfigFileContent(config, ts.sys, root);
  }

  function find({ file, mark }: Spot): { readonly file: string; readonly start: number; readonly end: number } {
    const text = readFileSync(join(root, file), "utf8");
    const plain = mark.replace("|", "");
    const first = text.indexOf(plain);
    if (first < 0 || text.indexOf(plain, first + 1) >= 0) throw new Error(`${JSON.stringify(plain)} is not once in ${file}:\n${text}`);
    const offset = Math.max(0, mark.indexOf("|"));
    return { file: join(root, file), start: first + offset, end: first + plain.length };
  }

  /** Applies changes from the last to the first of each file, so that places stay right. */
  function write(edits: readonly ts.FileTextChanges[]): void {
    const byFile = new Map<string, ts.TextChange[]>();
    for (const { fileName, textChanges } of edits) byFile.set(fileName, [...(byFile.get(fileName) ?? []), ...textChanges]);
    for (const [file, changes] of byFile) {
      if (!file.startsWith(`${root}/`)) throw new Error(`a change outside the project: ${file}`);
      let text = existsSync(file) ? readFileSync(file, "utf8") : "";
      for (const { span, newText } of changes.sort((a, b) => b.span.start - a.span.start))
        text = text.slice(0, span.start) + newText + text.slice(span.start + span.length);
      mkdirSync(dirname(file), { recursive: true });
      if (text.trim() === "") rmSync(file, { force: true });
      else writeFileSync(file, text);
    }
    version++;
  }
}
