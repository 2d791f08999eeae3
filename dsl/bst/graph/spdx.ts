// A bill of materials in the form of SPDX 2.3: a package for each source of each element.

import { posix } from "node:path";
import type { Json, JsonObject } from "../../../core/model/json.ts";
import type { ManifestModule } from "./manifest.ts";
import type { Origin } from "./origins.ts";

export interface SpdxInfo {
  readonly name: string | undefined;
  readonly creators: readonly string[] | undefined;
  /** Seconds since 1970. */
  readonly created: number | undefined;
  readonly dataLicense: string | undefined;
  readonly namespace: string | undefined;
}

export function spdxDocument(modules: readonly ManifestModule[], info: SpdxInfo): JsonObject {
  const packages = modules.flatMap(packagesOf).sort((a, b) => compare(a.SPDXID, b.SPDXID));
  const created = info.created === undefined ? undefined : new Date(info.created * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  return {
    SPDXID: DOCUMENT,
    spdxVersion: "SPDX-2.3",
    packages,
    relationships: packages.map(({ SPDXID }) => ({
      spdxElementId: DOCUMENT,
      relationshipType: "DESCRIBES",
      relatedSpdxElement: SPDXID,
    })),
    creationInfo: { ...(info.creators && { creators: [...info.creators] }), ...(created !== undefined && { created }) },
    ...(info.namespace !== undefined && { documentNamespace: info.namespace }),
    ...(info.dataLicense !== undefined && { dataLicense: info.dataLicense }),
    ...(info.name !== undefined && { name: info.name }),
  };
}

const DOCUMENT = "SPDXRef-DOCUMENT";

interface Package {
  readonly [name: string]: Json;
  readonly SPDXID: string;
}

function packagesOf({ element, cpe, origins, provenance }: ManifestModule): readonly Package[] {
  const { name, loader } = element.load;
  const plain = name.replace(/\.bst$/, "").replaceAll("/", "-");
  return origins.flatMap((origin, index): readonly Package[] => {
    if (!origin) return [];
    const called = packageName(origin);
    const url = text(origin, "url");
    if (provenance) {
      const version = /\d+\.\d+(?:\.\d+)?/.exec(origin.versionText ?? "")?.[0] ?? text(origin, "commit") ?? text(origin, "sha256") ?? "";
      const location = url ?? text(origin, "path") ?? "";
      return [
        {
          SPDXID: `SPDXRef-${loader.project.name}-${plain}-${index}`,
          filesAnalyzed: false,
          name: called ?? plain,
          downloadLocation: location,
          versionInfo: version,
          sourceInfo: origin.kind,
        },
      ];
    }
    return [
      {
        SPDXID: `SPDXRef-${name.replaceAll("/", "-")}-${index}`,
        comment: `Product: ${cpe["product"]}`,
        filesAnalyzed: false,
        name: called ?? name,
        ...(url !== undefined && { downloadLocation: url }),
        ...(cpe["version"] !== undefined && { versionInfo: cpe["version"] }),
        sourceInfo: text(origin, "type") ?? "",
      },
    ];
  });
}

function packageName({ data, packageName: said }: Origin): string | undefined {
  if (said !== undefined) return said;
  const name = posix.basename(typeof data["url"] === "string" ? data["url"] : "");
  if (data["type"] === "git") return name.replace(/\.git$/, "");
  if (data["type"] === "archive") return name.split(/\.(?:tar|tgz|tbz|zip|crate)/)[0]?.split(/[-_][0-9]/)[0];
  return data["type"] === "dir" && typeof data["path"] === "string" ? posix.basename(data["path"]) : undefined;
}

function text({ data }: Origin, name: string): string | undefined {
  const found = data[name];
  return typeof found === "string" ? found : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
