// Copies a corpus and adds what the reference was given beside it, as standins.json lists it: stand-in elements and files,
// placeholders for local sources, subprojects in place of what cannot be fetched.
//
// Packages of plugins are not laid down: their kinds are known, and their releases are told by the junctions themselves.

import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { plainMapping } from "../../../dsl/bst/yaml/plain.ts";
import { readYaml } from "../../../dsl/bst/yaml/read.ts";
import { CORPORA, standIns } from "./data.ts";

const SUBPROJECTS: { readonly [project: string]: { readonly [junction: string]: string } } = {
  "gnome-build-meta-47": { "freedesktop-sdk": "freedesktop-sdk-25.08" },
  "obs-deps": { "freedesktop-sdk": "freedesktop-sdk-25.08" },
  "gentoo-bootstrap": { "freedesktop-sdk": "freedesktop-sdk-25.08" },
  egg: { "gnome-build-meta": "gnome-build-meta-47", "freedesktop-sdk": "freedesktop-sdk-25.08" },
};

const FILES: { readonly [name: string]: string } = {
  "ostree-config.yml": "ostree-remote-url: https://example/\nostree-branch: x\n",
  "secure-version.yml": "sdk-version: 25.08\n",
};

/** Lays the project down in a directory that does not exist yet. */
export function prepare(project: string, directory: string): void {
  cpSync(join(CORPORA, project), directory, { recursive: true });
  const made = standIns(project);
  const subprojects = Object.entries(SUBPROJECTS[project] ?? {});
  for (const [junction, other] of subprojects) {
    prepareAlone(other, join(directory, "subprojects", junction));
    replaceSources(join(directory, "elements", `${junction}.bst`), `subprojects/${junction}`);
  }
  for (const line of made) standIn(directory, line);
}

/** A project as the subproject of another: without subprojects of its own. */
function prepareAlone(project: string, directory: string): void {
  cpSync(join(CORPORA, project), directory, { recursive: true });
  const own = Object.keys(SUBPROJECTS[project] ?? {}).map((junction) => `${junction}.bst`);
  for (const junction of own) replaceSources(join(directory, "elements", junction), `subprojects/${basename(junction, ".bst")}`);
  for (const line of standIns(project)) if (!own.some((junction) => line.includes(junction))) standIn(directory, line);
}

function standIn(directory: string, line: string): void {
  const [what, second = "", third = "", name = ""] = line.split(" ");
  if (what === "placeholder") placeholder(directory, second, third);
  else if (line.startsWith("stub plugin")) mkdirSync(join(directory, "plugins", `${third}s`), { recursive: true });
  else if (line.startsWith("stand-in file")) write(join(directory, third), FILES[third] ?? "");
  else if (line.includes(" element ")) write(join(inside(directory, name), "elements", name.split(":").at(-1) ?? ""), `kind: ${second}\n`);
  else if (line.endsWith("ffmpeg-custom.yml")) customInclude(directory);
  else if (line.endsWith("is the project itself")) selfJunction(directory, second);
}

/** The directory of the project that a name is in: "x.bst:y.bst" lies in subprojects/x. */
function inside(directory: string, name: string): string {
  const [junction, element] = name.split(":");
  return element === undefined || junction === undefined ? directory : join(directory, "subprojects", basename(junction, ".bst"));
}

function placeholder(directory: string, kind: string, path: string): void {
  const target = join(directory, path);
  if (existsSync(target) || (existsSync(dirname(target)) && statSync(dirname(target)).isFile())) return;
  const name = basename(path).replace(/^\.+/, "");
  if (kind === "patch_queue" || (kind === "local" && !name.includes("."))) write(join(target, "placeholder"), "x\n");
  else write(target, "placeholder\n");
}

/** The junction's sources become one local directory; its configuration stays. */
function replaceSources(file: string, path: string): void {
  const kept: string[] = [];
  let skipping = false;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (/^\S/.test(line) && !line.startsWith("#") && !(skipping && line.startsWith("-"))) skipping = line.startsWith("sources:");
    if (!skipping) kept.push(line);
  }
  writeFileSync(file, `${kept.join("\n").trimEnd()}\n\nsources:\n- kind: local\n  path: ${path}\n`);
}

/** An older release that cannot be had is the project itself, as its sister junction has it. */
function selfJunction(directory: string, junction: string): void {
  const file = join(directory, "elements", junction);
  const [, sources] = readFileSync(join(directory, "elements/abi/compat-x86_64.bst"), "utf8").split("sources:");
  const [head = ""] = readFileSync(file, "utf8").split("sources:");
  writeFileSync(file, `${head.replace("config:\n", "config:\n  map-aliases: identity\n")}sources:${sources}`);
}

/** What a plugin would write: the dependencies of an include, as seen from outside. */
function customInclude(directory: string): void {
  const sub = join(directory, "subprojects/freedesktop-sdk/elements/include");
  const text = readFileSync(join(sub, "ffmpeg.yml"), "utf8");
  const include = plainMapping(readYaml(text, { file: { path: "ffmpeg.yml", role: "other" }, stripped: true }));
  const outside = (names: unknown): unknown => (Array.isArray(names) ? names.map((name) => `freedesktop-sdk.bst:${name}`) : []);
  const variables = { "conf-local": "", "fdo-encoders": "", "fdo-decoders": "", "fdo-conf-extra": "" };
  write(
    join(sub, "ffmpeg-custom.yml"),
    JSON.stringify({ "build-depends": outside(include["build-depends"]), depends: outside(include.depends), variables }),
  );
}

function write(path: string, text: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
