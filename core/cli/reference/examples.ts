// One example for each standard kind and source, for its page. Compiled by a test, with `examplesHead` before it.

/** What examples take for granted: names of a project around them. */
export const examplesHead = `import {
  autotools, cargo, cargoVendor, cmake, compose, cpan, crates, debian, debianBase, debianSource, docker, filter, git, go, goModules, goVendor, importElement, inline, local, make,
  manual, meson, node, npmVendor, ostree, patch, patchQueue, pypi, python, remote, runtimeOnly, script, sh, stack, stripCommands, tar, zip,
} from "forge-build";
const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];
const tools = debianBase({ archives, packages: ["gcc", "make"] });
const zlib = manual({ buildDepends: [tools], domains: { plugins: ["/usr/lib/plugins/**"] } });
const png = manual({ buildDepends: [tools], depends: [zlib] });
const openssl = manual({ buildDepends: [tools] });
export { archives, zlib, png, openssl };
`;

/** The example, as it stands on the page. */
export function exampleOf(name: string): string {
  const found = (examples as { readonly [name: string]: string })[name];
  if (found === undefined) throw new Error(`internal: ${name} has no example`);
  return found.trim();
}

const examples = {
  autotools: `
export const curl = autotools({
  sources: [tar("https://example.org/curl-8.5.0.tar.xz")],
  buildDepends: [tools],
  depends: [zlib, openssl],
  configure: ["--disable-static", "--with-openssl"],
});`,
  cargo: `
export const server = cargo({
  sources: [git("https://git.example/server.git", { track: "v*" }), cargoVendor()],
  buildDepends: [tools],
  features: ["tls"],
});`,
  cmake: `
export const viewer = cmake({
  sources: [git({ url: "https://git.example/viewer.git", track: "v2.*" })],
  buildDepends: [tools],
  depends: [png],
  define: { WITH_TESTS: false, THEME: "plain" },
});`,
  compose: `
export const system = compose({
  buildDepends: [png, openssl],
  include: ["runtime", "plugins"],
});`,
  debianBase: `
export const base = debianBase({
  archives: [{ mirror: "debian", suites: ["bookworm", "bookworm-security"], components: ["main"] }],
  packages: ["gcc", "make"],
});`,
  filter: `
export const plugins = filter({ depends: [zlib], include: ["plugins"] });`,
  go: `
export const daemon = go({
  sources: [local("./daemon"), goModules()],
  buildDepends: [tools],
  packages: ["./cmd/daemon"],
  cgo: false,
});`,
  importElement: `
export const configuration = importElement({
  sources: [local("./files"), inline({ "etc/hostname": "forge\\n" })],
  links: { "/etc/localtime": "../usr/share/zoneinfo/Etc/UTC" },
});`,
  make: `
export const bzip2 = make({
  sources: [tar("https://example.org/bzip2-1.0.8.tar.gz"), patch("bzip2-shared.patch")],
  buildDepends: [tools],
  make: ["CC=gcc"],
});`,
  manual: `
export const tool = manual({
  sources: [local("./tool")],
  buildDepends: [tools],
  build: [sh\`gcc -o tool tool.c\`],
  install: [sh\`install -D tool /forge/install/usr/bin/tool\`],
  strip: stripCommands,
  test: [sh\`./tool --self-test\`],
});`,
  meson: `
export const dbus = meson({
  sources: [tar("https://example.org/dbus-1.15.8.tar.xz")],
  buildDepends: [tools],
  options: { doxygen_docs: "disabled", modular_tests: false },
});`,
  node: `
export const site = node({
  sources: [local("./site"), npmVendor()],
  buildDepends: [tools],
  scripts: ["build"],
});`,
  python: `
export const requests = python({
  sources: [pypi("requests", { version: ">=2,<3" })],
  buildDepends: [tools],
});`,
  script: `
export const archive = script({
  buildDepends: [tools, { element: png, at: "/forge/input" }],
  run: [sh\`mkdir -p /forge/install && tar -C /forge/input -cf /forge/install/png.tar .\`],
});`,
  stack: `
export const graphics = stack({ depends: [png, runtimeOnly(openssl)] });`,
  cargoVendor: `
cargo({ sources: [git("https://git.example/server.git", { track: "v*" }), cargoVendor()], buildDepends: [tools] });`,
  debian: `
importElement({ sources: [debian({ archives, packages: ["busybox-static"] })] });`,
  debianSource: `
autotools({ sources: [debianSource({ archives, package: "hello" })], buildDepends: [tools] });`,
  git: `
manual({ sources: [git("https://git.example/project.git", { track: "v2.*", exclude: "*-rc*", describe: true })] });`,
  cpan: `
export const parser = manual({
  sources: [cpan("XML::Parser")],
  buildDepends: [tools],
  configure: [sh\`perl Makefile.PL PREFIX=/usr DESTDIR=/forge/install\`],
  build: [sh\`make\`],
  install: [sh\`make pure_install\`],
});`,
  crates: `
cargo({
  sources: [
    local("./server"),
    crates({ crates: [{ name: "itoa", version: "1.0.11", sha256: "49f1f14873335454500d59611f1cf4a4b0f786f9ac11f4312a78e4cf2566695b" }] }),
  ],
  buildDepends: [tools],
});`,
  docker: `
importElement({ sources: [docker("library/debian", { track: "bookworm-slim", architecture: "arm64" })] });`,
  goVendor: `
go({
  sources: [
    local("./daemon"),
    goVendor({
      modules: [
        {
          module: "example.com/text",
          version: "v0.14.0",
          git: "https://git.example/text.git",
          commit: "6c97a165dd661335ea7bf1b1bb9ac2c1a5c0a9d7",
        },
      ],
    }),
  ],
  buildDepends: [tools],
});`,
  goModules: `
go({ sources: [local("./daemon"), goModules({ lock: "daemon/go.sum" })], buildDepends: [tools] });`,
  inline: `
importElement({
  sources: [
    inline({
      "etc/hostname": "forge\\n",
      "usr/bin/hello": { text: "#!/bin/sh\\necho hello\\n", executable: true },
      "usr/bin/hi": { link: "hello" },
    }),
  ],
});`,
  local: `
manual({ sources: [local("./tool"), local("./tool.conf", { at: "etc" })], buildDepends: [tools] });`,
  npmVendor: `
node({ sources: [local("./site"), npmVendor({ cpu: ["x64"] })], buildDepends: [tools] });`,
  ostree: `
importElement({ sources: [ostree("https://os.example/repo", { track: "os/x86_64/stable" })] });`,
  patch: `
make({ sources: [tar("https://example.org/bzip2-1.0.8.tar.gz"), patch("bzip2-shared.patch", { strip: 0 })], buildDepends: [tools] });`,
  patchQueue: `
cmake({ sources: [tar("https://example.org/viewer-2.1.tar.xz"), patchQueue("patches/viewer")], buildDepends: [tools] });`,
  pypi: `
python({ sources: [pypi("requests", { version: ">=2,<3" })], buildDepends: [tools] });
manual({ sources: [local("./app"), pypi({ requirements: "app/requirements.txt" })], buildDepends: [tools] });`,
  remote: `
importElement({ sources: [remote("https://example.org/firmware.bin")], to: "/lib/firmware" });`,
  tar: `
autotools({ sources: [tar("https://example.org/curl-8.5.0.tar.xz")], buildDepends: [tools] });
importElement({ sources: [tar({ url: "https://example.org/data.tar.gz", baseDir: "" })], to: "/usr/share/data" });`,
  zip: `
importElement({ sources: [zip("https://example.org/font-2.1.zip", { baseDir: "" })], to: "/usr/share/fonts" });`,
} as const;
