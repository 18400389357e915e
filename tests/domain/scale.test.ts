import { expect, it } from "vitest";
import { describeScale, scaleFromWords } from "../../src/domain/scale.ts";

it.each([
  { min: 1, max: 5, step: 1 },
  { min: 0, max: 10, step: 1 },
  { min: -2, max: 2, step: 0.5 },
  { min: -4, max: -1, step: 1 },
])("a scale in words is read back: $min to $max by $step", (scale) => {
  expect(scaleFromWords(describeScale(scale))).toEqual(scale);
});

it("what is no scale in words is null", () => {
  expect(scaleFromWords("")).toBeNull();
  expect(scaleFromWords("5-1")).toBeNull();
  expect(scaleFromWords("one to five")).toBeNull();
});
