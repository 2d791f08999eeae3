// The pages of docs/ that are made from source, as Markdown. Pure: names of files to texts.

import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { z } from "zod";
import { errorCodes, type Fault } from "../model/error-codes.ts";
import { configurationSchema } from "./configuration-schema.ts";
import { commonOptions, describe, flagsOf, isWorking, optionsOf, textOf, WORKING } from "./help.ts";
import { jsonOutputs } from "./json/outputs.ts";
import { createProgram } from "./program.ts";
import { exitCodes } from "./verb-texts.ts";

const GENERATED = "<!-- Made from source by `npm run docs`; edit the source. -->";

/** A page for each verb, and one that lists them. */
export function verbPages(): ReadonlyMap<string, string> {
  const program = createProgram(() => undefined);
  const pages = new Map<string, string>();
  for (const command of program.commands) pages.set(`${command.name()}.md`, verbPage(command, program));
  pages.set("README.md", overviewPage(program));
  return pages;
}

/** Every error code: what it means and what to do. */
export function errorsPage(): string {
  const families = [
    ["1", "Definition: the command line, the configuration, the graph"],
    ["2", "Lock and sources"],
    ["3", "Builds"],
    ["4", "Sandbox and host"],
    ["5", "Store and cache"],
  ] as const;
  const codes = Object.entries(errorCodes);
  return page([
    "# Error codes",
    GENERATED,
    "Every error that forge reports has a code, a sentence, where known the place in your project, and a next step. Codes are stable. An error without a code is a fault of forge: please report it.",
    ...families.flatMap(([digit, title]) => [
      `## ${digit}xxx ${title}`,
      ...codes
        .filter(([code]) => code.startsWith(`FORGE${digit}`))
        .map(
          ([code, { title: meaning, fault, explanation }]) =>
            `### ${code} ${meaning}\n\n${explanation}\n\n*Whose matter: ${FAULTS[fault]}.*`,
        ),
    ]),
  ]);
}

const FAULTS: { readonly [fault in Fault]: string } = {
  project: "the project's definition",
  host: "this machine's set-up",
  network: "the network, or who serves the file",
  forge: "forge's own files",
};

/** What the user's configuration file may hold. */
export function configurationPage(): string {
  const schema = z.toJSONSchema(configurationSchema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const example = {
    store: "~/big-disk/forge",
    builders: 4,
    quota: "50G",
    mirrors: { debian: { url: "http://mirror.example.org/debian", keyring: "/usr/share/keyrings/debian-archive-keyring.gpg" } },
  };
  return page([
    "# User configuration",
    GENERATED,
    "`$XDG_CONFIG_HOME/forge/config.json`, which is `~/.config/forge/config.json` unless XDG_CONFIG_HOME says otherwise. JSON. It need not exist; an option of the command line wins over it. A setting that is not listed here, or a value that does not fit, is refused with FORGE1022 and its line.",
    "```json\n" + JSON.stringify(example, undefined, 2) + "\n```",
    table(
      ["setting", "type", "what it does"],
      Object.entries(schema.properties ?? {}).flatMap(([name, property]) => settingRows(name, property)),
    ),
    "Mirrors give the base URL and the keyring of an archive, nothing else: which suites and packages are used is the project's matter. Without a setting here, the project's suggestion counts, then what apt of this machine is configured with.",
  ]);
}

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly additionalProperties?: JsonSchema | boolean;
}

function settingRows(name: string, schema: JsonSchema): readonly (readonly string[])[] {
  const { additionalProperties: members } = schema;
  const inner = typeof members === "object" ? members : undefined;
  return [
    [`\`${name}\``, typeText(schema), schema.description ?? ""],
    ...Object.entries(inner?.properties ?? {}).flatMap(([member, property]) => settingRows(`${name}.ALIAS.${member}`, property)),
  ];
}

function typeText({ type, enum: values, anyOf }: JsonSchema): string {
  if (values) return values.map((value) => `\`"${value}"\``).join(", ");
  if (anyOf) return anyOf.map(typeText).join(" or ");
  return type ?? "any";
}

function overviewPage(program: CommandUnknownOpts): string {
  const verbs = program.commands.map((command) => ({ name: command.name(), ...textOf(command) }));
  const groups = [...new Set(verbs.map(({ group }) => group))];
  return page([
    "# Verbs",
    GENERATED,
    "`forge <verb> [element…] [options]`. `forge --help` is this page in short.",
    ...groups.map(
      (group) =>
        `## ${group}\n\n${verbs
          .filter((verb) => verb.group === group)
          .map(({ name, summary }) => `- [\`${name}\`](${name}.md): ${summary}`)
          .join("\n")}`,
    ),
    `## Options of every verb\n\n${optionTable(commonOptions(program))}`,
    `## ${WORKING}\n\n${optionTable(optionsOf(program, WORKING))}`,
    `## Exit codes\n\n${table(["code", "meaning"], exitCodes)}`,
  ]);
}

function verbPage(command: CommandUnknownOpts, program: CommandUnknownOpts): string {
  const text = textOf(command);
  const name = command.name();
  return page([
    `# forge ${name}`,
    GENERATED,
    `${capital(text.summary)}.`,
    `\`\`\`sh\nforge ${`${name} ${text.usage}`.trim()} [options]\n\`\`\``,
    ...text.description,
    ...(command.options.length > 0 ? [`## Options\n\n${optionTable(optionsOf(command))}`] : []),
    ...(isWorking(command) ? [`## ${WORKING}\n\n${optionTable(optionsOf(program, WORKING))}`] : []),
    "The [options of every verb](README.md#options-of-every-verb) are understood too.",
    `## Examples\n\n${table(
      ["command", "what it does"],
      text.examples.map(([line, what]) => [`\`${line.replaceAll("|", "\\|")}\``, what]),
    )}`,
    ...(text.json === undefined ? [] : [`## \`--json\`\n\nPrints ${text.json}. [Schema of a line](../schemas/${schemaFile(name)}).`]),
    `## Exit codes\n\n${table(["code", "meaning"], exitCodes)}`,
  ]);
}

function schemaFile(verb: string): string {
  return `${(jsonOutputs as { readonly [name: string]: { readonly file: string } })[verb]?.file}.json`;
}

function optionTable(options: readonly Option[]): string {
  return table(
    ["option", "what it does"],
    options.map((option) => [`\`${flagsOf(option).trim()}\``, describe(option)]),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function page(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
