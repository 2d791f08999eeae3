// What the standard kinds and sources are, read from their sources by the TypeScript compiler: the same types and comments that
// an editor shows when the mouse rests on a field.
//
// Knows how stdlib is written: a kind is an exported constant with a `kind`, a source one whose result is a `Source`, and
// defaults stand in the schema called `config` of its module. Only run where pages are made.

import { join, relative } from "node:path";
import ts from "typescript";
import { packageRoot } from "../../package.ts";
import { defaultsOf } from "./defaults.ts";

export interface FieldText {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  /** As it is written in the schema. */
  readonly initial: string | undefined;
  readonly comment: string;
}

export interface Described {
  /** As it is imported. */
  readonly name: string;
  readonly is: "kind" | "source";
  readonly comment: string;
  /** File below the package's root. */
  readonly file: string;
  /** Ways to call it, one line each, where it does not take one object alone. */
  readonly calls: readonly string[];
  /** Fields of its own. */
  readonly fields: readonly FieldText[];
  /** Fields that many have, and that this one has too. */
  readonly common: readonly FieldText[];
  /** Names of its steps, in their order. */
  readonly steps: readonly string[];
  /** Variables beside those that every element has. */
  readonly variables: readonly FieldText[];
}

/** Everything that the package exports, by name. */
export function describeLibrary(): readonly Described[] {
  const { config } = ts.readConfigFile(join(packageRoot, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, packageRoot);
  const entry = join(packageRoot, "stdlib/public.ts");
  const program = ts.createProgram([entry], options);
  const source = program.getSourceFile(entry);
  const module = source && program.getTypeChecker().getSymbolAtLocation(source);
  if (!module) throw new Error("internal: the package's entry is no module");
  const reader = new Reader(program.getTypeChecker());
  return program
    .getTypeChecker()
    .getExportsOfModule(module)
    .flatMap((symbol) => reader.describe(symbol) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where fields that many have are declared. */
const COMMON = ["dsl/element-input.ts", "dsl/source.ts"];

class Reader {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** What an export is, if it is a kind or a source. */
  describe(exported: ts.Symbol): Described | undefined {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
    const declaration = symbol.valueDeclaration;
    if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
    const type = this.#checker.getTypeOfSymbol(symbol);
    const [signature] = type.getCallSignatures();
    if (!signature || !type.getProperty("kind")) return undefined;
    const is = signature.getReturnType().symbol.name === "Source" ? "source" : "kind";
    const inputs = this.#inputs(signature);
    const properties = inputs.flatMap((input) => this.#checker.getPropertiesOfType(input));
    const unique = [...new Map(properties.map((property) => [property.name, property])).values()];
    const initial = defaultsOf(this.#checker, declaration.getSourceFile());
    const field = (property: ts.Symbol): FieldText => this.#field(property, initial.get(property.name));
    return {
      name: exported.name,
      is,
      comment: commentOf(symbol, this.#checker),
      file: fileOf(declaration),
      calls: this.#calls(exported.name, signature),
      fields: unique.filter((property) => !isCommon(property)).map(field),
      common: unique.filter(isCommon).map(field),
      steps: this.#membersOf(unique, "steps").map(({ name }) => name),
      variables: this.#variables(declaration.getSourceFile(), this.#membersOf(unique, "variables")),
    };
  }

  /** The objects among what it is called with, whether first or behind a text. */
  #inputs(signature: ts.Signature): readonly ts.Type[] {
    return signature.parameters
      .slice(0, 1)
      .map((parameter) => this.#checker.getTypeOfSymbol(parameter))
      .flatMap((type) => (type.isUnion() ? type.types : [type]))
      .flatMap((type) => (this.#checker.isTupleType(type) ? this.#checker.getTypeArguments(type as ts.TypeReference) : [type]))
      .flatMap((type) => (type.isUnion() ? type.types : [type]))
      .filter((type) => (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0);
  }

  #calls(name: string, signature: ts.Signature): readonly string[] {
    const [parameter] = signature.parameters;
    if (!parameter) return [];
    const type = this.#checker.getTypeOfSymbol(parameter);
    const all = type.isUnion() ? type.types : [type];
    if (all.every((one) => this.#checker.isTupleType(one))) {
      return all.map(
        (one) => `${name}(${this.#checker.typeToString(one, undefined, ts.TypeFormatFlags.NoTruncation).replace(/^\[|\]$/g, "")})`,
      );
    }
    if (!all.some((one) => one.flags & ts.TypeFlags.String)) return [];
    return [`${name}(text)`, `${name}(text, { … })`, `${name}({ … })`];
  }

  #field(property: ts.Symbol, initial: string | undefined): FieldText {
    return {
      name: property.name,
      type: this.#typeText(property),
      isOptional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      initial,
      comment: commentOf(property, this.#checker),
    };
  }

  /** As it is declared, where it is; what an inferred type works out to elsewhere. */
  #typeText(property: ts.Symbol): string {
    const [declaration] = property.declarations ?? [];
    const written = declaration && ts.isPropertySignature(declaration) ? writtenType(declaration) : undefined;
    const type = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(property));
    const text = written ?? this.#checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
    return text
      .replaceAll(/\/\*\*[\s\S]*?\*\/\s*/g, "")
      .replaceAll(/\s+/g, " ")
      .replaceAll(" | undefined", "");
  }

  /** Members of a field's type, such as the steps of `steps`. */
  #membersOf(properties: readonly ts.Symbol[], name: string): readonly ts.Symbol[] {
    const property = properties.find((one) => one.name === name);
    if (!property) return [];
    return this.#checker.getPropertiesOfType(this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(property)));
  }

  /** Those that the kind's module declares, with what they are unless an element says otherwise. */
  #variables(file: ts.SourceFile, members: readonly ts.Symbol[]): readonly FieldText[] {
    const declared = file.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => [...declarationList.declarations])
      .find(({ name }) => name.getText() === "variables");
    const type = declared && this.#checker.getTypeAtLocation(declared);
    const own = new Map(type && this.#checker.getPropertiesOfType(type).map((property) => [property.name, property]));
    return members.flatMap(({ name }) => {
      const property = own.get(name);
      const [declaration] = property?.declarations ?? [];
      if (!property || !declaration) return [];
      const initial = ts.isPropertyAssignment(declaration) ? declaration.initializer.getText() : undefined;
      return { name, type: "Text", isOptional: true, initial, comment: commentOf(property, this.#checker) };
    });
  }
}

/** The text of a field's type; for one that is inferred at each use, what it may be. */
function writtenType({ type, parent }: ts.PropertySignature): string | undefined {
  const parameters = ts.isInterfaceDeclaration(parent) ? (parent.typeParameters ?? []) : [];
  const inferred = parameters.find(({ name }) => name.text === type?.getText());
  return (inferred?.constraint ?? type)?.getText().replaceAll(/\(DomainsOf<\w+(\[number\])?> \| Domain\)/g, "Domain");
}

function isCommon(property: ts.Symbol): boolean {
  return (property.declarations ?? []).some((declaration) => COMMON.includes(fileOf(declaration)));
}

function fileOf(node: ts.Node): string {
  return relative(packageRoot, node.getSourceFile().fileName);
}

function commentOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, " ");
}
