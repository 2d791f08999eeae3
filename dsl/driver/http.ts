// One GET: redirects, proxies from the environment, and failures in words.
//
// Answers only with 2xx; everything else is FORGE2004 with the URL and what the server or the system said, as a Transient
// where it may pass. It keeps nothing and tries once. Bytes are passed on as they come: no content coding is undone.

import { STATUS_CODES } from "node:http";
import type { Dispatcher } from "undici";
import { ForgeError } from "../../core/model/errors.ts";
import { Transient } from "./retry.ts";
import { shownUrl } from "./url.ts";

export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: AsyncIterable<Uint8Array>;
}

type Headers = { readonly [name: string]: string };

/** The header `range`, if there is one, may be answered with 416: that is given back as an answer too, like what is `accepted`. */
export async function get(url: URL, headers: Headers = {}, accepted: readonly number[] = []): Promise<Answer> {
  let at = url;
  let sent: Headers = headers;
  for (let followed = 0; followed <= REDIRECTS; followed++) {
    const answer = await getOnce(at, sent);
    if (answer.status < 300 || accepted.includes(answer.status) || (answer.status === 416 && headers.range !== undefined)) return answer;
    await discard(answer.body);
    const location = answer.headers.location;
    if (!MOVED.has(answer.status) || location === undefined) throw refusal(at, answer);
    const next = URL.canParse(location, at.href) ? new URL(location, at) : undefined;
    if (next === undefined || !/^https?:$/.test(next.protocol)) throw unreachable(at, `it leads to ${location}, which is no URL to follow`);
    if (at.protocol === "https:" && next.protocol === "http:") throw unreachable(at, `it leads from https to ${shownUrl(next)}`);
    // What a driver sends, a token for instance, is meant for the server it named.
    if (next.origin !== at.origin) sent = Object.fromEntries(Object.entries(sent).filter(([name]) => PUBLIC.has(name.toLowerCase())));
    at = next;
  }
  throw unreachable(url, `it leads on more than ${REDIRECTS} times`);
}

/** FORGE2004 for an address. */
export function unreachable(url: URL, why: string, help = "check the address"): ForgeError {
  return new ForgeError({ code: "FORGE2004", message: `cannot download ${shownUrl(url)}: ${why}`, help });
}

/** The failure of a transfer, as a Transient where it may pass. */
export function transferFailure(url: URL, error: unknown): unknown {
  const known = error instanceof ForgeError ? undefined : innermost(error);
  if (known === undefined) return error;
  const { code, message } = known;
  const isPermanent = PERMANENT.has(code) || /CERT|SIGNATURE|ISSUER/.test(code);
  const help = isPermanent
    ? "check the address, and the network, proxy and certificates of this machine"
    : "check the network, then try again";
  const failure = unreachable(url, `${WORDS[code] ? `${WORDS[code]}: ` : ""}${message || code}`, help);
  return isPermanent ? failure : new Transient(failure);
}

const REDIRECTS = 10;
const MOVED: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PUBLIC: ReadonlySet<string> = new Set(["accept", "range", "if-range"]);
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const PERMANENT: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EADDRNOTAVAIL", "UND_ERR_INVALID_ARG"]);
const WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: "the connection is refused",
  ENOTFOUND: "the host is not known",
  EAI_AGAIN: "the host cannot be looked up now",
  ECONNRESET: "the connection broke",
  UND_ERR_SOCKET: "the connection broke",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer in time",
  UND_ERR_BODY_TIMEOUT: "the transfer stood still",
};

let agent: Promise<{ readonly request: typeof import("undici").request; readonly dispatcher: Dispatcher }> | undefined;

/** Loaded by the first request only: it takes 40 ms. Bundled, a CommonJS package has its exports under `default` alone. */
function client() {
  agent ??= import("undici").then(({ default: { EnvHttpProxyAgent, request } }) => ({
    request,
    dispatcher: new EnvHttpProxyAgent({ connect: { timeout: 30_000 }, headersTimeout: 60_000, bodyTimeout: 60_000 }),
  }));
  return agent;
}

async function getOnce(url: URL, headers: Headers): Promise<Answer> {
  const { request, dispatcher } = await client();
  try {
    const {
      statusCode,
      headers: got,
      body,
    } = await request(url, {
      dispatcher,
      headers: { "user-agent": "forge", "accept-encoding": "identity", ...headers, ...authorization(url) },
    });
    return { status: statusCode, headers: Object.fromEntries(Object.entries(got).map(([name, value]) => [name, String(value)])), body };
  } catch (error) {
    throw transferFailure(url, error);
  }
}

function authorization({ username, password }: URL): Headers {
  if (username === "" && password === "") return {};
  return { authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}` };
}

function refusal(url: URL, { status, headers }: Answer): unknown {
  const help =
    status === 401 || status === 403
      ? "the server wants credentials, or refuses this machine"
      : status === 404 || status === 410
        ? "check the address: the server does not have it"
        : "try again later";
  const failure = unreachable(url, `the server answers ${status} ${STATUS_CODES[status] ?? ""}`.trimEnd(), help);
  return PASSING.has(status) ? new Transient(failure, retryAfter(headers["retry-after"])) : failure;
}

/** Seconds only; a date is what servers do not send. */
function retryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}

/** Reads the rest of a small body, so that the connection can serve again. */
async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  let seen = 0;
  try {
    for await (const chunk of body) {
      seen += chunk.length;
      if (seen > 65_536) break;
    }
  } catch {
    // What is thrown away need not be whole.
  }
}

/** The error with a code that lies below: of the last address tried, where there were several. */
function innermost(error: unknown): { readonly code: string; readonly message: string } | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors.at(-1));
  if (!(error instanceof Error)) return undefined;
  const below = innermost(error.cause);
  if (below) return below;
  return "code" in error && typeof error.code === "string" ? { code: error.code, message: error.message } : undefined;
}
