// An element's own variables: those that are read late elsewhere stay variables, others become constants of its module.

import type { Mapping } from "../../bst/yaml/node.ts";
import { call, type Expression, type Field, imported, name, object, string } from "../print/expression.ts";
import type { Constant } from "../print/module.ts";
import { identifier, Names } from "../print/names.ts";
import type { Domain, Points } from "./domain.ts";
import type { AtPoint, ElementContext } from "./element-module.ts";
import { type ConvertedKind, isNamed } from "./kinds.ts";
import { VARIABLES_FILE, variableReference } from "./project-names.ts";
import { isIn, mappingIn, pointsWhere, type Saying, sayRecord, sayText, scalarIn } from "./say.ts";
import { forge } from "./texts.ts";

interface OwnContext {
  readonly kind: ConvertedKind;
  readonly context: ElementContext;
  readonly domain: Domain;
  readonly within: Points;
  readonly element: string;
}

export class OwnTexts {
  readonly constants: Constant[] = [];
  readonly #trees: readonly (Mapping | undefined)[];
  readonly #own: OwnContext;
  readonly #names: Names;
  readonly #made = new Map<string, string>();
  /** Whether what is read late leads to the element's own name. */
  readonly #usesName: boolean;
  /** The element's. */
  readonly #file: string;
  /** Whether it says that it may have one job only. */
  readonly #isSerial: boolean;

  constructor(resolved: readonly AtPoint[], own: OwnContext) {
    this.#trees = resolved.map((one) => mappingIn(one?.load.node, "variables"));
    this.#own = own;
    this.#file = resolved.find((one) => one !== undefined)?.load.node.file.path ?? "";
    this.#names = new Names([own.context.names.of(own.element).constant]);
    const { scope } = own.context;
    this.#usesName = resolved.some((one) => one !== undefined && scope.usesElementName(one));
    const jobs = scope.project.config.variables.entries.get("max-jobs");
    const kindJobs = own.kind.defaults[0]?.variables.node("max-jobs");
    this.#isSerial = kindJobs === jobs && resolved.some((one) => one?.variables.get("max-jobs") === "1");
  }

  readonly reference = (variable: string): Expression => {
    const { fields } = this.#own.context.scope;
    const field = fields.get(variable);
    if (field !== undefined && (this.#isLate(variable) || !this.#trees.some((tree) => tree?.entries.has(variable))))
      return variableReference(field);
    return name(this.#constant(variable));
  };

  fields(): readonly Field[] {
    const { domain, within, context, kind, element } = this.#own;
    const saying: Saying = { domain, within, reference: this.reference, comments: context.comments, strip: (text) => text };
    const { fields } = context.scope;
    const late = this.#trees.map(
      (tree) => tree && { ...tree, entries: new Map([...tree.entries].filter(([variable]) => this.#isLate(variable))) },
    );
    const named: Field[] = [];
    const set: Field[] = [];
    const add = (variable: string, field: Field): void => void (isNamed(field.name ?? "", kind, variable) ? named : set).push(field);
    const original = new Map([...fields].map(([variable, field]) => [field, variable]));
    for (const field of sayRecord(late, saying, (variable, value) => ({ name: fields.get(variable) ?? variable, value }))) {
      if (field.name === undefined) {
        const inner = field.value.type === "binary" && field.value.operands.at(-1);
        const [one] = inner && inner.type === "object" ? inner.fields : [];
        const variable = original.get(one?.name ?? "") ?? "";
        (isNamed(one?.name ?? "", kind, variable) ? named : set).push(field);
      } else add(original.get(field.name) ?? field.name, field);
    }
    if (this.#usesName) set.push({ name: fields.get("element-name") ?? "elementName", value: string(element) });
    if (this.#isSerial) set.push({ name: fields.get("max-jobs") ?? "maxJobs", value: string("1") });
    return set.length === 0
      ? named
      : [...named, { name: undefined, value: call(forge("setVariables"), imported(VARIABLES_FILE, "vars"), object(set)) }];
  }

  /** Whether texts of the project or the kind read it, so that what the element says must reach them. */
  #isLate(variable: string): boolean {
    const { context, kind } = this.#own;
    return context.scope.isLateIn(kind.kind, variable);
  }

  #constant(variable: string): string {
    const known = this.#made.get(variable);
    if (known !== undefined) return known;
    const { domain, within, context } = this.#own;
    const constant = this.#names.take(identifier(variable));
    this.#made.set(variable, constant);
    const scalars = this.#trees.map((tree) => scalarIn(tree, variable));
    const points = pointsWhere(scalars, within);
    const saying: Saying = { domain, within: points, reference: this.reference, comments: context.comments, strip: (text) => text };
    const first = scalars.find((scalar, index) => scalar !== undefined && isIn(points, index));
    const value = sayText(scalars, saying) ?? string("");
    const made: Constant = { name: constant, value, ...(first && { comments: context.comments.above(first) }) };
    if (first) context.includes.note(made, first.file.path, this.#file);
    this.constants.push(made);
    return constant;
  }
}
