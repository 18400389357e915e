import { createPanel, type Panel } from "../analysis/readings.ts";
import { canonicalSha256 } from "../domain/canonical.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Rubric } from "../domain/rubric.ts";
import type { Fingerprint } from "../domain/run.ts";
import type { Sample } from "../domain/sample.ts";
import { describeScale } from "../domain/scale.ts";
import { HarnessError } from "../errors.ts";
import type { LocatedGate } from "../analysis/gates.ts";
import type { Caps } from "../models/ledger.ts";
import { readBaseline, type Baseline } from "../store/baselines.ts";
import { readPrices } from "../store/prices.ts";
import { invalidFile } from "../store/problem.ts";
import { banners } from "./banners.ts";
import { clusterOf, evalProblems, gatesOf, labelsOf, ratersOf, samplesOf } from "./check-eval.ts";
import { concealed, concealmentHash } from "./concealment.ts";
import type { Environment } from "./environment.ts";
import { fingerprintOf, instructionsPart, requireComparable } from "./fingerprint.ts";
import { graderPlanner, type PlannedGrader } from "./graders/index.ts";
import { besideEval, loadEval, type LoadedEval } from "./load.ts";
import type { RunOptions } from "./options.ts";

/** An eval with every name turned into a thing: nothing that follows can fail for a misspelt word. */
export type Plan = {
  readonly loaded: LoadedEval;
  readonly options: RunOptions;
  readonly epoch: string;
  readonly seed: number;
  readonly samples: readonly Sample[];
  readonly labels: readonly Label[];
  readonly raters: readonly Rater[];
  readonly panel: Panel;
  readonly weights: Readonly<Record<string, number>>;
  readonly graders: readonly PlannedGrader[];
  readonly gates: readonly LocatedGate[];
  readonly caps: Caps;
  readonly maxConcurrency: number;
  readonly fingerprint: Fingerprint;
  readonly partial: readonly string[];
  readonly baseline: Baseline | null;
  readonly baselineNote: string | null;
  readonly banners: readonly string[];
};

/** Reads everything that an eval names and resolves every name in it, before the first paid call. */
export async function planRun(path: string, options: RunOptions, environment: Environment): Promise<Plan> {
  return planLoaded(await loadEval(path), options, environment);
}

/** The same for an eval that was read. */
export async function planLoaded(
  read: LoadedEval,
  options: RunOptions,
  environment: Environment,
): Promise<Plan> {
  const problems = evalProblems(read);
  if (problems.length > 0) throw invalidFile(problems);

  const loaded = concealed(read);
  const { file, rubric } = loaded;
  const { spec } = file;
  const samples = samplesOf(loaded).slice(0, options.limit ?? undefined);
  const labels = labelsOf(loaded, samples);
  const seed = options.seed ?? spec.seed;
  const prices = spec.prices === undefined ? { prices: [] } : await readPrices(besideEval(file, spec.prices));
  const planGrader = graderPlanner({ loaded, environment, prices, seed });
  const graders = await Promise.all(chosenGraders(loaded, options).map(planGrader));
  const caps = {
    runUsd: options.maxCostUsd ?? spec.limits.max_cost_usd ?? null,
    sampleUsd: spec.limits.max_cost_usd_per_sample ?? null,
  };
  refuseUnpriced(graders, caps, spec.prices ?? "none");

  const epoch = options.epoch ?? spec.epoch;
  const partial = partialBecause(options);
  const fingerprint = fingerprintOf(partsOf({ loaded, graders, seed, epoch, partial }));
  const { baseline, note } = await baselineFor(loaded, fingerprint, partial);
  const raters = ratersOf(loaded);
  return {
    loaded,
    options,
    epoch,
    seed,
    samples,
    labels,
    raters,
    panel: createPanel(
      samples.map((sample) => ({ id: sample.id, cluster: clusterOf(sample, spec.cluster) })),
      rubric.dimensions.map(({ id }) => id),
    ),
    weights: rubric.profiles[spec.profile]?.weights ?? {},
    graders,
    gates: gatesOf(loaded),
    caps,
    maxConcurrency: options.maxConcurrency ?? spec.limits.max_concurrency,
    fingerprint,
    partial,
    baseline,
    baselineNote: note,
    banners: banners({ loaded, samples, labels, raters, graders, partial }),
  };
}

