import type { CalibrationInput, Half } from "../../src/analysis/calibration.ts";
import { createPanel } from "../../src/analysis/readings.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { labelsOf, scoresOf, type Cell } from "./panels.ts";

/** Who takes part: how each source sees a true level. */
export type Sources = Readonly<Record<string, (truth: number, chance: () => number) => Cell>>;

const near = (truth: number, chance: () => number, misses: number): number => {
  if (chance() >= misses) return truth;
  return Math.min(5, Math.max(1, truth + (chance() < 0.5 ? -1 : 1)));
};

export const sources = {
  close: (truth, chance) => near(truth, chance, 0.2),
  /** A level too high, so that a mapping has something to mend. */
  lenient: (truth, chance) => Math.min(5, near(truth, chance, 0.2) + 1),
  wild: (_, chance) => 1 + Math.floor(5 * chance()),
  constant: () => 3,
  loose: (truth, chance) => near(truth, chance, 0.9),
} as const satisfies Sources;

/** Two raters and some graders on one dimension: answers in pairs of one cluster, the first `calibration` of them to fit on. */
export function calibrationInput({
  calibration = 200,
  test = 200,
  graders,
  raters = { a: sources.close, b: sources.close },
  changes = {},
}: {
  readonly calibration?: number;
  readonly test?: number;
  readonly graders: Sources;
  readonly raters?: Sources;
  readonly changes?: Partial<CalibrationInput>;
}): CalibrationInput {
  const n = calibration + test;
  const truths = Array.from({ length: n }, (_, index) => 1 + (index % 5));
  const cellsOf = (all: Sources) =>
    Object.fromEntries(
      Object.entries(all).map(([name, see]) => {
        const random = createRandom(name);
        return [name, { cost: truths.map((truth) => see(truth, random.unit)) }];
      }),
    );
  const labels = labelsOf(cellsOf(raters), null);
  const ids = truths.map((_, index) => ({ id: `s${index + 1}`, cluster: `c${Math.floor(index / 2)}` }));
  const half = (from: number, to: number): Half => {
    const samples = ids.slice(from, to);
    const own = new Set(samples.map(({ id }) => id));
    return {
      panel: createPanel(samples, ["cost"]),
      labels: labels.filter(({ sampleId }) => own.has(sampleId)),
    };
  };
  return {
    calibration: half(0, calibration),
    test: half(calibration, n),
    scale: { min: 1, max: 5, step: 1 },
    weights: { cost: 100 },
    frame: {
      run: "run",
      split: "test",
      reference: "each",
      profile: "p",
      clusterBy: "candidate",
      level: 0.95,
      seed: 1,
    },
    replicates: 200,
    graders: Object.keys(graders).map((name) => ({
      name,
      isFloor: name === "floor",
      evidence: "none",
      repeats: 1,
      spending: { kind: "free" },
    })),
    floor: "floor",
    scores: scoresOf(cellsOf(graders)),
    raters: Object.keys(raters).map((rater) => ({ rater, kind: "human", training: "" })),
    limits: [],
    ...changes,
  };
}
