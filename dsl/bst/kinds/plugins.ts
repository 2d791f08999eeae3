// Element kinds of the package buildstream-plugins. Its releases 2.0 to 2.8 have the same defaults.

import { buildKind, kindTable } from "./kind.ts";
import { directoryArguments, INSTALL_DIRECTORIES, MAKE_ENVIRONMENT } from "./shared.ts";

const AUTOGEN = `export NOCONFIGURE=1;

if [ -x %{conf-cmd} ]; then true;
elif [ -x %{conf-root}/autogen ]; then %{conf-root}/autogen;
elif [ -x %{conf-root}/autogen.sh ]; then %{conf-root}/autogen.sh;
elif [ -x %{conf-root}/bootstrap ]; then %{conf-root}/bootstrap;
elif [ -x %{conf-root}/bootstrap.sh ]; then %{conf-root}/bootstrap.sh;
else autoreconf -ivf %{conf-root};
fi`;

const DELETE_LIBTOOL_ARCHIVES = `if %{remove-libtool-modules} || %{remove-libtool-libraries}; then
  find "%{install-root}" -name "*.la" -print0 | while read -d '' -r file; do
    if grep '^shouldnotlink=yes$' "\${file}" &>/dev/null; then
      if %{remove-libtool-modules}; then
        echo "Removing \${file}."
        rm "\${file}"
      else
        echo "Not removing \${file}."
      fi
    else
      if %{remove-libtool-libraries}; then
        echo "Removing \${file}."
        rm "\${file}"
      else
        echo "Not removing \${file}."
      fi
    fi
  done
fi`;

const STRIP = ["%{strip-binaries}"];
const DIRECTORIES = INSTALL_DIRECTORIES.map((name): [string, string] => [name, name]);
const CONFIGURE_ARGUMENTS = directoryArguments([["prefix", "prefix"], ["exec-prefix", "exec_prefix"], ...DIRECTORIES]);
const MESON_ARGUMENTS = directoryArguments([["prefix", "prefix"], ...DIRECTORIES]);
const INSTALL_ARGUMENTS = '%{make-args} DESTDIR="%{install-root}" install';

export const PLUGINS = kindTable([
  buildKind("autotools", {
    variables: {
      autogen: AUTOGEN,
      "conf-global": "",
      "conf-local": "",
      "conf-cmd": "%{conf-root}/configure",
      "conf-args": `${CONFIGURE_ARGUMENTS} %{conf-global} %{conf-local}`,
      configure: "%{conf-cmd} %{conf-args}",
      "make-args": "",
      "make-install-args": INSTALL_ARGUMENTS,
      make: "make %{make-args}",
      "make-install": "make -j1 %{make-install-args}",
      "remove-libtool-modules": "false",
      "remove-libtool-libraries": "false",
      "delete-libtool-archives": DELETE_LIBTOOL_ARCHIVES,
    },
    config: {
      "configure-commands": ["%{autogen}", "%{configure}"],
      "build-commands": ["%{make}"],
      "install-commands": ["%{make-install}", "%{delete-libtool-archives}"],
      "strip-commands": STRIP,
    },
    ...MAKE_ENVIRONMENT,
  }),
  buildKind("cmake", {
    variables: {
      "build-dir": "_builddir",
      "cmake-global": "",
      "cmake-local": "",
      generator: "Ninja",
      "cmake-args": `-DCMAKE_VERBOSE_MAKEFILE=ON \\
-DCMAKE_INSTALL_PREFIX:PATH="%{prefix}" \\
-DCMAKE_INSTALL_LIBDIR:PATH="%{lib}" %{cmake-global} %{cmake-local}`,
      cmake: 'cmake -B%{build-dir} -H"%{conf-root}" -G"%{generator}" %{cmake-args}',
      make: "cmake --build %{build-dir} -- ${JOBS}",
      "make-install": 'env DESTDIR="%{install-root}" cmake --build %{build-dir} --target install',
    },
    config: {
      "configure-commands": ["%{cmake}"],
      "build-commands": ["%{make}"],
      "install-commands": ["%{make-install}"],
      "strip-commands": STRIP,
    },
    environment: { JOBS: "-j%{max-jobs}" },
    "environment-nocache": ["JOBS"],
  }),
  buildKind("make", {
    variables: {
      "make-args": 'PREFIX="%{prefix}"',
      "make-install-args": INSTALL_ARGUMENTS,
      make: "make %{make-args}",
      "make-install": "make -j1 %{make-install-args}",
    },
    config: { "build-commands": ["%{make}"], "install-commands": ["%{make-install}"], "strip-commands": STRIP },
    ...MAKE_ENVIRONMENT,
  }),
  buildKind("meson", {
    variables: {
      "build-dir": "_builddir",
      "meson-global": "",
      "meson-local": "",
      "meson-args": `${MESON_ARGUMENTS} %{meson-global} %{meson-local}`,
      meson: "meson setup %{conf-root} %{build-dir} %{meson-args}",
      "meson-build": "ninja -v -j ${JOBS} -C %{build-dir}",
      "meson-install": 'env DESTDIR="%{install-root}" meson install -C %{build-dir} --no-rebuild',
    },
    config: {
      "configure-commands": ["%{meson}"],
      "build-commands": ["%{meson-build}"],
      "install-commands": ["%{meson-install}"],
      "strip-commands": STRIP,
    },
    environment: { JOBS: "%{max-jobs}" },
    "environment-nocache": ["JOBS"],
  }),
  buildKind("pip", {
    variables: {
      pip: "pip",
      "pip-flags": "%{pip} install --no-deps --root=%{install-root} --prefix=%{prefix}",
      "pip-install-package": "%{pip-flags} %{conf-root}",
      "pip-download-dir": ".bst_pip_downloads",
      "pip-install-dependencies": "if [ -e %{pip-download-dir} ]; then %{pip-flags} %{pip-download-dir}/*; fi",
    },
    config: {
      "configure-commands": [],
      "build-commands": [],
      "install-commands": ["%{pip-install-package}", "%{pip-install-dependencies}"],
      "strip-commands": STRIP,
    },
  }),
  buildKind("setuptools", {
    variables: {
      python: "python3",
      "python-build": "%{python} %{conf-root}/setup.py build",
      "install-args": '--prefix "%{prefix}" \\\n--root "%{install-root}"',
      "python-install": "%{python} %{conf-root}/setup.py install %{install-args}",
    },
    config: {
      "configure-commands": [],
      "build-commands": ["%{python-build}"],
      "install-commands": ["%{python-install}"],
      "strip-commands": STRIP,
    },
  }),
]);
