// The synthetic definitions trees as projects of a test, their chunks' repositories on loopback.

import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MirrorNode } from "../../core/model/graph.ts";
import { type GitServer, serveGit, type WorkFiles } from "../rig/git-server.ts";
import { createProject, type Project } from "../rig/project.ts";

const trees = join(import.meta.dirname, "trees");

/** What each repository of the tree `eight` holds. */
const REPOSITORIES: { readonly [name: string]: WorkFiles } = {
  tools: { greet: { executable: "#!/bin/sh\necho greetings\n" } },
  words: { "words.in": "words for @arch@\n" },
  init: {
    init: {
      executable: [
        "#!/bin/sh",
        "mount -t proc proc /proc && mount -t devtmpfs dev /dev",
        "exec </dev/console >/dev/console 2>&1",
        'echo "BASEROCK-BOOT $(cat /etc/hostname) $(greet) $(tr "\\n" " " < /etc/order)$(hello)"',
        "poweroff -f",
        "",
      ].join("\n"),
    },
  },
  "hello-po": { "de.po": "hallo\n" },
};

/** Takes a word out of its submodule. */
const INSTALL = `set -e
mkdir -p "$1/bin" "$1/include"
printf '#!/bin/sh\\necho %s\\n' "$(cat po/de.po) from $PREFIX" > "$1/bin/hello"
chmod 755 "$1/bin/hello"
echo hello > "$1/include/hello.h"
`;

export interface Tree extends Project {
  readonly server: GitServer;
  /** A configuration that leads the aliases to the server. */
  readonly mirrors: { readonly [alias: string]: MirrorNode };
}

/** The tree `eight`, with the commits of repositories that a server has. */
export async function treeWithSources(): Promise<Tree> {
  const server = await serveGit();
  const refs: { [name: string]: string } = {};
  for (const [name, files] of Object.entries(REPOSITORIES)) {
    const repository = server.repository(name);
    refs[name] = repository.commit(files);
    repository.publish();
  }
  const hello = server.repository("hello");
  hello.commit({
    "po/.keep": "",
    ".gitmodules": '[submodule "po"]\n\tpath = po\n\turl = https://gone.invalid/po\n',
    "install.sh": INSTALL,
  });
  hello.git("rm", "--quiet", "--cached", "po/.keep");
  hello.git("update-index", "--add", "--cacheinfo", `160000,${refs["hello-po"]},po`);
  hello.git("commit", "--quiet", "--message", "submodule");
  refs["hello"] = hello.git("rev-parse", "HEAD");
  hello.publish();
  const project = createProject({});
  copyTree("eight", project, (text) => text.replace(/@(\w+)@(?=\n)/g, (marker, name: string) => refs[name] ?? marker));
  const mirrors = { upstream: { url: server.url } };
  project.write("../config/forge/config.json", JSON.stringify({ mirrors }));
  const dispose = project[Symbol.asyncDispose].bind(project);
  return Object.assign(project, {
    server,
    mirrors,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await dispose();
    },
  });
}

/** A tree without what is behind its repositories. */
export function plainTree(name: string): Project {
  const project = createProject({});
  copyTree(name, project, (text) => text.replace(/@\w+@(?=\n)/g, "0".repeat(40)));
  return project;
}

function copyTree(name: string, project: Project, change: (text: string) => string): void {
  cpSync(join(trees, name), project.root, { recursive: true });
  // Listed where they come from: the project has a link to all of forge, which some versions of Node follow.
  for (const path of readdirSync(join(trees, name), { recursive: true, encoding: "utf8" }))
    if (path.endsWith(".morph")) project.write(path, change(readFileSync(join(trees, name, path), "utf8")));
}
