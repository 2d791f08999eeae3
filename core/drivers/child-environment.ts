// The environment of a driver's child: nothing of the user's but where programs are, and, with a network, how to reach it.

import { existsSync, realpathSync } from "node:fs";

export interface ChildEnvironment {
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Files that it names, and that must be seen. */
  readonly files: readonly string[];
}

const PROXY = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

export function childEnvironment(
  host: NodeJS.ProcessEnv,
  { network, home }: { readonly network: boolean; readonly home: string },
): ChildEnvironment {
  const fixed = {
    PATH: host.PATH ? `${host.PATH}:${SYSTEM_PATH}` : SYSTEM_PATH,
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    HOME: home,
    TMPDIR: home,
    NODE_NO_WARNINGS: "1",
  };
  const extra = network ? { ...proxies(host), ...certificates(host) } : {};
  return { environment: Object.entries({ ...fixed, ...extra }), files: Object.values(network ? certificates(host) : {}) };
}

function proxies(host: NodeJS.ProcessEnv): { readonly [name: string]: string } {
  return pick(
    host,
    PROXY.flatMap((name) => [name, name.toUpperCase()]),
  );
}

/** Certificates that the user added: for node, and for programs that use OpenSSL. */
function certificates(host: NodeJS.ProcessEnv): { readonly [name: string]: string } {
  const named = pick(host, ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]);
  const all: { readonly [name: string]: string } = { ...(named.SSL_CERT_FILE && { NODE_EXTRA_CA_CERTS: named.SSL_CERT_FILE }), ...named };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, file]) => existsSync(file))
      .map(([name, file]) => [name, realpathSync(file)]),
  );
}

function pick(host: NodeJS.ProcessEnv, names: readonly string[]): { readonly [name: string]: string } {
  return Object.fromEntries(names.flatMap((name) => (host[name] ? [[name, host[name]]] : [])));
}
