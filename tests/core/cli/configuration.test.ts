// The user's configuration file: what it may hold, and that everything wrong in it has a place.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readConfiguration } from "../../../core/cli/configuration.ts";
import { isForgeError } from "../../../core/model/errors.ts";
import { showPlace } from "../../../core/model/place.ts";

const scratch = mkdtempSync(join(tmpdir(), "forge-configuration-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const environment = { XDG_CONFIG_HOME: scratch };
const file = join(scratch, "forge", "config.json");

async function read(text: string): ReturnType<typeof readConfiguration> {
  mkdirSync(join(scratch, "forge"), { recursive: true });
  writeFileSync(file, text);
  return readConfiguration(environment);
}

async function refusal(text: string): Promise<readonly string[]> {
  try {
    await read(text);
  } catch (error) {
    if (!isForgeError(error)) throw error;
    expect(error.code).toBe("FORGE1022");
    return [error, ...error.related].map(
      ({ message, place }) => `${place ? showPlace(place).replace(file, "config.json") : ""} ${message}`,
    );
  }
  throw new Error("it was accepted");
}

test("no file is an empty configuration", async () => {
  expect(await readConfiguration({ XDG_CONFIG_HOME: join(scratch, "nowhere") })).toEqual({});
});

test("everything that may be set", async () => {
  const text = JSON.stringify({
    $schema: "x",
    store: "~/store",
    builders: 3,
    fetchers: 2,
    onError: "continue",
    quota: "1.5G",
    evaluationTimeout: 90,
    mirrors: { debian: { url: "http://127.0.0.1/debian", keyring: "/keys.gpg" }, ubuntu: { url: "http://127.0.0.1/ubuntu" } },
  });
  expect(await read(text)).toEqual({
    store: join(homedir(), "store"),
    builders: 3,
    fetchers: 2,
    onError: "continue",
    quota: 1.5 * 2 ** 30,
    evaluationTimeout: 90,
    mirrors: { debian: { url: "http://127.0.0.1/debian", keyring: "/keys.gpg" }, ubuntu: { url: "http://127.0.0.1/ubuntu" } },
  });
});

test("a setting that there is not", async () => {
  expect(await refusal('{\n  "builders": 2,\n  "bilders": 3\n}\n')).toEqual(["config.json:3:14 bilders: there is no such setting"]);
});

test("values that do not fit, each with its line", async () => {
  const said = await refusal(
    '{\n  "builders": 0,\n  "quota": "much",\n  "mirrors": { "debian": { "url": "somewhere" } },\n  "store": "relative"\n}\n',
  );
  expect(said.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "config.json:2:15 builders:",
    "config.json:3:12 quota:",
    "config.json:4:35 mirrors.debian.url:",
    "config.json:5:12 store:",
  ]);
});

test("what is no JSON is refused where it stops being JSON", async () => {
  expect(await refusal('{\n  "builders": 2,\n}\n')).toEqual([expect.stringMatching(/^config\.json:3:1 not valid JSON/)]);
});
