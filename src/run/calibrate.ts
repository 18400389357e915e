import { calibrate, type Calibration, type Half } from "../analysis/calibration.ts";
import { chooseExamples } from "../analysis/few-shot.ts";
import { createPanel } from "../analysis/readings.ts";
import { canonicalSha256 } from "../domain/canonical.ts";
import { gradersOf, partsOf, type GraderSpec } from "../domain/eval.ts";
import type { ExamplesFile } from "../domain/examples.ts";
import type { GraderCard } from "../domain/grader-card.ts";
import type { Sample } from "../domain/sample.ts";
import type { MappingFile } from "../domain/score-mapping.ts";
import { scoreRows } from "../domain/score.ts";
import { readExamples } from "../store/examples.ts";
import { invalidFile } from "../store/problem.ts";
import { banners } from "./banners.ts";
import { clusterOf, evalProblems, labelsOf } from "./check-eval.ts";
import { concealed } from "./concealment.ts";
import type { Environment } from "./environment.ts";
import type { OnEvent } from "./events.ts";
import { planGrader, specHash } from "./graders/index.ts";
import { besideEval, loadEval, type LoadedEval } from "./load.ts";
import type { RunOptions } from "./options.ts";
import { planLoaded, type Plan } from "./plan.ts";
import { gradePlan, type RunResult } from "./run-eval.ts";
import type { KeptReplies } from "./replies.ts";
import { splitsOf, type Splits } from "./splits.ts";

/** A calibration with every name resolved: a plan over both halves, and which answer is in which. */
export type CalibrationPlan = {
  readonly plan: Plan;
  readonly splits: Splits;
  /** The lexical grader that others must beat. */
  readonly floor: string;
};

/** No grader of an eval has such a name. */
const builtInFloor = "(lexical floor)";

/** Reads an eval for its calibration. Its gates and baseline play no part, and where it has no lexical grader one is added. */
export async function planCalibration(
  path: string,
  options: RunOptions,
  environment: Environment,
): Promise<CalibrationPlan> {
  const whole = concealed(await loadEval(path));
  const problems = evalProblems(whole);
  if (problems.length > 0) throw invalidFile(problems);
  const seed = options.seed ?? whole.file.spec.seed;
  const splits = withoutExamples(splitsOf(whole, seed), await shownAnswers(whole));
  const loaded = bothHalves(whole, splits);
  const plan = await planLoaded(loaded, options, environment);
  const own = plan.graders.find(({ isFloor }) => isFloor);
  if (own !== undefined) return { plan, splits, floor: own.name };
  const context = { loaded: plan.loaded, environment, prices: { prices: [] }, seed };
  const added = await planGrader(builtInFloor, { lexical: { ridge: 10, folds: 5 } }, context);
  return { plan: { ...plan, graders: [...plan.graders, added] }, splits, floor: builtInFloor };
}

/** Answers whose levels graders are shown as examples. */
async function shownAnswers({ file }: LoadedEval): Promise<ReadonlySet<string>> {
  const names = Object.values(gradersOf(file.spec)).flatMap((spec) =>
    "model" in spec && spec.few_shot !== undefined ? [spec.few_shot.file] : [],
  );
  const files = await Promise.all(names.map((name) => readExamples(besideEval(file, name))));
  return new Set(files.flatMap(({ examples }) => examples.map(({ sample }) => sample)));
}

/** Who was told an answer's level is not calibrated on it. */
function withoutExamples(splits: Splits, shown: ReadonlySet<string>): Splits {
  return { ...splits, calibration: splits.calibration.filter(({ id }) => !shown.has(id)) };
}

/** An eval over both halves. Its `calibrated` graders, and those made of one, stay out: they are what is being fitted. */
function bothHalves({ file, dataset, ...rest }: LoadedEval, { calibration, test }: Splits): LoadedEval {
  const { regression: _, ...spec } = file.spec;
  const named = gradersOf(spec);
  const isMapped = (grader: GraderSpec | undefined): boolean =>
    grader !== undefined && ("calibrated" in grader || partsOf(grader).some((part) => isMapped(named[part])));
  const graders = Object.fromEntries(Object.entries(spec.graders).filter(([, grader]) => !isMapped(grader)));
  return {
    file: { ...file, spec: { ...spec, graders, gates: [], split: "all" } },
    ...rest,
    dataset: { ...dataset, samples: [...calibration, ...test] },
  };
}

/** A card, and the mappings that it speaks of as a file for `calibrated` graders. */
export type CalibrationResult = Pick<RunResult, "boughtReplies" | "spentUsd"> & {
  readonly card: GraderCard;
  readonly mappingFile: MappingFile;
  readonly examplesFile: ExamplesFile;
};

