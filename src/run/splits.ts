import { sha256 } from "../domain/canonical.ts";
import { counted } from "../domain/counted.ts";
import type { Sample } from "../domain/sample.ts";
import { HarnessError } from "../errors.ts";
import { clusterOf, samplesOf } from "./check-eval.ts";
import type { LoadedEval } from "./load.ts";
import { takenSamples } from "./only.ts";

/** Answers to fit and choose on, and answers to report on. */
export type Splits = {
  /** Where the two come from, in words. */
  readonly source: string;
  /** Whether they are the dataset's own. */
  readonly isDeclared: boolean;
  readonly calibration: readonly Sample[];
  readonly test: readonly Sample[];
  /** Clusters with answers in both: what was fitted there is not new here. */
  readonly shared: readonly string[];
};

/**
 * The dataset's own `calibration` and `test` splits; where one is missing, the eval's answers are halved by the hash of their cluster
 * and the seed, so that an answer never changes sides when others are added.
 */
export function splitsOf(loaded: LoadedEval, seed: number): Splits {
  const { cluster } = loaded.file.spec;
  const taken = takenSamples(loaded);
  const declared = (name: string): Sample[] => taken.filter(({ split }) => split === name);
  const own = { calibration: declared("calibration"), test: declared("test") };
  if (own.calibration.length > 0 && own.test.length > 0) {
    const calibrated = new Set(own.calibration.map((sample) => clusterOf(sample, cluster)));
    const tested = new Set(own.test.map((sample) => clusterOf(sample, cluster)));
    const shared = [...calibrated].filter((each) => tested.has(each)).sort();
    const others = taken.length - own.calibration.length - own.test.length;
    const left = others === 0 ? "" : ` (${counted(others, "answer")} of other splits left out)`;
    return {
      source: `the dataset's own splits calibration and test${left}`,
      isDeclared: true,
      ...own,
      shared,
    };
  }
  const isTest = (sample: Sample): boolean =>
    Number.parseInt(sha256(`${seed}:split:${clusterOf(sample, cluster)}`).slice(0, 8), 16) % 2 === 1;
  const { true: test = [], false: calibration = [] } = Object.groupBy(samplesOf(loaded), (sample) =>
    isTest(sample) ? "true" : "false",
  );
  if (calibration.length === 0 || test.length === 0) {
    throw new HarnessError(
      "usage",
      `${loaded.file.path}: too few ${cluster}s to be halved by the seed; name the splits "calibration" and "test" in the samples' split column`,
    );
  }
  return {
    source: `halved by ${cluster} and seed ${seed}`,
    isDeclared: false,
    calibration,
    test,
    shared: [],
  };
}
