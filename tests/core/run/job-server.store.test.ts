// Jobs shared by the builds that run: how many tokens there are, who holds them, and that none is lost for long.

import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { JobServer } from "../../../core/run/job-server.ts";

let directory: string;
let made: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "forge-jobs-"));
  made = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

const server = (cores: number): JobServer =>
  new JobServer(cores, () => {
    made++;
    return directory;
  });

/** What a build does: takes up to so many tokens, or gives them back. */
function takeFrom(jobserver: string | undefined, wanted: number): number {
  return withFifo(jobserver, (descriptor) => {
    try {
      return readSync(descriptor, Buffer.alloc(wanted), 0, wanted, null);
    } catch {
      return 0;
    }
  });
}

function giveTo(jobserver: string | undefined, tokens: number): void {
  withFifo(jobserver, (descriptor) => writeSync(descriptor, "+".repeat(tokens)));
}

function withFifo<Result>(jobserver: string | undefined, use: (descriptor: number) => Result): Result {
  const descriptor = openSync(jobserver ?? "", constants.O_RDWR | constants.O_NONBLOCK);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

test("a build that runs alone has a job without a token, and tokens for all other cores", () => {
  const jobs = server(4);
  const lease = jobs.lease({ share: 4 });
  expect(lease.environment).toEqual([
    ["FORGE_JOBS", "4"],
    ["MAKEFLAGS", "-j4 --jobserver-auth=8,8"],
  ]);
  expect(takeFrom(lease.jobserver, 99)).toBe(3);
  jobs.close();
});

test("builds that run together share the tokens", () => {
  const jobs = server(4);
  const [first, second] = [jobs.lease({ share: 4 }), jobs.lease({ share: 2 })];
  expect(second.jobserver).toBe(first.jobserver);
  expect(takeFrom(second.jobserver, 99)).toBe(2);
  giveTo(first.jobserver, 2);
  first.end(true);
  expect(takeFrom(second.jobserver, 99)).toBe(3);
  jobs.close();
});

test("a build with a limit of its own takes no part", () => {
  const jobs = server(4);
  const lease = jobs.lease({ share: 4, maxJobs: 1 });
  expect(lease).toMatchObject({
    environment: [
      ["FORGE_JOBS", "1"],
      ["MAKEFLAGS", "-j1"],
    ],
  });
  expect(lease.jobserver).toBeUndefined();
  expect(jobs.close()).toBeUndefined();
  expect(made).toBe(0);
});

test("what a killed build held is back once nothing is left that could hold it", () => {
  const jobs = server(4);
  const killed = jobs.lease({ share: 4 });
  const other = jobs.lease({ share: 2 });
  expect(takeFrom(killed.jobserver, 2)).toBe(2);
  killed.end(false);
  // 4 cores: 2 tokens are lost for now, 1 is the other's own, and 1 was the killed one's own.
  const next = jobs.lease({ share: 2 });
  expect(next.jobserver).not.toBe(other.jobserver);
  expect(takeFrom(next.jobserver, 99)).toBe(0);
  other.end(true);
  expect(takeFrom(next.jobserver, 99)).toBe(3);
  giveTo(next.jobserver, 3);
  next.end(true);
  expect(takeFrom(jobs.lease({ share: 4 }).jobserver, 99)).toBe(3);
  jobs.close();
});

test("a build that ended well and kept tokens costs nobody anything once none runs", () => {
  const jobs = server(3);
  const careless = jobs.lease({ share: 3 });
  takeFrom(careless.jobserver, 2);
  careless.end(true);
  expect(takeFrom(jobs.lease({ share: 3 }).jobserver, 99)).toBe(2);
  jobs.close();
});

test("a build that gives more than it took makes no machine larger", () => {
  const jobs = server(2);
  const generous = jobs.lease({ share: 2 });
  giveTo(generous.jobserver, 50);
  generous.end(true);
  expect(takeFrom(jobs.lease({ share: 2 }).jobserver, 99)).toBe(1);
  jobs.close();
});
