// URLs of sources as forge's own kinds take them, and the mirrors they begin with.
//
// An alias of a project stays one, so that a user can say where else it leads. Projects that a junction leads to may have
// aliases of the same name that lead elsewhere: those are called by project and alias.

import type { MirrorNode } from "../../../core/model/graph.ts";
import { aliasOf, translateUrl } from "../aliases.ts";
import type { Project } from "../project.ts";

/** What forge's kinds take for an alias. */
const NAME = /^[A-Za-z][\w.+-]*$/;

export class Addresses {
  readonly #mirrors = new Map<string, { readonly prefix: string; readonly node: MirrorNode }>();
  readonly #within: string | undefined;

  /** `within`: whose all aliases are said to be, where they stand beside another project's. */
  constructor(within?: string) {
    this.#within = within;
  }

  /** By alias, sorted. */
  get mirrors(): { readonly [alias: string]: MirrorNode } {
    return Object.fromEntries([...this.#mirrors].map(([name, { node }]) => [name, node] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** An address of a project's source, its alias one of `mirrors`. */
  of(url: string, project: Project, firstPass: boolean): string {
    const alias = aliasOf(url);
    if (alias === undefined) return url;
    const rest = url.slice(alias.length + 1);
    const whole = translateUrl(url, project, firstPass);
    // Nobody declared it: forge says so when it is fetched, and the user may still.
    if (whole === url) return url;
    const prefix = whole.slice(0, whole.length - rest.length);
    const name = this.#nameOf(alias, prefix, { project, firstPass });
    return name === undefined || rest === "" ? whole : `${name}:${rest}`;
  }

  #nameOf(
    alias: string,
    prefix: string,
    { project, firstPass }: { readonly project: Project; readonly firstPass: boolean },
  ): string | undefined {
    const qualified = `${project.name}.${alias}`;
    const own = project.junction === undefined;
    for (const plain of own ? [alias] : [alias, qualified]) {
      const name = this.#within === undefined ? plain : `${this.#within}.${plain}`;
      if (!NAME.test(name)) return undefined;
      const known = this.#mirrors.get(name)?.prefix ?? (own ? undefined : ownPrefix(project, plain));
      if (known !== undefined && known !== prefix) continue;
      this.#mirrors.set(name, { prefix, node: nodeOf([...mirrorsOf(alias, project, firstPass), prefix]) });
      return name;
    }
    return undefined;
  }
}

/** Places that the project suggests before the alias's own, in its order. */
function mirrorsOf(alias: string, project: Project, firstPass: boolean): readonly string[] {
  const { mirrors } = firstPass ? project.firstPass : project.config;
  return mirrors.flatMap(({ aliases }) => aliases.get(alias) ?? []);
}

function nodeOf([url = "", ...alternatives]: readonly string[]): MirrorNode {
  return { url, ...(alternatives.length > 0 && { alternatives }) };
}

/** What the project that was asked for calls by that name, whether it uses it or not. */
function ownPrefix({ session: { toplevel } }: Project, alias: string): string | undefined {
  return toplevel?.isFullyLoaded ? toplevel.config.aliases.get(alias) : undefined;
}
