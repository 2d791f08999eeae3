// Codes 1xxx: the command line, the configuration, the graph. Which of them there are and what each means; what throws them is elsewhere.

import type { CodeTable } from "./entry.ts";

export const definitionCodes = {
  FORGE1001: {
    fault: "project",
    title: "no project here",
    explanation:
      "forge looks for `build.config.ts` in the current directory and its parents. Run it inside a project, or name one with `-C DIRECTORY`.",
  },
  FORGE1002: {
    fault: "project",
    title: "the configuration does not compile",
    explanation: "A module of the configuration is not valid TypeScript. The place is where the compiler stopped.",
  },
  FORGE1003: {
    fault: "project",
    title: "the configuration threw",
    explanation: "Code in the configuration threw an error while it was evaluated.",
  },
  FORGE1004: {
    fault: "project",
    title: "evaluation took too long or too much memory",
    explanation: "Evaluation is stopped after 60 s (`--evaluation-timeout SECONDS`) or 2 GB. Look for a loop that does not end.",
  },
  FORGE1005: {
    fault: "project",
    title: "the configuration is not repeatable",
    explanation:
      "Time, random numbers, environment variables, the network, other processes and files read directly are refused, for the result must be the same on every machine. The help names the alternative: options, `readText`, `readJson`, `glob`, or a source.",
  },
  FORGE1006: {
    fault: "project",
    title: "the configuration exports no project",
    explanation: "`build.config.ts` must `export default defineProject({ … })`.",
  },
  FORGE1007: {
    fault: "project",
    title: "a value is refused",
    explanation: "A field of an element, source or project does not satisfy its schema.",
  },
  FORGE1008: {
    fault: "project",
    title: "an element, source or variable was used as text",
    explanation:
      "Elements and sources are values, not names; variables are late. Use `sh` or `text` templates for variables, and `depends` for elements.",
  },
  FORGE1009: {
    fault: "project",
    title: "dependency cycle",
    explanation: "Elements depend on one another in a circle. The related places show the way round.",
  },
  FORGE1010: { fault: "project", title: "unknown option", explanation: "`-o NAME=VALUE` names an option the project does not declare." },
  FORGE1011: { fault: "project", title: "bad option value", explanation: "The value does not belong to the option's type." },
  FORGE1012: {
    fault: "project",
    title: "unknown element",
    explanation: "No element of the project has this name. Names are paths in the record given to `defineProject`.",
  },
  FORGE1013: { fault: "project", title: "ambiguous element", explanation: "The name fits several elements. Write one of the candidates." },
  FORGE1014: {
    fault: "project",
    title: "unknown domain",
    explanation: "A `compose` or `filter` names a domain that none of its dependencies declares.",
  },
  FORGE1015: {
    fault: "project",
    title: "a file outside the project was asked for",
    explanation: "`readText`, `readJson`, `glob` and `local` reach files of the project only.",
  },
  FORGE1016: {
    fault: "project",
    title: "a file cannot be read",
    explanation: "A file that the configuration names does not exist, or is not what it should be.",
  },
  FORGE1017: {
    fault: "project",
    title: "undefined or circular variable",
    explanation: "A text refers to a variable that the element does not have, or that is defined through itself.",
  },
  FORGE1018: { fault: "project", title: "module not found", explanation: "An import of the configuration cannot be resolved." },
  FORGE1019: {
    fault: "forge",
    title: "the graph is not valid",
    explanation:
      "What evaluation produced does not have the graph's format: a plugin built for another version, or a damaged installation.",
  },
  FORGE1020: {
    fault: "project",
    title: "the configuration printed",
    explanation: "Configuration declares; it does not print. What it wrote is shown. Remove the call.",
  },
  FORGE1021: {
    fault: "project",
    title: "bad command line",
    explanation: "The command, an argument or a flag is not known. `forge --help` lists them.",
  },
  FORGE1022: {
    fault: "host",
    title: "bad user configuration",
    explanation: "The user configuration file does not satisfy its schema. See docs/configuration.md.",
  },
  FORGE1023: {
    fault: "project",
    title: "a dependency is not allowed here",
    explanation:
      "A kind restricts what it may depend on: `filter` takes exactly one build dependency, `compose` and `script` no runtime dependencies.",
  },
  FORGE1024: {
    fault: "project",
    title: "the package is CommonJS",
    explanation:
      'The project\'s package.json says `"type": "commonjs"`, and the configuration needs a module feature that CommonJS lacks. Write `"type": "module"`.',
  },
  FORGE1025: {
    fault: "host",
    title: "the configuration is evaluated outside a sandbox",
    explanation:
      "`--unsealed` runs the configuration with all that you may do yourself: only for one that you trust, on a host without a sandbox. What comes out may depend on this machine, so nothing is written to `forge.lock`.",
  },
  FORGE1026: {
    fault: "project",
    title: "the compiler refuses the configuration",
    explanation:
      "`forge check` runs the TypeScript compiler of the project over what tsconfig.json includes. The sentence is the compiler's, with its own number.",
  },
  FORGE1027: {
    fault: "project",
    title: "the configuration is not the same twice",
    explanation:
      "`forge check` evaluates a second time, and the graphs must be the same. The first path at which they differ is shown. Look there for what depends on time, chance or order.",
  },
  FORGE1028: {
    fault: "host",
    title: "the TypeScript compiler is missing",
    explanation: "`forge check` runs the compiler that the project has installed, 5.9 or newer: `npm install --save-dev typescript`.",
  },
  FORGE1029: {
    fault: "project",
    title: "tsconfig.json leaves the configuration out",
    explanation:
      'The compiler looks at what tsconfig.json includes. Without the file, or without build.config.ts in it, `forge check` and editors would let every error pass. `{ "extends": "forge-build/tsconfig.json", "include": ["**/*.ts"] }` is enough.',
  },
  FORGE1040: {
    fault: "project",
    title: "a `.bst` project's YAML cannot be read",
    explanation:
      "The file is not text, not valid YAML, or uses what BuildStream projects may not: anchors, aliases, foreign tags, a key twice, a second document. The place is where reading stopped.",
  },
  FORGE1041: {
    fault: "project",
    title: "a `.bst` project's data is refused",
    explanation: "A key is missing or not known, or a value does not have the type or form that is wanted there.",
  },
  FORGE1042: {
    fault: "project",
    title: "values of a `.bst` project cannot be composed",
    explanation: "A list meets a text or a mapping, or `(>)`, `(<)` or `(=)` meets no list to work on.",
  },
  FORGE1043: {
    fault: "project",
    title: "a condition cannot be evaluated",
    explanation:
      "What stands in `(?)` is not an expression over the project's options: `==`, `!=`, `in`, `not in`, `and`, `or`, `not`, parentheses, texts and lists.",
  },
  FORGE1044: {
    fault: "project",
    title: "the project refuses this configuration",
    explanation: "The project has an assertion, `(!)`, for the options that were chosen. Its own text says why.",
  },
  FORGE1045: {
    fault: "project",
    title: "a file of a `.bst` project is missing",
    explanation:
      "An element, include, directory or local file that the project names does not exist, is of another kind, or lies outside the project.",
  },
  FORGE1046: {
    fault: "project",
    title: "a circle of includes, links or junctions",
    explanation: "Files or projects refer to one another in a circle.",
  },
  FORGE1047: {
    fault: "project",
    title: "a junction cannot be used",
    explanation:
      "The other project is not there, is no project, leads back to where it was asked for, or is reached by two ways that do not agree. In TypeScript, `as` tells instances apart; in `project.conf`, `junctions: duplicates` and `internal` say which may differ.",
  },
  FORGE1048: {
    fault: "project",
    title: "a `.bst` format that is not supported",
    explanation:
      "forge loads projects for BuildStream 2 (`min-version`) up to the version it knows, and for BuildStream 1 (`format-version` 0 to 18).",
  },
  FORGE1049: {
    fault: "project",
    title: "a plugin is not known",
    explanation: "The kind is neither one of BuildStream's own nor declared under `plugins` in `project.conf`.",
  },
  FORGE1050: {
    fault: "project",
    title: "an element that forge cannot build",
    explanation:
      "It loads and shows, but building it takes something that forge does not have, which the message names: a kind of element or source that is code of another tool, a machine of another architecture. What does not depend on it builds with `--on-error continue`.",
  },
  FORGE1055: {
    fault: "project",
    title: "a declaration is stale",
    explanation:
      "`forge sync` wrote down what a project of BuildStream has, and it has something else now. `forge sync` writes it anew; what the configuration uses and is gone is then an error of the compiler, at its line.",
  },
  FORGE1060: {
    fault: "project",
    title: "what is left out is needed",
    explanation:
      "`--except` leaves an element out of a build, and a target is built with it. What is left out is used where it is in the store, and never made. With `--on-error continue` all is built that does without it.",
  },
  FORGE1062: {
    fault: "project",
    title: "a map of plug-ins that cannot be used",
    explanation:
      "`forge import --plugins` takes a module whose default export is what `definePlugins` makes: for each kind, the module that has it and its name there. Modules lie below the directory of the map, or are packages.",
  },
  FORGE1081: {
    fault: "project",
    title: "a file of a definitions tree is not as the format has it",
    explanation:
      "A file of Baserock definitions is no YAML, has a field of another type than the format's, or names a path outside of the tree. The place is in the file. What is wrong in one system costs that system and what names it; the rest loads.",
  },
  FORGE1082: {
    fault: "project",
    title: "definitions name what is not there",
    explanation:
      "A file, chunk, build system or system that Baserock definitions name is not in the tree, or strata need one another in a circle.",
  },
  FORGE1083: {
    fault: "project",
    title: "definitions of an unknown version",
    explanation:
      "`VERSION` says that the definitions are of a newer format than forge reads. Newer formats may mean something else by the same words.",
  },
} as const satisfies CodeTable;
