// The schema of the user's configuration file. docs/configuration.md is generated from its descriptions.

import { isAbsolute } from "node:path";
import { z } from "zod";
import type { UserConfiguration } from "./configuration.ts";
import { expandHome } from "./places.ts";
import { parseSize } from "./sizes.ts";

const path = z.string().transform(expandHome).refine(isAbsolute, { error: "must be an absolute path, or begin with ~/" });

const size = z.union([z.int().nonnegative(), z.string()]).transform((value, context) => {
  const bytes = typeof value === "number" ? value : parseSize(value);
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: "custom", message: 'must be a number of bytes, or a size such as "50G"' });
  return z.NEVER;
});

const mirror = z.strictObject({
  url: z.url({ protocol: /^(https?|file)$/ }).describe("Base URL of the archive, the directory that holds `dists` and `pool`."),
  keyring: path.optional().describe("Keyring file whose keys sign the archive's index."),
});

const secret = z.union([z.strictObject({ file: path }), z.strictObject({ environment: z.string().min(1) })], {
  error: 'must be { "file": PATH } or { "environment": NAME }',
});

export const configurationSchema = z.strictObject({
  $schema: z.string().optional().describe("Ignored; for editors."),
  store: path.optional().describe("Directory of the store. `--store` wins over it."),
  builders: z.int().positive().optional().describe("How many elements are built at a time. `--builders` wins over it."),
  fetchers: z.int().positive().optional().describe("How many sources are fetched at a time. `--fetchers` wins over it."),
  onError: z
    .enum(["continue", "quit", "terminate"])
    .optional()
    .describe("What happens to the rest of a build when an element fails. `--on-error` wins over it."),
  retryFailed: z
    .boolean()
    .optional()
    .describe("Whether an element that failed before is built again by every build, instead of failing at once. As `--retry-failed`."),
  keepFailed: z
    .strictObject({ count: z.int().nonnegative().optional(), size: size.optional() })
    .transform(({ count, size }) => ({ ...(count !== undefined && { count }), ...(size !== undefined && { size }) }))
    .optional()
    .describe(
      'How many sandboxes of failed builds are kept for `forge shell --failed`, the newest of each element, and how much room they may take together: `{ "count": 8, "size": "10G" }` unless said. A count of 0, or `--no-keep-failed`, keeps none.',
    ),
  shell: z
    .strictObject({
      network: z.boolean().exactOptional().describe("Whether it reaches the network."),
      mounts: z.array(z.string()).exactOptional().describe("As of `--mount`: `HOST:PATH[:ro]`."),
      environment: z.array(z.string().min(1)).exactOptional().describe("Names of your variables that it has."),
    })
    .optional()
    .describe(
      'What every `forge shell` has of this machine, unless `--isolate` is given: `{ "network": true, "mounts": ["~/src:/src:ro"], "environment": ["LANG"] }`.',
    ),
  quota: size
    .optional()
    .describe('How large the store may be after `forge gc`: bytes, or a size such as `"20G"`. 50 GiB unless said. `--quota` wins over it.'),
  evaluationTimeout: z
    .number()
    .positive()
    .optional()
    .describe("Seconds after which an evaluation is stopped. `--evaluation-timeout` wins over it."),
  secrets: z
    .record(z.string().min(1), z.record(z.string().min(1), secret))
    .optional()
    .describe(
      'Where secrets of source kinds lie, by kind and name: `{ "git": { "git.example.org": { "file": "~/.secrets/git" } } }`, or `{ "environment": "GIT_LOGIN" }`. Each reaches the code of its kind alone, and no key, log or artifact.',
    ),
  mirrors: z
    .record(z.string().min(1), mirror)
    .optional()
    .describe(
      "Mirrors by the alias that projects use, such as `debian`. They win over a project's suggestions and over apt's configuration.",
    ),
});

export type Checked =
  | { readonly configuration: UserConfiguration }
  | { readonly problems: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] };

/** A parsed file as a configuration, or everything that is wrong with it. */
export function checkConfiguration(value: unknown): Checked {
  const result = configurationSchema.safeParse(value);
  if (!result.success) {
    return {
      problems: result.error.issues.flatMap((issue) =>
        issue.code === "unrecognized_keys"
          ? issue.keys.map((key) => ({ path: [...issue.path, key], message: "there is no such setting" }))
          : [{ path: issue.path, message: lowerFirst(issue.message) }],
      ),
    };
  }
  const { $schema: _, ...configuration } = result.data;
  return { configuration: withoutAbsent(configuration) };
}

function withoutAbsent(parsed: Omit<z.output<typeof configurationSchema>, "$schema">): UserConfiguration {
  const { mirrors, ...rest } = parsed;
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as UserConfiguration;
  if (!mirrors) return plain;
  const entries = Object.entries(mirrors).map(
    ([alias, { url, keyring }]) => [alias, { url, ...(keyring !== undefined && { keyring }) }] as const,
  );
  return { ...plain, mirrors: Object.fromEntries(entries) };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
