import { describe, expect, it } from "vitest";
import { rubricSchema } from "../../src/domain/rubric.ts";

const level = { anchor: "as said" };
const rubric = {
  id: "r",
  version: "1.0.0",
  status: "draft",
  provenance: [],
  scale: { min: 1, max: 3 },
  dimensions: [
    {
      id: "cost",
      asks: "Sizes the cost",
      levels: { 1: level, 2: level, 3: level },
      not_observed: "never",
      maps_to: ["cost_infra"],
    },
  ],
  profiles: { even: { weights: { cost: 100 }, why: "only one" } },
};
const flag = { id: "RF1", when: "says nothing" };

/** Every problem as `path: message`. */
function problemsOf(changes: object): string[] {
  const { error } = rubricSchema.safeParse({ ...rubric, ...changes });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("a rubric's flags and signals", () => {
  it.each([
    { rule: "a cap on a dimension", changes: { flags: [{ ...flag, effect: "cap", caps: { cost: 2 } }] } },
    {
      rule: "a proposed cap on what its dimensions map to",
      changes: { flags: [{ ...flag, proposed_caps: { cost_infra: 1 } }] },
    },
    {
      rule: "a signal that a dimension names",
      changes: {
        signals: [{ id: "SS1", when: "sizes it" }],
        dimensions: [{ ...rubric.dimensions[0], signals: ["SS1"] }],
      },
    },
  ])("may have $rule", ({ changes }) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  it.each([
    {
      rule: "a cap on a dimension that is not there",
      changes: { flags: [{ ...flag, effect: "cap", caps: { speed: 2 } }] },
      expected: 'flags.0.caps.speed: flag RF1 caps "speed", expected one of cost',
    },
    {
      rule: "a cap on what another rubric has, unless it is proposed",
      changes: { flags: [{ ...flag, effect: "cap", caps: { cost_infra: 2 } }] },
      expected: 'flags.0.caps.cost_infra: flag RF1 caps "cost_infra", expected one of cost',
    },
    {
      rule: "a cap off the scale",
      changes: { flags: [{ ...flag, proposed_caps: { cost: 4 } }] },
      expected: "flags.0.proposed_caps.cost: level 4 is not on the scale 1-3",
    },
    {
      rule: "effect cap without caps",
      changes: { flags: [{ ...flag, effect: "cap" }] },
      expected: "flags.0.effect: effect cap and `caps` go together",
    },
    {
      rule: "caps that nothing switches on",
      changes: { flags: [{ ...flag, caps: { cost: 2 } }] },
      expected: "flags.0.effect: effect cap and `caps` go together",
    },
    {
      rule: "a signal that is not there",
      changes: {
        signals: [{ id: "SS01", when: "sizes it" }],
        dimensions: [{ ...rubric.dimensions[0], signals: ["SS1"] }],
      },
      expected: 'dimensions.0.signals.0: there is no signal "SS1" in this rubric (did you mean "SS01"?)',
    },
    {
      rule: "two signals with one id",
      changes: {
        signals: [
          { id: "SS1", when: "a" },
          { id: "SS1", when: "b" },
        ],
      },
      expected: "signals.1.id: a signal with this id is defined above",
    },
    {
      rule: "a dimension with the name of something else",
      changes: {
        dimensions: [{ ...rubric.dimensions[0], id: "flags" }],
        profiles: { even: { weights: { flags: 100 }, why: "one" } },
      },
      expected: 'dimensions.0.id: "flags" is the name of something else in results',
    },
  ])("may not have $rule", ({ changes, expected }) => {
    expect(problemsOf(changes)).toEqual([expected]);
  });
});
