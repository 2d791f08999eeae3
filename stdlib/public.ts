// What `import … from "forge-build"` gives: the language, and the standard kinds and sources.

export * from "../dsl/index.ts";
export { type ComposeInput, type ComposeKind, compose } from "./kinds/compose.ts";
export { type FilterInput, type FilterKind, filter } from "./kinds/filter.ts";
export { type ImportElementInput, importElement } from "./kinds/import-element.ts";
export { type ManualInput, manual } from "./kinds/manual.ts";
export { type ScriptInput, script } from "./kinds/script.ts";
export { type StackInput, stack } from "./kinds/stack.ts";
export { type LocalInput, local } from "./sources/local.ts";
export { type RemoteInput, remote } from "./sources/remote.ts";
export { type TarInput, tar } from "./sources/tar.ts";