/** All that shaped the scores and what is said of them, by name. */
function partsOf({
  loaded,
  graders,
  seed,
  epoch,
  partial,
}: Pick<Plan, "loaded" | "graders" | "seed" | "epoch" | "partial">): Readonly<Record<string, unknown>> {
  const { file, rubric, dataset } = loaded;
  const { spec } = file;
  return {
    dataset: dataset.hash,
    labels: dataset.labelHash,
    rubric: canonicalSha256(whatJudges(rubric)),
    scale: describeScale(rubric.scale),
    split: spec.split,
    ...(spec.only !== undefined && { only: spec.only }),
    profile: spec.profile,
    reference: `${spec.reference.raters}/${spec.reference.use}`,
    cluster: spec.cluster,
    gates: spec.gates ?? null,
    regression: spec.regression ?? null,
    bootstrap: { seed, replicates: spec.replicates },
    epoch,
    salt: spec.salt,
    partial,
    ...(spec.flags !== undefined && { flags: spec.flags }),
    ...(loaded.concealed !== undefined && { sent: concealmentHash(loaded.concealed) }),
    ...Object.fromEntries(
      graders.flatMap(({ instructions }) =>
        Object.entries(instructions).map(([name, text]) => [`${instructionsPart}${name}`, text]),
      ),
    ),
    ...Object.fromEntries(
      graders.map((grader) => [`grader:${grader.name}`, { spec: grader.spec, shapedBy: grader.shapedBy }]),
    ),
  };
}

/** What of a rubric shapes scores: approving a draft, or naming another source, changes nothing that was judged. */
function whatJudges(rubric: Rubric): Partial<Rubric> {
  return { ...rubric, status: "draft", provenance: [] };
}

function chosenGraders({ file }: LoadedEval, { graders }: RunOptions): string[] {
  const known = Object.keys(file.spec.graders);
  const unknown = graders.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new HarnessError(
      "usage",
      `--grader ${unknown}: ${file.path} has no such grader${didYouMean(unknown, known)}, expected one of ${known.join(", ")}`,
    );
  }
  return graders.length === 0 ? known : known.filter((name) => graders.includes(name));
}

/** A capped run must know what every call could cost. */
function refuseUnpriced(
  graders: readonly PlannedGrader[],
  { runUsd, sampleUsd }: Caps,
  priceFile: string,
): void {
  if (runUsd === null && sampleUsd === null) return;
  for (const { name, models } of graders) {
    for (const { isBought, price } of models.flatMap((model) => [model, model.fallback ?? []].flat())) {
      if (!isBought || price.status === "known") continue;
      throw new HarnessError(
        "usage",
        `grader ${name}: a capped run needs a price: ${price.reason} ("prices:" of the eval names ${priceFile}); mend that, or run without a cap`,
      );
    }
  }
}

function partialBecause({ limit, seed, graders }: RunOptions): string[] {
  return [
    ...(limit === null ? [] : [`--limit ${limit}`]),
    ...(seed === null ? [] : [`--seed ${seed}`]),
    ...graders.map((name) => `--grader ${name}`),
  ];
}

/** The accepted run to compare with: its absence is said, not failed; another dataset or rubric is refused. */
async function baselineFor(
  { file, rubric }: LoadedEval,
  fingerprint: Fingerprint,
  partial: readonly string[],
): Promise<{ baseline: Baseline | null; note: string | null }> {
  const { regression } = file.spec;
  if (regression === undefined) return { baseline: null, note: null };
  const baseline = await readBaseline(besideEval(file, regression.baseline));
  if (baseline === null) {
    return {
      baseline: null,
      note: `no baseline yet: ${regression.baseline} does not exist`,
    };
  }
  if (partial.some((reason) => reason.startsWith("--limit"))) {
    return { baseline: null, note: "a run with --limit is not compared with the baseline" };
  }
  requireComparable(baseline.header, { fingerprint, rubric }, regression.baseline);
  return { baseline, note: `compared with ${regression.baseline}` };
}
