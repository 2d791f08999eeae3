// What is taken of a host's apt configuration: base URL and keyring of the Debian and Ubuntu archives, whatever else stands there.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { aptMirrors } from "../../../core/cli/apt-mirrors.ts";

const DEBIAN = "ID=debian\nVERSION_CODENAME=bookworm\n";
const UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nVERSION_CODENAME=noble\n';
const KEYRINGS = {
  "usr/share/keyrings/debian-archive-keyring.gpg": "",
  "usr/share/keyrings/ubuntu-archive-keyring.gpg": "",
  "usr/share/keyrings/docker.gpg": "",
};

/** The mirrors of a machine with these files. Keyrings are given relative to its root. */
function mirrors(files: { readonly [path: string]: string | undefined }): object {
  const root = mkdtempSync(join(tmpdir(), "forge-apt-"));
  try {
    for (const [path, text] of Object.entries({ ...KEYRINGS, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      if (text === undefined) rmSync(join(root, path), { force: true });
      else writeFileSync(join(root, path), text);
    }
    return JSON.parse(JSON.stringify(aptMirrors(root)).replaceAll(`${root}/`, ""));
  } finally {
    rmSync(root, { recursive: true });
  }
}

const debianKeyring = "usr/share/keyrings/debian-archive-keyring.gpg";
const ubuntuKeyring = "usr/share/keyrings/ubuntu-archive-keyring.gpg";

test("a Debian machine with stanzas", () => {
  const sources = `# comment
Types: deb deb-src
URIs: http://mirror.example.org/debian/
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
  expect(mirrors({ "etc/os-release": DEBIAN, "etc/apt/sources.list.d/debian.sources": sources })).toEqual({
    debian: { url: "http://mirror.example.org/debian", keyring: debianKeyring },
    "debian-security": { url: "http://mirror.example.org/debian-security", keyring: debianKeyring },
  });
});

test("a Debian machine with lines, options and a keyring that is not named", () => {
  const list = `
#deb http://commented.example.org/debian bookworm main
deb-src http://source.example.org/debian bookworm main
deb [ arch=amd64 trusted=no ] https://mirror.example.org/debian bookworm main non-free # and so on
deb https://second.example.org/debian bookworm main
deb cdrom:[Debian 12]/ bookworm main
`;
  expect(mirrors({ "etc/os-release": DEBIAN, "etc/apt/sources.list": list })).toEqual({
    debian: { url: "https://mirror.example.org/debian", keyring: debianKeyring },
  });
});

test("an Ubuntu machine, where updates for security come from the archive or from a server of their own", () => {
  const sources = `Types: deb
URIs: http://archive.example.org/ubuntu/
Suites: noble noble-updates
Components: main universe
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
`;
  const security = `
Types: deb
URIs: http://security.example.org/ubuntu/
Suites: noble-security
Components: main
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
`;
  const ubuntu = { url: "http://archive.example.org/ubuntu", keyring: ubuntuKeyring };
  expect(mirrors({ "etc/os-release": UBUNTU, "etc/apt/sources.list.d/ubuntu.sources": sources })).toEqual({
    ubuntu,
    "ubuntu-security": ubuntu,
  });
  expect(mirrors({ "etc/os-release": UBUNTU, "etc/apt/sources.list.d/ubuntu.sources": sources + security })).toEqual({
    ubuntu,
    "ubuntu-security": { url: "http://security.example.org/ubuntu", keyring: ubuntuKeyring },
  });
});

test("an Ubuntu machine of another architecture", () => {
  const ports = { url: "http://ports.example.org/ubuntu-ports", keyring: ubuntuKeyring };
  expect(mirrors({ "etc/os-release": UBUNTU, "etc/apt/sources.list": "deb http://ports.example.org/ubuntu-ports noble main\n" })).toEqual({
    ubuntu: ports,
    "ubuntu-security": ports,
    "ubuntu-ports": ports,
  });
});

test("mirrors of any address, told by the release that the machine runs", () => {
  const list = `deb http://proxy.example.org/apt/one bookworm main
deb http://proxy.example.org/apt/two bookworm-security main
deb http://proxy.example.org/apt/three trixie main
`;
  expect(mirrors({ "etc/os-release": DEBIAN, "etc/apt/sources.list": list })).toEqual({
    debian: { url: "http://proxy.example.org/apt/one", keyring: debianKeyring },
    "debian-security": { url: "http://proxy.example.org/apt/two", keyring: debianKeyring },
  });
  expect(mirrors({ "etc/apt/sources.list": list })).toEqual({});
});

test("snapshots of the past", () => {
  expect(mirrors({ "etc/apt/sources.list": "deb http://snapshot.example.org/archive/debian/20260101T000000Z bookworm main\n" })).toEqual({
    debian: { url: "http://snapshot.example.org/archive/debian/20260101T000000Z", keyring: debianKeyring },
  });
});

test("archives of others, though their addresses end alike and their suites are called alike", () => {
  const list = `deb [signed-by=/usr/share/keyrings/docker.gpg] https://download.example.com/linux/debian bookworm stable
deb [signed-by=/usr/share/keyrings/docker.gpg] https://download.example.com/linux/debian bookworm main
deb https://packages.example.com/mysql/debian bookworm mysql-8.0
deb https://apt.example.com/postgres bookworm-pgdg main
`;
  expect(mirrors({ "etc/os-release": DEBIAN, "etc/apt/sources.list": list })).toEqual({});
});

test("a list of mirrors on the machine", () => {
  const files = {
    "etc/apt/mirrors/debian.list": "# first\nhttps://mirror.example.org/debian priority:1\nhttps://other.example.org/debian\n",
  };
  const list = "deb mirror+file:/etc/apt/mirrors/debian.list bookworm main\n";
  expect(mirrors({ ...files, "etc/apt/sources.list": list })).toEqual({
    debian: { url: "https://mirror.example.org/debian", keyring: debianKeyring },
  });
});

test("keyrings: all that apt trusts where there is none of the archive's, none where there is nothing", () => {
  const list = {
    "etc/apt/sources.list": "deb [signed-by=/gone/debian.gpg] http://mirror.example.org/debian bookworm main\n",
    [debianKeyring]: undefined,
  };
  expect(mirrors({ ...list, "etc/apt/trusted.gpg.d/a.gpg": "" })).toEqual({
    debian: { url: "http://mirror.example.org/debian", keyring: "etc/apt/trusted.gpg.d" },
  });
  expect(mirrors(list)).toEqual({ debian: { url: "http://mirror.example.org/debian" } });
});

test("files that are odd, unreadable or nothing at all", () => {
  expect(mirrors({})).toEqual({});
  const stanza = "Types: deb\nURIs: http://mirror.example.org/debian\nSuites: bookworm\nComponents: main\n";
  const files = {
    "etc/os-release": "\0\0=\n",
    "etc/apt/sources.list": "deb\ndeb [ http\ndeb http://[::bad/debian bookworm main\n\xff\xfe",
    "etc/apt/sources.list.d/a.sources/inside": "a directory",
    "etc/apt/sources.list.d/b.list.save": "deb http://saved.example.org/debian bookworm main\n",
    "etc/apt/sources.list.d/c odd.sources": stanza,
    "etc/apt/sources.list.d/d.sources": `Enabled: no\n${stanza}`,
    "etc/apt/sources.list.d/e.sources": "Types: deb\nURIs\nSuites:\n\n:\n",
  };
  expect(mirrors(files)).toEqual({});
});
