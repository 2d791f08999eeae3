// `docker` against a registry on loopback: tags, platforms, tokens, and layers over layers.

import { expect, test } from "vitest";
import { docker } from "../../../stdlib/sources/docker.ts";
import { type ImageRegistry, serveImages } from "../../rig/image-registry.ts";
import { failure, filesIn, type Operations, sourceOperations } from "../../rig/operations.ts";

const kinds = [docker];

const BASE = [
  { name: "usr/", type: "directory" },
  { name: "usr/bin/", type: "directory" },
  { name: "usr/bin/tool", content: "one", mode: 0o755 },
  { name: "bin", type: "symlink", target: "usr/bin" },
  { name: "etc/hosts", content: "base" },
  { name: "etc/gone", content: "gone" },
  { name: "var/cache/a/deep", content: "a" },
  { name: "var/cache/b", content: "b" },
  { name: "opt", content: "a file" },
  { name: "dev/null", type: "char" },
  { name: "run/pipe", type: "fifo" },
] as const;

const OVER = [
  { name: "usr/bin/other", content: "two" },
  { name: "etc/hosts", content: "over" },
  { name: "etc/.wh.gone", content: "" },
  { name: "var/cache/new", content: "new" },
  { name: "var/cache/.wh..wh..opq", content: "" },
  { name: "opt/inside", content: "a directory now" },
] as const;

function operations(registry: ImageRegistry, more: { readonly secrets?: { readonly [name: string]: string } } = {}): Operations {
  return sourceOperations({ kinds, mirrors: { docker: { url: registry.url } }, ...more });
}

test("layers are laid one over the other; whiteouts take away, devices are left out", async () => {
  await using registry = await serveImages();
  const sha256 = registry.push("library/small", [BASE, OVER]);
  await using run = operations(registry);
  expect(filesIn(await run.bring(docker("library/small", { sha256 })))).toEqual({
    bin: "-> usr/bin",
    "etc/hosts": "over",
    "opt/inside": "a directory now",
    "usr/bin/other": "two",
    "usr/bin/tool": "x one",
    "var/cache/new": "new",
  });
});

test("a tag is followed to the image of the platform, and that is what is brought", async () => {
  await using registry = await serveImages();
  const amd64 = registry.push("small", [[{ name: "arch", content: "amd64" }]]);
  const arm64 = registry.push("small", [[{ name: "arch", content: "arm64" }]]);
  const both = registry.index("small", "v1", { "linux/amd64": amd64, "linux/arm64": arm64 });
  await using run = operations(registry);
  const source = docker("small", { track: "v1", architecture: "arm64" });
  const ref = await run.track(source);
  expect(ref).toEqual({ sha256: arm64 });
  expect(filesIn(await run.bring(source, ref))).toEqual({ arch: "arm64" });
  // A list may be pinned, too.
  expect(filesIn(await run.bring(docker("small", { sha256: both })))).toEqual({ arch: "amd64" });
  expect(await failure(run.track(docker("small", { track: "v1", architecture: "riscv64" })))).toMatchObject({
    code: "FORGE2006",
    message: "small has no image for linux/riscv64",
    help: "it has linux/amd64, linux/arm64",
  });
});

test("a registry that wants a token gets the one that it gives, for blobs, too", async () => {
  await using registry = await serveImages({ token: "abc" });
  const sha256 = registry.push("small", [[{ name: "a", content: "a" }]]);
  await using run = operations(registry);
  expect(filesIn(await run.bring(docker("small", { sha256 })))).toEqual({ a: "a" });
  expect(registry.requests.filter((path) => path.startsWith("/token"))).toEqual(["/token?service=here&scope=repository%3Ax%3Apull"]);
});

test("what is not what was locked, no image, or in no registry is refused", async () => {
  await using registry = await serveImages();
  const sha256 = registry.push("small", [[{ name: "a", content: "a" }]]);
  registry.serve("small", `sha256:${"0".repeat(64)}`, "{}");
  registry.serve("small", "old", '{"schemaVersion":1,"fsLayers":[]}');
  registry.serve("small", "text", "hello");
  await using run = operations(registry);
  expect(await failure(run.bring(docker("small", { sha256: "0".repeat(64) })))).toMatchObject({ code: "FORGE2005" });
  expect(await failure(run.track(docker("small", { track: "old" })))).toMatchObject({ code: "FORGE2006" });
  expect(await failure(run.track(docker("small", { track: "text" })))).toMatchObject({ code: "FORGE2006" });
  expect(await failure(run.track(docker("none")))).toMatchObject({ code: "FORGE2004" });
  await using nowhere = sourceOperations({ kinds });
  expect(await failure(nowhere.bring(docker("small", { sha256 })))).toMatchObject({
    code: "FORGE2011",
    message: expect.stringContaining('"docker"'),
  });
});

test("a layer that leads out is refused", async () => {
  await using registry = await serveImages();
  const sha256 = registry.push("small", [[{ name: "../out", content: "x" }]]);
  await using run = operations(registry);
  expect(await failure(run.bring(docker("small", { sha256 })))).toMatchObject({ code: "FORGE2006" });
});

test("names with a tag or a host are no names of images", () => {
  for (const image of ["small:v1", "Small", "../small", "small@sha256:x"])
    expect(() => docker(image)).toThrow(expect.objectContaining({ code: "FORGE1007" }));
});
