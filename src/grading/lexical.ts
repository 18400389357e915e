import { createHash } from "node:crypto";
import type { CaseStudy } from "../domain/case-study.ts";
import type { ClusterBy } from "../domain/cluster.ts";
import type { LexicalGraderSpec } from "../domain/eval.ts";
import type { Label } from "../domain/label.ts";
import type { Dimension, Rubric } from "../domain/rubric.ts";
import type { Sample } from "../domain/sample.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";
import type { Score } from "../domain/score.ts";
import { candidateText } from "../domain/transcript.ts";
import type { Grader } from "./grader.ts";
import {
  askedIn,
  cosine,
  createVectoriser,
  textFeatures,
  yardsticksOf,
  type Vectoriser,
  type WordVector,
} from "./lexical-features.ts";
import { fitRidge, type Predictor } from "./ridge.ts";

/** With fewer labelled answers to learn from, a dimension is not fitted. */
const minTraining = 8;
/** How many similar answers a prediction looks at, and how many are ranked to find that many outside a fold. */
const neighboursUsed = 8;
const neighboursRanked = 64;

export type LexicalGraderSetup = {
  readonly name: string;
  readonly spec: LexicalGraderSpec;
  readonly rubric: Rubric;
  readonly caseStudies: ReadonlyMap<string, CaseStudy>;
  /** Every answer it may learn from; those it grades may be among them. */
  readonly samples: readonly Sample[];
  /** Labels of the raters it may learn from. */
  readonly labels: readonly Label[];
  readonly cluster: ClusterBy;
  readonly seed: number;
};

/**
 * Creates the floor that a paid grader must beat: ridge regression of the raters' mean level on features of the text, which were
 * fixed before labels were looked at. It is always fitted out of fold, by cluster: nothing that anybody said of an answer, or of
 * another answer in its fold, shapes that answer's score.
 */
export function createLexicalGrader(setup: LexicalGraderSetup): Grader {
  const { name, spec, rubric, seed } = setup;
  const corpus = createCorpus(setup);
  const folds = assignFolds(
    corpus.answers.map(({ cluster }) => cluster),
    spec.lexical.folds,
    seed,
  );
  const fits = new Map(
    rubric.dimensions.map((dimension) => {
      const fitFor = createFits(corpus, dimension, setup, folds);
      return [dimension.id, fitFor] as const;
    }),
  );
  return async (sample) => {
    const answer = corpus.examine(sample);
    const fold = folds.get(answer.cluster) ?? null;
    return {
      sampleId: sample.id,
      grader: name,
      scores: rubric.dimensions.map(({ id }) =>
        scoreFrom(id, rubric.scale, answer, fits.get(id)?.(fold) ?? null),
      ),
      replies: [],
      parts: [],
    };
  };
}

function scoreFrom(dimension: string, scale: Scale, answer: Answer, fit: Fit | null): Score {
  if (fit === null) {
    const detail = `fewer than ${minTraining} labelled answers outside its fold to learn from`;
    return { dimension, status: "unscored", reason: "not-fitted", detail, evidence: [] };
  }
  const predicted = fit.predict(answer);
  return {
    dimension,
    status: "scored",
    level: nearestLevel(scale, predicted),
    evidence: [],
    rationale: `Text features predict ${predicted.toFixed(2)}, learnt from ${fit.learntFrom} other answers.`,
  };
}

/** The level nearest a prediction, which may lie off the scale; halfway between two, the even one counted from the lowest. */
export function nearestLevel(scale: Scale, predicted: number): number {
  const levels = levelsOf(scale);
  const steps = Math.min(levels.length - 1, Math.max(0, (predicted - scale.min) / scale.step));
  const below = Math.floor(steps);
  const up = steps - below > 0.5 || (steps - below === 0.5 && below % 2 === 1);
  return levels[up ? below + 1 : below] ?? scale.min;
}

/** Deals the clusters to folds in the order of their hashes, so that neither the order of the answers nor their number of labels matters. */
function assignFolds(clusters: readonly string[], folds: number, seed: number): ReadonlyMap<string, number> {
  const hash = (cluster: string): string => createHash("sha256").update(`${seed}:${cluster}`).digest("hex");
  const dealt = [...new Set(clusters)].map((cluster) => ({ cluster, hash: hash(cluster) }));
  dealt.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return new Map(dealt.map(({ cluster }, index) => [cluster, index % folds]));
}

type Neighbour = { readonly answer: GoldenAnswer; readonly similarity: number };
type Answer = {
  readonly cluster: string;
  readonly vector: WordVector;
  /** Features that no dimension changes. */
  readonly common: readonly number[];
  /** The most similar golden answers of other clusters, the nearest first. */
  readonly neighbours: readonly Neighbour[];
};
type GoldenAnswer = { readonly id: string; readonly cluster: string; readonly vector: WordVector };
type Corpus = {
  readonly answers: readonly (Answer & GoldenAnswer)[];
  readonly vectorise: Vectoriser;
  readonly examine: (sample: Sample) => Answer;
};

