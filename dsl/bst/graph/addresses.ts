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
  readonly #mirrors = new Map<string, MirrorNode>();

  /** By alias, sorted. */
  get mirrors(): { readonly [alias: string]: MirrorNode } {
    return Object.fromEntries([...this.#mirrors].sort(([a], [b]) => (a < b ? -1 : 1)));
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
    const name = this.#nameOf(alias, prefix, project);
    return name === undefined || rest === "" ? whole : `${name}:${rest}`;
  }

  #nameOf(alias: string, prefix: string, project: Project): string | undefined {
    const qualified = `${project.name}.${alias}`;
    const own = project.junction === undefined;
    for (const name of own ? [alias] : [alias, qualified]) {
      if (!NAME.test(name)) return undefined;
      const known = this.#mirrors.get(name) ?? (own ? undefined : ownMirror(project, name));
      if (known !== undefined && known.url !== prefix) continue;
      this.#mirrors.set(name, { url: prefix });
      return name;
    }
    return undefined;
  }
}

/** What the project that was asked for calls by that name, whether it uses it or not. */
function ownMirror({ session: { toplevel } }: Project, alias: string): MirrorNode | undefined {
  const url = toplevel?.isFullyLoaded ? toplevel.config.aliases.get(alias) : undefined;
  return url === undefined ? undefined : { url };
}
