// The likeliest mistakes do not compile, and what the compiler says of them is short and names the mistake.

import { describe, expect, test } from "vitest";
import { messagesOf } from "./compile.ts";

const head = `import {
  append, autotools, buildOnly, choice, cmake, compose, defineDomains, defineOptions, defineProject, defineVariables, filter, flag, importElement, kindDefaults, local, manual, match, nocache, prepend, runtimeOnly, script, setVariables, sh, stack, text,
} from "forge-build";
const options = defineOptions({ machine: choice(["x86_64", "aarch64"], { default: "x86_64" }), debug: flag({ default: false }) });
const domains = defineDomains({ license: ["/usr/share/licenses/**"] });
const vars = defineVariables({ triplet: "x86_64-linux-gnu" });
const base = importElement({ sources: [local("./base")] });
const lib = manual({ depends: [base], domains: { l10n: ["/l/**"] } });
const app = manual({ depends: [lib] });
`;

const mistakes: readonly (readonly [title: string, text: string, says: string])[] = [
  [
    "a field with a typing error",
    "manual({ instal: [] });",
    "Object literal may only specify known properties, but 'instal' does not exist in type 'WithRelations<ManualInput, never, readonly [], readonly []>'. Did you mean to write 'install'?",
  ],
  [
    "a domain with a typing error",
    'compose({ buildDepends: [app], include: ["runtme"] });',
    `Type '"runtme"' is not assignable to type 'BuiltinDomain | "l10n" | Domain'. Did you mean '"runtime"'?`,
  ],
  [
    "a domain that no dependency has",
    'compose({ buildDepends: [base], include: ["l10n"] });',
    `Type '"l10n"' is not assignable to type 'BuiltinDomain | Domain'.`,
  ],
  ["a dependency by name", 'manual({ depends: ["base"] });', "Type 'string' is not assignable to type 'DependsEntry'."],
  ["a command that is a string", 'manual({ install: ["make install"] });', "Type 'string' is not assignable to type 'Script'."],
  [
    "an element in a command",
    "manual({ install: [sh`cp ${base} /x`] });",
    "Argument of type 'Element<\"import\", BuiltinDomain>' is not assignable to parameter of type 'ShellValue'.",
  ],
  [
    "a promise in a command",
    "sh`x ${Promise.resolve(1)}`;",
    "Argument of type 'Promise<number>' is not assignable to parameter of type 'ShellValue'.",
  ],
  [
    "a match without an arm",
    "match(options.machine, { x86_64: 1 });",
    `Argument of type '{ x86_64: number; }' is not assignable to parameter of type '{ readonly x86_64: number; readonly aarch64: number; }'.
  Property 'aarch64' is missing in type '{ x86_64: number; }' but required in type '{ readonly x86_64: number; readonly aarch64: number; }'.`,
  ],
  [
    "a match with an arm too many",
    "match(options.machine, { x86_64: 1, aarch64: 2, arm: 3 });",
    "Object literal may only specify known properties, and 'arm' does not exist in type '{ readonly x86_64: number; readonly aarch64: number; }'.",
  ],
  [
    "a variable that the kind does not have",
    'manual({ variables: { prefx: "/opt" } });',
    "Object literal may only specify known properties, but 'prefx' does not exist in type 'VariablesInput<never>'. Did you mean to write 'prefix'?",
  ],
  [
    "a step that the kind does not have",
    "manual({ steps: { instal: { after: [] } } });",
    `Object literal may only specify known properties, but 'instal' does not exist in type 'StepInputs<"configure" | "build" | "install" | "strip" | "test">'. Did you mean to write 'install'?`,
  ],
  ["a default that is no choice", 'choice(["a", "b"], { default: "c" });', `Type '"c"' is not assignable to type '"a" | "b"'.`],
  [
    "an option compared with what it cannot be",
    'export const never = options.machine === "amd64";',
    `This comparison appears to be unintentional because the types '"x86_64" | "aarch64"' and '"amd64"' have no overlap.`,
  ],
  [
    "a variable that was not defined",
    "vars.tripet;",
    "Property 'tripet' does not exist on type 'Variables<\"triplet\">'. Did you mean 'triplet'?",
  ],
  ["a variable as a string", "export const x: string = vars.triplet;", "Type 'VarRef<\"triplet\">' is not assignable to type 'string'."],
  [
    "an element among the sources",
    "manual({ sources: [base] });",
    "Property '[sourceBrand]' is missing in type 'Element<\"import\", BuiltinDomain>' but required in type 'Source<string>'.",
  ],
  [
    "a runtime dependency of a script",
    "script({ run: [], runtimeDepends: [base] });",
    "Object literal may only specify known properties, and 'runtimeDepends' does not exist in type 'WithDomains<ScriptInput, never>'.",
  ],
  [
    "a text where a command is wanted",
    "manual({ integration: [text`ldconfig`] });",
    "Property '[scriptBrand]' is missing in type 'Template' but required in type 'Script'.",
  ],
  [
    "a command where a text is wanted",
    "manual({ environment: { X: sh`x` } });",
    "Type 'Script' is not assignable to type 'Text | Nocache | null'.",
  ],
  [
    "a built-in domain with a typing error",
    'manual({ split: { devle: ["x"] } });',
    "Object literal may only specify known properties, but 'devle' does not exist in type 'SplitInput'. Did you mean to write 'devel'?",
  ],
  [
    "a source's field with a typing error",
    'local({ pth: "x" });',
    "Object literal may only specify known properties, but 'pth' does not exist in type 'LocalInput & Placement'. Did you mean to write 'path'?",
  ],
  ["an assignment to an element", 'base.kind = "other";', "Cannot assign to 'kind' because it is a read-only property."],
  [
    "a project's default by name",
    'defineProject({ name: "x", elements: { base }, default: "base" });',
    "Type 'string' is not assignable to type 'Element<string, string> | readonly Element<string, string>[]'.",
  ],
  [
    "what is no element in a project",
    'defineProject({ name: "x", elements: { base: "base" } });',
    "Type 'string' is not assignable to type 'Element<string, string> | ElementRecord'.",
  ],
  [
    "a default with a typing error",
    'defineProject({ name: "x", elements: { base }, defaults: { enviroment: {} } });',
    "Object literal may only specify known properties, but 'enviroment' does not exist in type 'ProjectDefaults'. Did you mean to write 'environment'?",
  ],
  [
    "a default of a kind with a typing error",
    'kindDefaults(cmake, { buildTyp: "Debug" });',
    "Object literal may only specify known properties, but 'buildTyp' does not exist in type 'KindDefaultsInput<ElementKind<\"cmake\", CmakeInput>>'. Did you mean to write 'buildType'?",
  ],
  [
    "a variable in a kind's defaults that the kind does not have",
    'kindDefaults(cmake, { variables: { confGlobal: "" } });',
    "Object literal may only specify known properties, and 'confGlobal' does not exist in type 'VariablesInput<CmakeVariable>'.",
  ],
  [
    "dependencies in a kind's defaults",
    "kindDefaults(cmake, { depends: [base] });",
    "Object literal may only specify known properties, and 'depends' does not exist in type 'KindDefaultsInput<ElementKind<\"cmake\", CmakeInput>>'.",
  ],
  [
    "a project's variable that was not declared",
    'setVariables(vars, { tripet: "x" });',
    "Object literal may only specify known properties, but 'tripet' does not exist in type '{ readonly triplet?: Text; }'. Did you mean to write 'triplet'?",
  ],
  [
    "a domain that was declared and is misspelt",
    "compose({ buildDepends: [base], include: [domains.licence] });",
    "Property 'licence' does not exist on type 'Domains<\"license\">'. Did you mean 'license'?",
  ],
  [
    "a warning that there is not",
    'defineProject({ name: "x", elements: { base }, fatalWarnings: ["overlap"] });',
    `Type '"overlap"' is not assignable to type '"overlaps" | "strays" | "unstagedFiles"'. Did you mean '"overlaps"'?`,
  ],
  [
    "defaults for a kind by its name",
    'defineProject({ name: "x", elements: { base }, defaults: { kinds: ["cmake"] } });',
    "Type 'string' is not assignable to type 'KindDefaults'.",
  ],
  [
    "runtimeOnly where only building counts",
    "manual({ buildDepends: [runtimeOnly(base)] });",
    "Type 'OnlyDependency<Element<\"import\", BuiltinDomain>> & { readonly only: \"runtime\"; }' is not assignable to type 'Dependency'.",
  ],
];

