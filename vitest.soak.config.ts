// The long tests, `npm run soak`: too long for every change, and nothing else depends on them.

import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

export default defineConfig({ ...base, test: { ...base.test, include: ["tests/soak/**/*.soak.ts"], testTimeout: 3_600_000 } });
