import { cleanLabels, type CleanLabels } from "../analysis/clean-labels.ts";
import { gateMetrics, undecidableGates, type LocatedGate } from "../analysis/gates.ts";
import { defaultGates } from "../analysis/default-gates.ts";
import { overall } from "../analysis/pairing.ts";
import { adjudicatedRound } from "../analysis/readings.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Sample } from "../domain/sample.ts";
import { describeScale } from "../domain/scale.ts";
import type { Problem } from "../store/problem.ts";
import { graderProblems } from "./check-graders.ts";
import { problemAt, unknown } from "./eval-problem.ts";
import type { LoadedEval } from "./load.ts";
import { inSplit, onlyProblems, takenSamples } from "./only.ts";

/** Samples of the eval's split that its `only` takes, in the order of the dataset. */
export function samplesOf(loaded: LoadedEval): Sample[] {
  return inSplit(loaded, takenSamples(loaded));
}

/** Raters of the kind that the eval's reference names. */
export function ratersOf({ file, dataset }: LoadedEval): Rater[] {
  const { raters } = file.spec.reference;
  const rounds = Map.groupBy(dataset.labels, ({ rater }) => rater);
  return dataset.raters.filter(
    ({ rater, kind }) =>
      (raters === "all" || kind === raters) &&
      !(rounds.get(rater)?.every(({ round }) => round === adjudicatedRound) ?? false),
  );
}

/** Labels of those raters on those samples, as far as agreement may use them. */
export function labelsOf(loaded: LoadedEval, samples: readonly Sample[]): readonly Label[] {
  return labelsBySource(loaded, samples).clean;
}

/** The same with how many were left out, because they are not blind or their samples were picked. */
export function labelsBySource(loaded: LoadedEval, samples: readonly Sample[]): CleanLabels {
  const ids = new Set(samples.map(({ id }) => id));
  const raters = new Set(ratersOf(loaded).map(({ rater }) => rater));
  return cleanLabels(
    loaded.dataset.labels.filter((label) => ids.has(label.sampleId) && raters.has(label.rater)),
  );
}

/** The eval's gates, or the default ones where it names none. */
export function gatesOf({ file }: LoadedEval): LocatedGate[] {
  const own = file.spec.gates?.map((spec, index) => ({ spec, line: file.locate(["gates", index]) }));
  return own ?? defaultGates.map((spec) => ({ spec, line: null }));
}

/** The name of the cluster that a sample belongs to. */
export function clusterOf(sample: Sample, by: "candidate" | "case" | "sample"): string {
  if (by === "candidate") return sample.candidate;
  return by === "case" ? sample.caseStudyId : sample.id;
}

/** Everything in an eval that names a thing which is not there, or joins things that do not fit: all at once, each with its line. */
export function evalProblems(loaded: LoadedEval): Problem[] {
  return [
    ...profileProblems(loaded),
    ...fitProblems(loaded),
    ...onlyProblems(loaded),
    ...referenceProblems(loaded),
    ...graderProblems(loaded, samplesOf(loaded)),
    ...gateProblems(loaded),
    ...labelProblems(loaded),
  ];
}

/** Gates that no outcome could decide at this number of samples and clusters. */
export function undecidable(loaded: LoadedEval): Problem[] {
  const samples = samplesOf(loaded);
  const labelled = new Set(labelsOf(loaded, samples).map(({ sampleId }) => sampleId));
  const usable = samples.filter(({ id }) => labelled.has(id));
  const clusters = new Set(usable.map((sample) => clusterOf(sample, loaded.file.spec.cluster)));
  return undecidableGates(gatesOf(loaded), usable.length, clusters.size).map(({ gate, why }) => ({
    file: loaded.file.path,
    line: gate.line,
    column: gate.line === null ? null : 1,
    message: `gate ${gate.spec.metric} cannot be decided by any outcome: ${why}`,
  }));
}

function profileProblems(loaded: LoadedEval): Problem[] {
  const known = Object.keys(loaded.rubric.profiles);
  const { profile } = loaded.file.spec;
  return known.includes(profile) ? [] : [problemAt(loaded, ["profile"], unknown(profile, "profile", known))];
}

