// Element kinds of BuildStream 1.6 and of its package bst-external. Their command texts differ from those of format 2.

import { imageKinds } from "./images.ts";
import { buildKind, kindTable, otherKind } from "./kind.ts";
import { block, directoryArguments, INSTALL_DIRECTORIES, MAKE_ENVIRONMENT } from "./shared.ts";

const AUTOGEN = `export NOCONFIGURE=1;

if [ -x %{conf-cmd} ]; then true;
elif [ -x autogen ]; then ./autogen;
elif [ -x autogen.sh ]; then ./autogen.sh;
elif [ -x bootstrap ]; then ./bootstrap;
elif [ -x bootstrap.sh ]; then ./bootstrap.sh;
else autoreconf -ivf;
fi`;

const STRIP = [block("%{strip-binaries}")];
const STRIP_PYTHON = [block("%{strip-binaries}"), block("%{fix-pyc-timestamps}")];
const DIRECTORIES = INSTALL_DIRECTORIES.map((name): [string, string] => [name, name]);
const CONFIGURE_ARGUMENTS = directoryArguments([["prefix", "prefix"], ["exec-prefix", "exec_prefix"], ...DIRECTORIES]);
const MESON_ARGUMENTS = directoryArguments([["prefix", "prefix"], ...DIRECTORIES]);

