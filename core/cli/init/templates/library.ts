// Template `library`: a C library and a program that uses it, compiled in a base that holds a compiler and nothing of the host.

import { archivesText, type Template } from "../template.ts";

export const library: Template = {
  title: "a library and a program that uses it",
  files: ({ name, distribution }) => ({
    "options.ts": `// What can be chosen on the command line with \`-o name=value\`.

import { choice, defineOptions } from "forge-build";

export const options = defineOptions({
  /** How much the compiler does. */
  optimise: choice(["-O2", "-O3", "-Os"], { default: "-O2" }),
});
`,
    "build.config.ts": `// A library, a program that uses it, and a directory that holds what both need at run time.

import { compose, debianBase, defineProject, local, make } from "forge-build";
import { options } from "./options.ts";

/** Which archive and release. Where its mirror is, the machine that builds says. */
const archives = ${archivesText(distribution)};

/** What is compiled with. Nothing of the machine that builds is used. */
const tools = debianBase({ archives, packages: ["gcc", "libc6-dev", "make"] });

const greet = make({
  sources: [local("./greet")],
  buildDepends: [tools],
  make: [\`OPTIMISE=\${options.optimise}\`],
});

const hello = make({
  sources: [local("./hello")],
  buildDepends: [tools],
  depends: [greet],
});

/** What a machine needs to run it: the program and the library, without headers. */
const runtime = compose({ buildDepends: [greet, hello], include: ["runtime"], integrate: false });

export default defineProject({
  name: "${name}",
  elements: { tools, greet, hello, runtime },
  default: runtime,
});
`,
    "greet/Makefile": `OPTIMISE = -O2
PREFIX = /usr

libgreet.so: greet.c greet.h
	$(CC) $(CFLAGS) $(OPTIMISE) -fPIC -shared -Wl,-soname,$@ -o $@ greet.c

install: libgreet.so
	install -D -m 644 greet.h $(DESTDIR)$(PREFIX)/include/greet.h
	install -D -m 755 libgreet.so $(DESTDIR)$(PREFIX)/lib/libgreet.so
`,
    "greet/greet.h": `/** Writes a greeting to standard output. */
void greet(const char *whom);
`,
    "greet/greet.c": `#include "greet.h"
#include <stdio.h>

void greet(const char *whom)
{
	printf("hello, %s\\n", whom);
}
`,
    "hello/Makefile": `PREFIX = /usr

hello: hello.c
	$(CC) $(CFLAGS) -o $@ hello.c -lgreet

check: hello
	test "$$(./hello world)" = "hello, world"

install: hello
	install -D -m 755 hello $(DESTDIR)$(PREFIX)/bin/hello
`,
    "hello/hello.c": `#include <greet.h>

int main(int count, char **words)
{
	greet(count > 1 ? words[1] : "whoever you are");
	return 0;
}
`,
  }),
  readme: () => `## What is in it

| | |
|---|---|
| \`build.config.ts\` | the elements: \`tools\` to compile with, \`greet\` and \`hello\`, and \`runtime\`, what both need at run time |
| \`options.ts\` | what can be chosen: \`npx forge build -o optimise=-O3\` |
| \`greet/\`, \`hello/\` | the sources |

\`\`\`sh
npx forge test hello                          # runs its tests, in the sandbox where it is built
npx forge shell --build hello                 # a shell in that sandbox
npx forge checkout runtime out/runtime
\`\`\`
`,
};
