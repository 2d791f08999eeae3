// A small system from its parts: packages, a library from its upstream's sources, two programs that use it, and all of it
// composed.

import { autotools, cmake, compose, debianBase, debianSource, defineProject, importElement, local, meson } from "forge-build";
import { options } from "./options.ts";

const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];

/** What compiles. Nothing of it reaches the system. */
const tools = debianBase({
  archives,
  packages: ["autoconf", "automake", "cmake", "gcc", "libc6-dev", "libtool", "make", "meson", "ninja-build", "pkg-config"],
});

/** What the system stands on: a C library, a shell, and their kin. */
const base = debianBase({ archives });

/** A library as its upstream releases it, with what Debian mends. It has no `configure` yet: its own `bootstrap` makes one. */
const libyaml = autotools({
  description: "Reads and writes YAML",
  sources: [debianSource({ archives, package: "libyaml" })],
  buildDepends: [tools],
  configure: ["--disable-static"],
});

/** Greets whom a list names. */
const hello = cmake({
  sources: [local("./hello")],
  buildDepends: [tools],
  depends: [libyaml],
  define: { SHOUT: options.shout },
});

/** Shows how a list is nested. */
const outline = meson({
  sources: [local("./outline")],
  buildDepends: [tools],
  depends: [libyaml],
});

const guests = importElement({ sources: [local("./files")] });

/** All that is needed to run; nothing to develop with, to debug with, or to read. */
const system = compose({
  buildDepends: [base, hello, outline, guests],
  exclude: ["devel", "debug", "doc"],
});

export default defineProject({
  name: "hello",
  elements: { tools, base, libyaml, hello, outline, guests, system },
  default: system,
});