/** Grades both halves, buying only the replies that are missing, and says how far each grader may be trusted. */
export async function runCalibration(
  { plan, splits, floor }: CalibrationPlan,
  replies: KeptReplies,
  environment: Environment,
  onEvent: OnEvent,
): Promise<CalibrationResult> {
  const graded = await gradePlan(plan, replies, environment, onEvent);
  const { graders, grades, boughtReplies, spentUsd, stops } = graded;
  // Nothing may be trusted for half of its answers.
  if (stops[0] !== undefined) throw stops[0];
  onEvent({ kind: "analysing" });
  const { file, rubric } = plan.loaded;
  const { spec } = file;
  const fingerprint = calibrationFingerprint({ plan, splits });
  const halves = { calibration: halfOf(plan, splits.calibration), test: halfOf(plan, splits.test) };
  const found = calibrate({
    ...halves,
    scale: rubric.scale,
    weights: plan.weights,
    frame: {
      run: fingerprint.hash,
      split: "test",
      reference: spec.reference.use,
      profile: spec.profile,
      clusterBy: spec.cluster,
      level: 0.95,
      seed: plan.seed,
    },
    replicates: spec.replicates,
    graders,
    floor,
    scores: grades.flatMap(scoreRows),
    raters: plan.raters,
    limits: leaks(splits),
  });
  return {
    boughtReplies,
    spentUsd,
    card: cardOf({ plan, splits }, fingerprint, halves, found),
    mappingFile: mappingFileOf(plan, splits, found),
    examplesFile: examplesFileOf(plan, splits, halves.calibration),
  };
}

/** What makes two calibrations the same: the plan, and which answer is in which half. */
export function calibrationFingerprint({
  plan,
  splits,
}: Pick<CalibrationPlan, "plan" | "splits">): GraderCard["fingerprint"] {
  const ids = (samples: readonly Sample[]): string => canonicalSha256(samples.map(({ id }) => id).sort());
  const parts = {
    ...plan.fingerprint.parts,
    calibration: ids(splits.calibration),
    test: ids(splits.test),
  };
  return { hash: canonicalSha256(parts), parts };
}

function halfOf(plan: Plan, samples: readonly Sample[]): Half {
  const { loaded } = plan;
  return {
    panel: createPanel(
      samples.map((sample) => ({ id: sample.id, cluster: clusterOf(sample, loaded.file.spec.cluster) })),
      loaded.rubric.dimensions.map(({ id }) => id),
    ),
    labels: labelsOf(loaded, samples),
  };
}

function leaks({ shared }: Splits): string[] {
  return shared.length === 0
    ? []
    : [
        `${shared.length} clusters (${shared[0]}, ...) have answers in both splits: what was fitted is not new there`,
      ];
}

function cardOf(
  { plan, splits }: Pick<CalibrationPlan, "plan" | "splits">,
  fingerprint: GraderCard["fingerprint"],
  { calibration, test }: { readonly calibration: Half; readonly test: Half },
  { card }: Calibration,
): GraderCard {
  const { file, rubric, dataset } = plan.loaded;
  const sizes = ({ panel, labels }: Half): GraderCard["splits"]["test"] => ({
    samples: panel.sampleIds.length,
    labelled: new Set(labels.map(({ sampleId }) => sampleId)).size,
    clusters: panel.clusters,
  });
  const { status } = rubric;
  return {
    schema: "touchstone.card/1",
    eval: file.name,
    fingerprint,
    dataset: {
      id: dataset.card.id,
      version: dataset.card.version,
      synthetic: dataset.card.synthetic,
      sealed: dataset.card.sealed,
      raters: plan.raters.map(({ rater, kind }) => ({ rater, kind })),
    },
    rubric: {
      id: rubric.id,
      version: rubric.version,
      status: status === "draft" ? "draft" : `approved by ${status.approved_by} on ${status.on}`,
      profile: file.spec.profile,
    },
    splits: { source: splits.source, calibration: sizes(calibration), test: sizes(test) },
    banners: [
      ...banners({ ...plan, samples: splits.test, labels: labelsOf(plan.loaded, splits.test) }),
      ...leaks(splits),
    ],
    ...card,
  };
}

/** Of answers of the calibration half alone, so that those of the other half may be graded with them. */
function examplesFileOf({ loaded }: Plan, { source }: Splits, { labels }: Half): ExamplesFile {
  const { file, rubric, dataset } = loaded;
  return {
    schema: "touchstone.examples/1",
    eval: file.name,
    rubric: { id: rubric.id, version: rubric.version },
    chosen_from: { dataset: dataset.card.id, split: source },
    examples: chooseExamples(
      labels,
      rubric.dimensions.map(({ id }) => id),
    ),
  };
}

function mappingFileOf(plan: Plan, splits: Splits, { mappings }: Calibration): MappingFile {
  const { file, rubric, dataset } = plan.loaded;
  return {
    schema: "touchstone.mapping/1",
    eval: file.name,
    rubric: { id: rubric.id, version: rubric.version },
    scale: rubric.scale,
    reference: `${file.spec.reference.raters}/${file.spec.reference.use}`,
    fitted_on: { dataset: dataset.card.id, samples: splits.calibration.map(({ id }) => id) },
    graders: Object.fromEntries(
      plan.graders.flatMap(({ name, spec }) => {
        const dimensions = mappings[name];
        if (dimensions === undefined) return [];
        const graders = { ...file.spec.graders, [name]: spec };
        return [[name, { spec: specHash(name, { ...file.spec, graders }), dimensions }]];
      }),
    ),
  };
}
