// Pieces that defaults of several kinds share.

/** The environment of kinds that run make. */
export const MAKE_ENVIRONMENT = {
  environment: { MAKEFLAGS: "-j%{max-jobs}", V: "1" },
  "environment-nocache": ["MAKEFLAGS", "V"],
} as const;

/** Where configure scripts and meson are told to install, without the way each spells it. */
export const INSTALL_DIRECTORIES = [
  "bindir",
  "sbindir",
  "sysconfdir",
  "datadir",
  "includedir",
  "libdir",
  "libexecdir",
  "localstatedir",
  "sharedstatedir",
  "mandir",
  "infodir",
] as const;

/** `--a=%{a} \` lines, the last without its end, for more to follow. */
export function directoryArguments(names: readonly (readonly [option: string, variable: string])[]): string {
  return names.map(([option, variable]) => `--${option}=%{${variable}}`).join(" \\\n");
}

/** A command as a block of YAML gives it: with the end of its line. Format 1 keeps it. */
export function block(text: string): string {
  return `${text}\n`;
}
