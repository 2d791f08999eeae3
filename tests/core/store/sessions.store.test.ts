// What dead processes left is swept when a store is opened; what living ones hold stays.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isAlive, thisProcess } from "../../../core/store/processes.ts";
import type { Store } from "../../../core/store/store.ts";
import { createStoreRig } from "./rig.ts";

const { pid, boot, host, namespace } = thisProcess();
/** This process as it might have been in an earlier life. */
const DEAD = `dead123.${pid}.1.${Date.now()}.${boot}.${host}.${namespace}`;

test("jobs, trash and session of a dead process go; a living one's stay", async () => {
  await using rig = createStoreRig();
  const { store } = rig;
  const job = store.createJob("build");
  writeFileSync(join(store.root, "sessions", DEAD), "");
  mkdirSync(join(store.root, "jobs/dead123/0-build/sandbox/work0/work"), { recursive: true });
  writeFileSync(Buffer.concat([Buffer.from(join(store.root, "jobs/dead123/0-build/caf")), Buffer.from([0xe9])]), "x");
  mkdirSync(join(store.root, "jobs/nobody1/0"), { recursive: true });
  mkdirSync(join(store.root, "trash/dead123-gc0/files"), { recursive: true });
  execFileSync("find", [
    join(store.root, "jobs/dead123/0-build/sandbox"),
    join(store.root, "trash/dead123-gc0/files"),
    "-depth",
    "-exec",
    "chmod",
    "000",
    "{}",
    "+",
  ]);
  const other = rig.reopen();
  expect(readdirSync(join(store.root, "jobs"))).toEqual([store.session.id]);
  expect(readdirSync(join(store.root, "trash"))).toEqual([]);
  expect(sessionsOf(store)).toEqual([store.session.id, other.session.id].sort());
  expect(existsSync(job)).toBe(true);
});

test("closing a store leaves nothing of its session", async () => {
  await using rig = createStoreRig();
  const other = rig.reopen();
  writeFileSync(join(other.createJob("x"), "file"), "x");
  other.close();
  expect(readdirSync(join(other.root, "jobs"))).toEqual([]);
  expect(sessionsOf(other)).toEqual([rig.store.session.id]);
});

test("a process is known by its start, its boot and its namespace", async () => {
  const child = spawn("sleep", ["60"]);
  const start = readFileSync(`/proc/${child.pid}/stat`, "latin1").split(" ")[21] ?? "";
  const name = { ...thisProcess(), pid: child.pid ?? 0, start };
  expect(isAlive(name, Date.now())).toBe(true);
  expect(isAlive({ ...name, start: `${start}0` }, Date.now())).toBe(false);
  expect(isAlive({ ...name, boot: "another" }, Date.now())).toBe(false);
  expect(isAlive({ ...name, boot: "another", host: "another" }, Date.now())).toBe(true);
  expect(isAlive({ ...name, namespace: "1", start: "1" }, Date.now())).toBe(true);
  expect(isAlive({ ...name, namespace: "1", start: "1" }, Date.now() - 86_400_001)).toBe(false);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  expect(isAlive(name, Date.now())).toBe(false);
});

function sessionsOf({ root }: Store): readonly string[] {
  return readdirSync(join(root, "sessions"))
    .map((name) => name.slice(0, 7))
    .sort();
}
