// How elements name domains: the built-in ones by their text, all others by the constant that declares them.

import { builtinDomains } from "../../domains.ts";
import { type Expression, imported, member, string } from "../print/expression.ts";

export const DOMAINS_FILE = "domains.ts";
export const DOMAINS: Expression = imported(DOMAINS_FILE, "domains");

export class DomainNames {
  readonly #ofProject: ReadonlySet<string>;
  /** Domains that were named and that the project does not give all its elements. */
  readonly foreign = new Set<string>();

  constructor(ofProject: Iterable<string>) {
    this.#ofProject = new Set(ofProject);
  }

  reference(domain: string): Expression {
    if (Object.hasOwn(builtinDomains, domain)) return string(domain);
    if (!this.#ofProject.has(domain)) this.foreign.add(domain);
    return member(DOMAINS, domain);
  }
}