function fitProblems(loaded: LoadedEval): Problem[] {
  const { rubric, dataset, file } = loaded;
  const { card } = dataset;
  const problems: Problem[] = [];
  if (card.rubric !== rubric.id) {
    problems.push(
      problemAt(
        loaded,
        ["rubric"],
        `the dataset's labels follow rubric ${[card.rubric, ...Object.keys(card.also_labelled)].join(" or ")}, this is ${rubric.id}`,
      ),
    );
  }
  if (card.rubric_version !== undefined && card.rubric_version !== rubric.version) {
    problems.push(
      problemAt(
        loaded,
        ["rubric"],
        `the dataset's labels follow version ${card.rubric_version}, this is ${rubric.version}: scores of two versions are never pooled`,
      ),
    );
  }
  if (describeScale(card.scale) !== describeScale(rubric.scale)) {
    problems.push(
      problemAt(
        loaded,
        ["rubric"],
        `the labels are on ${describeScale(card.scale)}, the rubric on ${describeScale(rubric.scale)}`,
      ),
    );
  }
  if (inSplit(loaded, dataset.samples).length === 0) {
    const splits = [...new Set(dataset.samples.map(({ split }) => split))];
    problems.push(problemAt(loaded, ["split"], unknown(file.spec.split, "split", [...splits, "all"])));
  }
  const known = rubric.dimensions.map(({ id }) => id);
  const strange = new Set(
    dataset.orders.map(({ dimension }) => dimension).filter((id) => !known.includes(id)),
  );
  for (const id of strange)
    problems.push(problemAt(loaded, ["dataset"], `order.csv: ${unknown(id, "dimension", known)}`));
  return problems;
}

function referenceProblems(loaded: LoadedEval): Problem[] {
  const { reference } = loaded.file.spec;
  const kinds = new Set(loaded.dataset.raters.map(({ kind }) => kind));
  const raters = ratersOf(loaded).map(({ rater }) => rater);
  if (loaded.dataset.raters.length === 0) return [];
  if (raters.length === 0) {
    const message = `no rater is of kind ${reference.raters}; the dataset has raters of kind ${[...kinds].join(", ")}`;
    return [problemAt(loaded, ["reference", "raters"], message)];
  }
  if (reference.use.startsWith("rater:")) {
    const rater = reference.use.slice("rater:".length);
    return raters.includes(rater)
      ? []
      : [problemAt(loaded, ["reference", "use"], unknown(rater, "rater", raters))];
  }
  const hasAdjudicated = loaded.dataset.labels.some(({ round }) => round === adjudicatedRound);
  return reference.use === "adjudicated" && !hasAdjudicated
    ? [problemAt(loaded, ["reference", "use"], `no label has round "${adjudicatedRound}"`)]
    : [];
}

function gateProblems(loaded: LoadedEval): Problem[] {
  const metrics = Object.keys(gateMetrics());
  const dimensions = [...loaded.rubric.dimensions.map(({ id }) => id), overall];
  const graders = Object.keys(loaded.file.spec.graders);
  return (loaded.file.spec.gates ?? []).flatMap((gate, index) => {
    const at = (key: string, message: string): Problem => problemAt(loaded, ["gates", index, key], message);
    return [
      ...(metrics.includes(gate.metric) ? [] : [at("metric", unknown(gate.metric, "metric", metrics))]),
      ...(gate.dimension === undefined || dimensions.includes(gate.dimension)
        ? []
        : [at("dimension", unknown(gate.dimension, "dimension", dimensions))]),
      ...(gate.graders ?? [])
        .filter((grader) => !graders.includes(grader))
        .map((grader) => at("graders", unknown(grader, "grader", graders))),
    ];
  });
}

/** Labels on a dimension that the rubric does not have, one problem per dimension. */
function labelProblems(loaded: LoadedEval): Problem[] {
  const known = loaded.rubric.dimensions.map(({ id }) => id);
  const strange = new Set(
    loaded.dataset.labels
      .map(({ dimension }) => dimension)
      .filter(
        (dimension) => !known.includes(dimension) && dimension !== overall && !dimension.startsWith("flag:"),
      ),
  );
  return [...strange].map((dimension) =>
    problemAt(
      loaded,
      ["dataset"],
      `its labels rate something else than rubric ${loaded.rubric.id}: ${unknown(dimension, "dimension", known)}`,
    ),
  );
}
