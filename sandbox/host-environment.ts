// The environment of forge's own helper programs on the host: where they are, and messages in English. Nothing of it reaches
// a build.

/** Administrators' directories included: mount(8) and its kin lie there on some hosts. */
export function hostEnvironment(): { readonly [name: string]: string } {
  const path = process.env.PATH;
  return { PATH: path ? `${path}:${SYSTEM_PATH}` : SYSTEM_PATH, LC_ALL: "C" };
}

const SYSTEM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";
