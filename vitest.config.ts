import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    benchmark: { include: ["bench/**/*.bench.ts"] },
    // One worker per core; the default leaves one core idle, which of two is half the machine.
    maxWorkers: "100%",
    globalSetup: ["tests/support/check-runtime.ts"],
    testTimeout: process.env["TOUCHSTONE_DEEP"] === undefined ? 30_000 : 1_800_000,
  },
});
