import { describe, expect, it } from "vitest";
import { seed } from "../../src/cli/arguments.ts";

describe("--seed", () => {
  it.each([
    ["0", 0],
    ["4294967295", 4_294_967_295],
  ])("takes %s", (text, value) => {
    expect(seed(text)).toBe(value);
  });

  it.each(["", "-1", "1.5", "4294967296", "1e99", "x"])("refuses %j before anything is bought", (text) => {
    expect(() => seed(text)).toThrow("expected a whole number from 0 to 4294967295");
  });
});
