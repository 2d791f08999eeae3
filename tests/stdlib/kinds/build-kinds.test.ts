// What the kinds that build with a build system have in common, and the commands that each comes to.

import { describe, expect, test } from "vitest";
import { identityOf } from "../../../core/key/digest.ts";
import { manifestOf } from "../../../core/key/manifest.ts";
import { autotools, cargo, cmake, type Element, go, make, meson, node, python, sh, text } from "../../../stdlib/public.ts";
import { commandsOf, environmentOf, nodeOf, runRecipeOf } from "./node-of.ts";

const kinds = { autotools, cargo, cmake, go, make, meson, node, python };

const keyOf = (element: Element): string =>
  identityOf(manifestOf({ element: nodeOf(element), architecture: "x86_64", dependencies: [], sources: [] }));

describe.each(Object.entries(kinds))("%s", (name, kind) => {
  test("has the steps that integrators know, strip last", () => {
    const { steps } = runRecipeOf(kind({}));
    const configured = ["autotools", "cmake", "meson", "node"].includes(name) ? ["configure"] : [];
    expect(steps.map((step) => step.name)).toEqual([...configured, "build", "install", "strip"]);
  });

  test("keeps its tests out of the key", () => {
    const tested = kind({ steps: { test: { after: [sh`./more-tests`] } } });
    expect(commandsOf(tested, "test").at(-1)).toBe("./more-tests");
    expect(keyOf(tested)).toBe(keyOf(kind({})));
  });

  test("keeps limits out of the key", () => {
    const limited = kind({ timeLimit: 3600, slots: 2, maxJobs: 1 });
    expect(runRecipeOf(limited)).toMatchObject({ timeLimit: 3600, slots: 2, maxJobs: 1 });
    expect(keyOf(limited)).toBe(keyOf(kind({})));
  });

  test("takes commands around and instead of a step's own", () => {
    const changed = kind({ steps: { build: { run: [sh`make world`], after: [sh`echo built`] }, strip: { run: [] } } });
    expect(commandsOf(changed, "build")).toEqual(["make world", "echo built"]);
    expect(runRecipeOf(changed).steps.map((step) => step.name)).not.toContain("strip");
  });

  test("names no number of jobs", () => {
    const texts = runRecipeOf(kind({})).steps.flatMap(({ commands }) => commands);
    expect(texts.filter((command) => /-j ?\d|--parallel \d/.test(command))).toEqual([]);
  });

  test("takes out of what is compiled where the sources lay", () => {
    expect(environmentOf(kind({}), "CFLAGS")).toContain("-ffile-prefix-map=/forge/build=.");
  });
});

describe("autotools", () => {
  test("configures in a directory of its own, with every directory said", () => {
    const element = autotools({
      configure: ["--without-x", "--with-name=a b"],
      variables: { prefix: "/opt", confGlobal: "--disable-static" },
    });
    expect(commandsOf(element, "configure").at(-1)).toBe(
      [
        'configure=$(cd "$(dirname ./configure)" && pwd)/$(basename ./configure)',
        "mkdir -p _build",
        "cd _build",
        '"$configure" --prefix=/opt --exec-prefix=/opt --bindir=/opt/bin --sbindir=/opt/sbin --libexecdir=/opt/libexec --sysconfdir=/etc' +
          " --datadir=/opt/share --includedir=/opt/include --libdir=/opt/lib --localstatedir=/var --sharedstatedir=/opt/com" +
          " --mandir=/opt/share/man --infodir=/opt/share/info --disable-static  --without-x '--with-name=a b'",
      ].join("\n"),
    );
  });

  test("installs with one job, below DESTDIR", () => {
    expect(commandsOf(autotools({ make: ["TLS=no"] }), "install")[0]).toBe(
      "env -u MAKEFLAGS make -C _build TLS=no  DESTDIR=/forge/install install",
    );
  });

  test("keeps libtool's archives when told to", () => {
    expect(commandsOf(autotools({ libtoolArchives: "all" }), "install")).toHaveLength(1);
    expect(commandsOf(autotools({ libtoolArchives: "none" }), "install")).toHaveLength(2);
  });
});

describe("make", () => {
  test("makes the targets it is given, with PREFIX", () => {
    expect(commandsOf(make({ targets: ["all", "docs"] }), "build")).toEqual(["make -C . PREFIX=/usr all docs"]);
  });

  test("installs below DESTDIR", () => {
    expect(commandsOf(make({ variables: { buildDir: "src" } }), "install")).toEqual([
      "env -u MAKEFLAGS make -C src PREFIX=/usr DESTDIR=/forge/install install",
    ]);
  });
});

describe("cmake", () => {
  test("writes definitions as CMake reads them", () => {
    const [configure] = commandsOf(cmake({ buildType: "Debug", define: { TESTS: false, LEVEL: 3, NAME: text`a ${"b"}` } }), "configure");
    expect(configure).toMatch(/ -DCMAKE_BUILD_TYPE=Debug -DTESTS=OFF -DLEVEL=3 '-DNAME=a b'$/);
  });

  test("is kept from the network and from registries of packages", () => {
    const [configure] = commandsOf(cmake({}), "configure");
    for (const definition of ["FETCHCONTENT_FULLY_DISCONNECTED=ON", "CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF"])
      expect(configure).toContain(`-D${definition}`);
  });
});

