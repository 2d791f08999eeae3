// Domains: which of an element's files are for running, developing, debugging, reading and translating.
//
// The five that every element has, in terms of its variables. `*` stays within a directory, `**` crosses; the whole path
// must match.

import { type Text, text } from "./text.ts";
import { standardVariables } from "./variables.ts";

export type BuiltinDomain = "runtime" | "devel" | "debug" | "doc" | "locale";

const { bindir, sbindir, libexecdir, libdir, includedir, datadir, debugdir, docdir, infodir, mandir } = standardVariables;

/** Patterns of the built-in domains, in the order in which they are kept. */
export const builtinDomains: { readonly [domain in BuiltinDomain]: readonly Text[] } = {
  runtime: [bindir, text`${bindir}/*`, sbindir, text`${sbindir}/*`, libexecdir, text`${libexecdir}/*`, text`${libdir}/lib*.so*`],
  devel: [
    includedir,
    text`${includedir}/**`,
    text`${libdir}/lib*.a`,
    text`${libdir}/lib*.la`,
    text`${libdir}/pkgconfig/*.pc`,
    text`${datadir}/pkgconfig/*.pc`,
    text`${datadir}/aclocal/*.m4`,
  ],
  debug: [debugdir, text`${debugdir}/**`],
  doc: [docdir, text`${docdir}/**`, infodir, text`${infodir}/**`, mandir, text`${mandir}/**`],
  locale: [
    text`${datadir}/locale`,
    text`${datadir}/locale/**`,
    text`${datadir}/i18n`,
    text`${datadir}/i18n/**`,
    text`${datadir}/zoneinfo`,
    text`${datadir}/zoneinfo/**`,
  ],
};
