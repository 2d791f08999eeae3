// Makes the pictures of docs/pictures: forge itself in a terminal, captured while it works.
//
//   node --import tsx scripts/pictures.ts [NAME...]
// What is built is small and waits where a real project would compile; what is seen of forge is as it is.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addBusybox, createProject, type Project, repository } from "../tests/rig/project.ts";
import { openScreen, type Screen } from "../tests/rig/tmux.ts";
import { screenSvg } from "./screen-svg.ts";

const COLUMNS = 100;

interface Shown {
  readonly title: string;
  /** Drives the screen to what is to be seen. */
  drive(screen: Screen, project: Project): Promise<void>;
  /** Keys that end it. */
  readonly end: readonly string[];
}

const pictures: { readonly [name: string]: Shown } = {
  build: {
    title: "forge build",
    end: ["C-c", "t"],
    async drive(screen) {
      await screen.press("forge build --builders 3", "Enter");
      await screen.shows(/building .*kernel[\s\S]*\n$/);
      await screen.shows(/built +curl/);
    },
  },
  failure: {
    title: "a failed build",
    end: ["C-c"],
    async drive(screen, project) {
      project.write("files/api.h", "");
      await screen.press("forge build --builders 3", "Enter");
      await screen.shows(/terminate.*\n[\s\S]*>\n$/);
    },
  },
  interrupted: {
    title: "Ctrl-C",
    end: ["C-c"],
    async drive(screen) {
      await screen.press("forge build --builders 3", "Enter");
      await screen.shows(/built +curl/);
      await screen.press("C-c");
      await screen.shows(/terminate.*\n>\n$/);
    },
  },
  watch: {
    title: "forge watch",
    end: ["C-c"],
    async drive(screen, project) {
      await screen.press("forge watch agent", "Enter");
      await screen.shows(/^watching/m);
      project.write("files/main.c", 'int main(void) { return API == 2 ? 0 : puts("saved again"); }\n');
      await screen.shows(/^changed[\s\S]*^watching/m);
    },
  },
};

/** An appliance in little. Each command prints and takes its time. */
const config = `import { compose, defineProject, importElement, local, manual, sh, stack } from "forge-build";

const toolchain = importElement({ sources: [local("./toolchain")] });
const zlib = manual({ buildDepends: [toolchain], build: [sh\`work zlib 4\`], install: [sh\`work install 1\`] });
const openssl = manual({ buildDepends: [toolchain, zlib], build: [sh\`work openssl 24\`], install: [sh\`work install 2\`] });
const curl = manual({ buildDepends: [toolchain, zlib], build: [sh\`work curl 9\`], install: [sh\`work install 1\`] });
const kernel = manual({ buildDepends: [toolchain], build: [sh\`work kernel 60\`], install: [sh\`work install 4\`] });
const agent = manual({
  buildDepends: [toolchain, zlib, curl],
  sources: [local("./files")],
  build: [sh\`grep -q API api.h || fail\`, sh\`work agent 3\`],
  install: [sh\`work install 1\`],
});
const services = stack({ runtimeDepends: [agent, curl] });
const system = compose({ buildDepends: [services, openssl, kernel], integrate: false });

export default defineProject({ name: "appliance", elements: { toolchain, zlib, openssl, curl, kernel, agent, services, system }, default: system });
`;

const work = `#!/bin/sh
i=0
while [ $i -lt $(($2 * 4)) ]; do i=$((i + 1)); echo "  CC  $1/part$i.o"; sleep 0.05; done
mkdir -p /forge/install/usr/lib && echo "$1" >"/forge/install/usr/lib/$1"
`;

const fail = `#!/bin/sh
echo "  CC  agent/main.o"
echo "main.c:1:31: error: 'API' undeclared (first use in this function)"
echo "make: *** [Makefile:12: main.o] Error 1"
exit 2
`;

for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(pictures)) await take(name);

async function take(name: string): Promise<void> {
  const shown = pictures[name];
  if (!shown) throw new Error(`there is no picture ${name}: ${Object.keys(pictures).join(", ")}`);
  await using project = createProject({
    "build.config.ts": config,
    "files/main.c": "int main(void) { return API == 2 ? 0 : 1; }\n",
    "files/api.h": "#define API 2\n",
  });
  addBusybox(project, "toolchain");
  for (const [program, text] of Object.entries({ work, fail })) project.write(`toolchain/bin/${program}`, text);
  const home = project.environment["HOME"] ?? "";
  await using screen = await openScreen(project, {
    columns: COLUMNS,
    rows: 24,
    environment: { TERM: "xterm-256color", XDG_CACHE_HOME: join(home, ".cache"), PATH: process.env["PATH"] ?? "" },
  });
  await screen.press(
    `forge() { '${process.execPath}' '${join(repository, "bin/forge.js")}' "$@"; }; chmod +x toolchain/bin/*; clear`,
    "Enter",
  );
  await screen.clear();
  await screen.press("Enter");
  await screen.shows(/^\$$/m);
  await shown.drive(screen, project);
  const lines = (await screen.capture({ colours: true })).trim().split("\n");
  const first = lines.findIndex((line) => line.includes("forge "));
  mkdirSync(join(repository, "docs/pictures"), { recursive: true });
  writeFileSync(
    join(repository, "docs/pictures", `${name}.svg`),
    screenSvg({ title: shown.title, columns: COLUMNS, lines: lines.slice(first) }),
  );
  await screen.press(...shown.end);
  await screen.shows(/\n\$\n$/);
}
