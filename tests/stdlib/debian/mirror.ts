// A Debian archive on this machine that a test makes itself: packages by dpkg-deb, an index, a key of its own.
//
// What a test changes is the list of packages and the files that are served; `publish` writes the indexes and signs them.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { MirrorNode } from "../../../core/model/graph.ts";
import { type FileServer, serveFiles } from "../../rig/file-server.ts";

export interface PackageInput {
  /** Further fields of its control file. */
  readonly control?: { readonly [field: string]: string };
  /** Path to content; a target where it begins with `-> `. */
  readonly files?: { readonly [path: string]: string };
  /** Maintainer scripts by name. */
  readonly scripts?: { readonly [name: string]: string };
  readonly compression?: "xz" | "gzip" | "zstd" | "none";
}

export interface ArchiveOptions {
  readonly suite?: string;
  /** Further fields of Release; an empty one is left out. */
  readonly release?: { readonly [field: string]: string };
  /** Whether Release and Release.gpg are served instead of InRelease. */
  readonly detached?: boolean;
  readonly compression?: "xz" | "gzip" | "none";
  /** Another key than the archive's own. */
  readonly key?: SigningKey;
  /** The index of source packages. None unless said. */
  readonly sources?: string;
}

export interface DebianArchive extends AsyncDisposable {
  readonly server: FileServer;
  /** Its address and keyring. */
  readonly mirror: MirrorNode;
  readonly key: SigningKey;
  /** Adds a package and returns its path below the base. Another of the same name is replaced. */
  add(title: string, input?: PackageInput): string;
  /** Adds the bytes of a package that no honest tool makes. */
  addBytes(title: string, bytes: Uint8Array, control?: PackageInput["control"]): string;
  publish(options?: ArchiveOptions): void;
}

export const SUITE = "testing-suite";

/** An archive in `within`, which the caller removes, with component `main` for amd64 or whatever dpkg says. */
export async function debianArchive(within: string): Promise<DebianArchive> {
  const root = mkdtempSync(join(within, "archive-"));
  const server = await serveFiles();
  const key = makeKey(root, "archive");
  const entries = new Map<string, { readonly control: string; readonly path: string; readonly bytes: Uint8Array }>();

  function put(title: string, bytes: Uint8Array, control: PackageInput["control"] = {}): string {
    const [name = "", version = "1"] = title.split(" ");
    const path = `pool/main/${name}_${version}_${architecture}.deb`;
    const text = controlText(title, control);
    entries.set(name, { control: text, path, bytes });
    server.files.set(`/debian/${path}`, bytes);
    return path;
  }

  return {
    server,
    key,
    mirror: { url: `${server.url}/debian`, keyring: key.keyring },
    add: (title, input = {}) => put(title, buildPackage(root, title, input), input.control),
    addBytes: put,
    publish({ suite = SUITE, release = {}, detached = false, compression = "xz", key: signer = key, sources } = {}) {
      const stanzas = [...entries.values()].map(
        ({ control, path, bytes }) => `${control}Filename: ${path}\nSize: ${bytes.length}\nSHA256: ${sha256(bytes)}\n`,
      );
      const { ending, bytes } = compress(stanzas.join("\n"), compression);
      const path = `main/binary-${architecture}/Packages${ending}`;
      const fields = {
        Suite: suite,
        Components: "main",
        Architectures: architecture,
        ...release,
        SHA256: `\n ${sha256(bytes)} ${bytes.length} ${path}${sources === undefined ? "" : `\n ${sha256(Buffer.from(sources))} ${Buffer.byteLength(sources)} main/source/Sources`}`,
      };
      const text = `${Object.entries(fields)
        .filter(([, value]) => value !== "")
        .map(([field, value]) => `${field}: ${value}`)
        .join("\n")}\n`;
      const base = `/debian/dists/${suite}`;
      server.files.set(`${base}/${path}`, bytes);
      if (sources !== undefined) server.files.set(`${base}/main/source/Sources`, sources);
      for (const name of ["InRelease", "Release", "Release.gpg"]) server.files.delete(`${base}/${name}`);
      if (detached) {
        server.files.set(`${base}/Release`, text);
        server.files.set(`${base}/Release.gpg`, sign(signer, text, "--detach-sign"));
      } else server.files.set(`${base}/InRelease`, sign(signer, text, "--clearsign"));
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export const architecture: string = execFileSync("dpkg", ["--print-architecture"], { encoding: "utf8" }).trim();

export interface SigningKey {
  readonly home: string;
  /** Binary. */
  readonly keyring: string;
  /** ASCII-armoured. */
  readonly armoured: string;
}

export function makeKey(within: string, name: string): SigningKey {
  const home = mkdtempSync(join(within, "gnupg-"));
  chmodSync(home, 0o700);
  gpg(home, ["--passphrase", "", "--quick-generate-key", `${name} <${name}@example.org>`, "ed25519", "sign", "never"]);
  const [keyring, armoured] = [join(home, "keyring.gpg"), join(home, "keyring.asc")];
  writeFileSync(keyring, gpg(home, ["--export"]));
  writeFileSync(armoured, gpg(home, ["--armor", "--export"]));
  execFileSync("gpgconf", ["--homedir", home, "--kill", "gpg-agent"]);
  return { home, keyring, armoured };
}

function sign({ home }: SigningKey, text: string, how: "--clearsign" | "--detach-sign"): Uint8Array {
  const signed = gpg(home, ["--armor", how], text);
  execFileSync("gpgconf", ["--homedir", home, "--kill", "gpg-agent"]);
  return signed;
}

function gpg(home: string, args: readonly string[], input?: string): Buffer {
  return execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", "--no-tty", ...args], { input, stdio: ["pipe", "pipe", "ignore"] });
}

function buildPackage(root: string, title: string, { control = {}, files = {}, scripts = {}, compression = "xz" }: PackageInput): Buffer {
  const work = mkdtempSync(join(root, "package-"));
  const tree = join(work, "tree");
  mkdirSync(join(tree, "DEBIAN"), { recursive: true });
  writeFileSync(join(tree, "DEBIAN/control"), controlText(title, control));
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(tree, "DEBIAN", name), text, { mode: 0o755 });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    if (content.startsWith("-> ")) execFileSync("ln", ["-s", content.slice(3), join(tree, path)]);
    else writeFileSync(join(tree, path), content);
  }
  execFileSync("chmod", ["-R", "u+rwX,go+rX,go-w", tree]);
  execFileSync("dpkg-deb", ["--root-owner-group", `-Z${compression}`, "--build", tree, join(work, "made.deb")], { stdio: "ignore" });
  return readFileSync(join(work, "made.deb"));
}

function controlText(title: string, control: PackageInput["control"]): string {
  const [name = "", version = "1"] = title.split(" ");
  const fields = {
    Package: name,
    Version: version,
    Architecture: architecture,
    Maintainer: "nobody <nobody@example.org>",
    Priority: "optional",
    Description: name,
    ...control,
  };
  return `${Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}`)
    .join("\n")}\n`;
}

function compress(text: string, how: NonNullable<ArchiveOptions["compression"]>): { readonly ending: string; readonly bytes: Uint8Array } {
  if (how === "xz") return { ending: ".xz", bytes: execFileSync("xz", ["-c"], { input: text }) };
  return how === "gzip" ? { ending: ".gz", bytes: gzipSync(text) } : { ending: "", bytes: Buffer.from(text) };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
