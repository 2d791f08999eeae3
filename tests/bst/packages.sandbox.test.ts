// Sources of `.bst` projects that bring packages, through the command: fetched from loopback, staged, and seen by a build.

import { createHash } from "node:crypto";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { serveFiles } from "../rig/file-server.ts";
import { serveGit } from "../rig/git-server.ts";
import { serveImages } from "../rig/image-registry.ts";
import { addBusybox, createProject } from "../rig/project.ts";
import { tarArchive } from "../rig/tar-archive.ts";

test("crates, Go modules, an image and a CPAN distribution are fetched, laid out, and built from", async () => {
  const crate = gzipSync(tarArchive([{ name: "words-1.0.0/Cargo.toml", content: '[package]\nname = "words"\n' }]));
  const perl = gzipSync(tarArchive([{ name: "XML-Parser-2.46/Makefile.PL", content: "print 'made';\n" }]));
  await using files = await serveFiles({
    "/crates/words/words-1.0.0.crate": crate,
    "/cpan/authors/id/T/TO/XML-Parser-2.46.tar.gz": perl,
  });
  await using git = await serveGit();
  const module = git.repository("say.git");
  const commit = module.commit({ "go.mod": "module ex.org/say\n\ngo 1.18\n", "say.go": "package say\n" });
  module.publish();
  await using images = await serveImages({ token: "t" });
  const image = images.push("some/base", [
    [{ name: "etc/release", content: "old\n" }],
    [
      { name: "etc/release", content: "new\n" },
      { name: "etc/.wh.none", content: "" },
    ],
  ]);
  await using project = createProject({
    "project.conf": `
name: small
min-version: 2.0
aliases: { files: "${files.url}/", repos: "${git.url}/", images: "${images.url}/" }
plugins:
- origin: pip
  package-name: buildstream-plugins
  sources: [docker]
- origin: pip
  package-name: buildstream-plugins-community
  elements: [makemaker]
  sources: [cargo2, cpan, go_module]
`,
    "base.bst": "kind: import\nsources:\n- kind: local\n  path: base\n",
    "go.mod.d/go.mod": "module ex.org/main\n",
    // Perl as a project that has none sees it: it says how it was called.
    "perl/bin/perl": '#!/bin/sh\ncat "$1" > made\necho "perl $*" >> made\n',
    "perl/bin/make":
      '#!/bin/sh\nmkdir -p /buildstream-install/out\ncp made /buildstream-install/out/perl\necho "make $*" >> /buildstream-install/out/perl\n',
    "perl.bst": "kind: import\nsources:\n- kind: local\n  path: perl\n",
    "packages.bst": `
kind: manual
build-depends: [base.bst]
sources:
- { kind: cargo2, url: "files:crates", ref: [{ name: words, version: 1.0.0, sha: ${digest(crate)} }] }
- { kind: docker, registry-url: "images:", image: some/base, ref: ${image}, directory: image }
- { kind: local, path: go.mod.d }
- { kind: go_module, url: "repos:say.git", module: ex.org/say, ref: { go-version: v1.0.0, git-ref: ${commit}, explicit: True } }
config:
  install-commands:
  - mkdir "%{install-root}/out"
  - cat .cargo/config.toml crates/words-1.0.0/Cargo.toml vendor/modules.txt image/etc/release > "%{install-root}/out/all"
`,
    "xml.bst": `
kind: makemaker
build-depends: [base.bst, perl.bst]
sources:
- { kind: cpan, name: "XML::Parser", index: "files:cpan/", suffix: authors/id/T/TO/XML-Parser-2.46.tar.gz, sha256sum: ${digest(perl)} }
variables: { strip-binaries: "" }
`,
  });
  addBusybox(project, "base");
  for (const name of ["perl", "make"]) chmodSync(join(project.root, "perl/bin", name), 0o755);
  const built = await project.forge(["build", "packages.bst", "xml.bst"]);
  expect(built).toMatchObject({ exitCode: 0 });
  await project.forge(["checkout", "packages.bst", "packages"]);
  expect(project.read("packages/out/all")).toBe(
    [
      '[source.crates-io]\nreplace-with = "vendored-sources"\n\n[source.vendored-sources]\ndirectory = "crates"\n',
      '[package]\nname = "words"\n',
      "# ex.org/say v1.0.0\n## explicit; go 1.18\nex.org/say\nnew\n",
    ].join(""),
  );
  await project.forge(["checkout", "xml.bst", "xml"]);
  expect(project.read("xml/out/perl")).toBe(
    "print 'made';\nperl Makefile.PL PREFIX=/usr DESTDIR=/buildstream-install\nmake pure_install\n",
  );
});

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
