// How chunks are built: what DEFAULTS says, or, before there was that file, what builders knew; and how a chunk changes it.

import { asMap, asScalar, entries, list, optional } from "./access.ts";
import type { Command, Phase, Phases } from "./model.ts";
import { PHASES } from "./model.ts";
import { refuse } from "./refuse.ts";
import type { MapNode, YamlNode } from "./yaml.ts";

/** Commands by phase of each build system. */
export type BuildSystems = ReadonlyMap<string, Phases>;

/** The table `build-systems` of DEFAULTS. `manual` is there always. */
export function readBuildSystems(defaults: MapNode): BuildSystems {
  const found = new Map<string, Phases>([["manual", {}]]);
  for (const [name, node] of entries(defaults, "build-systems")) found.set(name, readPhases(asMap(node, `build system ${name}`)));
  return found;
}

/** What stands for each phase itself; `pre-` and `post-` are for chunks. */
function readPhases(map: MapNode): Phases {
  return Object.fromEntries(
    PHASES.flatMap((phase): [Phase, readonly Command[]][] => {
      const commands = readCommands(map, `${phase}-commands`);
      return commands ? [[phase, commands]] : [];
    }),
  );
}

/** Commands of a list; undefined where the list is not there. */
export function readCommands(map: MapNode, name: string): readonly Command[] | undefined {
  return optional(map, name) && list(map, name).map((node, index) => commandOf(node, `\`${name}[${index}]\``));
}

function commandOf(node: YamlNode, what: string): Command {
  const scalar = asScalar(node, what);
  if (scalar.source.includes("\0")) throw refuse(`${what} holds a zero byte`, node.place);
  // `- true` is the command, not a truth.
  // Blank lines around a command mean nothing.
  return (scalar.isText ? scalar.text : scalar.source).replace(/^(?:[ \t]*\n)+|\s+$/g, "");
}

const STRIP: Command = [
  'find "$DESTDIR" -type f | while read -r file; do',
  '  case "$(head -c 4 "$file" | tr -d "\\177")" in',
  '    ELF) strip --remove-section=.comment --remove-section=.note --strip-unneeded "$file" || true ;;',
  "  esac",
  "done",
].join("\n");

const AUTOTOOLS: Phases = {
  configure: [
    [
      "export NOCONFIGURE=1",
      "for script in autogen autogen.sh bootstrap bootstrap.sh; do",
      '  if [ -e "$script" ]; then "./$script"; exit; fi',
      "done",
      "[ -e configure ] || autoreconf -ivf",
    ].join("\n"),
    './configure --prefix="$PREFIX"',
  ],
  build: ["make"],
  install: ['make DESTDIR="$DESTDIR" install'],
};

function distutils(python: string): Phases {
  return { build: [`${python} setup.py build`], install: [`${python} setup.py install --prefix "$PREFIX" --root "$DESTDIR"`] };
}

const BUILT_IN: { readonly [name: string]: Phases } = {
  manual: {},
  autotools: AUTOTOOLS,
  "python-distutils": distutils("python"),
  "python3-distutils": distutils("python3"),
  cpan: { configure: ['perl Makefile.PL PREFIX="$DESTDIR$PREFIX"'], build: ["make"], install: ["make install"] },
  "module-build": { configure: ['perl Build.PL --prefix "$DESTDIR$PREFIX"'], build: ["./Build"], install: ["./Build install"] },
  cmake: { configure: ['cmake -DCMAKE_INSTALL_PREFIX="$PREFIX" .'], build: ["make"], install: ['make DESTDIR="$DESTDIR" install'] },
  qmake: { configure: ["qmake -makefile"], build: ["make"], install: ['make INSTALL_ROOT="$DESTDIR" install'] },
};

/** What is looked for in a chunk's files, in this order, where it says nothing of its build system. */
const SIGNS: readonly (readonly [sign: string, system: string])[] = [
  ["-e configure -o -e configure.ac -o -e configure.in -o -e autogen.sh -o -e autogen -o -e bootstrap", "autotools"],
  ["-e Build.PL", "module-build"],
  ["-e Makefile.PL", "cpan"],
  ["-e setup.py", "python-distutils"],
  ["-e CMakeLists.txt", "cmake"],
  ['-n "$(ls *.pro 2>/dev/null)"', "qmake"],
];

export const GUESSED = "guessed";

/** What builders knew before DEFAULTS: the table, and one more that finds out when it runs. */
export function builtInSystems(version: number): BuildSystems {
  const strips = version >= 5;
  const known = new Map(
    Object.entries(BUILT_IN).map(([name, phases]): [string, Phases] => [
      name,
      strips && name !== "manual" ? { ...phases, strip: [STRIP] } : phases,
    ]),
  );
  known.set(GUESSED, { ...guessing(), ...(strips && { strip: [STRIP] }) });
  return known;
}

function guessing(): Phases {
  return Object.fromEntries(
    (["configure", "build", "install"] as const).map((phase) => {
      const arms = SIGNS.map(([sign, system], index) => {
        const commands = (BUILT_IN[system]?.[phase] ?? []).map((command) => `(\n${command}\n)`).join(" &&\n") || ":";
        return `${index === 0 ? "if" : "elif"} [ ${sign} ]; then\n${commands}\n`;
      });
      return [phase, [`${arms.join("")}else\necho 'nothing here says how it is built' >&2; exit 1\nfi`]];
    }),
  );
}
