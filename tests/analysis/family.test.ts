import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analysis/analyze.ts";
import { holmOver } from "../../src/analysis/family.ts";
import type { GateRow } from "../../src/domain/analysis.ts";
import type { GateSpec } from "../../src/domain/eval.ts";
import { inputOf, type Cell } from "./panels.ts";

function failed(p: number, role: GateRow["role"] = "required"): GateRow {
  return {
    gate: "qwk at least 0.7",
    role,
    grader: "g",
    dimension: "cost",
    verdict: "fail",
    point: 0.5,
    bound: 0.69,
    threshold: 0.7,
    reason: null,
    smallestDetectable: null,
    nNeeded: null,
    p,
    source: null,
    line: null,
  };
}

const decided = (gates: readonly GateRow[]) => holmOver({ gates, regression: [] }, 0.025).gates;

describe("Holm over all that can break a build", () => {
  it("lets a single failure stand as its interval says", () => {
    expect(decided([failed(0.025)])[0]).toMatchObject({ verdict: "fail", adjustedP: 0.025 });
  });

  it("asks more of each the more there are: of .010, .012 and .020 with m = 3 the smallest is .030", () => {
    const rows = decided([failed(0.012), failed(0.01), failed(0.02)]);
    expect(rows.map(({ adjustedP }) => adjustedP)).toEqual([0.03, 0.03, 0.03]);
    expect(rows.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive", "inconclusive"]);
    expect(rows[0]?.reason).toContain("not among 3 tests");
    expect(rows[0]).toMatchObject({ p: 0.012, bound: 0.69 });
  });

  it("lets what is sure stand, and counts passes among the tests", () => {
    const pass: GateRow = { ...failed(0.9), verdict: "pass" };
    const rows = decided([failed(0), pass, failed(0.02)]);
    expect(rows.map(({ verdict }) => verdict)).toEqual(["fail", "pass", "inconclusive"]);
  });

  it("leaves alone what cannot break a build", () => {
    expect(decided([failed(0.02, "advisory"), failed(0.02)]).map(({ verdict }) => verdict)).toEqual([
      "fail",
      "fail",
    ]);
  });
});

const levels = Array.from({ length: 60 }, (_, sample) => 1 + (sample % 5));
const turned = levels.map((level) => 6 - level);
const gate: GateSpec = { metric: "qwk", at_least: 0.7, role: "required" };
const counted: GateSpec = { metric: "scored_share", at_least: 0.9, role: "required" };

function rolesWhere(b: readonly Cell[]): (readonly [string, string | null])[] {
  const input = inputOf(
    { raters: { a: { cost: levels }, b: { cost: b } }, graders: { g: { cost: turned } } },
    { gates: [gate, counted].map((spec) => ({ spec, line: null })), replicates: 50 },
  );
  return analyze(input).gates.map(({ role, reason }) => [role, reason]);
}

describe("a reference of people", () => {
  it("who agree lets agreement gates break a build", () => {
    expect(rolesWhere(levels)).toEqual([
      ["required", null],
      ["required", null],
    ]);
  });

  it("who do not agree makes agreement gates advisory and says why, and leaves counts as they are", () => {
    expect(rolesWhere(turned)).toEqual([
      ["advisory", expect.stringContaining("the reference is not reliable: alpha of the raters -")],
      ["required", null],
    ]);
  });

  it("of whom only one rated says nothing against itself", () => {
    expect(rolesWhere(levels.map(() => null))[0]?.[0]).toBe("required");
  });
});
