import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  crossFitted,
  fitMapping,
  pointsOn,
  type MappingPoint,
} from "../../src/analysis/calibration-mappings.ts";
import { mappedLevel } from "../../src/domain/score-mapping.ts";
import { readingsOfGraders, readingsOfRaters } from "../../src/analysis/readings.ts";
import { referenceSet } from "../../src/analysis/reference.ts";
import { createTabulator } from "../../src/analysis/resampling.ts";
import type { Label } from "../../src/domain/label.ts";
import { propertyRuns } from "../support/runs.ts";
import { calibrate } from "../../src/analysis/calibration.ts";
import { calibrationInput, sources } from "./calibration-panel.ts";

const scale = { min: 1, max: 5 };

function points(pairs: readonly (readonly [x: number, y: number])[]): MappingPoint[] {
  return pairs.map(([x, y], sample) => ({ sample, x, y, weight: 1 }));
}

describe("fitMapping", () => {
  it("scales linearly to the raters' mean and deviation: mean 4 and 3, deviation 1 and 2, so 2x - 5", () => {
    const { mapping } = fitMapping(
      "linear",
      points([
        [3, 1],
        [4, 3],
        [5, 5],
      ]),
    );
    expect(mapping).toEqual({ kind: "linear", support: [3, 5], slope: 2, intercept: -5 });
    expect([3, 3.5, 5].map((x) => mapping && mappedLevel(mapping, scale, x))).toEqual([1, 2, 5]);
  });

  it("pools what falls: 2 -> (3 + 2)/2, 4 -> 5", () => {
    const { mapping } = fitMapping(
      "isotonic",
      points([
        [1, 3],
        [2, 2],
        [4, 5],
      ]),
    );
    expect(mapping).toMatchObject({
      corners: [
        { x: 1, y: 2.5 },
        { x: 2, y: 2.5 },
        { x: 4, y: 5 },
      ],
    });
    expect([0.9, 1, 3, 4, 4.1].map((x) => mapping && mappedLevel(mapping, scale, x))).toEqual([
      null,
      2.5,
      3.75,
      5,
      null,
    ]);
  });

  it("counts an answer's raters as one", () => {
    const twice = points([
      [1, 1],
      [2, 2],
    ]).flatMap((point) => [
      { ...point, weight: 0.5 },
      { ...point, weight: 0.5 },
    ]);
    expect(fitMapping("linear", twice)).toEqual(
      fitMapping(
        "linear",
        points([
          [1, 1],
          [2, 2],
        ]),
      ),
    );
  });

  it.each([
    [
      "linear",
      [
        [2, 1],
        [2, 5],
      ],
      "the scores never vary",
    ],
    ["isotonic", [], "the scores never vary"],
    [
      "ordinal",
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      "the scores separate the levels: an isotonic mapping says the same",
    ],
    [
      "ordinal",
      [
        [3, 1],
        [2, 1],
        [2, 2],
        [1, 2],
        [1, 1],
        [3, 2],
        [3, 1],
        [1, 2],
      ],
      "higher scores go with lower levels",
    ],
  ] as const)("refuses: %s %j", (kind, pairs, reason) => {
    expect(fitMapping(kind, points(pairs))).toEqual({ mapping: null, reason });
  });

  it("keeps order: a higher score is never mapped lower, whatever the labels", () => {
    const level = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(level, level), { minLength: 2, maxLength: 60 }), (pairs) => {
        for (const kind of ["linear", "isotonic", "ordinal"] as const) {
          const { mapping } = fitMapping(kind, points(pairs));
          if (mapping === null) continue;
          const mapped = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5].flatMap(
            (x) => mappedLevel(mapping, scale, x) ?? [],
          );
          for (const [at, value] of mapped.entries()) {
            expect(value).toBeGreaterThanOrEqual(Math.max(scale.min, (mapped[at - 1] ?? 1) - 1e-9));
            expect(value).toBeLessThanOrEqual(scale.max);
          }
        }
      }),
      propertyRuns,
    );
  });
});

describe("mappings on offer", () => {
  it.each([
    [28, ["it needs 30 answers", "it needs 100 answers", "it needs 150 answers"]],
    [98, [null, "it needs 100 answers", "it needs 150 answers"]],
    [148, [null, null, "it needs 150 answers"]],
    [150, [null, null, null]],
  ])("with %i answers", (calibration, reasons) => {
    const graders = { floor: sources.wild, lenient: sources.lenient };
    const { mappings } = calibrate(calibrationInput({ calibration, graders })).card;
    expect(mappings.map(({ reason }) => reason)).toEqual(reasons);
  });

  it("has no ordinal mapping where a level is rare", () => {
    const narrow = (truth: number) => Math.min(4, truth);
    const input = calibrationInput({
      graders: { floor: sources.wild, lenient: sources.lenient },
      raters: { a: narrow, b: narrow },
    });
    expect(calibrate(input).card.mappings.at(-1)?.reason).toBe(
      "level 5 was given to 0 answers, it needs 8 of each",
    );
  });
});

describe("cross-fitting", () => {
  const input = calibrationInput({
    calibration: 60,
    graders: { floor: sources.wild, lenient: sources.lenient },
  });
  const { panel } = input.calibration;
  const mappedWith = (labels: readonly Label[]) => {
    const raters = readingsOfRaters(panel, labels, ["a", "b"]);
    const trial = {
      comparing: {
        pairing: { panel, scale: input.scale, weights: input.weights },
        set: referenceSet(panel, raters, "each"),
        tabulate: createTabulator(panel),
      },
      readings: readingsOfGraders(panel, input.scores)("lenient", null),
      scale: input.scale,
      resampling: { clusters: panel.clusters, seed: 1 },
    };
    return crossFitted(trial, "cost", "linear", pointsOn(trial, "cost")).get("cost") ?? [];
  };

  it("keeps a cluster's own labels out of its mapped scores, and lets them shape others'", () => {
    const before = mappedWith(input.calibration.labels);
    const ownCluster = ["s1", "s2"];
    const after = mappedWith(
      input.calibration.labels.map((label) =>
        ownCluster.includes(label.sampleId) ? { ...label, value: 5 } : label,
      ),
    );
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after.slice(2)).not.toEqual(before.slice(2));
  });
});
