// An npm registry on this machine, with forge as `npm pack` makes it and every package that is installed in this repository, so
// that `npm install forge-build` runs as users run it, without a network.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { create } from "tar";
import { removeTree, repository } from "./project.ts";

export interface NpmRegistry extends AsyncDisposable {
  readonly url: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Serves until it is disposed of. */
export async function serveNpmPackages(): Promise<NpmRegistry> {
  const scratch = mkdtempSync(join(process.env["FORGE_TEST_TMP"] ?? tmpdir(), "forge-test-npm-"));
  const directories = installed();
  const archives = new Map<string, Promise<string>>();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? "/").slice(1);
    const body = await (path.startsWith("-/") ? archiveBytes(path.slice(2)) : packument(path)).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      return undefined;
    });
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body ?? "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      removeTree(scratch);
    },
  };

  /** What a registry says of a package: all of its versions. */
  async function packument(name: string): Promise<string | undefined> {
    const found = directories.get(name);
    if (!found) return undefined;
    const versions = await Promise.all(
      found.map(async (directory) => {
        const { scripts, ...manifest } = readManifest(directory) as Manifest & { readonly scripts?: { readonly [name: string]: string } };
        const bytes = readFileSync(await archiveOf(directory));
        const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
        const install = scripts && ["preinstall", "install", "postinstall"].some((script) => script in scripts);
        const dist = { tarball: `${url}/-/${basename(await archiveOf(directory))}`, integrity };
        return { ...manifest, ...(install && { hasInstallScript: true }), dist };
      }),
    );
    return JSON.stringify({
      name,
      "dist-tags": { latest: versions.at(-1)?.version },
      versions: Object.fromEntries(versions.map((one) => [one.version, one])),
    });
  }

  async function archiveBytes(file: string): Promise<Buffer | undefined> {
    const path = join(scratch, basename(file));
    return existsSync(path) ? readFileSync(path) : undefined;
  }

  function archiveOf(directory: string): Promise<string> {
    const known = archives.get(directory) ?? (directory === repository ? packForge() : pack(directory));
    archives.set(directory, known);
    return known;
  }

  async function pack(directory: string): Promise<string> {
    const { name, version } = readManifest(directory);
    const file = join(scratch, `${name.replaceAll("/", "+")}-${version}.tgz`);
    const entries = readdirSync(directory).filter((entry) => entry !== "node_modules");
    await create({ file, gzip: { level: 1 }, cwd: directory, prefix: "package", portable: true }, entries);
    return file;
  }

  async function packForge(): Promise<string> {
    const said = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", scratch], {
      cwd: repository,
      encoding: "utf8",
    });
    const [packed] = JSON.parse(said) as readonly { readonly filename: string }[];
    return join(scratch, packed?.filename ?? "");
  }
}

/** Directories of packages by name, those of forge's own dependencies and this repository's. */
function installed(): ReadonlyMap<string, readonly string[]> {
  const { packages } = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as { readonly packages: object };
  const found = new Map<string, string[]>([["forge-build", [repository]]]);
  for (const path of Object.keys(packages)) {
    const directory = join(repository, path);
    if (path === "" || !existsSync(join(directory, "package.json"))) continue;
    const { name, version } = readManifest(directory);
    const known = found.get(name) ?? [];
    // What the root has wins, being what others ask for.
    if (known.every((other) => readManifest(other).version !== version))
      found.set(name, path.includes("/node_modules/") ? [directory, ...known] : [...known, directory]);
  }
  return found;
}

function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
}
