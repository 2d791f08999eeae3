// A suite's Release: what its archive signed, and so what every other file of the suite is checked against.
//
// An archive whose Release is past its Valid-Until is used all the same, and the log says so: snapshots of the past are, and
// what is locked is named by digest. A Release of another suite than the one asked for is refused.

import type { DriverContext } from "../../dsl/index.ts";
import { mirrorOf } from "./archives.ts";
import { isMissing } from "./missing.ts";
import { verifySigned } from "./signature.ts";
import { parseOnlyStanza, type Stanza } from "./stanza.ts";

export interface ReleasedFile {
  readonly sha256: string;
  readonly size: number;
}

export interface Release {
  /** Base of the suite's files. */
  readonly url: string;
  /** What messages call the suite. */
  readonly title: string;
  readonly files: ReadonlyMap<string, ReleasedFile>;
  readonly components: readonly string[];
  /** Files can be had by digest, which the next update of the mirror does not replace. */
  readonly byHash: boolean;
  /** Not for automatic use, as experimental and backports are. */
  readonly reluctant: boolean;
  /** Packages for all architectures are in a list of their own and not repeated in the others. */
  readonly separatesAll: boolean;
}

export interface Suite {
  /** Alias of the mirror. */
  readonly mirror: string;
  readonly suite: string;
}

/** Reads and checks a suite's Release. Fails with FORGE2004, FORGE2008, FORGE2011. */
export async function readRelease(context: DriverContext, { mirror, suite }: Suite): Promise<Release> {
  const { url: base, keyring } = mirrorOf(context, mirror);
  const url = `${base}/dists/${suite}`;
  const title = `${suite} of "${mirror}"`;
  const fields = parseOnlyStanza(await signedText(context, { url, keyring, subject: `the index of ${title}` }));
  checkSuite(context, { fields, suite, title });
  warnOfAge(context, fields, title);
  return {
    url,
    title,
    files: filesOf(fields),
    components: words(fields.get("Components")),
    byHash: fields.get("Acquire-By-Hash") === "yes",
    reluctant: fields.get("NotAutomatic") === "yes",
    separatesAll:
      words(fields.get("Architectures")).includes("all") && !words(fields.get("No-Support-for-Architecture-all")).includes("Packages"),
  };
}

interface Asked {
  readonly url: string;
  readonly keyring: string | undefined;
  readonly subject: string;
}

/** InRelease where the mirror has one, else Release with the signature beside it. */
async function signedText(context: DriverContext, { url, keyring, subject }: Asked): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await context.httpBytes(`${url}/InRelease`);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const [release, signature] = await Promise.all([context.httpBytes(`${url}/Release`), context.httpBytes(`${url}/Release.gpg`)]);
    return verifySigned(context, { subject, keyring, bytes: release, signature });
  }
  return verifySigned(context, { subject, keyring, bytes });
}

interface Checked {
  readonly fields: Stanza;
  readonly suite: string;
  readonly title: string;
}

/** A mirror must not pass one suite off as another, old one for new, with a signature that is good. */
function checkSuite(context: DriverContext, { fields, suite, title }: Checked): void {
  const names = [fields.get("Suite"), fields.get("Codename")].filter((name) => name !== undefined);
  if (names.length === 0 || names.includes(suite) || names.some((name) => suite.startsWith(`${name}/`))) return;
  context.fail(
    "FORGE2008",
    `the index of ${title} is signed for ${names.join(", ")}`,
    "check the suite's name, and that the mirror is the one that is meant",
  );
}

function warnOfAge(context: DriverContext, fields: Stanza, title: string): void {
  const until = fields.get("Valid-Until");
  const time = until === undefined ? Number.NaN : Date.parse(until);
  if (time < Date.now()) context.log(`the index of ${title} was valid until ${until}: the mirror is a snapshot, or is no longer updated`);
}

function filesOf(fields: Stanza): ReadonlyMap<string, ReleasedFile> {
  const files = new Map<string, ReleasedFile>();
  for (const line of (fields.get("SHA256") ?? "").split("\n")) {
    const [sha256, size, path] = words(line);
    if (path !== undefined && sha256 !== undefined) files.set(path, { sha256: sha256.toLowerCase(), size: Number(size) });
  }
  return files;
}

function words(text: string | undefined): readonly string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}
