import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    benchmark: { include: ["bench/**/*.bench.ts"] },
    globalSetup: ["tests/support/check-runtime.ts"],
    testTimeout: process.env["TOUCHSTONE_DEEP"] === undefined ? 30_000 : 1_800_000,
  },
});
