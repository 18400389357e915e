import { cleanLabels, type CleanLabels } from "../analysis/clean-labels.ts";
import { gateMetrics, undecidableGates, type LocatedGate } from "../analysis/gates.ts";
import { defaultGates } from "../analysis/default-gates.ts";
import { overall } from "../analysis/pairing.ts";
import { adjudicatedRound } from "../analysis/readings.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import {
  gradersOf,
  partsOf,
  type CascadeGraderSpec,
  type GraderSpec,
  type ModelGraderSpec,
} from "../domain/eval.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Sample } from "../domain/sample.ts";
import { describeScale, levelsOf } from "../domain/scale.ts";
import { HarnessError } from "../errors.ts";
import { parseModelId } from "../models/index.ts";
import type { Problem } from "../store/problem.ts";
import type { LoadedEval } from "./load.ts";

/** Samples of the eval's split, in the order of the dataset. */
export function samplesOf({ file, dataset }: LoadedEval): Sample[] {
  const { split } = file.spec;
  return dataset.samples.filter((sample) => split === "all" || sample.split === split);
}

/** Raters of the kind that the eval's reference names. */
export function ratersOf({ file, dataset }: LoadedEval): Rater[] {
  const { raters } = file.spec.reference;
  return dataset.raters.filter(({ kind }) => raters === "all" || kind === raters);
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
    ...referenceProblems(loaded),
    ...graderProblems(loaded),
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

function problemAt({ file }: LoadedEval, path: readonly (string | number)[], message: string): Problem {
  return { file: file.path, line: file.locate(path), column: 1, message: `${path.join(".")}: ${message}` };
}

function unknown(word: string, kind: string, known: readonly string[]): string {
  return `there is no ${kind} "${word}"${didYouMean(word, known)}, expected one of ${known.join(", ")}`;
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
        `the dataset's labels follow rubric ${card.rubric}, this is ${rubric.id}`,
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
  const samples = samplesOf(loaded);
  if (samples.length === 0) {
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

function graderProblems(loaded: LoadedEval): Problem[] {
  const { graders, parts = {} } = loaded.file.spec;
  const problemsIn = (group: "graders" | "parts", specs: typeof graders): Problem[] =>
    Object.entries(specs).flatMap(([name, spec]) => [
      ...nameProblems(loaded, [group, name]),
      ...partProblems(loaded, [group, name], spec),
      ...modelProblems(loaded, [group, name], spec),
      ...promptProblems(loaded, [group, name], spec),
    ]);
  return [...problemsIn("graders", graders), ...problemsIn("parts", parts), ...unusedParts(loaded)];
}

function nameProblems(loaded: LoadedEval, place: readonly ["graders" | "parts", string]): Problem[] {
  const [group, name] = place;
  const { graders } = loaded.file.spec;
  return [
    ...(name === "human" ? [problemAt(loaded, place, '"human" names the raters among themselves')] : []),
    ...(group === "parts" && Object.hasOwn(graders, name)
      ? [problemAt(loaded, place, `graders has a "${name}" too; leave one out`)]
      : []),
  ];
}

function modelProblems(loaded: LoadedEval, place: readonly string[], spec: GraderSpec): Problem[] {
  if (!("model" in spec)) return [];
  const { model, fallback, recorded } = spec;
  const isRecorded = (key: "model" | "fallback", id: string): boolean | Problem => {
    try {
      return parseModelId(id).provider === "recorded";
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      return problemAt(loaded, [...place, key], error.message);
    }
  };
  const own = isRecorded("model", model);
  const other = fallback !== undefined && isRecorded("fallback", fallback);
  return [
    ...soughtProblems(loaded, place, spec),
    ...(typeof own === "object" ? [own] : []),
    ...(own === true && recorded === undefined
      ? [problemAt(loaded, place, "a recorded: model needs `recorded: {file: ...}`")]
      : []),
    ...(typeof other === "object" ? [other] : []),
    ...(other === true
      ? [problemAt(loaded, [...place, "fallback"], "a fallback is asked live, expected a provider's model")]
      : []),
  ];
}

/** Looking for what the rubric does not have would find nothing, and look like a clean answer. */
function soughtProblems(loaded: LoadedEval, place: readonly string[], spec: ModelGraderSpec): Problem[] {
  const { id, flags, signals = [] } = loaded.rubric;
  const found = { flags: flags.length, signals: signals.length };
  return (["flags", "signals"] as const)
    .filter((key) => spec[key] === true && found[key] === 0)
    .map((key) => problemAt(loaded, [...place, key], `rubric ${id} has no ${key}`));
}

/** Switches of prompts that would change nothing, or name what is not there. */
function promptProblems(loaded: LoadedEval, place: readonly string[], spec: GraderSpec): Problem[] {
  if (!("model" in spec)) return [];
  const { dimension_order: order, reference_answers, mode } = spec;
  const at = (key: string, message: string): Problem => problemAt(loaded, [...place, key], message);
  const ids = loaded.rubric.dimensions.map(({ id }) => id);
  const listed = Array.isArray(order) ? order : ids;
  const cases = new Set(samplesOf(loaded).map(({ caseStudyId }) => caseStudyId));
  const without = [...loaded.dataset.caseStudies.values()].filter(
    ({ id, expected, facts }) =>
      cases.has(id) && Object.values(expected).every(({ length }) => length === 0) && facts.length === 0,
  );
  return [
    ...(order !== undefined && mode === "per-dimension"
      ? [at("dimension_order", "a call about one dimension has no order of dimensions; use mode: joint")]
      : []),
    ...(listed.toSorted().join() === ids.toSorted().join()
      ? []
      : [at("dimension_order", `expected each dimension of ${loaded.rubric.id} once: ${ids.join(", ")}`)]),
    ...(spec.levels === "probability" &&
    levelsOf(loaded.rubric.scale).some((level) => !/^\d$/.test(String(level)))
      ? [at("levels", "probabilities are of single tokens, so that levels must be single digits")]
      : []),
    ...(reference_answers === true && without.length > 0
      ? [
          at(
            "reference_answers",
            `case studies without expected evidence or facts: ${without.map(({ id }) => id).join(", ")}`,
          ),
        ]
      : []),
  ];
}

/** A grader that is made of others names graders that are there, and none that is made of it. */
function partProblems(
  loaded: LoadedEval,
  place: readonly ["graders" | "parts", string],
  spec: GraderSpec,
): Problem[] {
  const named = gradersOf(loaded.file.spec);
  const [, name] = place;
  const kind = Object.keys(spec)[0] ?? "";
  const at = (message: string): Problem => problemAt(loaded, [...place, kind], message);
  const usable = Object.keys(named).filter((each) => each !== name);
  const problems = partsOf(spec)
    .filter((part) => !usable.includes(part))
    .map((part) => at(part === name ? `"${name}" is made of itself` : unknown(part, "grader", usable)));
  const cycle = problems.length === 0 ? cycleFrom(name, named) : null;
  return [
    ...problems,
    ...(cycle === null ? [] : [at(`it is made of itself: ${cycle.join(" -> ")}`)]),
    ...("calibrated" in spec ? mappingProblems(spec.calibrated.of, named, at) : []),
    ...("cascade" in spec ? cascadeProblems(loaded, spec, named, at) : []),
  ];
}

/** The way from a grader over its parts back to it. */
function cycleFrom(name: string, named: Readonly<Record<string, GraderSpec>>): string[] | null {
  const seen = new Set<string>();
  const search = (current: string, path: readonly string[]): string[] | null => {
    const spec = named[current];
    for (const part of spec === undefined ? [] : partsOf(spec)) {
      if (part === name) return [...path, current, name];
      if (seen.has(part)) continue;
      seen.add(part);
      const found = search(part, [...path, current]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(name, []);
}

function mappingProblems(
  of: string,
  named: Readonly<Record<string, GraderSpec>>,
  at: (message: string) => Problem,
): Problem[] {
  const inner = named[of];
  return inner !== undefined && "calibrated" in inner
    ? [at(`"${of}" is a mapping itself, expected the grader that it maps`)]
    : [];
}

/** A doubt that can never arise would be silence, not doubt. */
function cascadeProblems(
  loaded: LoadedEval,
  { cascade: { first, then, when } }: CascadeGraderSpec,
  named: Readonly<Record<string, GraderSpec>>,
  at: (message: string) => Problem,
): Problem[] {
  const spec = named[first];
  const isSingle =
    spec !== undefined && "model" in spec && spec.repeat === 1 && spec.levels !== "probability";
  const { cuts, flags, id } = loaded.rubric;
  const models = modelsBelow(first, named);
  return [
    ...(first === then ? [at(`"${first}" cannot be asked about its own doubts`)] : []),
    ...(when.includes("spread") && isSingle
      ? [
          at(
            `\`spread\` needs a first grader with repeats, members or level probabilities; "${first}" asks once`,
          ),
        ]
      : []),
    ...(when.includes("near-cut") && cuts === null
      ? [at(`\`near-cut\` needs a rubric with cuts, and ${id} has none`)]
      : []),
    ...(when.includes("flag") && flags.length === 0
      ? [at(`\`flag\` needs a rubric with flags, and ${id} has none`)]
      : []),
    ...(when.includes("flag") && !models.some((model) => model.flags === true)
      ? [at(`\`flag\` needs a first grader with "flags: true"; "${first}" is not asked about any`)]
      : []),
    ...(when.includes("no-evidence") && !models.some((model) => model.evidence === "required")
      ? [at(`\`no-evidence\` needs a first grader with "evidence: required"; "${first}" brings none`)]
      : []),
  ];
}

/** Specs of all graders with a model that a grader is made of, its own included; a cycle is told of elsewhere. */
function modelsBelow(
  name: string,
  named: Readonly<Record<string, GraderSpec>>,
  above: readonly string[] = [],
): ModelGraderSpec[] {
  const spec = named[name];
  if (spec === undefined || above.includes(name)) return [];
  if ("model" in spec) return [spec];
  return partsOf(spec).flatMap((part) => modelsBelow(part, named, [...above, name]));
}

/** A part that nothing is made of would be paid attention by nobody. */
function unusedParts(loaded: LoadedEval): Problem[] {
  const { parts = {} } = loaded.file.spec;
  const used = new Set(Object.values(gradersOf(loaded.file.spec)).flatMap(partsOf));
  return Object.keys(parts)
    .filter((name) => !used.has(name))
    .map((name) => problemAt(loaded, ["parts", name], "no grader is made of it; move it to graders"));
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
      `labels rate ${unknown(dimension, "dimension", known)} of rubric ${loaded.rubric.id}`,
    ),
  );
}
