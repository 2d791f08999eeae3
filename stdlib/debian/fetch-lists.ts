// Brings the Packages files of some archives, each checked against its suite's signed Release.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { DriverContext } from "../../dsl/index.ts";
import type { Archive } from "./archives.ts";
import { hasCode, isMissing } from "./missing.ts";
import type { PackageList } from "./package-index.ts";
import { type Release, type ReleasedFile, readRelease } from "./release.ts";

/** Lists in the order of the archives, suites and components. Fails as the parts do, and with FORGE2009 for what a suite does not have. */
export async function fetchPackageLists(
  context: DriverContext,
  archives: readonly Archive[],
  architecture: string,
): Promise<readonly PackageList[]> {
  const suites = archives.flatMap((archive) => archive.suites.map((suite) => ({ archive, suite })));
  const lists = await Promise.all(
    suites.map(async ({ archive, suite }, position) => {
      const release = await readRelease(context, { mirror: archive.mirror, suite });
      const paths = archive.components.flatMap((component) => listPaths(context, release, { component, architecture }));
      const texts = await Promise.all(paths.map((path, index) => fetchList(context, release, { path, name: `list-${position}-${index}` })));
      return texts.map((text) => ({ archive: archive.mirror, text, reluctant: release.reluctant }));
    }),
  );
  return lists.flat();
}

/** The Sources files of some archives, each with the alias of its mirror. Fails as `fetchPackageLists` does. */
export async function fetchSourceLists(
  context: DriverContext,
  archives: readonly Archive[],
): Promise<readonly { readonly archive: string; readonly text: string }[]> {
  const suites = archives.flatMap((archive) => archive.suites.map((suite) => ({ archive, suite })));
  const lists = await Promise.all(
    suites.map(async ({ archive, suite }, position) => {
      const release = await readRelease(context, { mirror: archive.mirror, suite });
      const paths = archive.components.map((component) => sourcePath(context, release, component)).filter((path) => path !== undefined);
      const texts = await Promise.all(
        paths.map((path, index) => fetchList(context, release, { path, name: `sources-${position}-${index}` })),
      );
      return texts.map((text) => ({ archive: archive.mirror, text }));
    }),
  );
  return lists.flat();
}

function sourcePath(context: DriverContext, release: Release, component: string): string | undefined {
  const path = `${component}/source/Sources`;
  if (best(release, path)) return path;
  if (release.files.size === 0 && release.components.includes(component)) return undefined;
  return context.fail(
    "FORGE2009",
    `${release.title} has no sources of component "${component}"`,
    "check the components of the archive; some mirrors carry no sources",
  );
}

interface Part {
  readonly component: string;
  readonly architecture: string;
}

/** Paths of a component's lists, without the ending of their compression. */
function listPaths(context: DriverContext, release: Release, { component, architecture }: Part): readonly string[] {
  const own = `${component}/binary-${architecture}/Packages`;
  const all = `${component}/binary-all/Packages`;
  if (best(release, own)) return release.separatesAll && best(release, all) ? [own, all] : [own];
  // A suite may be empty, and then lists no file at all: nothing was updated yet.
  if (release.files.size === 0 && release.components.includes(component)) return [];
  const have = release.components.length === 0 ? "" : ` for it; its components are ${release.components.join(", ")}`;
  return context.fail(
    "FORGE2009",
    `${release.title} has no packages of component "${component}" for architecture ${architecture}${have}`,
    "check components and architecture of the archive",
  );
}

/** Endings, best first: the smallest download. */
const ENDINGS = [".xz", ".gz", ""];

interface Listed {
  readonly path: string;
  readonly file: ReleasedFile;
}

function best(release: Release, path: string): Listed | undefined {
  for (const ending of ENDINGS) {
    const file = release.files.get(path + ending);
    if (file) return { path: path + ending, file };
  }
  return undefined;
}

interface Wanted {
  readonly path: string;
  /** A name for the file, unique in the operation. */
  readonly name: string;
}

async function fetchList(context: DriverContext, release: Release, { path, name }: Wanted): Promise<string> {
  const listed = best(release, path);
  if (!listed) throw new Error(`internal: no ${path}`);
  const to = join(context.scratch, name);
  await download(context, release, listed, to);
  return (await decompressed(context, listed.path, to)).toString("latin1");
}

async function download(context: DriverContext, release: Release, { path, file }: Listed, to: string): Promise<void> {
  const check = { to, sha256: file.sha256, size: file.size };
  if (release.byHash) {
    try {
      await context.download(`${release.url}/${path.slice(0, path.lastIndexOf("/"))}/by-hash/SHA256/${file.sha256}`, check);
      return;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  try {
    await context.download(`${release.url}/${path}`, check);
  } catch (error) {
    if (!hasCode(error, "FORGE2005")) throw error;
    context.fail(
      "FORGE2004",
      `${path} of ${release.title} is not the one that its signed index names`,
      "the mirror may be in the middle of an update: try again in some minutes",
    );
  }
}

async function decompressed(context: DriverContext, path: string, file: string): Promise<Buffer> {
  if (path.endsWith(".xz")) {
    const { stdoutBytes } = await context.run(["xz", "-dc", file]);
    return Buffer.from(stdoutBytes.buffer, stdoutBytes.byteOffset, stdoutBytes.byteLength);
  }
  const bytes = readFileSync(file);
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}
