// Small answers from the network, kept in memory.

import type { DriverTask } from "../../core/model/drivers.ts";
import type { AnswerOptions, HttpAnswer, HttpOptions } from "../driver-context.ts";
import { refusedOffline } from "./download.ts";
import { get, transferFailure, unreachable } from "./http.ts";
import { retrying } from "./retry.ts";
import { fromAny, resolveUrl, resolveUrls } from "./url.ts";

type Settings = Pick<DriverTask, "mirrors" | "offline" | "retryDelay">;

/** What is larger belongs into a file. */
const MOST = 64 << 20;

export async function httpText(settings: Settings, address: string, options?: HttpOptions): Promise<string> {
  const bytes = await httpBytes(settings, address, options);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreachable(resolveUrl(address, settings.mirrors), "the answer is not UTF-8");
  }
}

export async function httpBytes(settings: Settings, address: string, options?: HttpOptions): Promise<Uint8Array> {
  return (await httpAnswer(settings, address, options)).body;
}

export async function httpAnswer(settings: Settings, address: string, options: AnswerOptions = {}): Promise<HttpAnswer> {
  const urls = resolveUrls(address, settings.mirrors);
  if (settings.offline) throw refusedOffline(urls[0]);
  return fromAny(
    urls,
    (url) => retrying(settings.retryDelay, () => answerOf(url, options)),
    () => {},
  );
}

async function answerOf(url: URL, { headers, accept }: AnswerOptions): Promise<HttpAnswer> {
  const { status, headers: answered, body } = await get(url, headers, accept);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST) throw unreachable(url, `the answer has more than ${MOST >> 20} MiB`);
    }
  } catch (error) {
    throw transferFailure(url, error);
  }
  return { status, headers: answered, body: Buffer.concat(chunks) };
}
