import { describe, expect, it } from "vitest";
import { replicates, seed } from "../../src/cli/arguments.ts";

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

describe("--replicates", () => {
  it.each([
    ["1", 1],
    ["100000", 100_000],
  ])("takes %s", (text, value) => {
    expect(replicates(text)).toBe(value);
  });

  it.each(["", "0", "-1", "1.5", "100001", "1e9", "x"])("refuses %j before anything is drawn", (text) => {
    expect(() => replicates(text)).toThrow("expected a whole number from 1 to 100000");
  });
});
