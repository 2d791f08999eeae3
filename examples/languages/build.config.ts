// One small program each in C, Rust, Go, Python and JavaScript, from sources that hold all they need, over Debian's toolchains.

import { cargo, compose, debianBase, defineProject, go, local, make, node, python } from "forge-build";

const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];

/** What compiles; nothing of it reaches the system. One for each language, so that a program is built again only for its own. */
const cTools = debianBase({ archives, packages: ["gcc", "libc6-dev", "make"] });
const rustTools = debianBase({ archives, packages: ["cargo"] });
const goTools = debianBase({ archives, packages: ["golang-go"] });
const pythonTools = debianBase({
  archives,
  packages: ["python3-build", "python3-installer", "python3-setuptools", "python3-wheel", "flit"],
});

const nodeTools = debianBase({ archives, packages: ["npm"] });

/** Makefile, PREFIX, DESTDIR. */
const countWordsC = make({ sources: [local("./c")], buildDepends: [cTools] });

/** Cargo.lock and `vendor/`. */
const countWordsRust = cargo({ sources: [local("./rust")], buildDepends: [rustTools] });

/** go.mod and `vendor/`. */
const countWordsGo = go({ sources: [local("./go")], buildDepends: [goTools], cgo: false });

/** Two Python projects with different backends; the program needs the library when it runs. */
const wordsPython = python({ sources: [local("./python/vendor/words")], buildDepends: [pythonTools], testRunner: "unittest" });
const countWordsPython = python({
  sources: [local("./python")],
  buildDepends: [pythonTools],
  depends: [wordsPython],
  testRunner: "unittest",
});

/** package-lock.json and the archives that it names, in `npm-vendor/`. */
const countWordsNode = node({ sources: [local("./node")], buildDepends: [nodeTools] });

/** A system that runs them: interpreters for Python and JavaScript, the C library for the others. */
const base = debianBase({ archives, packages: ["nodejs", "python3-minimal"] });

const system = compose({
  buildDepends: [base, countWordsC, countWordsRust, countWordsGo, countWordsPython, countWordsNode],
  exclude: ["debug"],
});

export default defineProject({
  name: "languages",
  elements: {
    tools: { cTools, rustTools, goTools, pythonTools, nodeTools },
    countWordsC,
    countWordsRust,
    countWordsGo,
    wordsPython,
    countWordsPython,
    countWordsNode,
    base,
    system,
  },
  default: system,
});