export const CORE_1 = kindTable([
  buildKind("autotools", {
    variables: {
      autogen: AUTOGEN,
      "conf-global": "",
      "conf-local": "",
      "conf-extra": "",
      "conf-cmd": "./configure",
      "conf-args": `${CONFIGURE_ARGUMENTS} %{conf-extra} %{conf-global} %{conf-local}`,
      configure: "%{conf-cmd} %{conf-args}",
      make: "make",
      "make-install": 'make -j1 DESTDIR="%{install-root}" install',
    },
    config: {
      "configure-commands": [block("%{autogen}"), block("%{configure}")],
      "build-commands": [block("%{make}")],
      "install-commands": [block("%{make-install}")],
      "strip-commands": STRIP,
    },
    ...MAKE_ENVIRONMENT,
  }),
  buildKind("cmake", {
    variables: {
      "build-dir": "_builddir",
      "cmake-global": "",
      "cmake-local": "",
      "cmake-extra": "",
      generator: "Unix Makefiles",
      "cmake-args": `-DCMAKE_INSTALL_PREFIX:PATH="%{prefix}" \\
-DCMAKE_INSTALL_LIBDIR:PATH="%{lib}" %{cmake-extra} %{cmake-global} %{cmake-local}`,
      cmake: 'cmake -B%{build-dir} -H. -G"%{generator}" %{cmake-args}',
      make: "cmake --build %{build-dir} -- ${JOBS}",
      "make-install": 'env DESTDIR="%{install-root}" cmake --build %{build-dir} --target install',
    },
    config: {
      "configure-commands": [block("%{cmake}")],
      "build-commands": [block("%{make}")],
      "install-commands": [block("%{make-install}")],
      "strip-commands": STRIP,
    },
    environment: { JOBS: "-j%{max-jobs}", V: "1" },
    "environment-nocache": ["JOBS", "V"],
  }),
  buildKind("distutils", {
    variables: {
      python: "python3",
      "python-build": "%{python} setup.py build",
      "install-args": '--prefix "%{prefix}" \\\n--root "%{install-root}"',
      "python-install": "%{python} setup.py install %{install-args}",
    },
    config: {
      "configure-commands": [],
      "build-commands": [block("%{python-build}")],
      "install-commands": [block("%{python-install}")],
      "strip-commands": STRIP_PYTHON,
    },
  }),
  buildKind("make", {
    variables: {
      "make-args": 'PREFIX="%{prefix}"',
      "make-install-args": '%{make-args} DESTDIR="%{install-root}" install',
      make: "make %{make-args}",
      "make-install": "make -j1 %{make-install-args}",
    },
    config: { "build-commands": [block("%{make}")], "install-commands": [block("%{make-install}")], "strip-commands": STRIP },
    ...MAKE_ENVIRONMENT,
  }),
  buildKind("makemaker", {
    variables: { configure: "perl Makefile.PL PREFIX=%{install-root}%{prefix}", make: "make", "make-install": "make install" },
    config: {
      "configure-commands": [block("%{configure}")],
      "build-commands": [block("%{make}")],
      "install-commands": [block("%{make-install}")],
      "strip-commands": STRIP,
    },
  }),
  buildKind("manual", {
    config: { "configure-commands": [], "build-commands": [], "install-commands": [], "strip-commands": STRIP },
    ...MAKE_ENVIRONMENT,
  }),
  buildKind("meson", {
    variables: {
      "build-dir": "_builddir",
      "meson-global": "",
      "meson-local": "",
      "meson-extra": "",
      "meson-args": `${MESON_ARGUMENTS} %{meson-extra} %{meson-global} %{meson-local}`,
      meson: "meson %{build-dir} %{meson-args}",
      ninja: "ninja -j ${NINJAJOBS} -C %{build-dir}",
      "ninja-install": 'env DESTDIR="%{install-root}" ninja -C %{build-dir} install',
    },
    config: {
      "configure-commands": [block("%{meson}")],
      "build-commands": [block("%{ninja}")],
      "install-commands": [block("%{ninja-install}")],
      "strip-commands": STRIP,
    },
    environment: { NINJAJOBS: "%{max-jobs}" },
    "environment-nocache": ["NINJAJOBS"],
  }),
  buildKind("modulebuild", {
    variables: {
      configure: 'perl Build.PL --prefix "%{install-root}%{prefix}"',
      "perl-build": "./Build",
      "perl-install": "./Build install",
    },
    config: {
      "configure-commands": [block("%{configure}")],
      "build-commands": [block("%{perl-build}")],
      "install-commands": [block("%{perl-install}")],
      "strip-commands": STRIP,
    },
  }),
  buildKind("pip", {
    variables: { pip: "pip" },
    config: {
      "configure-commands": [],
      "build-commands": [],
      "install-commands": [block("%{pip} install --no-deps --root=%{install-root} --prefix=%{prefix} .")],
      "strip-commands": STRIP_PYTHON,
    },
  }),
  buildKind("qmake", {
    variables: { qmake: "qmake -makefile", make: "make", "make-install": 'make -j1 INSTALL_ROOT="%{install-root}" install' },
    config: {
      "configure-commands": [block("%{qmake}")],
      "build-commands": [block("%{make}")],
      "install-commands": [block("%{make-install}")],
      "strip-commands": STRIP,
    },
    ...MAKE_ENVIRONMENT,
  }),
  otherKind("script", "script", {
    defaults: { variables: { cwd: "/" }, config: { "root-read-only": "False", "create-dev-shm": "False", commands: [] } },
    forbids: { runtime: true, sources: true },
  }),
  otherKind("compose", "compose", {
    defaults: { config: { integrate: "True", include: [], exclude: [], "include-orphans": "True" } },
    forbids: { runtime: true, sources: true },
  }),
  otherKind("filter", "filter", {
    defaults: { config: { include: [], exclude: [], "include-orphans": "False" } },
    forbids: { sources: true },
  }),
  otherKind("import", "import", { defaults: { config: { source: "/", target: "/" } } }),
  otherKind("stack", "stack"),
  otherKind("junction", "junction", { forbids: { build: true, runtime: true } }),
]);

export const EXTERNAL_1 = kindTable([
  otherKind("flatpak_image", "opaque", { defaults: { config: { include: [], exclude: [] } } }),
  otherKind("flatpak_repo", "opaque", {
    defaults: { config: { environment: [], "copy-refs": [], "repo-mode": "archive", arch: "%{arch}", branch: "%{branch}" } },
  }),
  otherKind("snap_image", "opaque", { defaults: { config: { include: [], exclude: [], "include-orphans": "True" } } }),
  otherKind("tar_element", "opaque", { defaults: { config: { filename: "files", compression: "gzip" } } }),
  otherKind("check_forbidden", "opaque"),
  otherKind("collect_integration", "opaque"),
  otherKind("collect_manifest", "opaque"),
  otherKind("oci", "opaque"),
  ...imageKinds(block),
]);
