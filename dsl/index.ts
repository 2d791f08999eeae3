// What a configuration, a plug-in and the standard library import: the whole language, and nothing else.

export type { ErrorCode } from "../core/model/error-codes.ts";
export type { FatalWarning } from "../core/model/graph.ts";
export type { Json, JsonObject } from "../core/model/json.ts";
export { type Alias, type Aliases, defineAliases } from "./aliases.ts";
export type { BstDeclaration, BstElements } from "./bst-junction.ts";
export { type Domain, type Domains, defineDomains } from "./declared-domains.ts";
export { type KindDefaults, type KindDefaultsInput, kindDefaults, type ProjectDefaults } from "./defaults.ts";
export {
  type BuildOnlyKind,
  defineElement,
  type ElementKind,
  type KindContext,
  type KindDefinition,
  type KindDependency,
} from "./define-element.ts";
export { defineProject, type ElementRecord, type Project, type ProjectInput } from "./define-project.ts";
export {
  defineSource,
  type FreeSourceKind,
  type ShortSourceKind,
  type SourceDefinition,
  type SourceKind,
  type SourceKindDefinition,
  sourceDefinition,
} from "./define-source.ts";
export type { BuiltinDomain } from "./domains.ts";
export type {
  Downloaded,
  DownloadOptions,
  DriverContext,
  FailureDetails,
  HttpOptions,
  Mirror,
  RunOptions,
  RunResult,
  UnpackOptions,
} from "./driver-context.ts";
export { append, type Edit, type List, prepend } from "./edits.ts";
export {
  buildOnly,
  type Dependency,
  type DomainsOf,
  type Element,
  type OnlyDependency,
  type PlacedDependency,
  type RuntimeDomainsOf,
  runtimeOnly,
} from "./element.ts";
export type { KindRules } from "./element-data.ts";
export type {
  AnyInput,
  BuildDependsInput,
  CommonInput,
  DependsEntry,
  InputOf,
  LimitsInput,
  OwnDomains,
  PublicData,
  Relations,
  SourcesInput,
  SplitInput,
  StepInput,
  StepInputs,
  StepsInput,
  VariablesInput,
  WithDomains,
  WithRelations,
} from "./element-input.ts";
export { type Environment, type Nocache, nocache } from "./environment.ts";
export {
  type AnyBstProject,
  type BstJunctionInput,
  type JunctionElements,
  type JunctionInput,
  type JunctionOptions,
  junction,
  type ProjectModule,
} from "./junction.ts";
export type { MirrorInput } from "./mirrors.ts";
export { arch, choice, flag, flags, integer, type OptionSpec } from "./option-types.ts";
export { defineOptions, match, type OptionSpecs, type OptionValues } from "./options.ts";
export { definePlugins, type MappedConfig, type MappedPlugin, type MappedSource, type PluginMap } from "./plugin-map.ts";
export { glob, readJson, readText } from "./reads.ts";
export type {
  ComposeRecipeInput,
  FilterRecipeInput,
  ImportRecipeInput,
  RecipeInput,
  RunRecipeInput,
  StackRecipeInput,
  UnknownRecipeInput,
} from "./recipe.ts";
export { scriptSchema, textSchema } from "./schemas.ts";
export { type ShellTag, type ShellValue, type ShellWord, sh } from "./sh.ts";
export type { Placement, Source } from "./source.ts";
export { type Script, type Template, type Text, text, type VarRef } from "./text.ts";
export { type UnknownKindInput, unknownKind, unknownSource } from "./unknown.ts";
export { defineVariables, type SetVariables, type StandardVariable, setVariables, standardVariables, type Variables } from "./variables.ts";
