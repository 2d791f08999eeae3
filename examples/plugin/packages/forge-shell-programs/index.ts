// What the package gives. forge finds the code of the source among these exports, too.

export { type ReleaseInput, release } from "./release.ts";
export { type ShellProgramsInput, shellPrograms } from "./shell-programs.ts";
