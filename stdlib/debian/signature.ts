// Checks OpenPGP signatures of archive indexes with the host's gpgv, against the keyring of the archive's mirror and no other.
//
// One good signature by a key of the keyring is enough, a bad one is too many, one by an unknown key counts for nothing: an
// index bears the signatures of several keys while keys change. What is returned is what was signed, never what stood around it.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { DriverContext } from "../../dsl/index.ts";

export interface Signed {
  /** What messages call it. */
  readonly subject: string;
  /** A keyring, binary or ASCII-armoured, or a directory of such. */
  readonly keyring: string | undefined;
  /** A clear-signed text, or what `signature` signs. */
  readonly bytes: Uint8Array;
  readonly signature?: Uint8Array;
}

/** The signed text. Fails with FORGE2008. */
export async function verifySigned(context: DriverContext, signed: Signed): Promise<string> {
  const { subject, bytes, signature } = signed;
  const name = subject.replace(/[^\w.-]/g, "_");
  const keyrings = keyringFiles(context, signed, join(context.scratch, name));
  const input = join(context.scratch, `${name}.signed`);
  const output = join(context.scratch, `${name}.text`);
  writeFileSync(input, bytes);
  if (signature) writeFileSync(`${input}.asc`, signature);
  const { stdout } = await context.run(
    [
      ...["gpgv", "--homedir", context.scratch, "--status-fd", "1", "--weak-digest", "SHA1", "--weak-digest", "RIPEMD160"],
      ...keyrings.flatMap((file) => ["--keyring", file]),
      ...(signature ? [`${input}.asc`, input] : ["--output", output, input]),
    ],
    { accept: [0, 1, 2] },
  );
  const status = stdout.split("\n").flatMap((line) => /^\[GNUPG:\] (\w+) ?(.*)$/.exec(line)?.slice(1, 3).join(" ") ?? []);
  const isGood = status.some((line) => line.startsWith("GOODSIG ")) && status.some((line) => line.startsWith("VALIDSIG "));
  if (!isGood || status.some((line) => line.startsWith("BADSIG "))) {
    return context.fail(
      "FORGE2008",
      `${subject} is not signed by a key of ${signed.keyring}: ${reason(status)}`,
      "check that the mirror is the one that is meant, and that the keyring is that of its archive and up to date",
    );
  }
  return signature ? Buffer.from(bytes).toString("utf8") : readFileSync(output, "utf8");
}

function reason(status: readonly string[]): string {
  const of = (word: string): string | undefined => status.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const bad = of("BADSIG");
  if (bad !== undefined) return `the signature of ${bad} is wrong`;
  const expired = of("EXPKEYSIG") ?? of("EXPSIG");
  if (expired !== undefined) return `the key or signature of ${expired} has expired`;
  const revoked = of("REVKEYSIG");
  if (revoked !== undefined) return `the key of ${revoked} was revoked`;
  const missing = status.flatMap((line) => (line.startsWith("NO_PUBKEY ") ? [line.slice(10)] : []));
  if (missing.length > 0) return `the keyring lacks ${[...new Set(missing)].join(", ")}`;
  return "it has no signature";
}

/** Files that gpgv takes. */
function keyringFiles(context: DriverContext, { keyring, subject }: Signed, prefix: string): readonly string[] {
  if (keyring === undefined) {
    return context.fail(
      "FORGE2008",
      `no keyring is known that would check the signature of ${subject}`,
      'name it beside the mirror\'s URL: "keyring" in the user configuration or in defineProject({ mirrors })',
    );
  }
  const found = statSync(keyring, { throwIfNoEntry: false });
  if (!found)
    return context.fail("FORGE2008", `there is no keyring ${keyring}`, "install the archive's keyring package, or name another file");
  const files = found.isDirectory()
    ? readdirSync(keyring)
        .filter((name) => /\.(gpg|asc|pgp)$/.test(name))
        .sort()
        .map((name) => join(keyring, name))
    : [keyring];
  return files.map((file) => {
    const bytes = readFileSync(file);
    if (!bytes.subarray(0, 256).toString("latin1").trimStart().startsWith("-----BEGIN")) return file;
    const plain = `${prefix}.${basename(file)}.gpg`;
    writeFileSync(plain, dearmor(bytes.toString("latin1")));
    return plain;
  });
}

/** The bytes of all ASCII-armoured blocks of a text, which is how keyrings are joined. */
function dearmor(text: string): Buffer {
  const blocks = text.replaceAll("\r\n", "\n").matchAll(/^-----BEGIN PGP [^\n]*-----\n([\s\S]*?)^-----END PGP /gm);
  return Buffer.concat([...blocks].map(([, block = ""]) => Buffer.from(body(block), "base64")));
}

/** Without the headers before the first empty line and the checksum after the last. */
function body(block: string): string {
  const lines = block.split("\n").map((line) => line.trim());
  const blank = lines.indexOf("");
  return lines
    .slice(blank + 1)
    .filter((line) => !line.startsWith("="))
    .join("");
}