describe("meson", () => {
  test("writes options as Meson reads them, and downloads nothing", () => {
    const [setup] = commandsOf(meson({ buildType: "release", options: { docs: false, tls: "enabled", plugins: ["a", "b"] } }), "configure");
    expect(setup).toMatch(/^meson setup _build \/forge\/build\/\. --buildtype=release .* -Ddocs=false -Dtls=enabled -Dplugins=a,b$/);
    expect(setup).toContain("--wrap-mode=nodownload");
  });
});

describe("python", () => {
  test("builds a wheel without isolation and installs that below DESTDIR", () => {
    const element = python({ bytecode: false, backendSettings: { "--global-option": "x y" } });
    expect(commandsOf(element, "build")).toEqual([
      "python3 -m build --no-isolation --wheel  --outdir=/forge/build/_build '--config-setting=--global-option=x y' .",
    ]);
    expect(commandsOf(element, "install")[0]).toContain(
      'python3 -m installer --destdir=/forge/install --prefix=/usr --no-compile-bytecode "$wheel"',
    );
  });
});

describe("cargo", () => {
  test("builds each package from its lock, offline", () => {
    const element = cargo({ packages: ["cli", "daemon"], features: ["tls", "http2"], defaultFeatures: false });
    const command = (directory: string) =>
      `cd ./${directory}\nCARGO_BUILD_JOBS="\${FORGE_JOBS:-1}" cargo build --release --frozen --features=tls,http2 --no-default-features `;
    expect(commandsOf(element, "build")).toEqual([command("cli"), command("daemon")]);
  });
});

describe("go", () => {
  test("installs the programs of the packages it is given", () => {
    const [install] = commandsOf(
      go({ packages: ["./cmd/..."], tags: ["netgo"], ldflags: ["-X", "main.version=1"], cgo: false }),
      "install",
    );
    expect(install).toContain("export GOBIN=/forge/install/usr/bin\n");
    expect(install).toContain("CGO_ENABLED=0 go install -p \"${FORGE_JOBS:-1}\" -tags=netgo '-ldflags=-X main.version=1' ./cmd/...");
  });
});

describe("node", () => {
  test("installs from its lock, offline, and runs no script of its dependencies", () => {
    const [configure] = commandsOf(node({}), "configure");
    expect(configure).toContain("npm ci --ignore-scripts");
    expect(configure).not.toContain("npm rebuild");
    expect(environmentOf(node({}), "npm_config_offline")).toBe("true");
  });

  test("runs the scripts it is told to, where the package has them", () => {
    expect(commandsOf(node({ scripts: ["compile", "bundle"] }), "build")).toEqual([
      "cd .\nnpm run --if-present compile",
      "cd .\nnpm run --if-present bundle",
    ]);
  });
});

describe("what is refused", () => {
  const wrong: readonly (readonly [kind: (input: never) => Element, input: object, message: string])[] = [
    [autotools, { configure: "--with-x" }, 'autotools: `configure` must be a list, not "--with-x"'],
    [autotools, { libtoolArchives: "some" }, 'autotools: `libtoolArchives` must be one of "all", "modules", "none", not "some"'],
    [cargo, { packages: [] }, "cargo: `packages`"],
    [cargo, { features: [1] }, "cargo: `features[0]` must be a string, not 1"],
    [cmake, { define: { A: null } }, "cmake: `define.A` must be"],
    [cmake, { defines: {} }, 'cmake has no field "defines"; did you mean "define"?'],
    [go, { cgo: "no" }, 'go: `cgo` must be true or false, not "no"'],
    [make, { targets: [undefined] }, "make: `targets[0]`"],
    [meson, { buildType: "fast" }, "meson: `buildType` must be one of"],
    [node, { scripts: "build" }, 'node: `scripts` must be a list, not "build"'],
    [python, { testRunner: "nose" }, 'python: `testRunner` must be one of "pytest", "unittest", not "nose"'],
    [python, { steps: { configure: { run: [] } } }, 'python has no step "configure"'],
    [make, { variables: { cflag: "-O3" } }, 'make: `variables` has no "cflag"; did you mean "cflags"?'],
  ];

  test.each(wrong)("%o with %o", (kind, input, message) => {
    let refusal: unknown;
    try {
      kind(input as never);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: "FORGE1007", message: expect.stringContaining(message) });
  });
});

test("a kind that runs no commands takes no limits", async () => {
  const { stack } = await import("../../../stdlib/public.ts");
  expect(() => stack({ timeLimit: 5 } as never)).toThrow("stack runs no commands, so it has no `timeLimit`");
});

test("limits must be sensible", () => {
  expect(() => make({ slots: 0 })).toThrow("make: `slots` must be a whole number above 0, not 0");
  expect(() => make({ timeLimit: -1 })).toThrow("make: `timeLimit` must be a number of seconds");
});
