// What a project has before its `project.conf` says anything, in both formats.

import { tree } from "../yaml/make.ts";
import type { Mapping } from "../yaml/node.ts";

const VARIABLES = {
  prefix: "/usr",
  exec_prefix: "%{prefix}",
  bindir: "%{exec_prefix}/bin",
  sbindir: "%{exec_prefix}/sbin",
  libexecdir: "%{exec_prefix}/libexec",
  datadir: "%{prefix}/share",
  sysconfdir: "/etc",
  sharedstatedir: "%{prefix}/com",
  localstatedir: "/var",
  lib: "lib",
  libdir: "%{prefix}/%{lib}",
  debugdir: "%{libdir}/debug",
  includedir: "%{prefix}/include",
  docdir: "%{datadir}/doc",
  infodir: "%{datadir}/info",
  mandir: "%{datadir}/man",
  "build-root": "/buildstream/%{project-name}/%{element-name}",
  "install-root": "/buildstream-install",
};

const ENVIRONMENT = {
  PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
  SHELL: "/bin/sh",
  TERM: "dumb",
  USER: "tomjon",
  USERNAME: "tomjon",
  LOGNAME: "tomjon",
  LC_ALL: "C",
  HOME: "/tmp",
  TZ: "UTC",
};

const LIBRARIES = "%{libdir}/lib*.so*";

const SPLIT_RULES = {
  devel: [
    "%{includedir}",
    "%{includedir}/**",
    "%{libdir}/lib*.a",
    "%{libdir}/lib*.la",
    "%{libdir}/pkgconfig/*.pc",
    "%{datadir}/pkgconfig/*.pc",
    "%{datadir}/aclocal/*.m4",
  ],
  debug: ["%{debugdir}", "%{debugdir}/**"],
  doc: ["%{docdir}", "%{docdir}/**", "%{infodir}", "%{infodir}/**", "%{mandir}", "%{mandir}/**"],
  locale: [
    "%{datadir}/locale",
    "%{datadir}/locale/**",
    "%{datadir}/i18n",
    "%{datadir}/i18n/**",
    "%{datadir}/zoneinfo",
    "%{datadir}/zoneinfo/**",
  ],
};

const COMMON = { "element-path": ".", "ref-storage": "inline", "environment-nocache": [], shell: { command: ["sh", "-i"] } };

export const FORMAT_2_DEFAULTS: Mapping = tree({
  ...COMMON,
  variables: { ...VARIABLES, "conf-root": ".", "strip-binaries": "" },
  environment: { ...ENVIRONMENT, SOURCE_DATE_EPOCH: "1321009871" },
  sandbox: {},
  "split-rules": {
    runtime: ["%{bindir}", "%{bindir}/*", "%{sbindir}", "%{sbindir}/*", "%{libexecdir}", "%{libexecdir}/*", LIBRARIES],
    ...SPLIT_RULES,
  },
  "source-provenance-attributes": { homepage: "The project homepage URL", "issue-tracker": "The project's issue tracking URL" },
  defaults: { targets: [] },
});

/** Moves debug information of every ELF file below `debugdir`. */
const STRIP = String.raw`cd "%{install-root}" && find -type f \
  '(' -perm -111 -o -name '*.so*' \
      -o -name '*.cmxs' -o -name '*.node' ')' \
  -exec sh -ec \
  'read -n4 hdr <"$1" # check for elf header
   if [ "$hdr" != "$(printf \\x7fELF)" ]; then
       exit 0
   fi
   debugfile="%{install-root}%{debugdir}/$1"
   mkdir -p "$(dirname "$debugfile")"
   objcopy %{objcopy-extract-args} "$1" "$debugfile"
   chmod 644 "$debugfile"
   strip %{strip-args} "$1"
   objcopy %{objcopy-link-args} "$debugfile" "$1"' - {} ';'`;

const FIX_TIMESTAMPS = String.raw`find "%{install-root}" -name '*.pyc' -exec \
  dd if=/dev/zero of={} bs=1 count=4 seek=4 conv=notrunc ';'`;

export const FORMAT_1_DEFAULTS: Mapping = tree({
  "format-version": "0",
  ...COMMON,
  variables: {
    ...VARIABLES,
    "objcopy-link-args": "--add-gnu-debuglink",
    "objcopy-extract-args": "--only-keep-debug --compress-debug-sections",
    "strip-args": "--remove-section=.comment --remove-section=.note --strip-unneeded",
    "strip-binaries": STRIP,
    "fix-pyc-timestamps": FIX_TIMESTAMPS,
  },
  environment: { ...ENVIRONMENT, SOURCE_DATE_EPOCH: "1320937200" },
  sandbox: { "build-uid": "0", "build-gid": "0" },
  "split-rules": { runtime: ["%{bindir}/*", "%{sbindir}/*", "%{libexecdir}/*", LIBRARIES], ...SPLIT_RULES },
});
