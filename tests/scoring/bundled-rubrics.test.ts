import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Rubric } from "../../src/domain/rubric.ts";
import { readRubric } from "../../src/store/rubrics.ts";

const folder = fileURLToPath(new URL("../../rubrics/", import.meta.url));
const rubrics: readonly Rubric[] = await Promise.all(
  readdirSync(folder)
    .filter((name) => !["readiness.yaml", "archetypes.yaml"].includes(name))
    .map((name) => readRubric(folder + name)),
);
const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(2, "0")}`);
const scorecard = rubrics.find(({ id }) => id === "scorecard-6d");

describe("the bundled rubrics", () => {
  it("have each of the 34 flags somewhere, and of one severity everywhere", () => {
    const flags = rubrics.flatMap((rubric) => rubric.flags);
    expect([...new Set(flags.map(({ id }) => id))].sort()).toEqual(numbered("RF", 34));
    const severities = Map.groupBy(flags, ({ id }) => id);
    const torn = [...severities].filter(([, same]) => new Set(same.map(({ severity }) => severity)).size > 1);
    expect(torn).toEqual([]);
    expect(flags.every(({ effect }) => effect === "review")).toBe(true);
  });

  it("have each of the 35 signals on a dimension of the scorecard", () => {
    const named = scorecard?.dimensions.flatMap(({ signals = [] }) => signals) ?? [];
    expect([...new Set(named)].sort()).toEqual(numbered("SS", 35));
  });

  it("map only to dimensions of the scorecard, and cap only those that they map to", () => {
    const known = new Set(scorecard?.dimensions.map(({ id }) => id));
    const targets = rubrics.flatMap(({ dimensions }) =>
      dimensions.flatMap(({ maps_to: mapped = [] }) => mapped),
    );
    expect(targets.filter((target) => !known.has(target))).toEqual([]);
  });
});
