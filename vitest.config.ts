import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    benchmark: { include: ["bench/**/*.bench.ts"] },
    globalSetup: ["tests/support/check-runtime.ts"],
    testTimeout: 30_000,
  },
});
