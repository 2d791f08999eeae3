// Where tests are and how long they may take. What a test needs is said by its file name, so that runs can choose:
// `.sandbox.test.ts` a real sandbox, `.store.test.ts` a store on disk, `.node.test.ts` depends on the version of Node,
// `.e2e.test.ts` the whole command.

import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "forge-build": new URL("./stdlib/public.ts", import.meta.url).pathname } },
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/rig/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Tests of messages must not see the colours or the store of whoever runs them.
    env: { NO_COLOR: "1", TZ: "UTC", LC_ALL: "C.UTF-8" },
  },
});
