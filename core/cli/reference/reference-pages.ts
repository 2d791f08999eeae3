// The pages of docs/kinds and docs/sources, as Markdown. Pure: what was described, to texts by file name.

import type { Described, FieldText } from "./describe.ts";
import { exampleOf } from "./examples.ts";

const GENERATED = "<!-- Made from source by `npm run docs`; edit the source. -->";

/** Pages of a directory: one for each, and one that lists them. */
export function referencePages(all: readonly Described[], is: Described["is"]): ReadonlyMap<string, string> {
  const chosen = all.filter((one) => one.is === is);
  const pages = new Map(chosen.map((one) => [fileName(one), page(one)]));
  pages.set("README.md", overview(chosen, is));
  return pages;
}

function page(one: Described): string {
  const { name, comment, calls, fields, common, steps, variables, file, is } = one;
  return paragraphs([
    `# ${name}`,
    GENERATED,
    comment,
    `\`\`\`ts\n${exampleOf(name)}\n\`\`\``,
    ...(calls.length > 0 ? [`Called as ${calls.map((call) => `\`${call}\``).join(", ")}.`] : []),
    ...(fields.length > 0 ? ["## Fields", fieldTable(fields)] : []),
    ...(steps.length > 0
      ? [
          `## Steps\n\n${steps.map((step) => `\`${step}\``).join(", ")}. \`steps\` adds commands \`before\` and \`after\` a step's own, or replaces them by \`run\`.`,
        ]
      : []),
    ...(variables.length > 0
      ? [
          "## Variables",
          "An element has one differently by `variables: { … }`. Those that [every element has](README.md#variables-of-every-element) come on top.",
          table(
            ["variable", "unless said", "what it is"],
            variables.map((variable) => [code(variable.name), code(variable.initial ?? ""), cell(variable.comment)]),
          ),
        ]
      : []),
    ...(common.length > 0
      ? [
          `It also takes ${common.map((field) => `\`${field.name}\``).join(", ")}: [fields of every ${is}](README.md#fields-of-every-${is}).`,
        ]
      : []),
    `Its code: [${file}](../../${file}).`,
  ]);
}

function overview(all: readonly Described[], is: Described["is"]): string {
  const common = new Map(all.flatMap((one) => one.common.map((field) => [field.name, field] as const)));
  const narrative = is === "kind" ? "../kinds.md" : "../sources.md";
  return paragraphs([
    is === "kind" ? "# Kinds" : "# Sources",
    GENERATED,
    `What \`forge-build\` brings. How they are used together is told in [${is === "kind" ? "kinds that build" : "sources"}](${narrative}); each has a page with all of its fields, which are what your editor shows.`,
    table(
      [is, "what it does"],
      all.map((one) => [`[\`${one.name}\`](${fileName(one)})`, cell(firstSentence(one.comment))]),
    ),
    `## ${is === "kind" ? "Fields of every kind" : "Fields of every source"}`,
    ...(is === "kind" ? ["A kind takes those of them that its page names."] : []),
    fieldTable([...common.values()]),
    ...(is === "kind" ? ["## Variables of every element", standardVariables(), "## Types", types()] : []),
  ]);
}

/** As dsl/variables.ts declares them. */
function standardVariables(): string {
  return "`prefix` (`/usr`), and said in terms of it `execPrefix`, `bindir`, `sbindir`, `libexecdir`, `libdir`, `includedir`, `datadir`, `docdir`, `infodir`, `mandir`, `debugdir`; `lib` (`lib`), `sysconfdir` (`/etc`), `localstatedir` (`/var`), `sharedstatedir`; and where it is built, `buildRoot` (`/forge/build`) and `installRoot` (`/forge/install`). `standardVariables` has them all.";
}

function types(): string {
  return table(
    ["type", "what it may be"],
    [
      ["`Text`", "a string, a variable, or a template that holds variables: `` text`${vars.prefix}/lib` ``"],
      ["`Script`", "a command: `` sh`make -j1 ${word}` ``, whose words are quoted for the shell"],
      [
        "`Dependency`",
        'an element, or `{ element, at: "/path" }` to stage it elsewhere than at `/`; in `depends` also `buildOnly(element)`, `runtimeOnly(element)`',
      ],
      ["`Source`", "what a [source](../sources/README.md) gives"],
      [
        "`Domain`",
        '`"runtime"`, `"devel"`, `"debug"`, `"doc"`, `"locale"`, one that a dependency declares in `domains`, or one of `defineDomains`',
      ],
      ["`List`", "`[…]`, which stands in the place of what the kind or the project says, or `append([…])` or `prepend([…])`"],
      ["`Environment`", "`{ NAME: Text }`; `nocache(text)` is what builds see and no key"],
      ["`VariablesInput`", "`{ name: Text }`, of the kind's variables and those of every element"],
      ["`StepInputs`", "`{ step: { before, run, after } }`, lists of `Script`"],
      ["`SplitInput`", "`{ domain: patterns }`; `append(…)` and `prepend(…)` add to what a domain has"],
    ],
  );
}

function fieldTable(fields: readonly FieldText[]): string {
  return table(
    ["field", "type", "unless said", "what it is"],
    fields.map(({ name, type, isOptional, initial, comment }) => [
      code(name),
      code(type.replace(/<(Variable|Step)>$/, "")),
      initial === undefined ? (isOptional ? "" : "must be said") : code(initial),
      cell(comment),
    ]),
  );
}

/** `debianBase` has the page debian-base.md. */
function fileName({ name }: Pick<Described, "name">): string {
  return `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;
}

function firstSentence(comment: string): string {
  return /^.*?[.:](?= |$)/.exec(comment)?.[0].replace(/:$/, ".") ?? comment;
}

/** Code in a table, with as many backticks around as it needs. */
function code(text: string): string {
  if (text === "") return "";
  const plain = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  return plain.includes("`") ? `\`\` ${plain} \`\`` : `\`${plain}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
