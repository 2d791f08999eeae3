// Element kinds of the packages buildstream-plugins-community and, before it, bst-plugins-experimental.

import { imageKinds } from "./images.ts";
import { buildKind, type Kind, type KindTable, kindTable, otherKind } from "./kind.ts";
import { MAKE_ENVIRONMENT } from "./shared.ts";

const STRIP = ["%{strip-binaries}"];
const NO_RUNTIME = { runtime: true, sources: true } as const;

/** The kinds of a release. `pureInstall`: perl modules are installed without their packing lists. */
function release({ pureInstall, buildArguments }: { readonly pureInstall: boolean; readonly buildArguments: boolean }): KindTable {
  const install = pureInstall ? "pure_install" : "install";
  return kindTable([
    buildKind("makemaker", {
      variables: {
        configure: "perl Makefile.PL PREFIX=%{prefix} DESTDIR=%{install-root}",
        make: "make",
        "make-install": `make ${install}`,
      },
      config: {
        "configure-commands": ["%{configure}"],
        "build-commands": ["%{make}"],
        "install-commands": ["%{make-install}"],
        "strip-commands": STRIP,
      },
    }),
    buildKind("modulebuild", {
      variables: {
        configure: 'perl Build.PL --prefix "%{install-root}%{prefix}"',
        "perl-build": "./Build",
        "perl-install": `./Build ${install}`,
      },
      config: {
        "configure-commands": ["%{configure}"],
        "build-commands": ["%{perl-build}"],
        "install-commands": ["%{perl-install}"],
        "strip-commands": STRIP,
      },
    }),
    buildKind("qmake", {
      variables: { qmake: "qmake -makefile %{conf-root}", make: "make", "make-install": 'make -j1 INSTALL_ROOT="%{install-root}" install' },
      config: {
        "configure-commands": ["%{qmake}"],
        "build-commands": ["%{make}"],
        "install-commands": ["%{make-install}"],
        "strip-commands": STRIP,
      },
      ...MAKE_ENVIRONMENT,
    }),
    pyproject(buildArguments),
    cargo,
    ...bazel,
    ...collectors,
    ...bundles,
    ...imageKinds((text) => text),
  ]);
}

function pyproject(buildArguments: boolean): Kind {
  return buildKind("pyproject", {
    variables: {
      python: "python -P",
      "build-args": `--no-isolation --wheel --outdir %{dist-dir}${buildArguments ? " %{build-args-local}" : ""}`,
      ...(buildArguments && { "build-args-local": "" }),
      "dist-dir": "%{build-root}/dist",
    },
    config: {
      "build-commands": ["%{python} -mbuild %{build-args} ."],
      "install-commands": ["%{python} -minstaller %{dist-dir}/*.whl --destdir %{install-root}"],
      "strip-commands": STRIP,
    },
  });
}

const cargo = buildKind("cargo", {
  variables: {
    cargo: "cargo",
    "cargo-install": '%{cargo} install --jobs "${MAXJOBS}" %{cargo-install-flags}',
    "cargo-install-flags": "%{cargo-install-global} %{cargo-install-local} --frozen --path . --root '%{install-root}%{prefix}'",
    "cargo-install-global": "",
    "cargo-install-local": "",
  },
  config: { "install-commands": ["%{cargo-install}", "rm '%{install-root}%{prefix}'/.crates*"], "strip-commands": STRIP },
  environment: { MAXJOBS: "%{max-jobs}" },
  "environment-nocache": ["MAXJOBS"],
});

const bazel: readonly Kind[] = [
  buildKind("bazel_build", {
    variables: {
      target: "",
      "bazel-startup-global": "",
      "bazel-startup-local": "",
      bazel: "bazel --output_user_root /bazel-home %{bazel-startup-global} %{bazel-startup-local}",
      "bazel-build-global": "",
      "bazel-build-local": "",
      strip: "sometimes",
      "compilation-mode": "fastbuild",
      distdir: "_bst_distdir",
      repo_cache: "_bst_repository_cache",
      registry: "no-registry-configured",
      "bazel-build":
        "%{bazel} build %{target} --distdir %{distdir} --repository_cache %{build-root}/%{repo_cache} --verbose_failures --strip %{strip} --compilation_mode %{compilation-mode} --registry file://%{build-root}/%{registry} %{bazel-build-global} %{bazel-build-local}",
    },
    config: { "configure-commands": [], "build-commands": ["%{bazel-build}"], "install-commands": [], "strip-commands": [] },
  }),
  otherKind("bazelize", "opaque", {
    defaults: { config: { include: [], exclude: [], "include-orphans": "true" } },
    forbids: NO_RUNTIME,
    configKeys: new Set(["include", "exclude", "include-orphans"]),
  }),
];

const collectors: readonly Kind[] = [
  otherKind("check_forbidden", "opaque", { configKeys: new Set(["forbidden"]) }),
  otherKind("collect_integration", "opaque", { forbids: { runtime: true }, configKeys: new Set(["script-path", "ignore"]) }),
  otherKind("collect_manifest", "opaque", { forbids: NO_RUNTIME }),
];

const bundles: readonly Kind[] = [
  otherKind("flatpak_image", "opaque", {
    defaults: { config: { "component-ids": [], include: [], exclude: [] } },
    forbids: NO_RUNTIME,
    dependencyKeys: new Set(["location"]),
  }),
  otherKind("flatpak_repo", "opaque", {
    defaults: { config: { "copy-refs": [], "repo-mode": "archive", arch: "%{arch}", branch: "%{branch}" } },
    forbids: NO_RUNTIME,
    configKeys: new Set(["copy-refs", "repo-mode", "arch", "branch"]),
    dependencyKeys: new Set(["flatpak-image", "flatpak-stack", "branch", "arch"]),
  }),
  otherKind("snap_image", "opaque", { defaults: { config: { include: [], exclude: [], "include-orphans": "True" } }, forbids: NO_RUNTIME }),
  otherKind("tar_element", "opaque", {
    defaults: { config: { filename: "files", compression: "gzip" } },
    forbids: NO_RUNTIME,
    configKeys: new Set(["filename", "compression"]),
  }),
  otherKind("ostree", "opaque", {
    defaults: { config: { "initial-commands": [] } },
    forbids: NO_RUNTIME,
    configKeys: new Set(["ostree-branch", "initial-commands"]),
    dependencyKeys: new Set(["sysroot"]),
  }),
  otherKind("oci", "opaque", { configKeys: new Set(["mode", "gzip", "images", "annotations"]) }),
];

const EXPERIMENTAL = kindTable(
  [...release({ pureInstall: false, buildArguments: false }).values()].map((kind) =>
    kind.kind === "flatpak_image" ? experimentalFlatpakImage() : kind,
  ),
);

function experimentalFlatpakImage(): Kind {
  return otherKind("flatpak_image", "opaque", {
    defaults: { config: { include: [], exclude: [] } },
    forbids: NO_RUNTIME,
    dependencyKeys: new Set(["location"]),
  });
}

const FIRST = release({ pureInstall: true, buildArguments: false });
const LATEST = release({ pureInstall: true, buildArguments: true });

/** The kinds of a release of buildstream-plugins-community; the newest known where none is named. */
export function communityKinds(version: readonly number[] | undefined): KindTable {
  const [major = 2, minor = Number.POSITIVE_INFINITY] = version ?? [];
  return major < 2 || (major === 2 && minor < 2) ? FIRST : LATEST;
}

export function experimentalKinds(): KindTable {
  return EXPERIMENTAL;
}
