import { expect } from "vitest";

/** Matches a number that is the same to so many decimals, or null where null is expected. */
export function near(expected: number | null, decimals = 9): unknown {
  return expected === null ? null : expect.closeTo(expected, decimals);
}
