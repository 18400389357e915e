import { fewestClustersForGate, fewestForGate } from "../analysis/gates.ts";
import { counted } from "../domain/counted.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Sample } from "../domain/sample.ts";
import { clusterOf, labelsBySource } from "./check-eval.ts";
import { concealmentBanner } from "./concealment.ts";
import type { PlannedGrader } from "./graders/index.ts";
import type { LoadedEval } from "./load.ts";

/** Under this many samples or clusters intervals are too narrow to be taken at their word. */
const lowSamples = 100;
const lowClusters = 20;

/** What a reader must know before the numbers, the most important first. */
export function banners({
  loaded,
  samples,
  labels,
  raters,
  graders,
  partial,
}: {
  readonly loaded: LoadedEval;
  readonly samples: readonly Sample[];
  readonly labels: readonly Label[];
  readonly raters: readonly Rater[];
  readonly graders: readonly PlannedGrader[];
  readonly partial: readonly string[];
}): string[] {
  const { file, rubric, dataset } = loaded;
  const labelled = new Set(labels.map(({ sampleId }) => sampleId));
  const used = samples.filter(({ id }) => labelled.has(id));
  const clusters = new Set(used.map((sample) => clusterOf(sample, file.spec.cluster))).size;
  const { notBlind, notRandom } = labelsBySource(loaded, samples);
  const unproven = unprovenCaseStudies(loaded, samples);
  const withoutEvidence = graders.filter(({ evidence, isFloor }) => evidence === "none" && !isFloor);
  return [
    ...(raters.some(({ kind }) => kind === "model")
      ? [
          "The raters are models: figures are repeatability, not agreement with people, and gates are advisory.",
        ]
      : []),
    ...(dataset.card.synthetic ? ["Synthetic data: invented candidates, nobody's real words."] : []),
    ...(loaded.concealed === undefined ? [] : [concealmentBanner(loaded.concealed)]),
    ...(partial.length === 0 ? [] : [`Partial run (${partial.join(", ")}): it cannot become a baseline.`]),
    ...(notBlind + notRandom === 0
      ? []
      : [
          `${counted(notBlind + notRandom, "label does", "labels do")} not count (${notBlind} not blind, ${notRandom} of samples not drawn at random): figures and gates use the other ${labels.length}.`,
        ]),
    ...(used.length === 0 ? ["No sample has a label: there is nothing to agree with."] : []),
    ...(used.length > 0 && clusters < fewestClustersForGate
      ? [`${counted(clusters, "cluster")}: no intervals and no verdicts under ${fewestClustersForGate}.`]
      : clusters < lowClusters && used.length > 0
        ? [`${clusters} clusters: intervals are too narrow under ${lowClusters}.`]
        : []),
    ...(used.length > 0 && used.length < fewestForGate
      ? [`n=${used.length}: numbers only, no verdicts under ${fewestForGate}.`]
      : used.length > 0 && used.length < lowSamples
        ? [`Low n (${used.length}): wide intervals, many verdicts will be inconclusive.`]
        : []),
    ...(rubric.status === "draft"
      ? [`Rubric ${rubric.id} ${rubric.version} is a draft: nobody has approved it.`]
      : []),
    ...(used.length === 0 || unproven.length === 0
      ? []
      : [`Unproven case studies, without a graded answer: ${unproven.join(", ")}.`]),
    ...(withoutEvidence.length === 0
      ? []
      : [
          `Scores without evidence: ${withoutEvidence.map(({ name }) => name).join(", ")}; they cannot feed a real person's scorecard.`,
        ]),
  ];
}

/** Case studies of the samples that no labelled answer of the dataset is to: how hard they are, nobody has seen. */
function unprovenCaseStudies({ dataset }: LoadedEval, samples: readonly Sample[]): string[] {
  const labelled = new Set(dataset.labels.map(({ sampleId }) => sampleId));
  const proven = new Set(
    dataset.samples.filter(({ id }) => labelled.has(id)).map(({ caseStudyId }) => caseStudyId),
  );
  const asked = new Set(samples.map(({ caseStudyId }) => caseStudyId));
  return [...asked].filter((id) => !proven.has(id)).sort();
}
