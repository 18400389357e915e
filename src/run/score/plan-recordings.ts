import { canonicalSha256 } from "../../domain/canonical.ts";
import type { Dataset } from "../../domain/dataset.ts";
import type { Fingerprint } from "../../domain/run.ts";
import type { Sample } from "../../domain/sample.ts";
import type { Concealed } from "../../privacy/conceal.ts";
import type { ErrorModel } from "../../scoring/error-model.ts";
import type { Environment } from "../environment.ts";
import { fingerprintOf, instructionsPart } from "../fingerprint.ts";
import type { LoadedEval } from "../load.ts";
import type { RunOptions } from "../options.ts";
import { planLoaded, type Plan } from "../plan.ts";
import { recordingSplit } from "./open-recording.ts";
import type { ScoringSetup, StageSetup } from "./setup.ts";

/** Recordings of one stage with all names replaced, or, of invented people, as they are. */
export type StageRecordings = {
  readonly stage: StageSetup;
  readonly samples: readonly Sample[];
  readonly concealed: Concealed | null;
};

/** The dataset's name under which a store keeps recordings of an eval. */
export function recordingsOfEval(evalName: string): string {
  return `${evalName}:recordings`;
}

/** Plans the grading of recordings in the way that answers of a dataset are planned: one path for replies, batches and money. */
export async function planRecordings(
  setup: ScoringSetup,
  recordings: StageRecordings,
  options: RunOptions,
  environment: Environment,
): Promise<Plan> {
  const { stage, samples } = recordings;
  const loaded = loadedFor(setup, recordings);
  const plan = await planLoaded(loaded, { ...options, graders: [stage.grader] }, environment);
  return { ...plan, samples, labels: [] };
}

function loadedFor(setup: ScoringSetup, { stage, samples, concealed }: StageRecordings): LoadedEval {
  const { loaded, profile } = stage;
  const { file, rubric } = loaded;
  const { regression: _, gates: __, only: ___, ...spec } = file.spec;
  const learns = learnsFromLabels(stage);
  const split = learns ? "all" : recordingSplit;
  return {
    file: { ...file, name: recordingsOfEval(setup.evalName), spec: { ...spec, profile, split, gates: [] } },
    rubric,
    dataset: learns
      ? {
          ...loaded.dataset,
          card: { ...loaded.dataset.card, synthetic: true },
          caseStudies: stage.caseStudies,
        }
      : datasetOf(setup, stage, samples),
    ...(concealed !== null && { concealed }),
  };
}

/** A lexical grader learns from labelled answers, so that those are its dataset; it scores invented people alone. */
function learnsFromLabels({ grader, loaded }: StageSetup): boolean {
  const spec = loaded.file.spec.graders[grader];
  return spec !== undefined && "lexical" in spec;
}

function datasetOf(
  { evalName, isSynthetic }: ScoringSetup,
  { loaded, caseStudies }: StageSetup,
  samples: readonly Sample[],
): Dataset {
  const { rubric, dataset } = loaded;
  const { rubric_version: _, ...card } = dataset.card;
  return {
    card: {
      ...card,
      id: recordingsOfEval(evalName),
      synthetic: isSynthetic,
      rubric: rubric.id,
      scale: rubric.scale,
      sealed: false,
    },
    samples,
    labels: [],
    raters: [],
    orders: [],
    caseStudies,
    names: [],
    hash: "",
    labelHash: "",
  };
}

/** Parts of a run's fingerprint that shape scorecards of recordings: not the recordings themselves, nor anything of labels. */
const shapingParts = ["rubric", "scale", "epoch", "salt", "flags"];

/** What all scorecards of a cohort's stage have in common: rubric, grader, instructions, and what is known of the grader's error. */
export function scoringFingerprint(
  { fingerprint }: Pick<Plan, "fingerprint">,
  stage: StageSetup,
  errors: ErrorModel,
): Fingerprint {
  const { dataset } = stage.loaded;
  const shaping = Object.entries(fingerprint.parts).filter(
    ([part]) =>
      shapingParts.includes(part) || part.startsWith(instructionsPart) || part.startsWith("grader:"),
  );
  return fingerprintOf({
    ...Object.fromEntries(shaping),
    ...(learnsFromLabels(stage) && { learned: { answers: dataset.hash, labels: dataset.labelHash } }),
    errors: {
      raterVariance: Object.fromEntries(errors.raterVariance),
      repeatVariance: Object.fromEntries(errors.repeatVariance),
      correlation: errors.correlation,
      samples: errors.samples,
    },
  });
}

/** What a case study shapes is its own: a cohort may hold another one beside it, but not another version of it. */
export function caseStudyParts(
  stage: StageSetup,
  samples: readonly Pick<Sample, "caseStudyId">[],
): Readonly<Record<string, string>> {
  const ids = [...new Set(samples.map(({ caseStudyId }) => caseStudyId))].sort();
  return Object.fromEntries(
    ids.map((id) => [`case-study:${id}`, canonicalSha256(stage.caseStudies.get(id) ?? null)]),
  );
}
