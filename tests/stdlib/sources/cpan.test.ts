// `cpan` against a mirror on loopback: its index, its distributions, and what is neither.

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { cpan } from "../../../stdlib/sources/cpan.ts";
import { serveFiles } from "../../rig/file-server.ts";
import { failure, filesIn, sourceOperations } from "../../rig/operations.ts";
import { tarArchive } from "../../rig/tar-archive.ts";

const kinds = [cpan];
const archive = gzipSync(tarArchive([{ name: "XML-Parser-2.46/Makefile.PL", content: "1;\n" }]));
const sha256 = createHash("sha256").update(archive).digest("hex");
const PATH = "T/TO/TODDR/XML-Parser-2.46.tar.gz";

function mirror(index: string | Uint8Array, below = "") {
  return serveFiles({ [`${below}/modules/02packages.details.txt.gz`]: index, [`${below}/authors/id/${PATH}`]: archive });
}

const INDEX = gzipSync(
  `File:         02packages.details.txt\nLine-Count:   2\n\nXML::Parse                        1.0  A/AB/ABC/XML-Parse-1.0.tar.gz\nXML::Parser                       2.46  ${PATH}\nXML::Parser::Expat                2.46  ${PATH}\nEvil::One 1.0 ../../../etc/passwd\n`,
);

test("a module is found in the index, locked to its distribution, and laid out", async () => {
  await using server = await mirror(INDEX);
  await using run = sourceOperations({ kinds, mirrors: { cpan: { url: server.url } } });
  const source = cpan("XML::Parser");
  expect(await run.track(source)).toEqual({ path: PATH, sha256, size: archive.length });
  expect(filesIn(await run.bring(source))).toEqual({ "Makefile.PL": "1;\n" });
  expect(await run.track(cpan("XML::Parser::Expat"))).toMatchObject({ path: PATH });
});

test("another mirror may be said, by URL or by alias", async () => {
  await using server = await mirror(INDEX, "/cpan");
  await using run = sourceOperations({ kinds, mirrors: { files: { url: server.url } } });
  for (const where of [`${server.url}/cpan`, "files:cpan/"])
    expect(filesIn(await run.bring(cpan({ module: "XML::Parser", mirror: where })))).toHaveProperty(["Makefile.PL"]);
});

test("a module that is not there, a path that leads out, an index that is none, and a changed archive are refused", async () => {
  await using server = await mirror(INDEX);
  await using run = sourceOperations({ kinds, mirrors: { cpan: { url: server.url } } });
  expect(await failure(run.track(cpan("XML::Pars")))).toMatchObject({ code: "FORGE2010", message: expect.stringContaining("XML::Pars") });
  expect(await failure(run.track(cpan("Evil::One")))).toMatchObject({ code: "FORGE2010" });
  const ref = { path: PATH, sha256: "0".repeat(64), size: archive.length };
  expect(await failure(run.bring(cpan("XML::Parser"), ref))).toMatchObject({ code: "FORGE2005" });
  server.files.set("/modules/02packages.details.txt.gz", "<html>");
  expect(await failure(run.track(cpan("XML::Parser")))).toMatchObject({ code: "FORGE2006" });
  await using nowhere = sourceOperations({ kinds });
  expect(await failure(nowhere.track(cpan("XML::Parser")))).toMatchObject({ code: "FORGE2011" });
  for (const module of ["XML-Parser", "../x", ""]) expect(() => cpan(module)).toThrow(expect.objectContaining({ code: "FORGE1007" }));
});