/** Examines the golden answers without their labels. They are put in the order of their ids, so that sums do not depend on the file's. */
function createCorpus({ samples, caseStudies, cluster }: LexicalGraderSetup): Corpus {
  const ordered = [...samples].sort((a, b) => (a.id < b.id ? -1 : 1));
  const texts = ordered.map(({ transcript }) => candidateText(transcript));
  const vectorise = createVectoriser(texts);
  const clusterOf = (sample: Sample): string =>
    ({ candidate: sample.candidate, case: sample.caseStudyId, sample: sample.id })[cluster];
  const asked = new Map([...caseStudies].map(([id, caseStudy]) => [id, vectorise(askedIn(caseStudy))]));
  const golden = ordered.map((sample, index) => ({
    id: sample.id,
    cluster: clusterOf(sample),
    vector: vectorise(texts[index] ?? ""),
  }));
  const nearest = createNeighbourSearch(golden);
  const examine = (sample: Sample): Answer => {
    const text = candidateText(sample.transcript);
    const vector = vectorise(text);
    const common = [...textFeatures(text), cosine(vector, asked.get(sample.caseStudyId) ?? new Map())];
    return { cluster: clusterOf(sample), vector, common, neighbours: nearest(vector, clusterOf(sample)) };
  };
  return { answers: ordered.map((sample) => ({ id: sample.id, ...examine(sample) })), vectorise, examine };
}

/** Ranks golden answers of other clusters by cosine, word by word over an inverted index. */
function createNeighbourSearch(
  golden: readonly GoldenAnswer[],
): (vector: WordVector, cluster: string) => Neighbour[] {
  const index = new Map<string, { readonly at: number; readonly weight: number }[]>();
  for (const [at, { vector }] of golden.entries()) {
    for (const [word, weight] of vector) {
      const places = index.get(word);
      if (places === undefined) index.set(word, [{ at, weight }]);
      else places.push({ at, weight });
    }
  }
  return (vector, cluster) => {
    const similarity = new Float64Array(golden.length);
    for (const [word, weight] of vector) {
      for (const place of index.get(word) ?? [])
        similarity[place.at] = (similarity[place.at] ?? 0) + weight * place.weight;
    }
    return golden
      .map((answer, at) => ({ answer, similarity: similarity[at] ?? 0 }))
      .filter(({ answer, similarity }) => similarity > 0 && answer.cluster !== cluster)
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, neighboursRanked);
  };
}

type Fit = { readonly predict: (answer: Answer) => number; readonly learntFrom: number };

/** Fits a dimension once per held-out fold, when first asked; `null` holds nothing out, for answers of clusters it has never seen. */
function createFits(
  { answers, vectorise }: Corpus,
  dimension: Dimension,
  { rubric, spec, labels }: LexicalGraderSetup,
  folds: ReadonlyMap<string, number>,
): (heldOut: number | null) => Fit | null {
  const yardsticks = yardsticksOf(dimension, rubric.scale).map(vectorise);
  const targets = meanLabels(labels, dimension.id);
  const fits = new Map<number | null, Fit | null>();

  const fit = (heldOut: number | null): Fit | null => {
    const training = answers.filter(({ id, cluster }) => targets.has(id) && folds.get(cluster) !== heldOut);
    if (training.length < minTraining) return null;
    const known = new Map(training.map(({ id }) => [id, targets.get(id) ?? 0]));
    const average = [...known.values()].reduce((sum, value) => sum + value, 0) / known.size;
    const features = ({ common, vector, neighbours }: Answer): number[] => [
      ...common,
      ...yardsticks.map((yardstick) => cosine(vector, yardstick)),
      neighbourMean(neighbours, known) ?? average,
    ];
    const predict: Predictor = fitRidge(training.map(features), [...known.values()], spec.lexical.ridge);
    return { predict: (answer) => predict(features(answer)), learntFrom: training.length };
  };

  return (heldOut) => {
    const fitted = fits.get(heldOut);
    if (fitted !== undefined) return fitted;
    const fresh = fit(heldOut);
    fits.set(heldOut, fresh);
    return fresh;
  };
}

/** The mean level of the most similar answers whose level is known, weighted by similarity; null where none is similar. */
function neighbourMean(neighbours: readonly Neighbour[], known: ReadonlyMap<string, number>): number | null {
  const nearest = neighbours
    .flatMap(({ answer, similarity }) => {
      const level = known.get(answer.id);
      return level === undefined ? [] : [{ level, similarity }];
    })
    .slice(0, neighboursUsed);
  const weight = nearest.reduce((sum, { similarity }) => sum + similarity, 0);
  return weight === 0
    ? null
    : nearest.reduce((sum, { level, similarity }) => sum + similarity * level, 0) / weight;
}

/** Per answer, the mean of its raters' levels. */
function meanLabels(labels: readonly Label[], dimension: string): ReadonlyMap<string, number> {
  const sums = new Map<string, { readonly sum: number; readonly count: number }>();
  for (const { sampleId, dimension: rated, value } of labels) {
    if (rated !== dimension || value === null) continue;
    const { sum, count } = sums.get(sampleId) ?? { sum: 0, count: 0 };
    sums.set(sampleId, { sum: sum + value, count: count + 1 });
  }
  return new Map([...sums].map(([id, { sum, count }]) => [id, sum / count]));
}
