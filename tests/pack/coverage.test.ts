import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import type { Rubric } from "../../src/domain/rubric.ts";
import { inventory } from "../../tools/coverage/inventory.ts";
import { readPack, type Pack } from "../../tools/coverage/pack.ts";
import { coverageFile, coverageOf } from "../../tools/write-coverage.ts";

let pack: Pack;
beforeAll(async () => {
  pack = await readPack();
});

/** The pack with one rubric changed. */
function withRubric(id: string, change: (rubric: Rubric) => Rubric): Pack {
  const carrier = pack.rubrics.get(id);
  if (carrier === undefined) throw new Error(`there is no rubric ${id}`);
  return { ...pack, rubrics: new Map(pack.rubrics).set(id, { ...carrier, value: change(carrier.value) }) };
}

describe("the table of what carries the sources", () => {
  it("has no gap", () => {
    expect(coverageOf(pack).problems).toEqual([]);
  });

  it("is current in docs/coverage.md", async () => {
    expect(await readFile(coverageFile, "utf8")).toBe(coverageOf(pack).text);
  });

  it("names each row once in its part, and a command that there is", () => {
    const strange = inventory.filter(({ command }) => !Object.hasOwn(commands, command.split(" ")[0] ?? ""));
    expect(strange).toEqual([]);
    const repeating = inventory.filter(({ rows }) => new Set(rows.map(({ id }) => id)).size < rows.length);
    expect(repeating.map(({ title }) => title)).toEqual([]);
  });

  it("holds everything that the sources number", () => {
    const ids = inventory.flatMap(({ rows }) => rows.map(({ id }) => id));
    const numbered = (prefix: string): number =>
      ids.filter((id) => new RegExp(`^${prefix}\\d+$`).test(id)).length;
    expect(["K", "Q", "RF", "SS", "BG", "C"].map(numbered)).toEqual([5, 15, 34, 35, 24, 48]);
  });

  it("calls another weight than the source's a gap", () => {
    const changed = withRubric("scorecard-6d", (rubric) => {
      const profile = rubric.profiles["ml_platform"];
      if (profile === undefined) throw new Error("there is no such profile");
      const weights = { ...profile.weights, cost_infra: 20 };
      return { ...rubric, profiles: { ...rubric.profiles, ml_platform: { ...profile, weights } } };
    });
    expect(coverageOf(changed).problems).toEqual([
      "Scorecard: dimensions and weights: ml_platform x cost_infra: rubrics/scorecard-6d.yaml#profiles.ml_platform.cost_infra is 20, expected 25",
    ]);
  });

  it.each([
    {
      what: "a flag",
      change: (rubric: Rubric) => ({ ...rubric, flags: [] }),
      rubric: "s4-panel",
      row: "Red flags: RF29: place 1 is not there",
    },
    {
      what: "a dimension",
      change: (rubric: Rubric) => ({ ...rubric, dimensions: rubric.dimensions.slice(1) }),
      rubric: "s4-panel",
      row: "Thresholds and non-negotiables: recourse: place 1 is not there",
    },
  ])("misses $what that no rubric has any more", ({ change, rubric, row }) => {
    const { problems } = coverageOf(withRubric(rubric, change));
    expect(problems).toContain(row);
  });
});