const good: readonly string[] = [
  'compose({ buildDepends: [app], include: ["l10n", "runtime"], exclude: ["doc"] });',
  'compose({ buildDepends: [stack({ depends: [app] })], include: ["l10n"] });',
  'compose({ buildDepends: [{ element: app, at: "/x" }], include: ["l10n"] });',
  'filter({ depends: [filter({ depends: [lib], include: ["l10n"] })], include: ["l10n"] });',
  'match(options.machine, { x86_64: "a", aarch64: "b" as string }).toUpperCase();',
  "manual({ depends: [base, buildOnly(lib), runtimeOnly({ element: base, config: 1 })] });",
  "manual({ environment: { A: nocache('x'), B: null, C: vars.triplet, D: text`${vars.triplet}` } });",
  "manual({ split: { devel: append(['x', text`${vars.triplet}`]), doc: ['/doc'] }, variables: { prefix: '/opt' } });",
  'manual({ steps: { install: { before: [sh`a`], run: [], after: [sh`b ${["c", 1, vars.triplet]} ${sh`d`}`] } } });',
  'defineProject({ name: "x", elements: { base, lib: { lib, app } }, default: [base, app], replace: [[base, lib]], variables: vars });',
  'local("x", { at: "y" });',
  'kindDefaults(cmake, { buildType: "Release", define: { DOCS: false }, variables: { cmakeGlobal: "-DX=1", prefix: "/opt" }, steps: { install: { after: [] } }, maxJobs: 1 });',
  'kindDefaults(autotools, { configure: ["--disable-static"], split: { doc: append(["/x"]) }, environment: { CFLAGS: text`-O3` }, domains });',
  'kindDefaults(script, { cwd: "/work" }); kindDefaults(compose, { integrate: false }); kindDefaults(importElement, { overlapWhitelist: ["/etc/**"] });',
  'autotools({ configure: append(["--x"]), make: prepend(["V=1"]), overlapWhitelist: append(["/x"]), domains: { license: append(["/l"]) } });',
  'compose({ buildDepends: [base], include: [domains.license, "runtime"] });',
  'manual({ variables: { prefix: "/opt", ...setVariables(vars, { triplet: "x" }) } }); manual({ variables: setVariables(vars, { triplet: "x" }) });',
  'defineProject({ name: "x", elements: { base }, defaults: { variables: { prefix: "/opt" }, environment: { LANG: "C" }, domains, kinds: [kindDefaults(cmake, {})] } });',
];

const messages = messagesOf([...mistakes.map(([, text]) => text), ...good].map((text) => head + text));

describe("mistakes", () => {
  test.each(mistakes.map(([title, , says], index) => ({ title, says, index })))("$title", ({ says, index }) => {
    expect(messages[index]).toEqual([says]);
  });

  test("none of the messages shows how schemas are made", () => {
    expect(messages.flat().filter((message) => /Zod|\$strip|core\./.test(message))).toEqual([]);
  });
});

describe("what is right compiles", () => {
  test.each(good.map((text, index) => ({ text, index })))("$text", ({ index }) => {
    expect(messages[mistakes.length + index]).toEqual([]);
  });
});
