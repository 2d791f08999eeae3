// Promises of the language's types, held by compiling this file: what is inferred, and what third parties can say.

import { z } from "zod";
import {
  type BuiltinDomain,
  type CommonInput,
  choice,
  type Dependency,
  type DomainsOf,
  defineElement,
  defineOptions,
  defineSource,
  type Element,
  type ElementKind,
  flags,
  importElement,
  integer,
  local,
  manual,
  runtimeOnly,
  sh,
  stack,
} from "../../stdlib/public.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => {};

/** Options have the types of their values. */
const options = defineOptions({ one: choice(["a", "b"], { default: "a" }), some: flags(["x", "y"]), many: integer({ default: 1 }) });
holds<Same<typeof options.one, "a" | "b">>();
holds<Same<typeof options.some, readonly ("x" | "y")[]>>();
holds<Same<typeof options.many, number>>();

/** Domains are an element's own and those that come along with it, but not those of what it is only built with. */
const base = importElement({ sources: [local("x")], domains: { firmware: ["/lib/firmware/**"] } });
const tool = importElement({ sources: [local("x")], domains: { tooling: ["/t/**"] } });
const app = manual({ buildDepends: [tool], depends: [base], domains: { l10n: ["/l"] } });
holds<Same<DomainsOf<typeof app>, BuiltinDomain | "firmware" | "l10n">>();
const all = stack({ depends: [app, runtimeOnly(tool)] });
holds<Same<DomainsOf<typeof all>, BuiltinDomain | "firmware" | "l10n" | "tooling">>();

/** An element whose domains are not known is one of any domains. */
const anyElements: readonly Element[] = [base, app];
const widened = stack({ depends: anyElements });
holds<Same<DomainsOf<typeof widened>, string>>();

/** A kind of a third party: a schema's fields, its own variables and steps. */
const config = z.object({ format: z.enum(["deb", "rpm"]), level: z.number().default(6) });
interface PackageInput extends CommonInput<"outdir", "package"> {
  /** Package format. */
  readonly format: "deb" | "rpm";
  readonly level?: number;
}
const pack: ElementKind<"pack", PackageInput> = defineElement({
  kind: "pack",
  config,
  variables: { outdir: "/out" },
  steps: ({ config: { format, level }, vars }) => ({ package: [sh`fpm -t ${format} -${level} -p ${vars.outdir} ${vars.prefix}`] }),
});
pack({ format: "deb", variables: { outdir: "/o", prefix: "/opt" }, steps: { package: { after: [sh`true`] } } });
// @ts-expect-error: no such format
pack({ format: "zip" });
// @ts-expect-error: no such step
pack({ format: "deb", steps: { pack: {} } });

/** Without a name for its input, a kind takes what its schema and definition say. */
const plain = defineElement({ kind: "plain", config, variables: { outdir: "/out" }, steps: () => ({ go: [] }) });
plain({ format: "rpm", variables: { outdir: "x" }, steps: { go: {} } });
// @ts-expect-error: no such variable
plain({ format: "rpm", variables: { outdr: "x" } });
defineElement({ kind: "empty", recipe: () => ({ type: "stack" }) })({ description: "no fields of its own" });

/** A kind may have a signature of its own. */
interface PairKind {
  <const A extends Dependency, const B extends Dependency>(input: {
    readonly left: A;
    readonly right: B;
  }): Element<"pair", DomainsOf<A | B>>;
  readonly kind: "pair";
}
const pair: PairKind = defineElement({
  kind: "pair",
  config: z.object({ left: z.unknown(), right: z.unknown() }),
  recipe: () => ({ type: "stack" }),
});
const both = pair({ left: base, right: app });
holds<Same<DomainsOf<typeof both>, BuiltinDomain | "firmware" | "l10n">>();

/** A source's ref has the type that its schema says, in all three operations. */
const svn = defineSource({
  kind: "svn",
  config: z.object({ url: z.string(), track: z.string().default("trunk") }),
  ref: z.object({ revision: z.number() }),
  lockInputs: ({ url, track }) => [url, track],
  track: async (context, { url }) => ({ revision: Number(await context.httpText(url)) }),
  fetch: async (context, { url }, { revision }) => {
    await context.run(["svn", "export", "-r", String(revision), url, context.directory]);
  },
});
svn({ url: "x" });
svn({ url: "x", at: "below" });
// @ts-expect-error: it has no shorthand
svn("x");
defineSource({
  kind: "wrong",
  config: z.object({}),
  ref: z.object({ revision: z.number() }),
  // @ts-expect-error: the ref that is found is not the ref of the schema
  track: async () => ({ revision: "1" }),
});
