// What `import … from "forge-build"` gives: the language, and the standard kinds and sources.

export * from "../dsl/index.ts";
export { type AutotoolsInput, type AutotoolsVariable, autotools } from "./kinds/autotools.ts";
export { type CargoInput, type CargoVariable, cargo } from "./kinds/cargo.ts";
export { type CmakeInput, type CmakeVariable, cmake } from "./kinds/cmake.ts";
export type { BuildStep } from "./kinds/compiling.ts";
export { type ComposeInput, type ComposeKind, compose } from "./kinds/compose.ts";
export { type DebianBaseInput, debianBase } from "./kinds/debian-base.ts";
export { type FilterInput, type FilterKind, filter } from "./kinds/filter.ts";
export { type GoInput, type GoVariable, go } from "./kinds/go.ts";
export { type ImportElementInput, importElement } from "./kinds/import-element.ts";
export { type MakeInput, type MakeVariable, make } from "./kinds/make.ts";
export { type ManualInput, manual } from "./kinds/manual.ts";
export { type MesonInput, type MesonVariable, meson } from "./kinds/meson.ts";
export { type NodeInput, type NodeVariable, node } from "./kinds/node.ts";
export { type PythonInput, type PythonVariable, python } from "./kinds/python.ts";
export { type ScriptInput, script } from "./kinds/script.ts";
export { type StackInput, stack } from "./kinds/stack.ts";
export { stripCommands } from "./kinds/strip.ts";
export { type DebianInput, debian } from "./sources/debian.ts";
export { type GitInput, git } from "./sources/git.ts";
export { type InlineFile, inline } from "./sources/inline.ts";
export { type LocalInput, local } from "./sources/local.ts";
export { type PatchInput, patch } from "./sources/patch.ts";
export { type PatchQueueInput, patchQueue } from "./sources/patch-queue.ts";
export { type RemoteInput, remote } from "./sources/remote.ts";
export { type TarInput, tar } from "./sources/tar.ts";
export { type ZipInput, zip } from "./sources/zip.ts";
